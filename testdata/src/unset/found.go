package unset

import "sync"

// A method that begins with a lock of its receiver trusts that: who calls it on an element that a map may lack, or on
// what is nil in view, does not.

type gauge struct {
	mu sync.Mutex
	v  int
}

func (g *gauge) set(v int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.v = v
}

func (g *gauge) ifAny(v int) {
	if g == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.v = v
}

func maybeGauge(known map[string]*gauge, name string) *gauge {
	if name == "" {
		return nil
	}
	return known[name]
}

func made() *gauge { return &gauge{} }

type named struct{ g *gauge }

func (n *named) gauge() *gauge { return n.g }

func onElement(known map[string]*gauge) {
	n := &named{made()}
	go func() { // want `bare-go: .*known\["x"\]\.set\(1\) can panic`
		known["x"].set(1)
	}()
	go func() { // want `bare-go: .*maybeGauge\(known, "x"\)\.set\(1\) can panic`
		maybeGauge(known, "x").set(1)
	}()
	go known["x"].set(1) // want `bare-go: `
	go func() {
		known["x"].ifAny(1)
		made().set(1)
		n.gauge().set(1)
	}()
}
