// Command unknown expects names that nobody can read off, so that any service may be among them. // want package:`runs scheduler, expects second, beats scheduler`
package main

import (
	"context"
	"os"
	"time"

	"example.com/supervised"
	"heartnames/wanted"
)

type probe struct{ names []string }

func main() {
	ctx := context.Background()
	go supervised.RunWithRecover(ctx, "scheduler", func(context.Context) {
		for range time.Tick(time.Minute) {
			supervised.Heartbeat("scheduler")
		}
	}, supervised.StaleAfter(time.Hour))
	list := []string{"first"}
	fill(&list)
	_, _ = supervised.IsUp(list)
	_, _ = supervised.IsUp(append(os.Args, "second")) // want `"second", which is expected here$`
	_, _ = supervised.IsUp([]string{os.Getenv("SERVICE")})
	_, _ = supervised.IsUp(probe{}.names)
	_, _ = supervised.IsUp(named())
	_, _ = supervised.IsUp(wanted.Some())
	_, _ = supervised.IsUp(again(nil))
}

func fill(list *[]string) { *list = append(*list, "filled") }

func named() (names []string) {
	names = []string{"named"}
	return
}

func again(names []string) []string {
	if len(names) > 3 {
		return names
	}
	return again([]string{"third"})
}
