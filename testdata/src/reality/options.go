package main

// Lists of functions that are handed over: what is called of them before a guard is up is up to the caller.

type optNode struct {
	n int
	m map[string]int
}

func optBoom() { panic("boom") }
func optCalm() {}

func optRescue() { recover() }

func optAll(list []func()) {
	for _, f := range list {
		f()
	}
}

func optAllFirst(f func(), list []func()) {
	optAll(list)
	defer optRescue()
	f()
}

func optReplaced(list ...func()) {
	list[0] = optBoom
	for _, f := range list {
		f()
	}
}

func optSet(list ...func(*optNode)) {
	p := &optNode{}
	for _, f := range list {
		f(p)
	}
}

func optSetNil(list ...func(*optNode)) {
	var p *optNode
	for _, f := range list {
		f(p)
	}
}

func optSetFirst(f func(), list ...func(*optNode)) {
	optSet(list...)
	defer optRescue()
	f()
}

func optN(n int) func(*optNode)      { return func(p *optNode) { p.n = n } }
func optKey(k string) func(*optNode) { return func(p *optNode) { p.m[k] = 1 } }

func (Cases) OptionsAll()          { go optAll([]func(){optCalm, func() {}}) }
func (Cases) OptionsAllDies()      { go optAll([]func(){optCalm, optBoom}) }
func (Cases) OptionsAllNil()       { go optAll([]func(){nil}) }
func (Cases) OptionsNone()         { go optAll(nil) }
func (Cases) OptionsFirst()        { go optAllFirst(optBoom, []func(){optCalm}) }
func (Cases) OptionsFirstDies()    { go optAllFirst(optCalm, []func(){optBoom}) }
func (Cases) OptionsReplaced()     { go optReplaced(optCalm) }
func (Cases) OptionsSet()          { go optSet(optN(1), func(p *optNode) { p.n++ }) }
func (Cases) OptionsSetDies()      { go optSet(func(*optNode) { optBoom() }) }
func (Cases) OptionsSetKey()       { go optSet(optN(1), optKey("a")) }
func (Cases) OptionsSetNil()       { go optSet(nil) }
func (Cases) OptionsSetOfNil()     { go optSetNil(optN(1)) }
func (Cases) OptionsSetFirst()     { go optSetFirst(optBoom, optN(1)) }
func (Cases) OptionsSetFirstDies() { go optSetFirst(optCalm, optKey("a")) }
func (Cases) OptionsHanded() {
	list := []func(*optNode){func(*optNode) { optBoom() }}
	go optSetFirst(optCalm, list...)
}
