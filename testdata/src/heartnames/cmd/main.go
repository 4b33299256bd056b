// Command cmd is a program: all names that there are, are those of its packages. // want package:`runs expected, runs janitor, runs lonely, runs mailer, runs new, runs scheduler, runs sweeper, runs waits, expects archiver, expects expected, expects mailr, expects new, expects other, expects scheduler, expects scheduler, expects sweeprr, beats janitor, beats old, beats other, beats sheduler, beats somebody`
package main

import (
	"context"
	"net/http"
	"time"

	"example.com/supervised"
	"heartnames/api"
)

var expected = []string{"expected", "new", "archiver"} // want `unknown-name: nothing is supervised as "archiver", which is expected here$`

type server struct{ jobs chan int }

func main() { // want `unknown-name: nothing is supervised as "sweeprr", which is expected in heartnames/api/api\.go:\d+; did you mean sweeper\?$`
	ctx := context.Background()
	s := new(server)
	go supervised.RunWithRecover(ctx, "scheduler", s.loop, supervised.StaleAfter(time.Hour))
	go supervised.RunWithRecover(ctx, "expected", s.loop, supervised.StaleAfter(time.Hour))
	go supervised.RunWithRecover(ctx, "mailer", s.loop, supervised.StaleAfter(time.Hour))  // want `unknown-name: no probe expects service "mailer"$`
	go supervised.RunWithRecover(ctx, "sweeper", s.loop, supervised.StaleAfter(time.Hour)) // want `unknown-name: no probe expects service "sweeper"$`
	go supervised.RunWithRecover(ctx, "new", api.Loop, supervised.StaleAfter(time.Hour))   // want `unknown-name: service "new" never beats: its loop beats as "old"$`
	go supervised.RunWithRecover(ctx, "lonely", func(context.Context) { println(100 / len(s.jobs)) }, supervised.NoRestart())
	go supervised.RunWithRecover(ctx, "waits", func(context.Context) {
		for n := range s.jobs {
			println(100 / n)
		}
	})
	api.Start(ctx)
	if ok, _ := supervised.IsUp(expected); !ok {
		println(api.Healthy())
	}
	_, _ = http.Get("http://localhost/admin/liveness?stale=2m&expect=scheduler,mailr") // want `unknown-name: nothing is supervised as "mailr", which is expected here; did you mean mailer\?$`
	supervised.Heartbeat("somebody")                                                   // want `unknown-name: nothing is supervised as "somebody", which beats here$`
	println(supervised.LastTick("sheduler").String())                                  // want `unknown-name: nothing is supervised as "sheduler", which is asked for here; did you mean scheduler\?$`
}

func silenced() {
	//unsupervisedgo:ignore it is of another program
	_, _ = http.Get("http://localhost/admin/liveness?expect=other")
	supervised.Heartbeat("other") //unsupervisedgo:ignore likewise
}

func (s *server) loop(ctx context.Context) {
	for ctx.Err() == nil {
		time.Sleep(time.Minute)
		supervised.Beat(ctx)
	}
}
