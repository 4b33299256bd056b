package main

import (
	"context"
	"log"
	"time"
)

// Hooks, maps and contexts that are nil in what some code makes, with neighbours that are there.

type hnGroup struct{ cancel func() }

func hnWith(c func()) *hnGroup { return &hnGroup{cancel: c} }

func (g *hnGroup) watch(f func()) {
	defer func() {
		if recover() != nil {
			g.cancel()
		}
	}()
	f()
}

func (Cases) HookOfZeroValue() {
	hnWith(optCalm).watch(optCalm)
	var g hnGroup
	go g.watch(optBoom)
}

// trusted: a hook.
func (Cases) HookOfMadeValue() { go hnWith(optCalm).watch(optBoom) }

func (Cases) HookOfZeroInLiteral() {
	var g hnGroup
	go func() {
		defer func() {
			if recover() != nil {
				g.cancel()
			}
		}()
		optBoom()
	}()
}

type hnAsked struct{ cancel func() }

// trusted: a field.
func (Cases) HookOfZeroAsked() {
	var g hnAsked
	go func() {
		defer func() {
			if recover() != nil && g.cancel != nil {
				g.cancel()
			}
		}()
		optBoom()
	}()
}

type hnList struct{ hooks []func(any) }

func (s *hnList) use(h func(any)) { s.hooks = append(s.hooks, h) }
func (s *hnList) run() {
	defer func() {
		if r := recover(); r != nil {
			for _, h := range s.hooks {
				h(r)
			}
		}
	}()
	optBoom()
}

func (Cases) HooksWithNil() {
	s := &hnList{}
	s.use(nil)
	go s.run()
}

type hnPanicking struct{ hooks []func(any) }

func (s *hnPanicking) use(h func(any)) { s.hooks = append(s.hooks, h) }
func (s *hnPanicking) run() {
	defer func() {
		if r := recover(); r != nil {
			for _, h := range s.hooks {
				h(r)
			}
		}
	}()
	optBoom()
}

func (Cases) HooksThatPanic() {
	s := &hnPanicking{}
	s.use(func(v any) { panic(v) })
	go s.run()
}

type hnCalm struct{ hooks []func(any) }

func (s *hnCalm) use(h func(any)) { s.hooks = append(s.hooks, h) }
func (s *hnCalm) run() {
	defer func() {
		if r := recover(); r != nil {
			for _, h := range s.hooks {
				h(r)
			}
		}
	}()
	optBoom()
}

// trusted: hooks that other code puts in.
func (Cases) HooksThatLog() {
	s := &hnCalm{}
	s.use(func(v any) { log.Print(v) })
	go s.run()
}

type hnCareful struct{ hooks []func(any) }

func (s *hnCareful) use(h func(any)) {
	if h != nil {
		s.hooks = append(s.hooks, h)
	}
}
func (s *hnCareful) run() {
	defer func() {
		if r := recover(); r != nil {
			for _, h := range s.hooks {
				h(r)
			}
		}
	}()
	optBoom()
}

// trusted: hooks that other code puts in.
func (Cases) HooksWithoutNil() {
	s := &hnCareful{}
	s.use(nil)
	go s.run()
}

type hnLater struct{ hooks []func(any) }

func (s *hnLater) use(h func(any)) { s.hooks = append(s.hooks, h) }
func (s *hnLater) run() {
	defer func() {
		if r := recover(); r != nil {
			for _, h := range s.hooks {
				if h != nil {
					h(r)
				}
			}
		}
	}()
	optBoom()
}

// trusted: hooks that other code puts in.
func (Cases) HooksAskedLater() {
	s := &hnLater{}
	s.use(nil)
	go s.run()
}

type hnSup struct{ hook func(any) }
type hnOption func(*hnSup)

func hnHook(f func(any)) hnOption { return func(s *hnSup) { s.hook = f } }
func newHnSup(os ...hnOption) *hnSup {
	s := &hnSup{hook: func(v any) { log.Println(v) }}
	for _, o := range os {
		o(s)
	}
	return s
}
func (s *hnSup) run(f func()) {
	defer func() {
		if r := recover(); r != nil {
			s.hook(r)
		}
	}()
	f()
}

type hnConfig struct{ onPanic, onEnd func(any) }

func (Cases) HookByOptionOfNone() {
	var c hnConfig
	go newHnSup(hnHook(c.onPanic)).run(optBoom)
}

// trusted: a hook.
func (Cases) HookByOption() { go newHnSup(hnHook(func(any) {})).run(optBoom) }

// trusted: a hook.
func (Cases) HookByDefault() { go newHnSup().run(optBoom) }

// trusted: a hook.
func (Cases) HookByOptionAsked() {
	var c hnConfig
	if c.onEnd != nil {
		go newHnSup(hnHook(c.onEnd)).run(optBoom)
	}
}

type hnKept struct{ state map[string]int }

func newHnKept() *hnKept       { return &hnKept{state: map[string]int{}} }
func (s *hnKept) inc(k string) { s.state[k]++ }
func (s *hnKept) shut()        { s.state = nil }

func (Cases) MapDroppedMeanwhile() {
	s := newHnKept()
	go func() {
		defer func() {
			if recover() != nil {
				s.inc("x")
			}
		}()
		time.Sleep(50 * time.Millisecond)
		optBoom()
	}()
	s.shut()
}

type hnHeld struct{ state map[string]int }

func newHnHeld() *hnHeld       { return &hnHeld{state: map[string]int{}} }
func (s *hnHeld) inc(k string) { s.state[k]++ }

// trusted: a map that a field holds.
func (Cases) MapHeld() {
	s := newHnHeld()
	go func() {
		defer func() {
			if recover() != nil {
				s.inc("x")
			}
		}()
		optBoom()
	}()
}

type hnService struct {
	ctx, given context.Context
	name       string
}

func newHnService(n string) *hnService { return &hnService{name: n, given: context.Background()} }

func (Cases) ContextOfNone() {
	s := newHnService("a")
	go func() {
		ctx, cancel := context.WithTimeout(s.ctx, time.Millisecond)
		defer cancel()
		<-ctx.Done()
	}()
}

func (Cases) ContextOfNoneLocal() {
	var parent context.Context
	go func() {
		ctx, cancel := context.WithCancel(parent)
		cancel()
		<-ctx.Done()
	}()
}

// trusted: a context.
func (Cases) ContextOfGiven() {
	s := newHnService("a")
	go func() {
		ctx, cancel := context.WithTimeout(s.given, time.Millisecond)
		defer cancel()
		<-ctx.Done()
	}()
}
