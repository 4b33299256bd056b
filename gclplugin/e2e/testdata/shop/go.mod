module example.com/shop

go 1.25

require example.com/async v0.0.0

replace example.com/async => ./async
