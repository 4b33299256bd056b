package nilhanded

import (
	"context"
	"io"
	"log/slog"

	"nilhanded/lib"
)

// One of several hooks.

func callAll(hooks ...func(any)) {
	if r := recover(); r != nil {
		for _, h := range hooks {
			h(r)
		}
	}
}

func safely(fn func(), hooks ...func(any)) {
	defer callAll(hooks...)
	fn()
}

func start(fn func(), hooks ...func(any)) {
	go func() { // want `ineffective-recover: .*`
		defer callAll(hooks...)
		fn()
	}()
}

func startSet(fn func(), hooks ...func(any)) {
	go func() {
		defer callAll(hooks...)
		fn()
	}()
}

func first(r any, hooks ...func(any)) {
	for i := range hooks {
		hooks[i](r)
	}
}

func firstAsked(r any, hooks ...func(any)) {
	for i := range hooks {
		if hooks[i] != nil {
			hooks[i](r)
		}
	}
}

func several() {
	var none func(any)
	go safely(boom, nil)               // want `ineffective-recover: .*it uses nil, which is handed over, and panics itself`
	go safely(boom, func(any) {}, nil) // want `ineffective-recover: .*it uses nil, which is handed over, and panics itself`
	go safely(boom, none)              // want `ineffective-recover: .*it uses none, which is handed over, and panics itself`
	go safely(boom)
	go safely(boom, nil...)
	go safely(boom, func(any) {})
	go lib.Hooks(boom, nil)               // want `ineffective-recover: .*it uses nil, which is handed over, and panics itself`
	go lib.Hooks(boom, func(any) {}, nil) // want `ineffective-recover: .*it uses nil, which is handed over, and panics itself`
	go lib.Hooks(boom)
	go lib.Hooks(boom, nil...)
	go lib.Hooks(boom, func(any) {})
	start(boom, none)
	startSet(boom, func(any) {})
	startSet(boom)
	go func() { // want `ineffective-recover: .*`
		defer func() {
			if r := recover(); r != nil {
				first(r, hook)
			}
		}()
		boom()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				firstAsked(r, hook)
				first(r)
			}
		}()
		boom()
	}()
}

// An interface that is not nil, with nothing in it.

type embedding struct{ slog.Handler }

type overriding struct{ slog.Handler }

func (o overriding) Handle(ctx context.Context, r slog.Record) error { return o.Handler.Handle(ctx, r) }

func logTo(l *slog.Logger) {
	if r := recover(); r != nil {
		l.Error("x")
	}
}

func handlers() {
	var none *slog.TextHandler
	l, m, n, o := slog.New(embedding{}), slog.New(none), slog.New(overriding{slog.DiscardHandler}), slog.New(slog.NewTextHandler(io.Discard, nil))
	go func() { // want `ineffective-recover: .*`
		defer func() {
			if r := recover(); r != nil {
				l.Error("x")
			}
		}()
		boom()
	}()
	go func() { // want `ineffective-recover: .*`
		defer func() {
			if r := recover(); r != nil {
				m.Error("x")
			}
		}()
		boom()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				n.Error("x")
				o.Error("x")
			}
		}()
		boom()
	}()
}

type guard interface{ rescue() }

func noGuard() guard {
	var c *counting
	return c
}

func newGuard() guard { return &counting{} }

type sink interface{ put(any) }

func (c *counting) put(any) { c.n++ }

func noSink() *counting { return nil }

type sinking struct{ sink sink }

func (s *sinking) run() {
	defer func() {
		if r := recover(); r != nil {
			s.sink.put(r)
		}
	}()
	boom()
}

func interfaces() {
	go func() { // want `bare-go: .*`
		g := noGuard()
		defer g.rescue()
		boom()
	}()
	go func() {
		g := newGuard()
		defer g.rescue()
		boom()
	}()
	s, t := &sinking{noSink()}, &sinking{&counting{}}
	go s.run() // want `ineffective-recover: .*s\.sink\.put\(r\) can panic behind it`
	go t.run()
}
