// Package shared runs services by names that a package which it imports gives as well. // want package:`runs batch, runs collector, runs elsewhere, runs feeder, runs janitor, .*exports Wanted: janitor`
package shared

import (
	"context"
	"time"

	"example.com/supervised"
	"heartnames/shared/one"
)

func Start(ctx context.Context, mine bool, in chan int) {
	one.Start(ctx, in)
	go supervised.RunWithRecover(ctx, "janitor", janitor, supervised.StaleAfter(time.Hour)) // want `unknown-name: service "janitor" has the name of another one, in heartnames/shared/one/one.go:\d+: the heartbeats of one hide that the other hangs$`
	// Of several in one package it may run one or the other, and one statement may run often.
	if mine {
		go supervised.RunWithRecover(ctx, "collector", collector, supervised.StaleAfter(time.Hour))
	} else {
		go supervised.RunWithRecover(ctx, "collector", collector, supervised.StaleAfter(time.Hour))
	}
	// A task, and a service without a pass, hide nothing.
	go supervised.RunWithRecover(ctx, "batch", func(context.Context) { println(len(in)) }, supervised.NoRestart())
	go supervised.RunWithRecover(ctx, "feeder", func(context.Context) {
		for n := range in {
			println(1 / n)
		}
	})
	go supervised.RunWithRecover(ctx, "elsewhere", func(context.Context) {
		for range time.Tick(time.Minute) {
			supervised.Heartbeat("elsewhere")
		}
	}, supervised.StaleAfter(time.Hour))
}

func janitor(context.Context) {
	for range time.Tick(time.Minute) {
		supervised.Heartbeat("janitor")
	}
}

func collector(context.Context) {
	for range time.Tick(time.Minute) {
		supervised.Heartbeat("collector")
	}
}

// Wanted hands on a list of another package, which ended the analysis.
func Wanted() []string { return one.Names() }
