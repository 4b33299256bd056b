// Package hookmakers: the guard of a method calls a hook that the receiver keeps. It is made in several ways, by literals and with
// options: what counts for a goroutine is how its own receiver is made. Each goroutine was run.
package hookmakers

import "log"

func boom()      { panic("boom") }
func dies(r any) { log.Print(r.(error)) }
func logs(r any) { log.Print(r) }

type supervisor struct {
	hook func(any)
	n    int
}

type option func(*supervisor)

func with(hook func(any)) option { return func(s *supervisor) { s.hook = hook } }
func other(n int) option         { return func(s *supervisor) { s.n = n } }

func newSupervisor(opts ...option) *supervisor {
	s := &supervisor{hook: func(any) {}}
	for _, o := range opts {
		o(s)
	}
	return s
}

func (s *supervisor) do(f func()) {
	defer func() {
		if r := recover(); r != nil {
			s.hook(r)
		}
	}()
	f()
}

func byOptions() {
	unset := newSupervisor(with(nil))
	go unset.do(boom) // want `ineffective-recover: .*it uses nil, which is handed over, and panics itself`
	panics := newSupervisor(other(1), with(dies))
	go panics.do(boom) // want `ineffective-recover: .*r\.\(error\) can panic behind it`
	inPlace := newSupervisor(func(s *supervisor) { s.hook = nil })
	go inPlace.do(boom) // want `ineffective-recover: .*it uses nil, which is handed over, and panics itself`
	plain := newSupervisor()
	go plain.do(boom)
	fine := newSupervisor(with(logs), other(2))
	go fine.do(boom)
}

func byLiterals() {
	unset := &supervisor{}
	go unset.do(boom) // want `ineffective-recover: .*s\.hook\(r\) can panic behind it`
	panics := &supervisor{hook: dies}
	go panics.do(boom) // want `ineffective-recover: .*r\.\(error\) can panic behind it`
	fine := &supervisor{hook: logs}
	go fine.do(boom)
	setLater := &supervisor{}
	setLater.hook = logs
	go setLater.do(boom)
	setByOption := &supervisor{}
	with(logs)(setByOption)
	go setByOption.do(boom)
}

type setByMethod struct{ hook func(any) }

func (s *setByMethod) set(hook func(any)) { s.hook = hook }

func (s *setByMethod) do(f func()) {
	defer func() { s.hook(recover()) }()
	f()
}

type setByHelper struct{ hook func(any) }

func ready(s *setByHelper)   { s.hook = logs }
func (s *setByHelper) init() { ready(s) }

func (s *setByHelper) do(f func()) {
	defer func() { s.hook(recover()) }()
	f()
}

type asked struct{ hook func(any) }

func fill(a *asked) { a.hook = logs }

func (a *asked) do(f func()) {
	defer func() {
		if r := recover(); r != nil && a.hook != nil {
			a.hook(r)
		}
	}()
	f()
}

func otherwise() {
	m := &setByMethod{}
	m.set(logs)
	go m.do(boom)
	h := &setByHelper{}
	h.init()
	go h.do(boom)
	a := &asked{}
	go a.do(boom)
}
