package harms

// What a literal does that a handler calls where it stands, or defers, is done by the handler itself: a write to the map of
// another one's field was taken for one of a method that has made it.

type parts struct {
	seen  map[string]int
	list  []int
	count int
}

func (p *parts) watch() {
	go func() { // want `ineffective-recover: .*func literal can panic behind it`
		defer func() {
			defer func() { p.seen["a"] = 1 }()
			recover()
		}()
		panic("a part")
	}()
	go func() { // want `ineffective-recover: .*func literal can panic behind it`
		defer func() {
			recover()
			func() { p.seen["a"] = 1 }()
		}()
		panic("a part")
	}()
	go func() { // want `ineffective-recover: .*func literal can panic behind it`
		defer func() {
			if recover() != nil {
				defer func() { p.list[0]++ }()
			}
		}()
		panic("a part")
	}()
	go func() { // want `ineffective-recover: .*func literal can panic behind it`
		defer func() {
			defer func() { func() { p.seen["a"]++ }() }()
			recover()
		}()
		panic("a part")
	}()
	go func() {
		defer func() {
			defer func() { p.count = 1 }()
			recover()
		}()
		panic("a part")
	}()
	go func() {
		defer func() {
			defer func() { recover() }()
			recover()
			func() { p.seen["a"] = 1 }()
		}()
		panic("a part")
	}()
}
