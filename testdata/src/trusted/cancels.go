package trusted

import (
	"context"
	"sync"
)

// A cancel function in a field that the constructor sets is trusted, as long as the package makes no value without one.

type Group struct {
	once sync.Once
	stop context.CancelFunc
}

func withContext(ctx context.Context) (*Group, context.Context) {
	ctx, stop := context.WithCancel(ctx)
	return &Group{stop: stop}, ctx
}

func (g *Group) ends() {
	go g.stop()
	go func() { g.once.Do(func() { g.stop() }) }()
	go func() { g.once.Do(g.stop) }()
	go func() { g.stop() }()
	go g.quit()
}

func (g *Group) quit() { g.stop() }

type Task struct {
	once sync.Once
	stop context.CancelFunc
}

func withCancel(ctx context.Context) *Task {
	_, stop := context.WithCancel(ctx)
	return &Task{stop: stop}
}

func idleTask() *Task { return &Task{} }

func (t *Task) ends() {
	go t.stop()                                    // want `bare-go: `
	go func() { t.once.Do(func() { t.stop() }) }() // want `bare-go: .*t\.stop\(\) can panic`
	go func() { t.once.Do(t.stop) }()              // want `bare-go: .*t\.once\.Do\(t\.stop\) can panic`
}

// A cancel function is no function of package context where one of the package is seen to be there as well.

var stopped map[string]bool

func reassigned(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	old := cancel
	cancel = func() { old(); stopped["ctx"] = true }
	go func() { cancel() }() // want `bare-go: .*cancel\(\) can panic`
	go func() { <-ctx.Done() }()
}

func reassignedHarmless(ctx context.Context) {
	_, cancel := context.WithCancel(ctx)
	old := cancel
	cancel = func() { old(); println("stopped") }
	go func() { cancel() }()
}

func noting(cancel context.CancelFunc, names []string) context.CancelFunc {
	return func() { cancel(); println(names[0]) }
}

func counting(cancel context.CancelFunc) context.CancelFunc {
	n := 0
	return func() { n++; cancel() }
}

func wrapped(ctx context.Context) {
	_, cancel := context.WithCancel(ctx)
	cancel = noting(cancel, nil)
	go func() { cancel() }() // want `bare-go: .*cancel\(\) can panic`
}

func wrappedHarmless(ctx context.Context) {
	_, cancel := context.WithCancel(ctx)
	cancel = counting(cancel)
	go func() { cancel() }()
}

type session struct {
	stop  context.CancelFunc
	stops []context.CancelFunc
	by    map[string]int
}

func (s *session) start(ctx context.Context, loud bool) {
	ctx, s.stop = context.WithCancel(ctx)
	if loud {
		s.stop = func() { s.by["stop"] = 1 }
	}
	stop := context.CancelFunc(s.stop)
	go func() { <-ctx.Done(); s.stop() }() // want `bare-go: .*s\.stop\(\) can panic`
	go func() { <-ctx.Done(); stop() }()   // want `bare-go: .*stop\(\) can panic`
}

func (s *session) all() {
	_, cancel := context.WithCancel(context.Background())
	s.stops = append(s.stops, cancel, func() { s.by["all"] = 1 })
	go func() { // want `bare-go: .*stop\(\) can panic`
		for _, stop := range s.stops {
			stop()
		}
	}()
}

type quiet struct{ stops []context.CancelFunc }

func (s *quiet) all() {
	_, cancel := context.WithCancel(context.Background())
	s.stops = append(s.stops, cancel, func() { println("all") })
	go func() {
		for _, stop := range s.stops {
			stop()
		}
	}()
}

// Who makes one may be a variable.
func made(ctx context.Context, make func(context.Context) (context.Context, context.CancelFunc), wrap func(context.CancelFunc) context.CancelFunc) {
	_, cancel := make(ctx)
	cancel = wrap(cancel)
	go func() { cancel() }()
}
