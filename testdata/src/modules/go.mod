module example.com/acme/shop

go 1.22

require example.com/acme/shop/queue v0.0.0

replace example.com/acme/shop/queue => ./queue
