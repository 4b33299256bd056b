// Package proved shows which operations are proved not to panic, and the neighbour
// of each that is not.
package proved

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

var n atomic.Int64

type node struct {
	next  *node
	count int
	names []string
	table map[string]int
	fixed [4]int
}

func (p *node) size() int    { return p.count }
func (p *node) deep() int    { return p.next.count }
func (p node) byValue() int  { return p.count }
func newNode() *node         { return &node{} }
func findNode(i int) *node   { return map[int]*node{}[i] }
func (p *node) ctx() (x int) { return p.size() }

// Pointers.
func pointers(p *node, q **node) {
	fresh := &node{}
	go func() { fresh.count = 1 }()
	go func() { *new(int) = 1 }()
	made := newNode()
	go func() { made.count++ }()
	found := findNode(1)
	go func() { found.count++ }() // want `bare-go: .*\(found\.count panics if found is nil\)`
	go func() { p.count++ }()     // want `bare-go: .*\(p\.count panics if p is nil\)`
	go func() {                   // the first one is the operation to name
		if p != nil {
			p.count++
		}
	}()
	go func() {
		if p == nil || p.next == nil {
			return
		}
		p.next.count++
	}()
	go func() { // want `bare-go: .*\(p\.next\.count panics if p\.next is nil\)`
		if p != nil {
			p.next.count++
		}
	}()
	p.count = 0
	go func() {
		p.count++
		_ = p.size() + p.ctx()
	}()
	go func() { // want `bare-go: .*\(p\.deep\(\) can panic: in \(\*node\)\.deep, p\.next\.count panics if p\.next is nil\)`
		p.deep()
	}()
	go func(p *node) { // want `bare-go: `
		p.count++
	}(p.next)
	go func(p *node) { p.count++ }(fresh)
	go p.loop()
	go p.next.loop() // the receiver is read before the recover: whoever starts it has made one
	changed := &node{}
	go func() { // want `bare-go: .*\(changed\.count panics if changed is nil\)`
		changed.count++
	}()
	changed = p.next
	taken := &node{}
	*q = taken
	q = &taken
	go func() { // want `bare-go: .*\(taken\.count panics if taken is nil\)`
		taken.count++
	}()
}

func (p *node) loop() {
	count := p.count
	defer func() { _ = recover() }()
	println(p.next.count / count)
}

// A call may change a field, but not what is only set where the struct is made.
type owner struct {
	final *node
	other *node
}

func (o *owner) swap() { o.other = nil }

func fields(o *owner) {
	if o.final == nil || o.other == nil {
		return
	}
	go func() {
		println(o.final.count)
	}()
	go func() { // want `bare-go: .*\(o\.other\.count panics if o\.other is nil\)`
		println(o.other.count)
	}()
	go func() { // want `bare-go: .*\(o\.other\.count panics if o\.other is nil\)`
		if o.other != nil {
			o.swap()
			println(o.other.count)
		}
	}()
	go func() {
		if o.other != nil {
			println(o.other.count)
		}
	}()
}

func newOwner(p *node) *owner { return &owner{final: p} }

// Maps.
func maps(m map[string]int, keys map[any]int, key any) {
	go func() { n.Add(int64(m["a"] + keys["a"] + len(m))) }()
	go func() { // want `bare-go: .*\(keys\[key\] can panic\)`
		_ = keys[key]
	}()
	go func() { // want `bare-go: .*\(m\["a"\] = 1 can panic\)`
		m["a"] = 1
	}()
	go func() { // want `bare-go: .*m\["a"\]\+\+ can panic`
		m["a"]++
	}()
	own := make(map[string]int)
	go func() {
		own["a"] = 1
		own["b"]++
		delete(own, "a")
	}()
	go func() { // want `bare-go: `
		_ = map[any]int{key: 1}
	}()
	go func() { _ = map[any]int{"a": 1, 2: 2} }()
	go func() { // want `bare-go: .*\(list\[0\] can panic\)`
		_ = map[string]int{list[0]: 1}
	}()
}

var list []string

// Bounds.
func bounds(s []int, i int, names []string) {
	go func() {
		for i := range s {
			s[i]++
		}
		for i := 0; i < len(s); i++ {
			s[i] = i
		}
		for i := len(s) - 1; i >= 0; i-- {
			s[i] = i
		}
	}()
	go func() {
		if len(s) > 0 {
			n.Store(int64(s[0] + s[len(s)-1] + len(s[1:])))
		}
		if len(s) == 0 {
			return
		}
		_ = s[0]
	}()
	go func() { // want `bare-go: .*\(s\[1\] can panic\)`
		if len(s) > 0 {
			_ = s[1]
		}
	}()
	go func() {
		if 0 <= i && i < len(s) {
			_ = s[i]
		}
	}()
	go func() { // want `bare-go: .*\(s\[i\] can panic\)`
		if i < len(s) {
			_ = s[i]
		}
	}()
	go func() {
		out := make([]string, len(names))
		for i, name := range names {
			out[i] = name
		}
		var all []string
		all = append(all, "a")
		_ = all[0]
		_ = append([]string(nil), names[:]...)
	}()
	go func() { // want `bare-go: .*\(rest\[i\] can panic\)`
		rest := s
		for i := range rest {
			rest = rest[:0]
			_ = rest[i]
		}
	}()
	go func() {
		var fixed [4]int
		var b byte
		table := new([256]int)
		fixed[3] = table[b]
		for i := range fixed {
			fixed[i] = fixed[i&3]
		}
	}()
	go func() { // want `bare-go: .*\(fixed\[i&7\] can panic\)`
		var fixed [4]int
		_ = fixed[i&7]
	}()
	go func() { // want `bare-go: .*\(make\(\[\]int, i\) can panic\)`
		_ = make([]int, i)
	}()
	go func() { _, _ = make([]int, 0, len(s)+1), make(map[int]int, i) }()
	go func() { _ = make([]int, max(0, len(s)-2)) }()
	go func() { // want `bare-go: .*make\(\[\]int, max\(0, len\(s\)-i\)\) can panic`
		_ = make([]int, max(0, len(s)-i)) // i may be negative, and very much so
	}()
	go func() { // want `bare-go: .*make\(\[\]int, uint64\(len\(s\)\)-2\) can panic`
		_ = make([]int, uint64(len(s))-2) // it wraps
	}()
	go func() { // want `bare-go: .*make\(\[\]int, len\(s\)\*1048576\) can panic`
		_ = make([]int, len(s)*1048576)
	}()
}

// Numbers.
func numbers(a, b int, s []int, shift int) {
	go func() {
		if b != 0 {
			n.Store(int64(a / b))
		}
		if len(s) > 0 {
			n.Store(int64(a % len(s)))
		}
		if b > 0 {
			a %= b
		}
	}()
	go func() { // want `bare-go: .*\(a / b can panic\)`
		if b >= 0 {
			n.Store(int64(a / b))
		}
	}()
	go func() {
		for i := range 3 {
			n.Store(1 << i)
		}
	}()
	go func() { // want `bare-go: .*\(1 << shift can panic\)`
		n.Store(int64(1 << shift))
	}()
}

// Functions that panic only if a parameter is nil.
func given(p *node) {
	fresh := &node{}
	go func() { n.Store(int64(fresh.size())) }()
	go fresh.size()
	go p.size() // want `bare-go: `
	var wg sync.WaitGroup
	wg.Go(func() { fresh.size() })
	wg.Go(func() { p.size() }) // want `launcher: `
	wg.Wait()
}

func (p *node) Size() int { return p.count } // want Size:"^contains if receiver is not nil$"

func Both(p *node, q *node) int { // want Both:"^contains if 0, 1 is not nil$"
	return p.count + q.Size()
}

func Never(p *node) int { return p.next.count }

func Made() *node { // want Made:"contains" Made:"makes"
	p := &node{}
	return p
}

func Sometimes(ok bool) *node { // want Sometimes:"contains"
	if ok {
		return &node{}
	}
	return nil
}

// Operands of calls that contain.
func (p node) calm() { defer func() { _ = recover() }(); risky() }

func safely(f func()) { defer func() { _ = recover() }(); f() }

type runner interface{ run() }

func operands(r runner, h *owner) {
	go func() { // want `bare-go: .*\(h\.final\.calm panics if h\.final is nil\)|h\.final`
		if h != nil {
			h.final.calm()
		}
	}()
	go func() { // want `bare-go: .*\(r\.run panics if r is nil\)`
		safely(r.run)
	}()
	go func() {
		if r != nil {
			safely(r.run)
		}
	}()
}

var risky func()

// Assigned once is not always set.
func unset(x bool) {
	var f func()
	if x {
		f = func() {}
	}
	go func() { // want `bare-go: .*\(f\(\) can panic\)`
		f()
	}()
	go func() {
		if f != nil {
			f()
		}
	}()
	var visit func(int)
	visit = func(i int) {
		if i > 0 {
			visit(i - 1)
		}
	}
	go visit(3)
}

// What fills a list says how much of it.
func fills(list, other []byte) {
	go func() {
		buf := make([]byte, 1<<10)
		buf = buf[:runtime.Stack(buf, false)]
		_ = buf
	}()
	go func() {
		n := copy(list, other)
		_ = list[:n]
		_ = other[:n]
	}()
	go func() {
		buf := make([]byte, 1<<10)
		n := runtime.Stack(buf, true)
		_ = string(buf[:n])
	}()
	go func() { // want `bare-go: .*\(other\[:n\] can panic\)`
		buf := make([]byte, 1<<10)
		n := runtime.Stack(buf, true)
		_ = other[:n]
	}()
	go func() { // want `bare-go: .*\(buf\[:n\] can panic\)`
		buf := make([]byte, 1<<10)
		n := runtime.Stack(buf, true)
		buf = buf[:1]
		_ = buf[:n]
	}()
	go func() { // want `bare-go: .*\(buf\[:n\+1\] can panic\)`
		buf := make([]byte, 1<<10)
		n := runtime.Stack(buf, true)
		_ = buf[:n+1]
	}()
}

// A method value holds its receiver from where it is evaluated.
func methodValues(p *node) {
	fresh := &node{}
	size := fresh.size
	go size()
	go func() { size() }()
	other := p.size
	go other() // want `bare-go: .*\(p\.count panics if p is nil\)`
}

// A constant of time is a large number.
func tickers(minutes int) {
	go func() {
		t := time.NewTicker(time.Hour)
		t.Stop()
	}()
	go func() {
		t := time.NewTicker(24 * 365 * time.Hour)
		t.Stop()
	}()
	go func() { // want `bare-go: .*time\.NewTicker`
		t := time.NewTicker(time.Duration(minutes) * time.Minute)
		t.Stop()
	}()
}

// What a function returns may be replaced behind its return statements.
func replaced() (p *node) {
	defer func() { p = nil }()
	return &node{}
}

func recovered() *node {
	defer func() { _ = recover() }()
	risky()
	return &node{}
}

func released(release func()) *node {
	defer release()
	return &node{}
}

func unlocked(mu *sync.Mutex) *node {
	mu.Lock()
	defer mu.Unlock()
	return &node{}
}

func namedOnly() (p *node) { return &node{} }

func results(mu *sync.Mutex) {
	p1 := replaced()
	go func() { p1.count++ }() // want `bare-go: .*\(p1\.count panics if p1 is nil\)`
	p2 := recovered()
	go func() { p2.count++ }() // want `bare-go: .*\(p2\.count panics if p2 is nil\)`
	p3 := released(risky)
	go func() { p3.count++ }() // want `bare-go: .*\(p3\.count panics if p3 is nil\)`
	p4 := unlocked(mu)
	go func() { p4.count++ }()
	p5 := namedOnly()
	go func() { p5.count++ }()
}

// A map is a receiver, too.
type names map[string]int

func (m names) add(s string) { m[s]++ }

func mapReceivers(param names) {
	made := make(names)
	go made.add("x")
	go func() { made.add("x") }()
	go param.add("x") // want `bare-go: .*\(m\[s\]\+\+ can panic\)`
	var unset names
	go unset.add("x") // want `bare-go: .*\(m\[s\]\+\+ can panic\)`
}

// The smaller of a length and anything is in range.
func smallest(list []int, other []int) {
	go func() {
		n := min(len(list), 5)
		_ = list[:n]
		k := min(3, len(list), len(other))
		_ = other[:k]
	}()
	go func() { // want `bare-go: .*\(list\[:n\] can panic\)`
		n := max(len(list), 5)
		_ = list[:n]
	}()
	go func() { // want `bare-go: .*\(list\[:n\] can panic\)`
		n := min(len(list)+1, 5)
		_ = list[:n]
	}()
}

// A parameter that is handed the same kind of number at all calls is such a one in goroutines, too: not where one call
// hands over 0, nor where the function is kept as a value.
func handedPeriods() {
	everyPeriod(time.Second)
	everyPeriod(2 * time.Minute)
	somePeriod(time.Second)
	somePeriod(0)
	keptPeriod(time.Second)
	start := keptPeriod
	start(0)
	ownPeriod(time.Second)
	ExportedPeriod(time.Second)
	(&periods{}).start(time.Second)
}

func everyPeriod(d time.Duration) {
	go func() { <-time.NewTicker(d).C }()
}

func somePeriod(d time.Duration) {
	go func() { <-time.NewTicker(d).C }() // want `bare-go: .*time.NewTicker\(d\) can panic`
}

func keptPeriod(d time.Duration) {
	go func() { <-time.NewTicker(d).C }() // want `bare-go: .*time.NewTicker\(d\) can panic`
}

func ownPeriod(d time.Duration) {
	d--
	go func() { <-time.NewTicker(d).C }() // want `bare-go: .*time.NewTicker\(d\) can panic`
}

func ExportedPeriod(d time.Duration) { // want ExportedPeriod:"contains"
	go func() { <-time.NewTicker(d).C }() // want `bare-go: .*time.NewTicker\(d\) can panic`
}

type periods struct{}

func (p *periods) start(d time.Duration) { // by an interface, too
	go func() { <-time.NewTicker(d).C }() // want `bare-go: .*time.NewTicker\(d\) can panic`
}
