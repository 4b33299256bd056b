package main

import (
	"os"
	"sync"
)

// What a method makes for its receiver is there behind its call.

type ensLazy struct {
	once sync.Once
	mu   sync.Mutex
	hits map[string]int
}

func (l *ensLazy) init()       { l.once.Do(func() { l.hits = make(map[string]int) }) }
func (l *ensLazy) fill()       { l.hits = make(map[string]int) }
func (l *ensLazy) initByFill() { l.once.Do(l.fill) }
func (l *ensLazy) initByInit() { l.init() }
func (l *ensLazy) initIfNone() {
	if l.hits == nil {
		l.hits = make(map[string]int)
	}
}
func (l *ensLazy) all() map[string]int {
	l.once.Do(func() { l.hits = make(map[string]int) })
	return l.hits
}

func (l *ensLazy) add(k string) {
	l.init()
	l.mu.Lock()
	l.hits[k]++
	l.mu.Unlock()
}

// trusted: a field of a pointer's.
func (Cases) EnsuredByOnce() { go new(ensLazy).add("a") }

// trusted: a field of a pointer's.
func (Cases) EnsuredForGuard() {
	l := new(ensLazy)
	l.init()
	go func() {
		defer func() {
			if recover() != nil {
				l.hits["x"]++
			}
		}()
		optBoom()
	}()
}

// trusted: a field of a pointer's.
func (Cases) EnsuredByGetter() {
	l := new(ensLazy)
	go func() { l.all()["a"]++ }()
}

// trusted: a field of a pointer's.
func (Cases) EnsuredByMethodValue() {
	l := new(ensLazy)
	go func() {
		l.initByFill()
		l.hits["a"]++
	}()
}

// trusted: a field of a pointer's.
func (Cases) EnsuredByMethodOfMethod() {
	l := new(ensLazy)
	go func() {
		l.initByInit()
		l.hits["a"]++
	}()
}

// trusted: a field of a pointer's.
func (Cases) EnsuredIfNone() {
	l := new(ensLazy)
	go func() {
		l.initIfNone()
		l.hits["a"]++
	}()
}

type ensEmbeds struct {
	sync.Once
	hits map[string]int
}

func (l *ensEmbeds) init() { l.Do(func() { l.hits = make(map[string]int) }) }

// trusted: a field of a pointer's.
func (Cases) EnsuredByEmbeddedOnce() {
	l := new(ensEmbeds)
	go func() {
		l.init()
		l.hits["a"]++
	}()
}

var ensOnce sync.Once

type ensShared struct{ hits map[string]int }

func (l *ensShared) init() { ensOnce.Do(func() { l.hits = make(map[string]int) }) }

func (Cases) EnsuredByOnceForAll() {
	new(ensShared).init()
	l := new(ensShared)
	go func() {
		l.init()
		l.hits["a"]++
	}()
}

type ensOther struct {
	once sync.Once
	hits map[string]int
}

func (l *ensOther) init(o *ensOther) { l.once.Do(func() { o.hits = make(map[string]int) }) }

func (Cases) EnsuredForAnother() {
	l := new(ensOther)
	go func() {
		l.init(new(ensOther))
		l.hits["a"]++
	}()
}

type ensOtherOnce struct {
	once sync.Once
	hits map[string]int
}

func (l *ensOtherOnce) init(o *ensOtherOnce) { o.once.Do(l.fill) }
func (l *ensOtherOnce) fill()                { l.hits = make(map[string]int) }

func (Cases) EnsuredByOnceOfAnother() {
	l, o := new(ensOtherOnce), new(ensOtherOnce)
	l.init(o)
	go func() {
		o.init(o)
		o.hits["a"]++
	}()
}

type ensPartly struct{ hits map[string]int }

func (l *ensPartly) init(really bool) {
	if really {
		l.hits = make(map[string]int)
	}
}

func (Cases) EnsuredPartly() {
	l := new(ensPartly)
	go func() {
		l.init(false)
		l.hits["a"]++
	}()
}

type ensLeaves struct{ hits map[string]int }

func (l *ensLeaves) init() {
	if os.Getenv("ENS_NOT_SET") == "" {
		return
	}
	l.hits = make(map[string]int)
}

func (Cases) EnsuredUnlessLeft() {
	l := new(ensLeaves)
	go func() {
		l.init()
		l.hits["a"]++
	}()
}

type ensGuards struct{ hits map[string]int }

func (l *ensGuards) init() {
	defer func() { recover() }()
	optBoom()
	l.hits = make(map[string]int)
}

func (Cases) EnsuredUnlessPanic() {
	l := new(ensGuards)
	go func() {
		l.init()
		l.hits["a"]++
	}()
}

type ensCopy struct{ hits map[string]int }

func (l ensCopy) init() { l.hits = make(map[string]int) }

func (Cases) EnsuredInCopy() {
	l := new(ensCopy)
	go func() {
		l.init()
		l.hits["a"]++
	}()
}

type ensDrops struct{ hits map[string]int }

func (l *ensDrops) init() {
	l.hits = make(map[string]int)
	l.drop()
}
func (l *ensDrops) drop() { l.hits = nil }

func (Cases) EnsuredAndDropped() {
	l := new(ensDrops)
	go func() {
		l.init()
		l.hits["a"]++
	}()
}

type ensReplaces struct{ hits map[string]int }

func (l *ensReplaces) init() {
	r := l
	l = new(ensReplaces)
	l.hits = make(map[string]int)
	r.use()
}
func (l *ensReplaces) use() {}

func (Cases) EnsuredInReplaced() {
	l := new(ensReplaces)
	go func() {
		l.init()
		l.hits["a"]++
	}()
}
