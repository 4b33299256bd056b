// Package unset shows guards that need what is declared without a value, and
// perhaps not given one: the receiver, and what a literal captures, are taken to be
// there only as long as nobody sees that they may not.
package unset

import (
	"context"
	"sync"
	"time"

	"unset/lib"
)

var (
	risky func()
	some  bool
)

type node struct {
	n    int
	next *node
}

func (n *node) rescue()    { n.n++; _ = recover() }
func (n node) rescueCopy() { _ = recover() }
func rescueAs(int)         { _ = recover() }
func rescueNode(n *node)   { _ = recover(); n.n++ }
func rescueNodeIf(n *node) {
	_ = recover()
	if n != nil {
		n.n++
	}
}

type embeds struct{ *node }
type deep struct{ embeds }

func start() *node

func before() {
	var n *node
	if some {
		n = start()
	}
	go func() { // want `ineffective-recover: .* n\.n\+\+|ineffective-recover: `
		defer func() {
			n.n++
			_ = recover()
		}()
		risky()
	}()
	go func() { // want `ineffective-recover: `
		defer func() {
			_ = recover()
			n.n++
		}()
		risky()
	}()
	go func() { // want `ineffective-recover: `
		defer n.rescue()
		risky()
	}()
	go func() { // want `ineffective-recover: |late-recover: `
		defer n.rescueCopy()
		risky()
	}()
	go func() { // want `late-recover: `
		defer rescueAs(n.n)
		risky()
	}()
	go func() { // want `ineffective-recover: `
		defer rescueNode(n)
		risky()
	}()
	go func() {
		defer rescueNodeIf(n)
		risky()
	}()
}

func fields() {
	var e embeds
	if some {
		e.node = start()
	}
	go func() { // want `ineffective-recover: `
		defer e.rescue()
		risky()
	}()
	var d deep
	go func() { // want `ineffective-recover: |late-recover: `
		defer d.rescueCopy()
		risky()
	}()
}

func elsewhere() {
	var l *lib.Logger
	go func() { // want `ineffective-recover: `
		defer lib.Rescue(l, "x")
		risky()
	}()
	go func() { // want `ineffective-recover: `
		defer l.Rescue()
		risky()
	}()
	go func() { // want `ineffective-recover: `
		defer (*lib.Logger).Rescue(l)
		risky()
	}()
	go func() {
		defer lib.RescueQuietly(l)
		risky()
	}()
	go func() { // want `ineffective-recover: `
		defer lib.Rescue(nil, "x")
		risky()
	}()
}

// Here nobody sees that it may be nil.
func set(param *node, v any, ch chan *node) {
	var n *node
	n = start()
	go func() {
		defer func() {
			n.n++
			_ = recover()
		}()
		risky()
	}()
	var both *node
	if some {
		both = start()
	} else {
		both = param
	}
	go func() {
		defer both.rescue()
		risky()
	}()
	go func() {
		defer param.rescue()
		risky()
	}()
	var later *node
	go func() {
		defer later.rescue()
		risky()
	}()
	later = start()
	var taken embeds
	fill(&taken)
	go func() {
		defer taken.rescue()
		risky()
	}()
	switch n := v.(type) {
	case *node: // it was taken for a variable that is never set
		go func() {
			defer n.rescue()
			risky()
		}()
	}
	var got *node
	select {
	case got = <-ch:
		go func() {
			defer got.rescue()
			risky()
		}()
	}
	var whole embeds
	whole = embeds{param}
	go func() {
		defer whole.rescue()
		risky()
	}()
	var two, more *node
	two, more = start(), start()
	go func() {
		defer two.rescue()
		defer more.rescue()
		risky()
	}()
}

func fill(e *embeds)

// What is nil again is seen, too.
func cleared() {
	var n *node
	n = start()
	n = nil
	go func() { // want `ineffective-recover: `
		defer n.rescue()
		risky()
	}()
}

// A method expression's first argument is its receiver.
func (n *node) add(m *node) { m.n++ }

func expression() {
	n := new(node)
	var m *node
	if some {
		m = n
	}
	go (*node).add(n, m) // want `bare-go: `
	go (*node).add(m, n)
}

// Neither a loop nor a jump forward assigns it.
func loops(list []int) {
	go func() { // want `bare-go: .*\(panic\("boom"\) is called\)`
		var n *node
		if some {
			n = new(node)
		}
		for range list {
			func() {
				defer func() {
					_ = recover()
					n.n++
				}()
				panic("boom")
			}()
		}
	}()
	var n *node
	if some {
		goto end
	}
	go func() { // want `ineffective-recover: `
		defer n.rescue()
		risky()
	}()
end:
}

// These may have assigned it before.
func assigned(list []int) {
	var n *node
	for range list {
		go func() {
			defer n.rescue()
			risky()
		}()
		n = start()
	}
	var m *node
again:
	go func() {
		defer m.rescue()
		risky()
	}()
	m = start()
	if some {
		goto again
	}
}

// So is the receiver of what is trusted else.
func receivers(wg *sync.WaitGroup) {
	var mu *sync.Mutex
	go func() { // want `bare-go: .*\(mu\.Lock\(\) can panic\)`
		mu.Lock()
	}()
	go func() { wg.Wait() }()
	var s struct{ mu *sync.Mutex }
	go func() { // want `bare-go: .*\(s\.mu\.Lock\(\) can panic\)`
		s.mu.Lock()
	}()
	var v sync.Mutex
	go func() { v.Lock() }()
	var holder *struct{ mu sync.Mutex }
	go func() { // want `bare-go: .*\(holder\.mu\.Lock\(\) can panic\)`
		holder.mu.Lock()
	}()
	var cancel context.CancelFunc
	go func() { // want `bare-go: .*\(cancel\(\) can panic\)`
		cancel()
	}()
	var stop context.CancelFunc
	_, stop = context.WithCancel(context.Background())
	go func() { stop() }()
	var later *sync.WaitGroup
	later = wg
	go func() { later.Wait() }()
}

// What is assigned where the literal stands is there when that runs.
func assignedThere(d time.Duration) {
	var t *time.Timer
	t = time.AfterFunc(d, func() { t.Stop() })
	var n *node
	n = startWith(func() { n.rescue() })
}

func startWith(f func()) *node

// Other packages can set what is embedded in a type that they can name.
type Exported struct{ *sync.Mutex }

type own struct{ *sync.Mutex }

func embedded(e *Exported, o *own) {
	go func() { e.Lock() }()
	go func() { o.Lock() }() // want `bare-go: `
}

// A swap of numbers, in either order.
func swaps(s []int) {
	go func() {
		for i, k := 0, len(s)-1; i < k; k, i = k-1, i+1 {
			s[i], s[k] = s[k], s[i]
		}
	}()
	go func() {
		for i, next := 0, 1; i < len(s); i, next = next, next+1 {
			s[i] = next
		}
	}()
	go func() {
		for i := 0; i < len(s)>>1; i++ {
			s[len(s)-1-i] = i
		}
	}()
}
