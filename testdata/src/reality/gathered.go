package main

func gaSafe(f func()) func() {
	return func() {
		defer rescue()
		f()
	}
}

type gaPool struct{ tasks []func() }

func (p *gaPool) add(f func()) { p.tasks = append(p.tasks, gaSafe(f)) }

// trusted: a field that only this package sets
func (Cases) GatheredField() {
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

// trusted: a field that only this package sets
func (Cases) GatheredLiterals() {
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

// trusted: a field that only this package sets
func (Cases) GatheredTable() {
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

// trusted: a field that only this package sets
func (Cases) GatheredQueue() {
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

func (Cases) GatheredLocal() {
	var list []func()
	list = append(list, gaSafe(boom), gaSafe(rescue))
	for _, f := range list {
		go f()
	}
}

func (Cases) GatheredRanged() {
	jobs := make(chan func(), 1)
	jobs <- gaSafe(boom)
	close(jobs)
	go func() {
		for f := range jobs {
			f()
		}
	}()
}

func (Cases) GatheredOneBare() {
	var list []func()
	list = append(list, gaSafe(boom))
	list = append(list, boom)
	for _, f := range list {
		go f()
	}
}

func (Cases) GatheredReplaced() {
	var list []func()
	list = append(list, gaSafe(boom))
	list[0] = boom
	for _, f := range list {
		go f()
	}
}

func (Cases) GatheredAlias() {
	var list []func()
	list = append(list, gaSafe(boom))
	other := list
	other[0] = boom
	for _, f := range list {
		go f()
	}
}

func gaSpoil(list []func()) { list[0] = boom }

func (Cases) GatheredLent() {
	var list []func()
	list = append(list, gaSafe(boom))
	gaSpoil(list)
	for _, f := range list {
		go f()
	}
}

func (Cases) GatheredLonger() {
	var list []func()
	list = append(list, gaSafe(boom), gaSafe(boom))
	list = append(list, gaSafe(boom))
	list = list[:0]
	list = list[:cap(list)]
	go func() {
		for _, f := range list {
			f()
		}
	}()
}

func (Cases) GatheredMade() {
	list := make([]func(), 1)
	list = append(list, gaSafe(boom))
	go func() {
		for _, f := range list {
			f()
		}
	}()
}

func (Cases) GatheredCleared() {
	var list []func()
	list = append(list, gaSafe(boom))
	clear(list)
	go func() {
		for _, f := range list {
			f()
		}
	}()
}

func (Cases) GatheredClosed() {
	jobs := make(chan func(), 1)
	close(jobs)
	go func() {
		f := <-jobs
		f()
	}()
}

func (Cases) GatheredMissing() {
	t := map[string]func(){"a": gaSafe(boom)}
	t["b"] = gaSafe(boom)
	go func() {
		f := t["c"]
		f()
	}()
}

type gaSpoiled struct{ tasks []func() }

func (p *gaSpoiled) add(f func()) { p.tasks = append(p.tasks, gaSafe(f)) }

func (p *gaSpoiled) all() []func() { return p.tasks }

func (Cases) GatheredReturned() {
	p := &gaSpoiled{}
	p.add(boom)
	p.all()[0] = boom
	for _, f := range p.tasks {
		go f()
	}
}

func (Cases) GatheredRangedInto() {
	var list []func()
	list = append(list, gaSafe(boom))
	for _, list[0] = range []func(){boom} {
	}
	for _, f := range list {
		go f()
	}
}

type gaOrder []func()

func (l gaOrder) spoil() { l[0] = boom }

func (Cases) GatheredByMethod() {
	var list gaOrder
	list = append(list, gaSafe(boom))
	list.spoil()
	for _, f := range list {
		go f()
	}
}

func (Cases) GatheredCopied() {
	var list []func()
	list = append(list, gaSafe(boom))
	copy(list, []func(){boom})
	for _, f := range list {
		go f()
	}
}
