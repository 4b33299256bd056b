// Package stores hands functions to a package that keeps them.
package stores

import "workpool"

var risky func()

func calm() {
	defer func() { _ = recover() }()
	risky()
}

type task struct{}

func (task) Run() { risky() }

type calmTask struct{}

func (calmTask) Run() { calm() } // want Run:"contains"

func pool(p *workpool.Pool) {
	p.Submit(risky) // want `launcher: \(\*workpool\.Pool\)\.Submit starts .* a panic in risky ends`
	p.Submit(calm)
	p.Later(risky) // want `launcher: \(\*workpool\.Pool\)\.Later starts .* a panic in risky ends`
	p.Later(calm)
	p.Named("a", risky) // want `launcher: \(\*workpool\.Pool\)\.Named starts`
	p.OnStart(risky)    // want `launcher: \(\*workpool\.Pool\)\.OnStart starts`
	p.OnEnd(risky)
	p.Calm(risky)
	p.Inline(risky)
	workpool.Start(
		workpool.OnEvent(func(int) { risky() }), // want `launcher: workpool\.OnEvent starts .* a panic in the function literal ends the process \(risky\(\) can panic\)`
		workpool.OnError(func(error) { risky() }))
}

func tasks(t workpool.Task) {
	workpool.Do(task{}) // want `launcher: workpool\.Do starts .* a panic in task\.Run ends`
	workpool.Do(calmTask{})
	workpool.Do(workpool.TaskFunc(risky)) // want `launcher: workpool\.Do starts .* a panic in risky ends`
	workpool.Do(workpool.TaskFunc(calm))
	workpool.Do(t) // whose it is nobody sees
	q := workpool.NewQueue()
	q.Queue(&task{})   // want `launcher: .*\.Queue starts .* a panic in task\.Run ends`
	q.QueueFunc(risky) // want `launcher: .*\.QueueFunc starts .* a panic in risky ends`
	q.Wrap(task{})     // want `launcher: .*\.Wrap starts .* a panic in task\.Run ends`
}

func structs() {
	workpool.Watch(workpool.Hooks{Async: risky, Sync: risky})     // want `launcher: workpool\.Watch starts .* a panic in risky ends`
	workpool.WatchAll(&workpool.Hooks{Async: risky, Sync: risky}) // want `launcher: workpool\.WatchAll starts .* a panic in risky ends`
	workpool.Watch(workpool.Hooks{Async: calm, Sync: risky})
	workpool.All([]func(){calm, risky}) // want `launcher: workpool\.All starts .* a panic in risky ends`
	workpool.All([]func(){calm})
}

// A hook is a field that the caller sets.
func hooks(s *workpool.Server) {
	server := &workpool.Server{OnStart: func() { risky() }}
	server.Start() // want `launcher: \(\*workpool\.Server\)\.Start starts a goroutine that is not supervised: a panic in the function literal ends the process \(risky\(\) can panic\)`
	quiet := workpool.Server{OnStart: calm, OnStop: func() { risky() }}
	quiet.Start()
	quiet.Stop()
	(&workpool.Server{OnStart: risky}).Start() // want `launcher: `
	s.Start()                                  // whose they are nobody sees
}

// The function travels in a struct, with a key or by its place, in a list, in a variable.
func jobs(m *workpool.Manager, job workpool.Job) {
	workpool.Jobs(workpool.Job{"a", calm, risky}, workpool.Job{"b", risky, calm}) // want `launcher: workpool\.Jobs starts .* a panic in risky ends`
	workpool.Jobs(workpool.Job{Fn: calm, End: risky})
	workpool.JobsOf(&workpool.Job{Fn: risky}) // want `launcher: workpool\.JobsOf starts .* a panic in risky ends`
	workpool.JobsOf(&workpool.Job{Fn: calm})
	workpool.JobList([]workpool.Job{{Fn: calm}, {Fn: risky}}) // want `launcher: workpool\.JobList starts .* a panic in risky ends`
	workpool.JobList([]workpool.Job{{Fn: calm}})
	workpool.Inline(workpool.Job{Fn: risky, End: risky})
	workpool.Tasks(calmTask{}, task{}) // want `launcher: workpool\.Tasks starts .* a panic in task\.Run ends`
	workpool.Tasks([]workpool.Task{calmTask{}}...)
	m.Add(workpool.Job{"a", risky, calm}) // want `launcher: \(\*workpool\.Manager\)\.Add starts .* a panic in risky ends`
	m.Add(workpool.Job{"a", calm, risky})
	m.Add(job) // whose it is nobody sees
	later := workpool.Job{Fn: calm}
	later.Fn = risky
	m.Add(later) // want `launcher: \(\*workpool\.Manager\)\.Add starts .* a panic in risky ends`
	quiet := workpool.Job{Fn: calm}
	quiet.End = risky
	m.Add(quiet)
}

type listTask []int

func (listTask) Run() { risky() }

func lists() {
	workpool.Do(listTask{1}) // want `launcher: workpool\.Do starts .* a panic in listTask\.Run ends`
}

func inner(f func(int)) {
	workpool.Tick(&workpool.Settings{Callbacks: workpool.Callbacks{OnTick: f}}) // want `launcher: workpool\.Tick starts .* a panic in f ends`
	workpool.Tick(&workpool.Settings{Inner: workpool.Callbacks{OnTick: f}})     // want `launcher: workpool\.Tick starts`
	workpool.Tick(&workpool.Settings{Inner: workpool.Callbacks{OnEnd: f}})
	workpool.Tick(&workpool.Settings{Calm: workpool.Callbacks{OnTick: f}})
	workpool.Tick(&workpool.Settings{Inner: workpool.Callbacks{OnTick: func(int) { calm() }}})
	var s workpool.Settings
	s.OnTick = f
	workpool.NewTicker(s) // want `launcher: workpool\.NewTicker starts`
	t := workpool.Settings{}
	t.Inner.OnEnd = f
	workpool.NewTicker(t) // want `launcher: workpool\.NewTicker starts`
	u := &workpool.Settings{}
	u.Inner = workpool.Callbacks{OnTick: f}
	workpool.Tick(u) // want `launcher: workpool\.Tick starts`
	workpool.NewTicker(workpool.Settings{Inner: workpool.Callbacks{OnTick: f}})
}

// An exported variable is as good as the function that it is declared with, unless its package gives it another one.
func variables() {
	workpool.Spawn(risky) // want `launcher: workpool\.Spawn starts .* a panic in risky ends`
	workpool.Spawn(calm)
	workpool.SpawnDeclared(risky) // want `launcher: workpool\.SpawnDeclared starts .* a panic in risky ends`
	workpool.AfterFunc(1, risky)  // want `launcher: workpool\.AfterFunc starts .* a panic in risky ends`
	workpool.SpawnCalmly(risky)
	workpool.Replaced(risky)
	run := workpool.Spawn
	run(risky) // want `launcher: workpool\.Spawn starts .* a panic in risky ends`
}
