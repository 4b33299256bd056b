// Package fieldsmade: fields of what is made here. Each function here is run as well, in reality.
package fieldsmade

import (
	"os"
	"sync"
)

func calmLit() {
	j := &job{Pri: map[string]int{}}
	go func() { j.Pri["k"] = 1 }()
}

func calmLitval() {
	j := job{Pri: map[string]int{}}
	go func() { j.Pri["k"] = 1 }()
}

func calmAssigned() {
	j := new(job)
	j.Pri = make(map[string]int)
	go func() { j.Pri["k"] = 1 }()
}

func calmInside() {
	go func() {
		j := &job{Pri: map[string]int{}}
		j.Pri["k"] = 1
		j.Pri["l"] = 2
		use(1)
		j.Pri["m"] = 3
	}()
}

func calmMethod() {
	n := &node{m: map[string]int{}}
	go n.count()
}

func calmStruct() {
	var j job
	j.In.M = map[string]int{}
	go func() { j.In.M["k"] = 1 }()
}

func calmLocal() {
	type state struct{ seen map[int]bool }
	s := state{seen: make(map[int]bool)}
	go func() {
		for i := range 5 {
			if !s.seen[i] {
				s.seen[i] = true
			}
		}
	}()
}

func calmParam() {
	j := &job{Pri: map[string]int{}}
	go func(j *job) { j.Pri["k"] = 1 }(j)
}

func panicsReset() {
	j := &jobC{Pri: map[string]int{}}
	j.Pri = nil
	go func() { j.Pri["k"] = 1 }() // want `bare-go: `
}

func panicsResetlater() {
	j := &jobC{Pri: map[string]int{}}
	gate := make(chan int)
	go func() { // want `bare-go: `
		<-gate
		j.Pri["k"] = 1
	}()
	j.Pri = nil
	close(gate)
}

func panicsAlias() {
	j := &jobC{Pri: map[string]int{}}
	k := j
	k.Pri = nil
	go func() { j.Pri["k"] = 1 }() // want `bare-go: `
}

func panicsCallee() {
	j := &jobC{Pri: map[string]int{}}
	drop(j)
	go func() { j.Pri["k"] = 1 }() // want `bare-go: `
}

func panicsZero() {
	j := &jobC{}
	go func() { j.Pri["k"] = 1 }() // want `bare-go: `
}

func panicsOverwrite() {
	j := &jobC{Pri: map[string]int{}}
	*j = jobC{}
	go func() { j.Pri["k"] = 1 }() // want `bare-go: `
}

var seen sync.Map

type node struct {
	n    int
	next *node
	m    map[string]int
	in   inner
	list []int
	f    func()
}

func (n *node) incr() { n.n++ }

func (n *node) count() {
	if n.m == nil {
		n.m = map[string]int{}
	}
	n.m["k"]++
}

type job struct {
	Pri  map[string]int
	Next *job
	In   struct{ M map[string]int }
	F    func()
}

func drop(j *jobC) { j.Pri = nil }

type jobC struct {
	Pri map[string]int
}

func list(n int) (s []int) {
	for i := arg(); i < n; i++ {
		s = append(s, 0)
	}
	return s[:len(s):len(s)]
}

type inner struct {
	m map[string]int
	p *node
}

func incr(n *node) { n.n++ }

var sink any

func use(v ...any) { sink = v }

func note(v any) { sink = v }

func boom() { panic("boom") }

func rescue() { _ = recover() }

func safe(f func()) {
	defer rescue()
	f()
}

func arg() int { return len(os.Args) - 2 }
