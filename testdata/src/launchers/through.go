package launchers

import "sync"

// A launcher may be called through an interface that somebody hands on, or embeds, through a type parameter, or a field.

type starter interface{ Go(func()) }

type starterOf[F any] interface{ Go(F) }

func throughParameter(s starter) {
	s.Go(risky) // want `launcher: \(\*sync.WaitGroup\).Go starts`
}

func throughTypeParameter[S starter](s S) {
	s.Go(risky) // want `launcher: \(\*sync.WaitGroup\).Go starts`
}

func throughInstance[S starterOf[func()]](s S) {
	s.Go(risky) // want `launcher: \(\*sync.WaitGroup\).Go starts`
}

type embeds struct{ starter }

func throughEmbedded(e embeds) {
	e.Go(risky) // want `launcher: \(\*sync.WaitGroup\).Go starts`
}

type calls struct{}

func (calls) Go(f func()) { f() } // want Go:"^contains what it is not handed$"

func throughOther(s starter) { s.Go(risky) }

type scheduler struct {
	spawn func(func())
	wg    sync.WaitGroup
}

func newScheduler() *scheduler {
	s := &scheduler{}
	s.spawn = s.wg.Go
	return s
}

func (s *scheduler) throughField() {
	s.spawn(risky) // want `launcher: \(\*sync.WaitGroup\).Go starts`
}

// What is handed on may be one of several results, of which the type is known.
func throughSeveral(s starter) {
	s.Go(risky) // want `launcher: \(\*sync.WaitGroup\).Go starts`
}

func newGroup() (*sync.WaitGroup, error) { return new(sync.WaitGroup), nil }

// A launcher may be handed on as a function.
func throughFunction(run func(func())) {
	run(risky) // want `launcher: \(\*sync.WaitGroup\).Go starts`
}

func throughCaller(run func(func())) { run(risky) }

func through() {
	several, _ := newGroup()
	throughSeveral(several)
	throughFunction(several.Go)
	throughCaller(func(f func()) { f() })
	wg := new(sync.WaitGroup)
	throughParameter(wg)
	throughTypeParameter(wg)
	throughInstance(wg)
	throughEmbedded(embeds{wg})
	throughOther(calls{})
	newScheduler().throughField()
	own := &scheduler{spawn: func(f func()) { f() }}
	own.spawn(risky)
}
