package main

import (
	"encoding/json"
	"sync"
)

// Fields of what is made here.

// trusted: a field that nobody sets to nil
func (Cases) FieldLit() {
	j := &FmJob{Pri: map[string]int{}}
	go func() { j.Pri["k"] = 1 }()
}

func (Cases) FieldLitval() {
	j := FmJob{Pri: map[string]int{}}
	go func() { j.Pri["k"] = 1 }()
}

// trusted: a field that nobody sets to nil
func (Cases) FieldAssigned() {
	j := new(FmJob)
	j.Pri = make(map[string]int)
	go func() { j.Pri["k"] = 1 }()
}

// trusted: a field that nobody sets to nil
func (Cases) FieldInside() {
	go func() {
		j := &FmJob{Pri: map[string]int{}}
		j.Pri["k"] = 1
		j.Pri["l"] = 2
		use(1)
		j.Pri["m"] = 3
	}()
}

// trusted: a field that nobody sets to nil
func (Cases) FieldMethod() {
	n := &fmNode{m: map[string]int{}}
	go n.count()
}

func (Cases) FieldStruct() {
	var j FmJob
	j.In.M = map[string]int{}
	go func() { j.In.M["k"] = 1 }()
}

func (Cases) FieldLocal() {
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

// trusted: a field that nobody sets to nil
func (Cases) FieldParam() {
	j := &FmJob{Pri: map[string]int{}}
	go func(j *FmJob) { j.Pri["k"] = 1 }(j)
}

// trusted: a field that nobody sets to nil
func (Cases) FieldCtor() {
	j := newFmTally()
	go func() { j.m["k"]++ }()
}

// trusted: a field that nobody sets to nil
func (Cases) FieldWait() {
	j := &FmJob{Pri: map[string]int{}}
	var mu sync.Mutex
	for range 3 {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			j.Pri["k"]++
		}()
	}
}

func (Cases) FieldPanicsReset() {
	j := &FmJobC{Pri: map[string]int{}}
	j.Pri = nil
	go func() { j.Pri["k"] = 1 }()
}

func (Cases) FieldPanicsResetlater() {
	j := &FmJobC{Pri: map[string]int{}}
	gate := make(chan int)
	go func() {
		<-gate
		j.Pri["k"] = 1
	}()
	j.Pri = nil
	close(gate)
}

func (Cases) FieldPanicsAlias() {
	j := &FmJobC{Pri: map[string]int{}}
	k := j
	k.Pri = nil
	go func() { j.Pri["k"] = 1 }()
}

func (Cases) FieldPanicsCallee() {
	j := &FmJobC{Pri: map[string]int{}}
	fmDrop(j)
	go func() { j.Pri["k"] = 1 }()
}

func (Cases) FieldPanicsZero() {
	j := &FmJobC{}
	go func() { j.Pri["k"] = 1 }()
}

func (Cases) FieldPanicsOverwrite() {
	j := &FmJobC{Pri: map[string]int{}}
	*j = FmJobC{}
	go func() { j.Pri["k"] = 1 }()
}

func (Cases) FieldUnexported() {
	s := &shelf{m: map[string]int{}}
	go func() {
		use(1)
		s.m["k"] = 1
	}()
}

func (Cases) FieldPanicsUnset() {
	s := &shelf2{m: map[string]int{}}
	t := &shelf2{}
	go func() {
		use(s)
		t.m["k"] = 1
	}()
}

func (Cases) FieldPanicsVar() {
	s := &shelf3{m: map[string]int{}}
	gate := make(chan int)
	go func() {
		<-gate
		s.m["k"] = 1
	}()
	s = &shelf3{}
	close(gate)
}

func (Cases) FieldPanicsParamreset() {
	s := &shelf4{m: map[string]int{}}
	go func(s *shelf4) {
		s = &shelf4{}
		s.m["k"] = 1
	}(s)
}

func (Cases) FieldPanicsValue() {
	s := shelf5{m: map[string]int{}}
	p := &s
	*p = shelf5{}
	go func() { s.m["k"] = 1 }()
}

func (Cases) FieldPanicsMade() {
	m := map[string]int{}
	if arg() == 0 {
		m = nil
	}
	s := &shelf6{m: m}
	go func() { s.m["k"] = 1 }()
}

type fmNode struct {
	n         int
	next      *fmNode
	m         map[string]int
	in        inner
	numbersOf []int
	f         func()
}

func (n *fmNode) fmIncr() { n.n++ }

func (n *fmNode) count() {
	if n.m == nil {
		n.m = map[string]int{}
	}
	n.m["k"]++
}

type FmJob struct {
	Pri  map[string]int
	Next *FmJob
	In   struct{ M map[string]int }
	F    func()
}

func newFmTally() *fmTally { return &fmTally{m: map[string]int{}} }

func fmDrop(j *FmJobC) { j.Pri = nil }

type FmJobC struct {
	Pri map[string]int
}

type shelf struct{ m map[string]int }

type shelf2 struct{ m map[string]int }

type shelf3 struct{ m map[string]int }

type shelf4 struct{ m map[string]int }

type shelf5 struct{ m map[string]int }

type shelf6 struct{ m map[string]int }

type inner struct {
	m map[string]int
	p *fmNode
}

func fmIncr(n *fmNode) { n.n++ }

type fmTally struct{ m map[string]int }

func pfWork() (n int, err error) {
	var ok bool
	defer func() {
		if ok {
			return
		}
		recover()
	}()
	boom()
	ok = true
	return
}

// What is decoded into may be nil afterwards, whatever the constructor has made.
type fmDecoded struct {
	Seen map[string]int `json:"seen"`
	Own  map[string]int `json:"-"`
	kept map[string]int
}

func newFmDecoded() *fmDecoded {
	return &fmDecoded{Seen: map[string]int{}, Own: map[string]int{}, kept: map[string]int{}}
}

func (d *fmDecoded) mark()     { d.Seen["x"]++ }
func (d *fmDecoded) markOwn()  { d.Own["x"]++ }
func (d *fmDecoded) markKept() { d.kept["x"]++ }

func fmReadInto(text string, v any) error { return json.Unmarshal([]byte(text), v) }

func (Cases) FieldsMadeThenDecoded() {
	d := newFmDecoded()
	if fmReadInto(`{"seen": null}`, d) == nil {
		go d.mark()
	}
}

// trusted: nobody sets it to nil
func (Cases) FieldsMadeNotDecoded() {
	d := newFmDecoded()
	if fmReadInto(`{"seen": null}`, d) == nil {
		go d.markKept()
	}
}

// trusted: nobody sets it to nil
func (Cases) FieldsMadeLeftOut() {
	d := newFmDecoded()
	if fmReadInto(`{"Own": null}`, d) == nil {
		go d.markOwn()
	}
}

type fmDecodedSelf struct{ Seen map[string]int }

func (d *fmDecodedSelf) UnmarshalJSON([]byte) error { return nil }

func newFmDecodedSelf() *fmDecodedSelf { return &fmDecodedSelf{Seen: map[string]int{}} }

func (d *fmDecodedSelf) mark() { d.Seen["x"]++ }

// trusted: it decodes itself
func (Cases) FieldsMadeDecodesItself() {
	d := newFmDecodedSelf()
	if fmReadInto(`{"Seen": null}`, d) == nil {
		go d.mark()
	}
}
