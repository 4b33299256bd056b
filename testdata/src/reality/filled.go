package main

import (
	"errors"
	"sync"
)

// Lists and maps of which no element is nil, what pools give back, and results of either of two calls.

type filledItem struct{ n int }

var filledNames = []string{"a", "b"}

func filledLoad(n int) (*filledItem, error) {
	if n > 3 {
		return nil, errors.New("none")
	}
	return &filledItem{}, nil
}

func filledClear(list []*filledItem) { list[0] = nil }

func (Cases) FilledLiteral() {
	list := []*filledItem{{}, {}}
	go func() {
		for _, x := range list {
			x.n++
		}
	}()
}

func (Cases) FilledLiteralGap() {
	list := []*filledItem{1: {}}
	go func() {
		for _, x := range list {
			x.n++
		}
	}()
}

func (Cases) FilledAppended() {
	var list []*filledItem
	for range filledNames {
		x := &filledItem{}
		list = append(list, x)
	}
	go func() {
		for i := range list {
			list[i].n++
		}
	}()
}

func (Cases) FilledAppendedNil() {
	var list []*filledItem
	for range filledNames {
		list = append(list, nil)
	}
	go func() {
		for i := range list {
			list[i].n++
		}
	}()
}

func (Cases) FilledAppendedTo() {
	list := append(make([]*filledItem, 1), &filledItem{})
	go func() {
		for _, x := range list {
			x.n++
		}
	}()
}

func (Cases) FilledLoaded() {
	list := make([]*filledItem, 0, len(filledNames))
	for i := range filledNames {
		x, err := filledLoad(i)
		if err != nil {
			continue
		}
		list = append(list, x)
	}
	go func() {
		for _, x := range list {
			x.n++
		}
	}()
}

func (Cases) FilledMadeLonger() {
	list := make([]*filledItem, 2)
	list[0] = &filledItem{}
	go func() {
		for _, x := range list {
			x.n++
		}
	}()
}

func (Cases) FilledClearedByCallee() {
	list := []*filledItem{{}}
	filledClear(list)
	go func() {
		for _, x := range list {
			x.n++
		}
	}()
}

func (Cases) FilledClearedByAlias() {
	list := []*filledItem{{}}
	other := list
	other[0] = nil
	go func() {
		for _, x := range list {
			x.n++
		}
	}()
}

func (Cases) FilledClearedBeside() {
	list := []*filledItem{{}}
	done := make(chan bool)
	go func() {
		<-done
		for _, x := range list {
			x.n++
		}
	}()
	list[0] = nil
	close(done)
}

func (Cases) FilledReset() {
	list := []*filledItem{nil}
	list = append(list[:0], &filledItem{})
	go func() {
		for _, x := range list {
			x.n++
		}
	}()
}

func (Cases) FilledMap() {
	go func() {
		m := make(map[string]*filledItem)
		for _, name := range filledNames {
			x, ok := m[name]
			if !ok {
				x = &filledItem{}
				m[name] = x
			}
			x.n++
		}
		for _, x := range m {
			x.n++
		}
	}()
}

// FilledMapInPlace asks for the element and uses it where it is.
// trusted: nobody else sets elements of the map.
func (Cases) FilledMapInPlace() {
	name := filledNames[0]
	go func() {
		m := map[string]*filledItem{}
		if _, ok := m[name]; !ok {
			m[name] = &filledItem{}
		}
		m[name].n++
	}()
}

// FilledMapByConstant does so by a constant key.
// trusted: nobody else sets elements of the map.
func (Cases) FilledMapByConstant() {
	go func() {
		m := map[string]*filledItem{}
		if m["a"] == nil {
			m["a"] = &filledItem{}
		}
		m["a"].n++
	}()
}

func (Cases) FilledMapOtherConstant() {
	go func() {
		m := map[string]*filledItem{}
		if m["a"] == nil {
			m["a"] = &filledItem{}
		}
		m["b"].n++
	}()
}

func (Cases) FilledMapDeleted() {
	go func() {
		m := map[string]*filledItem{"a": {}}
		if m["a"] != nil {
			delete(m, "a")
			m["a"].n++
		}
	}()
}

func (Cases) FilledMapNil() {
	m := map[string]*filledItem{"a": {}}
	m["b"] = nil
	go func() {
		for _, x := range m {
			x.n++
		}
	}()
}

func (Cases) FilledMapNoSuchKey() {
	m := map[string]*filledItem{"a": {}}
	name := filledNames[1]
	go func() { m[name].n++ }()
}

func (Cases) FilledLastOfAppended() {
	var list []int
	go func() {
		list := append(list, 1)
		list[len(list)-1]++
	}()
}

func (Cases) FilledLastOfAppendedList() {
	var list []int
	go func() {
		list := append(list, list...)
		list[len(list)-1]++
	}()
}

func (Cases) FilledResultOrMade() {
	go func() {
		x, err := filledLoad(4)
		if err != nil {
			x = &filledItem{}
		}
		x.n++
	}()
}

func (Cases) FilledResultOrNil() {
	go func() {
		x, err := filledLoad(4)
		if err != nil {
			x = nil
		}
		x.n++
	}()
}

func (Cases) FilledResultOfLoop() {
	go func() {
		n := 5
		x, err := filledLoad(n)
		for err != nil {
			n--
			x, err = filledLoad(n)
		}
		x.n++
	}()
}

func (Cases) FilledResultOfLoopUnasked() {
	go func() {
		x, err := filledLoad(1)
		for n := range 5 {
			x, _ = filledLoad(n)
		}
		if err != nil {
			return
		}
		x.n++
	}()
}

func filledRemainder[N int | int64](a, b N) N {
	if b == 0 {
		return 0
	}
	return a % b
}

func filledRemainderOf[N int | int64](a, b N) N { return a % b }

func (Cases) FilledRemainder() {
	n := len(filledNames) - 2
	go func() { note(filledRemainder(1, n)) }()
}
func (Cases) FilledRemainderOf() {
	n := len(filledNames) - 2
	go func() { note(filledRemainderOf(1, n)) }()
}

var (
	filledPool   = sync.Pool{New: func() any { return &filledItem{} }}
	filledMixed  = sync.Pool{New: func() any { return &filledItem{} }}
	filledEmpty  = sync.Pool{}
	filledLate   = sync.Pool{New: func() any { return &filledItem{} }}
	filledNamed  = &sync.Pool{New: filledNew}
	filledBroken = sync.Pool{New: func() any { boom(); return &filledItem{} }}
)

func filledNew() any { return &filledItem{} }

// FilledPool takes what New makes, or what was put back.
// trusted: New makes nothing else, and nothing else is put.
func (Cases) FilledPool() {
	go func() {
		x := filledPool.Get().(*filledItem)
		defer filledPool.Put(x)
		x.n++
	}()
}

// FilledPoolNamed has a New with a name.
// trusted: New makes nothing else.
func (Cases) FilledPoolNamed() {
	go func() { filledNamed.Get().(*filledItem).n++ }()
}

func (Cases) FilledPoolMixed() {
	filledMixed.Put("text")
	go func() {
		for range 1000 { // under the race detector, pools drop things
			note(filledMixed.Get().(*filledItem))
			filledMixed.Put("text")
		}
	}()
}

func (Cases) FilledPoolEmpty() { go func() { note(filledEmpty.Get().(*filledItem)) }() }

func (Cases) FilledPoolLate() {
	filledLate.New = func() any { return "text" }
	go func() { note(filledLate.Get().(*filledItem)) }()
}

func (Cases) FilledPoolBroken() { go func() { note(filledBroken.Get().(*filledItem)) }() }
