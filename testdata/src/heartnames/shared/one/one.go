// Package one runs services, of which others know. // want package:`runs batch, runs feeder, runs janitor, beats batch, beats feeder, beats janitor`
package one

import (
	"context"
	"time"

	"example.com/supervised"
)

func Start(ctx context.Context, in chan int) {
	go supervised.RunWithRecover(ctx, "janitor", func(context.Context) {
		for range time.Tick(time.Minute) {
			supervised.Heartbeat("janitor")
		}
	}, supervised.StaleAfter(time.Hour))
	go supervised.RunWithRecover(ctx, "batch", func(context.Context) {
		for range time.Tick(time.Minute) {
			supervised.Heartbeat("batch")
		}
	}, supervised.StaleAfter(time.Hour))
	go supervised.RunWithRecover(ctx, "feeder", func(context.Context) {
		for range time.Tick(time.Minute) {
			supervised.Heartbeat("feeder")
		}
	}, supervised.StaleAfter(time.Hour))
}

func Names() []string { return []string{"janitor"} }
