// Package bounds is about how long a pass takes at most: what has no bound that is seen makes a period
// that is not known.
package bounds

import (
	"context"
	"net"
	"net/http"
	"os/exec"
	"sync"
	"time"
)

type server struct {
	jobs   chan int
	ids    []int
	do     func(int)
	store  store
	client *http.Client
	others sync.WaitGroup
}

type store interface {
	Load(context.Context, int) (int, error)
}

func newServer() *server { return &server{client: &http.Client{Timeout: 5 * time.Minute}} }

func (s *server) work(n int) { println(100 / n) }

func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// The pauses of a loop inside were not counted.
// passes: every 11m0s
func (s *server) rounds() {
	for range time.Tick(time.Minute) {
		for i := range 10 {
			time.Sleep(time.Minute)
			s.work(i)
		}
	}
}

// passes: every 3m0s
func (s *server) roundsInAClause() {
	for range time.Tick(time.Minute) {
		for i := 1; i <= 2; i++ {
			time.Sleep(time.Minute)
		}
	}
}

// passes: every 4m0s
func (s *server) roundsOfAList() {
	for range time.Tick(time.Minute) {
		for _, d := range [...]int{1, 2, 3} {
			s.work(d)
			time.Sleep(time.Minute)
		}
	}
}

// passes: every 20s
func (s *server) pacedByRounds(ctx context.Context) {
	for ctx.Err() == nil {
		for i := 0; i < 2; i++ {
			if !wait(ctx, 10*time.Second) {
				return
			}
		}
	}
}

// passes: by a clock
func (s *server) roundsThatSkip() {
	for range time.Tick(time.Minute) {
		for i := 0; i < 3; i++ {
			time.Sleep(time.Second)
			if s.ids != nil {
				i--
			}
		}
	}
}

// passes: by a clock
func (s *server) each() {
	for range time.Tick(time.Minute) {
		for _, id := range s.ids {
			s.work(id)
			time.Sleep(2 * time.Second)
		}
	}
}

// passes: by a clock
func (s *server) untilItWorks(ok func() bool) {
	for range time.Tick(time.Minute) {
		for !ok() {
			time.Sleep(time.Second)
		}
	}
}

func (s *server) rebuild() {
	for i := range 100 {
		s.work(i)
		time.Sleep(5 * time.Second)
	}
}

// passes: every 9m20s
func (s *server) daily() {
	for range time.Tick(time.Minute) {
		if s.ids != nil {
			s.rebuild()
		}
	}
}

// Each round has a timeout of its own; one of the pass is for all of them.
// passes: every 5m10s
func (s *server) timeouts(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		for i := range 5 {
			short, cancel := context.WithTimeout(ctx, time.Minute)
			_, _ = s.store.Load(short, i)
			cancel()
		}
	}
}

// passes: every 1m10s
func (s *server) timeoutOfAll(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		short, cancel := context.WithTimeout(ctx, time.Minute)
		for _, id := range s.ids {
			_, _ = s.store.Load(short, id)
		}
		cancel()
	}
}

// passes: by a clock
func (s *server) timeoutsOfEach(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		for _, id := range s.ids {
			short, cancel := context.WithTimeout(ctx, time.Minute)
			_, _ = s.store.Load(short, id)
			cancel()
		}
	}
}

// The pauses in another case beside the tick are not those of the tick.
func (s *server) slow(n int) {
	for range n {
		time.Sleep(90 * time.Second)
	}
}

// passes: by a clock
func (s *server) slowBeside(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-s.jobs:
			s.slow(n)
		case <-time.After(5 * time.Second):
		}
	}
}

// What another case has work for is that case's, behind the select statement as in it.
// passes: by a clock
func (s *server) stores(ctx context.Context) {
	for {
		n := -1
		select {
		case <-ctx.Done():
			return
		case n = <-s.jobs:
		case <-time.After(10 * time.Second):
		}
		if n >= 0 {
			s.do(n)
		}
	}
}

// passes: by a clock
func (s *server) storesAndLeaves(ctx context.Context) {
	for {
		n := -1
		select {
		case <-ctx.Done():
			return
		case n = <-s.jobs:
		case <-time.After(10 * time.Second):
		}
		if n < 0 {
			continue
		}
		s.do(n)
	}
}

// passes: by a clock
func (s *server) storesAndSwitches(ctx context.Context) {
	for {
		var n int
		select {
		case <-ctx.Done():
			return
		case n = <-s.jobs:
		case <-time.After(10 * time.Second):
			n = -1
		}
		switch {
		case n < 0:
			s.work(n)
		default:
			s.do(n)
		}
	}
}

// passes: by a clock
func (s *server) goesOn(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(10 * time.Second):
			continue
		case n := <-s.jobs:
			s.ids = append(s.ids, n)
		}
		s.do(s.ids[0])
	}
}

// What the tick comes to as well is its work: out of turn, or what was gathered before.
// passes: every 10s
func (s *server) outOfTurn(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.jobs:
		case <-time.After(10 * time.Second):
		}
		_, _ = s.store.Load(ctx, 1)
	}
}

// passes: by a clock
func (s *server) gathers(ctx context.Context) {
	ticker := time.NewTicker(10 * time.Second)
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-s.jobs:
			s.ids = append(s.ids, n)
		case <-ticker.C:
		}
		if len(s.ids) > 100 {
			s.do(len(s.ids))
		}
	}
}

// A client and a dialer have timeouts of their own, which may be longer than the period.
// passes: every 5m1s
func (s *server) asks() {
	for {
		if _, err := s.client.Get("http://localhost"); err != nil {
			println(err.Error())
		}
		time.Sleep(time.Second)
	}
}

// passes: every 7m5s
func (s *server) dials(ctx context.Context) {
	dialer := net.Dialer{Timeout: 3 * time.Minute}
	for ctx.Err() == nil {
		_, _ = dialer.DialContext(ctx, "tcp", ":1")
		_, _ = net.DialTimeout("tcp", ":2", 4*time.Minute)
		time.Sleep(5 * time.Second)
	}
}

// Nobody knows when the jobs of others are done.
// passes: by a clock
func (s *server) drains() {
	for range time.Tick(30 * time.Second) {
		s.others.Wait()
	}
}

// Those of the pass itself are its work, which takes as long as they do.
// passes: by a clock
func (s *server) fansOut() {
	for range time.Tick(30 * time.Second) {
		var wg sync.WaitGroup
		for _, id := range s.ids {
			wg.Go(func() { s.do(id) })
		}
		wg.Wait()
	}
}

// passes: by a clock
func (s *server) fansOutAndPauses() {
	for {
		var wg sync.WaitGroup
		for _, id := range s.ids {
			wg.Add(1)
			go func() { defer wg.Done(); s.do(id) }()
		}
		wg.Wait()
		time.Sleep(30 * time.Second)
	}
}

// A command ends: it beats wherever that stands, and its time is only known with a timeout.
// passes: by a clock
func (s *server) runs() {
	for {
		_ = exec.Command("rsync").Run()
		time.Sleep(time.Minute)
	}
}

// passes: by a clock
func (s *server) runsByATicker(ctx context.Context) {
	for range time.Tick(time.Minute) {
		_ = exec.CommandContext(ctx, "rsync").Run()
	}
}

// passes: by a clock
func (s *server) runsLater() {
	for {
		time.Sleep(time.Minute)
		cmd := exec.Command("rsync")
		_, _ = cmd.CombinedOutput()
	}
}

// passes: every 3m0s
func (s *server) runsInTime(ctx context.Context) {
	for range time.Tick(time.Minute) {
		short, cancel := context.WithTimeout(ctx, 2*time.Minute)
		cmd := exec.CommandContext(short, "rsync")
		_, _ = cmd.Output()
		cancel()
	}
}

// What the clause of a loop counts, remembers or waits for makes no bound.
// passes: every 1m0s
func (s *server) counts(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		time.Sleep(time.Minute)
	}
}

// passes: every 1m0s
func (s *server) remembers(ctx context.Context) {
	for start := time.Now(); ctx.Err() == nil; start = time.Now() {
		time.Sleep(time.Minute)
		println(time.Since(start))
	}
}

// passes: every 1m0s
func (s *server) waitsInItsClause(ctx context.Context) {
	ticker := time.NewTicker(time.Minute)
	for ; ctx.Err() == nil; <-ticker.C {
		s.work(1)
	}
}

// passes: every 1m0s
func (s *server) waitsAndCounts(ctx context.Context) {
	for i := 1; wait(ctx, time.Minute); i++ {
		s.work(i)
	}
}

type node struct{ next *node }

type nodes struct{ at *node }

// passes:
func (l *nodes) walks() {
	for ; l.at != nil; l.at = l.at.next {
		time.Sleep(time.Second)
	}
}

// How long it takes to come to the loop counts for the first heartbeat.
// waits: waits for a clock, loops every 10s, never beats, starts after 10m0s
func (s *server) startsLate(ctx context.Context) {
	time.Sleep(10 * time.Minute)
	for wait(ctx, 10*time.Second) {
		s.work(1)
	}
}

// waits: waits for a clock, loops every 10s, never beats, starts after 10m20s
func (s *server) startsLater(ctx context.Context) {
	for range 2 {
		time.Sleep(10 * time.Second)
	}
	s.startsLate(ctx)
}

// waits: waits for a clock, takes as long as others like, calls what may last, loops every 10s, never beats, starts whenever others like
func (s *server) startsWhenReady(ctx context.Context, ready func() bool) {
	for !ready() {
		time.Sleep(time.Second)
	}
	for wait(ctx, 10*time.Second) {
		s.work(1)
	}
}

// waits: waits for a clock, waits, loops every 10s, never beats, starts whenever others like
func (s *server) startsWhenTold(ctx context.Context) {
	<-s.jobs
	if ctx.Err() == nil {
		for wait(ctx, 10*time.Second) {
			s.work(1)
		}
	}
}

const budget = 15 * time.Minute

// A loop that works until a time has passed waits for nothing, and was not counted.
// passes: every 20m10s
func (s *server) worksSince() {
	for range time.Tick(10 * time.Second) {
		start := time.Now()
		for time.Since(start) < 20*time.Minute && s.ids != nil { // which something else may set
			s.work(1)
		}
	}
}

// passes: every 15m10s
func (s *server) worksBefore() {
	for range time.Tick(10 * time.Second) {
		end := time.Now().Add(budget)
		for time.Now().Before(end) {
			s.work(1)
		}
	}
}

// passes: every 15m10s
func (s *server) worksUntilAfter() {
	for range time.Tick(10 * time.Second) {
		for end := time.Now().Add(budget); ; {
			s.work(1)
			if time.Now().After(end) {
				break
			}
		}
	}
}

// passes: every 15m10s
func (s *server) worksUntil() {
	for range time.Tick(10 * time.Second) {
		end := time.Now().Add(budget)
		for 0 < time.Until(end) {
			s.work(1)
		}
	}
}

// passes: every 20m10s, every 20m20s
func (s *server) worksUntilTimer(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		timer := time.NewTimer(20 * time.Minute)
	loop:
		for {
			select {
			case <-timer.C:
				break loop
			default:
				s.work(1)
			}
		}
	}
	for range time.Tick(20 * time.Second) {
		over := time.After(20 * time.Minute)
	again:
		for {
			select {
			case <-over:
				break again
			default:
				s.work(1)
			}
		}
	}
}

// passes: every 20m10s
func (s *server) worksUntilDone() {
	for range time.Tick(10 * time.Second) {
		over := time.After(20 * time.Minute)
		for done := false; !done; {
			select {
			case <-over:
				done = true
			default:
				s.work(1)
			}
		}
	}
}

// passes: by a clock
func (s *server) worksAsLongAsToldTo(budget time.Duration, end time.Time) {
	for range time.Tick(10 * time.Second) {
		for time.Now().Before(end) {
			s.work(1)
		}
	}
}

// What is asked of each item is no budget.
// passes: every 10s
func (s *server) dropsOld(seen []time.Time) {
	for range time.Tick(10 * time.Second) {
		for _, at := range seen {
			if time.Since(at) > time.Hour {
				break
			}
			s.work(1)
		}
		for len(seen) > 0 && !seen[0].After(time.Now()) {
			seen = seen[1:]
		}
	}
}

type Elector interface {
	Campaign(context.Context) error
	Lock()
	Load(context.Context) error
}

type elector interface{ Campaign(context.Context) error }

type always struct{}

func (always) Campaign(context.Context) error { return nil }

type never struct{}

func (never) Campaign(context.Context) error { return nil }

// A standby waits for its turn for hours.
// passes: by a clock, by a clock, every 10s
func (s *server) leads(ctx context.Context, e Elector) {
	for ctx.Err() == nil {
		e.Campaign(ctx)
		s.work(1)
		time.Sleep(10 * time.Second)
	}
	for ctx.Err() == nil {
		e.Lock()
		s.work(1)
		time.Sleep(10 * time.Second)
	}
	for ctx.Err() == nil {
		e.Load(ctx)
		s.work(1)
		time.Sleep(10 * time.Second)
	}
}

// All that implements the interface is in view.
// passes: every 10s
func (s *server) leadsHere(ctx context.Context, e elector) {
	for ctx.Err() == nil {
		e.Campaign(ctx)
		s.work(1)
		time.Sleep(10 * time.Second)
	}
}

// passes: every 1m10s
func (s *server) leadsWithin(ctx context.Context, e Elector) {
	for ctx.Err() == nil {
		short, cancel := context.WithTimeout(ctx, time.Minute)
		e.Campaign(short)
		cancel()
		time.Sleep(10 * time.Second)
	}
}
