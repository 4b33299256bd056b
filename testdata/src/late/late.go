// Package late shows recovers that are deferred in time, and too late: the
// defer must be reached on every path before the first thing that can panic.
package late

import (
	"context"
	"sync"

	"example.com/supervised"
)

var risky func()

func rescue() { _ = recover() }

type job struct {
	id   int
	next *job
}

func load() int { return len(table[0]) }

var table []string

// What can panic before the defer.
func before(m map[string]int, list []int, j *job, v any, n int, ch chan int, s []int) {
	go func() { // want `late-recover: recover is deferred too late: risky\(\) can panic before it`
		risky()
		defer rescue()
		risky()
	}()
	go func() { // want `late-recover: recover is deferred too late: m\["k"\] = 1 can panic before it`
		m["k"] = 1
		defer rescue()
		risky()
	}()
	go func() { // want `late-recover: .*: m\["k"\]\+\+ can panic before it`
		m["k"]++
		defer rescue()
		risky()
	}()
	go func() { // want `late-recover: .*: list\[n\] can panic before it`
		x := list[n]
		defer rescue()
		note(x)
	}()
	go func() { // want `late-recover: .*: j\.next\.id can panic before it`
		x := j.next.id
		defer rescue()
		note(x)
	}()
	go func() { // want `late-recover: .*: \*j can panic before it`
		x := *j
		defer rescue()
		note(x.id)
	}()
	go func() { // want `late-recover: .*: v\.\(int\) can panic before it`
		x := v.(int)
		defer rescue()
		note(x)
	}()
	go func() { // want `late-recover: .*: 100 / n can panic before it`
		x := 100 / n
		defer rescue()
		note(x)
	}()
	go func() { // want `late-recover: .*: x %= n can panic before it`
		x := 1
		x %= n
		defer rescue()
		note(x)
	}()
	go func() { // want `late-recover: .*: list\[n:\] can panic before it`
		x := list[n:]
		defer rescue()
		note(len(x))
	}()
	go func() { // want `late-recover: .*: \[4\]int\(s\) can panic before it`
		x := [4]int(s)
		defer rescue()
		note(x[0])
	}()
	go func() { // want `late-recover: .*: make\(\[\]int, n\) can panic before it`
		x := make([]int, n)
		defer rescue()
		note(len(x))
	}()
	go func() { // want `late-recover: .*: ch <- 1 can panic before it`
		ch <- 1
		defer rescue()
		risky()
	}()
	go func() { // want `late-recover: .*: close\(ch\) can panic before it`
		close(ch)
		defer rescue()
		risky()
	}()
	go func() { // want `late-recover: .*: load\(\) can panic before it`
		x := load()
		defer rescue()
		note(x)
	}()
	go func() { // want `late-recover: .* can panic before it`
		n := 1 << n
		defer rescue()
		note(n)
	}()
	go func() { // want `late-recover: .*: panic\("first"\) can panic before it`
		if n > 0 {
			panic("first")
		}
		defer rescue()
	}()
}

// What cannot panic may come first.
func harmless(list []int, v any, f float64, n int, m map[string]int) {
	go func() {
		const limit = 3
		n := limit*2 + 1
		ok := n > 4 && !(n == 7)
		n++
		half := n / 2
		r := f / 0.5
		length := len(list) + cap(list)
		isNil := v == nil
		i, isInt := v.(int)
		local := job{id: n}
		p := &job{}
		words := []string{"a", "b"}
		fn := func() { risky() }
		var zero struct{ a, b int }
		zero.a = local.id
		if ok && isNil || isInt {
			n = length
		}
		for i := 0; i < 10; i++ {
			n += i
		}
		switch {
		case n > 3:
			n = 3
		}
		defer rescue()
		_, _, _, _, _ = half, r, i, p, words
		fn()
	}()
	go func() {
		var local map[string]int
		delete(local, "k")
		clear(local)
		s := append(list, 1)
		copy(s, list)
		defer rescue()
		risky()
	}()
	go func() {
		if n < 0 {
			return
		}
		defer rescue()
		risky()
	}()
}

func note(int) {}

// The operands of the defer statement itself are evaluated before it counts.
func operands(list []func()) {
	go func() { // want `late-recover: .*: load\(\) can panic before it`
		defer func(int) { _ = recover() }(load())
		risky()
	}()
	go func() {
		n := 1
		defer func(int) { _ = recover() }(n)
		risky()
	}()
}

// Not on every path.
func branches(k int, ch chan int, list []int) {
	go func() { // want `late-recover: recover is not deferred on every path: risky\(\) can panic without it`
		if k > 0 {
			defer rescue()
		}
		risky()
	}()
	go func() { // want `late-recover: recover is not deferred on every path`
		for range list {
			defer rescue()
		}
		risky()
	}()
	go func() { // want `late-recover: recover is not deferred on every path`
		for i := 0; i < k; i++ {
			defer rescue()
		}
		risky()
	}()
	go func() { // want `late-recover: recover is not deferred on every path`
		switch k {
		case 1:
			defer rescue()
		}
		risky()
	}()
	go func() { // want `late-recover: recover is not deferred on every path`
		select {
		case <-ch:
			defer rescue()
		default:
		}
		risky()
	}()
	go func() { // want `late-recover: recover is not deferred on every path`
		if k > 0 {
			goto work
		}
		defer rescue()
	work:
		risky()
	}()
	go func() { // the risk is where the defer is
		if k > 0 {
			defer rescue()
			risky()
		}
	}()
}

// A defer in a plain nested block counts: it is for the function.
func blocks() {
	go func() {
		{
			defer rescue()
		}
		risky()
	}()
	go func() {
		{
			{
				defer rescue()
			}
		}
		risky()
	}()
	go func() {
		goto label
	label:
		{
			defer rescue()
		}
		risky()
	}()
	go func() { // want `late-recover: .*risky\(\) can panic before it`
		{
			risky()
			defer rescue()
		}
	}()
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		func() {
			defer rescue() // for the inner function only
		}()
		risky()
	}()
}

// Deferred calls run last in, first out.
func order(wild func(), release func()) {
	go func() {
		defer rescue()
		defer risky()
		defer load()
	}()
	go func() { // want `late-recover: recover is deferred too late: load\(\), deferred before it, runs after it`
		defer load()
		defer rescue()
		risky()
	}()
	go func() {
		defer note(1)
		defer rescue()
		risky()
	}()
}

// Named functions are read the same way.
func tooLate() {
	risky()
	defer rescue()
}

func inTime() {
	defer rescue()
	risky()
}

func functions() {
	go tooLate() // want `late-recover: recover is deferred too late: risky\(\) can panic before it`
	go inTime()
}

type conn struct {
	name string
	next *conn
}

func rescueAs(name string) { _ = recover() }

// The receiver, and what the literal captures, may be read before: whoever
// started the goroutine has made them.
func (c *conn) reads(other *conn) {
	go func() {
		name := c.name
		defer rescueAs(name)
		risky()
	}()
	go func() {
		defer rescueAs(other.name)
		risky()
	}()
	go c.run()
	go c.runNext()     // want `late-recover: recover is deferred too late: c\.next\.name can panic before it`
	go runOther(other) // want `late-recover: recover is deferred too late: c\.name can panic before it`
	go func() {        // want `late-recover: .*other\.next\.name can panic before it`
		defer rescueAs(other.next.name)
		risky()
	}()
	var none *conn
	go func() { // want `late-recover: .*none\.name can panic before it`
		defer rescueAs(none.name)
		risky()
	}()
}

func (c *conn) run() {
	name := c.name
	defer rescueAs(name)
	risky()
}

func (c *conn) runNext() {
	name := c.next.name
	defer rescueAs(name)
	risky()
}

func runOther(c *conn) {
	name := c.name
	defer rescueAs(name)
	risky()
}

// A close that is deferred beside a guard is one too many if the function is
// started twice; beside what a rewrite leaves it is trusted.
func closesBeside(ctx context.Context, done chan bool, wg *sync.WaitGroup) {
	go func() { // want `late-recover: recover is deferred too late: close\(done\), deferred before it, runs after it`
		defer wg.Done()
		defer close(done)
		defer func() { _ = recover() }()
		risky()
	}()
	go func() { // want `late-recover: recover is deferred too late: close\(done\), deferred before it, runs after it`
		defer close(done)
		defer func() { _ = recover() }()
		risky()
	}()
	go func() {
		defer close(done)
		supervised.RunWithRecover(ctx, "work", func(context.Context) { risky() })
	}()
	twice := make(chan bool)
	if ctx == nil {
		close(twice)
	}
	go func() { // want `bare-go: .*\(close\(twice\) can panic\)`
		defer close(twice)
		supervised.RunWithRecover(ctx, "work", func(context.Context) { risky() })
	}()
}

// What is done with a field is not the read of the field, which is trusted of a receiver.
type table4 struct {
	cells *[4]int
	seq   func(func(int) bool)
	want  any
}

func (t *table4) ranges() {
	for _, v := range t.cells {
		_ = v
	}
	defer rescue()
	risky()
}

func (t *table4) iterates() {
	for v := range t.seq {
		_ = v
	}
	defer rescue()
	risky()
}

func (t *table4) compares(v any) {
	switch v {
	case t.want:
	}
	defer rescue()
	risky()
}

func (t *table4) reads() {
	for i := range t.cells {
		_ = i
	}
	defer rescue()
	risky()
}

func uses(t *table4, v any) {
	go t.ranges()    // want `late-recover: .*t\.cells can panic before it`
	go t.iterates()  // want `late-recover: .*t\.seq can panic before it`
	go t.compares(v) // want `late-recover: .*t\.want can panic before it`
	go t.reads()
}
