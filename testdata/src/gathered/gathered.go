// Package gathered: functions that are put in a list, map or channel one by one, and taken from there. Each function here is run as well, in reality.
package gathered

func boom() { panic("boom") }

func rescue() { _ = recover() }

func gaSafe(f func()) func() {
	return func() {
		defer rescue()
		f()
	}
}

type gaPool struct{ tasks []func() }

func (p *gaPool) add(f func()) { p.tasks = append(p.tasks, gaSafe(f)) }

func field() {
	p := &gaPool{}
	p.add(boom)
	for _, f := range p.tasks {
		go f()
	}
}

type gaLiterals struct{ tasks []func() }

func (p *gaLiterals) add(f func()) {
	p.tasks = append(p.tasks, func() {
		defer rescue()
		f()
	})
}

func literals() {
	p := &gaLiterals{tasks: make([]func(), 0, 4)}
	p.add(boom)
	go func() {
		for len(p.tasks) > 0 {
			f := p.tasks[0]
			p.tasks = p.tasks[1:]
			f()
		}
	}()
}

type gaTable struct{ byName map[string]func() }

func table() {
	t := &gaTable{byName: make(map[string]func())}
	t.byName["a"] = gaSafe(boom)
	go func() {
		for _, f := range t.byName {
			f()
		}
	}()
}

type gaQueue struct {
	jobs chan func()
	quit chan bool
}

func (q *gaQueue) add(f func()) { q.jobs <- gaSafe(f) }

func queue() {
	q := &gaQueue{jobs: make(chan func(), 1), quit: make(chan bool, 1)}
	q.add(boom)
	go func() {
		select {
		case f := <-q.jobs:
			f()
		case <-q.quit:
		}
	}()
}

func local() {
	var list []func()
	list = append(list, gaSafe(boom), gaSafe(rescue))
	for _, f := range list {
		go f()
	}
}

func ranged() {
	jobs := make(chan func(), 1)
	jobs <- gaSafe(boom)
	close(jobs)
	go func() {
		for f := range jobs {
			f()
		}
	}()
}

func oneBare() {
	var list []func()
	list = append(list, gaSafe(boom))
	list = append(list, boom)
	for _, f := range list {
		go f() // want `bare-go: `
	}
}

func replaced() {
	var list []func()
	list = append(list, gaSafe(boom))
	list[0] = boom
	for _, f := range list {
		go f() // want `bare-go: `
	}
}

func alias() {
	var list []func()
	list = append(list, gaSafe(boom))
	other := list
	other[0] = boom
	for _, f := range list {
		go f() // want `bare-go: `
	}
}

func gaSpoil(list []func()) { list[0] = boom }

func lent() {
	var list []func()
	list = append(list, gaSafe(boom))
	gaSpoil(list)
	for _, f := range list {
		go f() // want `bare-go: `
	}
}

func longer() {
	var list []func()
	list = append(list, gaSafe(boom), gaSafe(boom))
	list = append(list, gaSafe(boom))
	list = list[:0]
	list = list[:cap(list)]
	go func() { // want `bare-go: `
		for _, f := range list {
			f()
		}
	}()
}

func made() {
	list := make([]func(), 1)
	list = append(list, gaSafe(boom))
	go func() { // want `bare-go: `
		for _, f := range list {
			f()
		}
	}()
}

func cleared() {
	var list []func()
	list = append(list, gaSafe(boom))
	clear(list)
	go func() { // want `bare-go: `
		for _, f := range list {
			f()
		}
	}()
}

func closed() {
	jobs := make(chan func(), 1)
	close(jobs)
	go func() { // want `bare-go: `
		f := <-jobs
		f()
	}()
}

func missing() {
	t := map[string]func(){"a": gaSafe(boom)}
	t["b"] = gaSafe(boom)
	go func() { // want `bare-go: `
		f := t["c"]
		f()
	}()
}

type gaSpoiled struct{ tasks []func() }

func (p *gaSpoiled) add(f func()) { p.tasks = append(p.tasks, gaSafe(f)) }

func (p *gaSpoiled) all() []func() { return p.tasks }

func returned() {
	p := &gaSpoiled{}
	p.add(boom)
	p.all()[0] = boom
	for _, f := range p.tasks {
		go f() // want `bare-go: `
	}
}

func rangedInto() {
	var list []func()
	list = append(list, gaSafe(boom))
	for _, list[0] = range []func(){boom} {
	}
	for _, f := range list {
		go f() // want `bare-go: `
	}
}

type gaOrder []func()

func (l gaOrder) spoil() { l[0] = boom }

func byMethod() {
	var list gaOrder
	list = append(list, gaSafe(boom))
	list.spoil()
	for _, f := range list {
		go f() // want `bare-go: `
	}
}

func copied() {
	var list []func()
	list = append(list, gaSafe(boom))
	copy(list, []func(){boom})
	for _, f := range list {
		go f() // want `bare-go: `
	}
}
