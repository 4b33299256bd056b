package main

// Lists that a loop fills with what is not nil.

type filledbyPart struct{ n int }

func filledbyNewPart() *filledbyPart { return &filledbyPart{} }

func filledbyNoPart() *filledbyPart { return nil }

func filledbyCount(n int) int { return n }

func (Cases) FilledbyCalmRange() {
	list := make([]*filledbyPart, filledbyCount(3))
	for i := range list {
		list[i] = &filledbyPart{n: i}
	}
	go func() {
		for _, p := range list {
			p.n++
		}
	}()
}

func (Cases) FilledbyCalmMade() {
	n := filledbyCount(3)
	list := make([]*filledbyPart, n)
	for i := range n {
		list[i] = filledbyNewPart()
	}
	go func() {
		for i := range list {
			list[i].n++
		}
	}()
}

// trusted: an element of a list
func (Cases) FilledbyCalmInside() {
	go func() {
		list := make([]*filledbyPart, 3)
		for i := range list {
			list[i] = &filledbyPart{}
			if i == 1 {
				continue
			}
			list[i].n++
		}
		for _, p := range list {
			p.n++
		}
	}()
}

func (Cases) FilledbyPanicsSome() {
	list := make([]*filledbyPart, 3)
	for i := range list {
		if i > 1 {
			list[i] = &filledbyPart{}
		}
	}
	go func() {
		for _, p := range list {
			p.n++
		}
	}()
}

func (Cases) FilledbyPanicsBreak() {
	list := make([]*filledbyPart, 3)
	for i := range list {
		list[i] = &filledbyPart{}
		if i == 1 {
			break
		}
	}
	go func() {
		for _, p := range list {
			p.n++
		}
	}()
}

func (Cases) FilledbyPanicsContinue() {
	list := make([]*filledbyPart, 3)
	for i := range list {
		if i == 1 {
			continue
		}
		list[i] = &filledbyPart{}
	}
	go func() {
		for _, p := range list {
			p.n++
		}
	}()
}

func (Cases) FilledbyPanicsNil() {
	list := make([]*filledbyPart, 3)
	for i := range list {
		list[i] = filledbyNoPart()
	}
	go func() {
		for _, p := range list {
			p.n++
		}
	}()
}

func (Cases) FilledbyPanicsFewer() {
	n := filledbyCount(2)
	list := make([]*filledbyPart, 3)
	for i := range n {
		list[i] = &filledbyPart{}
	}
	go func() {
		for _, p := range list {
			p.n++
		}
	}()
}

func (Cases) FilledbyPanicsAgain() {
	list := make([]*filledbyPart, 3)
	for i := range list {
		list[i] = &filledbyPart{}
		list[0] = nil
	}
	go func() {
		for _, p := range list {
			p.n++
		}
	}()
}

func (Cases) FilledbyPanicsOther() {
	list, other := make([]*filledbyPart, 3), make([]*filledbyPart, 3)
	for i := range other {
		list[i] = &filledbyPart{}
	}
	go func() {
		for _, p := range other {
			p.n++
		}
	}()
}

func (Cases) FilledbyPanicsGrown() {
	list := make([]*filledbyPart, 3)
	for i := range list {
		list[i] = &filledbyPart{}
		if len(list) < 5 {
			list = append(list, nil)
		}
	}
	go func() {
		for _, p := range list {
			p.n++
		}
	}()
}

func (Cases) FilledbyPanicsCounted() {
	list := make([]*filledbyPart, 4)
	for i := range list {
		i /= 2
		list[i] = &filledbyPart{}
	}
	go func() {
		for _, p := range list {
			p.n++
		}
	}()
}

func (Cases) FilledbyPanicsLater() {
	list := make([]*filledbyPart, 3)
	for i := range list {
		list[i] = &filledbyPart{}
	}
	list[1] = nil
	go func() {
		for _, p := range list {
			p.n++
		}
	}()
}

func (Cases) FilledbyPanicsLent() {
	list := make([]*filledbyPart, 3)
	for i := range list {
		list[i] = &filledbyPart{}
	}
	filledbyEmpty(list)
	go func() {
		for _, p := range list {
			p.n++
		}
	}()
}

func filledbyEmpty(list []*filledbyPart) { clear(list) }

var filledbyParts = make([]*filledbyPart, 3)

func filledbyAllParts() []*filledbyPart { return filledbyParts }

func (Cases) FilledbyPanicsShared() {
	list := filledbyAllParts()
	for i := range list {
		list[i] = &filledbyPart{}
	}
	clear(filledbyParts)
	go func() {
		for _, p := range list {
			p.n++
		}
	}()
}
