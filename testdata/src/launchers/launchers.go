// Package launchers shows calls that hand a function to a launcher: one
// outside the module is reported at the call, one inside it at its own go
// statement.
package launchers

import (
	"context"
	"net/http"
	"runtime"
	"sync"
	"time"

	"launchers/internal/start"
	"safego"

	"golang.org/x/sync/errgroup"
)

var risky func()

var riskyErr func() error

func rescue() { _ = recover() }

func calm() {
	defer rescue()
	risky()
}

func calmErr() error {
	defer rescue()
	return riskyErr()
}

func wild() { risky() }

type service struct{ n int }

func (s *service) wild() { risky() }
func (s *service) calm() {
	defer rescue()
	risky()
}

func waitGroup(wg *sync.WaitGroup, s *service, holder *struct{ wg sync.WaitGroup }) {
	wg.Go(func() { // want `launcher: \(\*sync\.WaitGroup\)\.Go starts a goroutine that is not supervised: a panic in the function literal ends the process \(risky\(\) can panic\)`
		risky()
	})
	wg.Go(wild)        // want `launcher: \(\*sync\.WaitGroup\)\.Go starts .* a panic in wild ends`
	wg.Go(s.wild)      // want `launcher: .* a panic in \(\*service\)\.wild ends`
	wg.Go(risky)       // want `launcher: .* a panic in risky ends`
	holder.wg.Go(wild) // want `launcher: `
	wg.Go(func() {
		defer rescue()
		risky()
	})
	wg.Go(calm)
	wg.Go(s.calm)
	wg.Go(func() { calm() })
	wg.Go(func() {})
	wg.Go(safego.Wrap(risky))
	defer wg.Go(wild) // want `launcher: `
	start := wg.Go
	start(wild) // want `launcher: .* a panic in wild ends`
	start(calm)
}

func errGroup(g *errgroup.Group) {
	g.Go(riskyErr)      // want `launcher: \(\*errgroup\.Group\)\.Go starts a goroutine that is not supervised: a panic in riskyErr ends`
	g.Go(func() error { // want `launcher: `
		return riskyErr()
	})
	if !g.TryGo(riskyErr) { // want `launcher: \(\*errgroup\.Group\)\.TryGo starts`
		return
	}
	g.Go(calmErr)
	g.TryGo(calmErr)
	g.Go(func() (err error) {
		defer rescue()
		return riskyErr()
	})
}

func timers(ctx context.Context, s *service) {
	time.AfterFunc(time.Second, risky)        // want `launcher: time\.AfterFunc starts a goroutine that is not supervised: a panic in risky ends`
	t := time.AfterFunc(time.Second, func() { // want `launcher: time\.AfterFunc`
		s.n++
	})
	stop := context.AfterFunc(ctx, s.wild) // want `launcher: context\.AfterFunc starts .* a panic in \(\*service\)\.wild ends`
	time.AfterFunc(time.Second, calm)
	context.AfterFunc(ctx, s.calm)
	time.AfterFunc(time.Second, func() {
		defer rescue()
		s.n++
	})
	f := time.AfterFunc
	f(time.Second, wild) // want `launcher: `
	t.Stop()
	stop()
}

// In a call of a method expression, the receiver is an argument.
func methodExpressions(wg *sync.WaitGroup, p *safego.Pool) {
	(*sync.WaitGroup).Go(wg, wild) // want `launcher: .*a panic in wild ends`
	(*safego.Pool).Go(p, wild)     // want `launcher: .*a panic in wild ends`
	(*sync.WaitGroup).Go(wg, calm)
	(*safego.Pool).Go(p, calm)
	start := (*sync.WaitGroup).Go
	start(wg, wild) // want `launcher: .*a panic in wild ends`
	start(wg, calm)
}

// The type is what counts: embedded, by another name, or one of its own.
type embedder struct{ sync.WaitGroup }

type alias = sync.WaitGroup

type group sync.WaitGroup

func (*group) Go(f func()) { f() } // want Go:"^contains what it is not handed$"

func types(e *embedder, a *alias, g *group) {
	e.Go(wild) // want `launcher: \(\*sync\.WaitGroup\)\.Go starts`
	a.Go(wild) // want `launcher: \(\*sync\.WaitGroup\)\.Go starts`
	g.Go(wild)
	e.Go(calm)
	a.Go(calm)
}

type job func()

func (j job) run() { j() }

func conversions() {
	safego.Spawn(job(wild))     // want `launcher: .*a panic in wild ends`
	safego.Spawn(job(wild).run) // want `launcher: .*a panic in job\.run ends`
	safego.Spawn(job(calm))
}

// What a dependency launches is known by its facts.
func dependencies(p *safego.Pool) {
	safego.Spawn(risky)                          // want `launcher: safego\.Spawn starts .* a panic in risky ends`
	safego.Spawn2("x", func(string) { risky() }) // want `launcher: safego\.Spawn2 starts .* a panic in the function literal ends`
	p.Go(wild)                                   // want `launcher: \(\*safego\.Pool\)\.Go starts .* a panic in wild ends`
	safego.Spawn(calm)
	p.Go(calm)
	safego.Both(calm, risky) // want `launcher: safego\.Both starts .* a panic in risky ends`
	safego.Both(wild, calm)  // want `launcher: safego\.Both starts .* a panic in wild ends`
	safego.Both(wild, risky) // want `launcher: .* a panic in wild ends` `launcher: .* a panic in risky ends`
	safego.Both(calm, calm)
	safego.All(risky)       // want `launcher: safego\.All starts .* a panic in risky ends`
	safego.All(calm, risky) // want `launcher: safego\.All starts .* a panic in risky ends`
	safego.All(calm, calm)
	safego.All([]func(){risky}...) // want `launcher: safego\.All starts`
	safego.All()
	safego.AllSafely("jobs", risky, wild)
	go safego.AllSafely("jobs", risky, wild)
	go safego.InTurn(risky, wild)        // want `bare-go: `
	safego.Start(safego.Job{Run: risky}) // want `launcher: safego\.Start starts .* a panic in risky ends`
	safego.Start(safego.Job{Run: calm})
	safego.Go(risky) // it supervises what it launches
	p.Do(risky)      // it launches nothing
	p.Later(risky)   // nobody knows
	safego.Safely(risky)
}

// A launcher of this module is reported at its own go statement, not at each
// call; so is one of another package of the module.
func own(f func()) {
	spawn(risky)
	spawn(func() { risky() })
	start.Spawn(risky)
	start.All(risky, wild)
}

func spawn(f func()) {
	go f() // want `bare-go: .*a panic in f ends`
}

// A method that is called Go is no launcher for that.
type runner struct{}

func (runner) Go(f func()) { f() } // want Go:"^contains what it is not handed$"

type goer interface{ Go(f func()) }

func named(r runner, g goer) {
	r.Go(risky)
	g.Go(risky)
}

// A go statement that starts the call of a launcher: the function is run on a
// third goroutine.
func both(wg *sync.WaitGroup) {
	go wg.Go(calm)
	go safego.Spawn(calm)
}

// The same launchers, reached in another way.
func disguised(wg *sync.WaitGroup) {
	var g goer = new(sync.WaitGroup)
	g.Go(wild) // want `launcher: \(\*sync\.WaitGroup\)\.Go starts .* a panic in wild ends`
	g.Go(calm)
	var r goer = runner{}
	r.Go(wild)                 // all that it ever holds is no launcher
	wg.Go(nil)                 // want `launcher: \(\*sync\.WaitGroup\)\.Go starts .* a panic in nil ends`
	time.AfterFunc(pair())     // want `launcher: time\.AfterFunc starts`
	time.AfterFunc(calmPair()) // it returns a function that recovers
	afterAll(time.Second, calm)
	for _, f := range []func(){wild} {
		wg.Go(f) // want `launcher: .* a panic in f ends`
	}
}

func afterAll[F ~func()](d time.Duration, f F) { time.AfterFunc(d, f) } // want `launcher: time\.AfterFunc starts .* a panic in f ends`

func pair() (time.Duration, func()) { return 1, wild }

func calmPair() (time.Duration, func()) { return 1, calm }

// Functions of the standard library that cannot panic are no finding.
func calmOfStd(ctx context.Context, wg *sync.WaitGroup) {
	_, cancel := context.WithCancel(ctx)
	time.AfterFunc(time.Second, cancel)
	context.AfterFunc(ctx, cancel)
	time.AfterFunc(time.Second, wg.Done)
	wg.Go(wg.Wait)
}

// What the runtime and net/http run on goroutines of their own.
func unusual(srv *http.Server, s *service) {
	runtime.SetFinalizer(s, func(s *service) { risky() }) // want `launcher: runtime\.SetFinalizer starts .* a panic in the function literal ends`
	runtime.SetFinalizer(s, (*service).wild)              // want `launcher: .* a panic in \(\*service\)\.wild ends`
	runtime.SetFinalizer(s, (*service).calm)
	runtime.SetFinalizer(s, nil)
	runtime.AddCleanup(s, func(int) { risky() }, 1) // want `launcher: runtime\.AddCleanup starts .* a panic in the function literal ends`
	runtime.AddCleanup(s, func(int) { calm() }, 1)
	srv.RegisterOnShutdown(wild) // want `launcher: \(\*http\.Server\)\.RegisterOnShutdown starts .* a panic in wild ends`
	srv.RegisterOnShutdown(calm)
}

// A launcher in a generated file is reported at the call: it is not at its own
// go statement.
func generated() {
	start.SpawnGenerated(risky) // want `launcher: start\.SpawnGenerated starts .* a panic in risky ends`
	start.SpawnGenerated(calm)
	spawnGenerated(risky) // want `launcher: spawnGenerated starts .* a panic in risky ends`
	spawnGenerated(calm)
}
