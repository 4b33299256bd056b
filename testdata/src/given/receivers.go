package given

import "iter"

// An iterator by a method uses its receiver, which may be known not to be nil.

type pointed struct {
	xs  []int
	one func(int) int
}

func (p *pointed) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, x := range p.xs {
			if !yield(x) {
				return
			}
		}
	}
}

func (p *pointed) each(yield func(int) bool) {
	for _, x := range p.xs {
		if !yield(x) {
			return
		}
	}
}

func (p *pointed) goesOn() iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, x := range p.xs {
			yield(x)
		}
	}
}

func (p *pointed) third() iter.Seq[int] {
	return func(yield func(int) bool) { yield(p.xs[3]) }
}

func (p *pointed) calls() iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, x := range p.xs {
			if !yield(p.one(x)) {
				return
			}
		}
	}
}

func overReceivers(any *pointed) {
	p := &pointed{}
	go func() {
		for range p.all() {
		}
		for range p.each {
		}
	}()
	go func() { // want `bare-go: .*any\.all\(\) can panic`
		for range any.all() {
		}
	}()
	go func() { // want `bare-go: .*any\.each panics if any is nil`
		for range any.each {
		}
	}()
	box := &boxed{}
	go func() { // want `bare-go: .*range box\.corners can panic`
		for _, corner := range box.corners {
			println(corner)
		}
	}()
	go func() { // want `bare-go: .*p\.goesOn\(\) can panic`
		for range p.goesOn() {
			break
		}
	}()
	go func() { // want `bare-go: .*p\.third\(\) can panic`
		for range p.third() {
		}
	}()
	go func() { // want `bare-go: .*p\.calls\(\) can panic`
		for range p.calls() {
		}
	}()
}

type boxed struct{ corners *[2]int }
