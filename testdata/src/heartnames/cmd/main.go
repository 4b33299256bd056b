// Command cmd is a program: all names that there are, are those of its packages. // want package:`runs expected, runs janitor, runs located, runs lonely, runs mailer, runs new, runs scheduler, runs sweeper, runs waits, expects again, expects appendd, expects archiver, expects array, expects concat, expects cut, expects deleted, expects dropped, expects elephant, expects expected, expects farthest, expects fetched, expects first, expects here, expects janitor, expects keyed, expects later, expects located, expects mailr, expects new, expects other, expects ranged, expects returned, expects scheduler, expects scheduler, expects scheduler, expects scheduler, expects scheduler, expects scheduler, expects scheduler, expects scheduler, expects scheduler, expects scheduler, expects scheduler, expects scheduler, expects second, expects split, expects sweeprr, expects written, beats janitor, beats old, beats other, beats sheduler, beats somebody`
package main

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"example.com/supervised"
	"heartnames/api"
	"heartnames/wanted"
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

// Lists that are put together were not read, nor what a function returns, nor the keys of a map.
func putTogether() {
	list := append([]string{"scheduler"}, "appendd") // want `unknown-name: nothing is supervised as "appendd", which is expected here$`
	list = append(list, others()...)
	for name, stale := range thresholds {
		_, _ = supervised.IsHealthy([]string{name}, stale)
	}
	_, _ = supervised.IsHealthy(list, time.Minute)
	_, _ = supervised.IsUp(slices.Sorted(maps.Keys(thresholds)))
	_, _ = supervised.IsUp(slices.Concat([]string{"concat"}, strings.Split("janitor,split", ","))) // want `"concat", which is expected here$` `"split", which is expected here$`
	for _, name := range []string{"ranged"} {                                                      // want `"ranged", which is expected here$`
		_, _ = supervised.IsUp([]string{name})
	}
	_, _ = supervised.IsUp(nil)
}

func others() []string {
	if len(thresholds) > 2 {
		return expected[1:]
	}
	return []string{"returned"} // want `"returned", which is expected here$`
}

var thresholds = map[string]time.Duration{"scheduler": time.Minute, "keyed": time.Hour} // want `"keyed", which is expected here$`

func init() {
	thresholds["written"] = time.Hour // want `"written", which is expected here$`
}

// A URL with another path is no probe of names that nobody runs: a search for elephants was called one. It
// may be one of those that are run, wherever the handler is.
func another() {
	_, _ = http.Get("http://localhost/search?expect=elephant")
	_, _ = http.Get("http://api.internal:9090/admin/liveness?expect=elsewhere&stale=2m") // of another program
	_, _ = http.Get("http://127.0.0.1:9090/admin/liveness?expect=here")                  // want `"here", which is expected here$`
	_, _ = http.Get("http://localhost/live?expect=located")
	_, _ = http.Get("http://localhost/live?expect=later&stale=1m") // want `"later", which is expected here$`
	go supervised.RunWithRecover(context.Background(), "located", new(server).loop, supervised.StaleAfter(time.Hour))
}

// Only the first one of two unknown names was told.
func several() {
	_, _ = http.Get("http://localhost/admin/liveness?expect=scheduler,second,first") // want `nothing is supervised as "first", which is expected here, and nothing is supervised as "second", which is expected here$`
	_, _ = supervised.IsUp(wanted.All)                                               // want `"farthest", which is expected here$`
	_, _ = supervised.IsUp(wanted.Names())                                           // want `"fetched", which is expected here$`
}

// The handler takes several lists, of which one was read. What is cut off or taken out of a list, nobody
// expects; arrays are lists, too.
func cut() {
	_, _ = http.Get("http://localhost/admin/liveness?expect=scheduler&expect=again&stale=2m") // want `"again", which is expected here$`
	short := []string{"scheduler", "cut"}
	short = short[:1]
	_, _ = supervised.IsUp(short)
	fewer := []string{"scheduler", "deleted"}
	fewer = slices.Delete(fewer, 1, 2)
	_, _ = supervised.IsUp(fewer)
	limits := map[string]time.Duration{"scheduler": time.Minute, "dropped": time.Hour}
	delete(limits, "dropped")
	_, _ = supervised.IsUp(slices.Sorted(maps.Keys(limits)))
	fixed := [...]string{"scheduler", "array"} // want `"array", which is expected here$`
	_, _ = supervised.IsUp(fixed[:])
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
