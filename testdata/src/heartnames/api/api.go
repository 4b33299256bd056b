// Package api has a probe of its own, and a service. What it expects may run in any program. // want package:`runs janitor, expects scheduler, expects sweeprr, beats janitor, beats old`
package api

import (
	"context"
	"time"

	"example.com/supervised"
)

func Healthy() bool {
	ok, _ := supervised.IsHealthy([]string{"scheduler", "sweeprr"}, time.Minute)
	return ok
}

func Start(ctx context.Context) {
	go supervised.RunWithRecover(ctx, "janitor", func(context.Context) {
		for range time.Tick(time.Minute) {
			supervised.Heartbeat("janitor")
		}
	}, supervised.StaleAfter(time.Hour))
}

// Loop beats as it was once called.
func Loop(ctx context.Context) { // want Loop:"beats as old, loops every 1m0s"
	for ctx.Err() == nil {
		time.Sleep(time.Minute)
		supervised.Heartbeat(name)
	}
}

const name = "old"
