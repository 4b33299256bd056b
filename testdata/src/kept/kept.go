// Package kept: conditions that are kept in variables, constants that decide one, methods of functions, and encodings of a size. Each goroutine was run.
package kept

type point struct {
	n    int
	next *point
}

func inBounds(s []int, i int) {
	ok := i >= 0 && i < len(s)
	if ok {
		println(s[i])
	}
}

func outOfBounds(s []int, i int) {
	ok := i >= 0 && i <= len(s)
	if ok {
		println(s[i])
	}
}

func moved(s []int, i int) {
	ok := i >= 0 && i < len(s)
	i++
	if ok {
		println(s[i])
	}
}

func empty(s []int) {
	empty := len(s) == 0
	if empty {
		return
	}
	println(s[0])
}

func evaluated(s []int, i int) {
	ok := s[i] > 0 && i < len(s)
	println(ok)
}

func made(m map[string]int) {
	has := m != nil
	if has {
		m["a"] = 1
	}
}

func unmade(m map[string]int) {
	has := m == nil
	if has {
		m["a"] = 1
	}
}

func valid(p, q *point) {
	valid := p != nil && p.n > 0
	valid = valid && q != nil
	if valid && q.n > 0 {
		println(p.n)
	}
	missing := p == nil
	if !missing {
		println(p.n)
	}
	if has := q != nil; has {
		println(q.n)
	}
}

func either(p, q *point) {
	valid := p != nil
	valid = valid || q == nil
	if valid {
		println(p.n)
	}
}

func dropped(p *point) {
	has := p != nil
	for range 3 {
		if has {
			println(p.n)
		}
		p = nil
	}
}

func otherName(p, q *point) {
	if p == nil || q == nil {
		return
	}
	has := p.next != nil
	q.next = nil
	if has {
		println(p.next.n)
	}
}

func setElsewhere(p *point) {
	has := p != nil
	set := func() { has = true }
	set()
	if has {
		println(p.n)
	}
}

func found(m map[string]*int) {
	p, ok := m["a"]
	found := ok && p != nil
	if found {
		println(*p)
	}
}

func bools(s []int, m map[string]int, p *point, list map[string]*int) {
	go inBounds(s, 1)
	go outOfBounds(s, 1) // want `bare-go: .* outOfBounds ends the process`
	go moved(s, 1)       // want `bare-go: .* moved ends the process`
	go empty(s)
	go evaluated(s, 1) // want `bare-go: .* evaluated ends the process`
	go made(m)
	go unmade(m) // want `bare-go: .* unmade ends the process`
	go valid(p, p)
	go either(p, p)    // want `bare-go: .* either ends the process`
	go dropped(p)      // want `bare-go: .* dropped ends the process`
	go otherName(p, p) // want `bare-go: .* otherName ends the process`
	go setElsewhere(p) // want `bare-go: .* setElsewhere ends the process`
	go found(list)
}
