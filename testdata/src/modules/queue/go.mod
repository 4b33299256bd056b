module example.com/acme/shop/queue

go 1.22
