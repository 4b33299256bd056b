module example.com/acme/real

go 1.22

require (
	github.com/oklog/run v1.1.0
	github.com/robfig/cron/v3 v3.0.1
)
