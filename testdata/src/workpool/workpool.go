// Package workpool keeps the functions that it is handed, in each way that there
// is, and calls them on goroutines later, or does not.
package workpool

import (
	"sync"
	"time"
)

func rescue() { _ = recover() }

type Pool struct {
	queue   chan func()
	list    []func()
	byName  map[string]func()
	onStart func()
	onEnd   func()
	calm    []func()
	inline  []func()
	once    sync.Once
}

// Submit sends it to a worker.
func (p *Pool) Submit(f func()) { // want Submit:"^launches\\(0\\)$"
	p.once.Do(func() {
		go func() { // want `bare-go: `
			for f := range p.queue {
				f()
			}
		}()
	})
	p.queue <- f
}

// Later keeps it in a slice.
func (p *Pool) Later(f func()) { p.list = append(p.list, f) } // want Later:"^launches\\(0\\)$" Later:"^contains if receiver is not nil$"

// Named keeps it in a map.
func (p *Pool) Named(name string, f func()) { p.byName[name] = f } // want Named:"^launches\\(1\\)$"

// OnStart keeps it in a field, OnEnd in one that nobody calls on a goroutine.
func (p *Pool) OnStart(f func()) { p.onStart = f } // want OnStart:"^launches\\(0\\)$" OnStart:"^contains if receiver is not nil$"

func (p *Pool) OnEnd(f func()) { p.onEnd = f } // want OnEnd:"^contains if receiver is not nil$"

// Calm keeps it for a goroutine that recovers.
func (p *Pool) Calm(f func()) { p.calm = append(p.calm, f) } // want Calm:"^contains if receiver is not nil$"

// Inline keeps it for whoever calls Run.
func (p *Pool) Inline(f func()) { p.inline = append(p.inline, f) } // want Inline:"^contains if receiver is not nil$"

func (p *Pool) Run() {
	for _, f := range p.list {
		go f() // want `bare-go: `
	}
	for name := range p.byName {
		go p.byName[name]() // want `bare-go: `
	}
	go p.onStart() // want `bare-go: `
	for _, f := range p.calm {
		go func() {
			defer rescue()
			f()
		}()
	}
	for _, f := range p.inline {
		f()
	}
	p.onEnd()
}

// An Option sets something.
type Option func(*config)

type config struct {
	onEvent func(int)
	onError func(error)
}

func OnEvent(f func(int)) Option { // want OnEvent:"contains" OnEvent:"launches\\(0\\)" OnEvent:"makes" OnEvent:`hooks\(0.onEvent kept\)`
	return func(c *config) { c.onEvent = f }
}

func OnError(f func(error)) Option { // want OnError:"contains" OnError:"makes" OnError:`hooks\(0.onError kept\)`
	return func(c *config) { c.onError = f }
}

func Start(options ...Option) {
	var c config
	for _, o := range options {
		o(&c)
	}
	go c.onEvent(1) // want `bare-go: `
	c.onError(nil)
}

// A Task is a function by another name.
type Task interface{ Run() }

type TaskFunc func()

func (f TaskFunc) Run() { f() }

// Do runs it at once; Queue keeps it; Wrap keeps what another function makes of it.
func Do(t Task) { go t.Run() } // want Do:"contains" Do:"launches\\(0\\.Run\\)" `bare-go: `

type queue struct{ tasks, wrapped []Task }

func (q *queue) run() {
	for _, t := range q.tasks {
		start(t)
	}
	for _, t := range q.wrapped {
		start(t)
	}
}

func start(t Task) {
	go func() { // want `bare-go: `
		t.Run()
	}()
}

func (q *queue) Queue(t Task) { q.tasks = append(q.tasks, t) } // want Queue:"launches\\(0\\.Run\\)" Queue:"^contains if receiver is not nil$"

func (q *queue) QueueFunc(f func()) { q.Queue(TaskFunc(f)) } // want QueueFunc:"launches\\(0\\)" QueueFunc:"^contains if receiver is not nil$"

func logged(t Task) Task { return t }

func (q *queue) Wrap(t Task) { q.wrapped = append(q.wrapped, logged(t)) } // want Wrap:"launches\\(0\\.Run\\)" Wrap:"^contains if receiver is not nil$"

func NewQueue() *queue { return new(queue) } // want NewQueue:"contains" NewQueue:"makes"

// Hooks are called on a goroutine, but for Sync.
type Hooks struct {
	Async func()
	Sync  func()
}

func Watch(h Hooks) { // want Watch:"launches\\(0\\.Async\\)"
	go h.Async() // want `bare-go: `
	h.Sync()
}

func WatchAll(h *Hooks) { // want WatchAll:"contains" WatchAll:"launches\\(0\\.Async\\)"
	go func() { // want `bare-go: `
		h.Async()
	}()
}

// All runs a list.
func All(list []func()) { // want All:"contains" All:"launches\\(0\\)"
	for _, f := range list {
		go f() // want `bare-go: `
	}
}

// Spawn is a variable, which others may set, but nobody here does.
var Spawn = func(f func()) { go f() } // want `bare-go: ` Spawn:`^launches\(0\)$`

var SpawnDeclared = spawn // want SpawnDeclared:`^launches\(0\)$`

func spawn(f func()) { go f() } // want `bare-go: `

var AfterFunc = time.AfterFunc // want AfterFunc:`^launches\(1\)$`

var SpawnCalmly = func(f func()) { // runs what it is handed
	go func() {
		defer rescue()
		f()
	}()
}

// Replaced is set elsewhere, too.
var Replaced = func(f func()) { go f() } // want `bare-go: `

func init() { Replaced = func(f func()) { f() } }

// A Job is a struct with the function.
type Job struct {
	Name string
	Fn   func()
	End  func()
}

func (j *Job) run()   { j.Fn() }
func (j Job) inline() { j.End() }

// Jobs runs each of a list, JobsOf by a method of theirs, JobList as one parameter.
func Jobs(list ...Job) { // want Jobs:"launches\\(0\\.Fn\\)" Jobs:"contains"
	for _, j := range list {
		go j.Fn() // want `bare-go: `
	}
}

func JobsOf(list ...*Job) { // want JobsOf:"launches\\(0\\.Fn\\)" JobsOf:"contains"
	for _, j := range list {
		go j.run() // want `bare-go: `
	}
}

func JobList(list []Job) { // want JobList:"launches\\(0\\.Fn\\)" JobList:"contains"
	for i := range list {
		go list[i].Fn() // want `bare-go: `
	}
}

// Inline calls another method of them where it stands.
func Inline(list ...Job) {
	for _, j := range list {
		j.inline()
	}
}

// Tasks runs a list of what has the method.
func Tasks(list ...Task) { // want Tasks:"launches\\(0\\.Run\\)" Tasks:"contains"
	for _, t := range list {
		go t.Run() // want `bare-go: `
	}
}

// A Manager keeps them.
type Manager struct{ jobs []Job }

func (m *Manager) Add(j Job) { m.jobs = append(m.jobs, j) } // want Add:"launches\\(0\\.Fn\\)" Add:"contains if receiver is not nil"

func (m *Manager) Start() { // want Start:"contains if receiver is not nil"
	for _, j := range m.jobs {
		go j.run() // want `bare-go: `
	}
}

// Once calls the same method itself.
func Once(j *Job) { j.run() }

// Callbacks are in structs in a struct, by a name or embedded.
type Callbacks struct{ OnTick, OnEnd func(int) }

type Settings struct {
	Callbacks
	Inner Callbacks
	Calm  Callbacks
}

func Tick(s *Settings) { // want Tick:`^launches\(0\.Callbacks\.OnTick,0\.Inner\.OnTick\)$`
	go func() { // want `bare-go: `
		s.OnTick(1)
		s.Inner.OnTick(1)
		func() {
			defer rescue()
			s.Calm.OnTick(1)
		}()
	}()
	s.OnEnd(1)
}

type Ticker struct {
	settings Settings
	end      func(int)
}

func NewTicker(s Settings) *Ticker { // want NewTicker:`^launches\(0\.Callbacks\.OnTick,0\.Inner\.OnEnd\)$` NewTicker:"contains" NewTicker:"makes"
	return &Ticker{settings: s, end: s.Inner.OnEnd}
}

func (t *Ticker) Start() { // want Start:"contains"
	go func() { // want `bare-go: `
		t.settings.OnTick(1)
		t.end(1)
	}()
}
