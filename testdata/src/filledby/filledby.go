// Package filledby: lists that a loop fills with what is not nil. Each function here is run as well, in reality.
package filledby

type part struct{ n int }

func newPart() *part { return &part{} }

func noPart() *part { return nil }

func count(n int) int { return n }

func calmRange() {
	list := make([]*part, count(3))
	for i := range list {
		list[i] = &part{n: i}
	}
	go func() {
		for _, p := range list {
			p.n++
		}
	}()
}

func calmMade() {
	n := count(3)
	list := make([]*part, n)
	for i := range n {
		list[i] = newPart()
	}
	go func() {
		for i := range list {
			list[i].n++
		}
	}()
}

func calmInside() {
	go func() {
		list := make([]*part, 3)
		for i := range list {
			list[i] = &part{}
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

func panicsSome() {
	list := make([]*part, 3)
	for i := range list {
		if i > 1 {
			list[i] = &part{}
		}
	}
	go func() { // want `bare-go: `
		for _, p := range list {
			p.n++
		}
	}()
}

func panicsBreak() {
	list := make([]*part, 3)
	for i := range list {
		list[i] = &part{}
		if i == 1 {
			break
		}
	}
	go func() { // want `bare-go: `
		for _, p := range list {
			p.n++
		}
	}()
}

func panicsContinue() {
	list := make([]*part, 3)
	for i := range list {
		if i == 1 {
			continue
		}
		list[i] = &part{}
	}
	go func() { // want `bare-go: `
		for _, p := range list {
			p.n++
		}
	}()
}

func panicsNil() {
	list := make([]*part, 3)
	for i := range list {
		list[i] = noPart()
	}
	go func() { // want `bare-go: `
		for _, p := range list {
			p.n++
		}
	}()
}

func panicsFewer() {
	n := count(2)
	list := make([]*part, 3)
	for i := range n {
		list[i] = &part{}
	}
	go func() { // want `bare-go: `
		for _, p := range list {
			p.n++
		}
	}()
}

func panicsAgain() {
	list := make([]*part, 3)
	for i := range list {
		list[i] = &part{}
		list[0] = nil
	}
	go func() { // want `bare-go: `
		for _, p := range list {
			p.n++
		}
	}()
}

func panicsOther() {
	list, other := make([]*part, 3), make([]*part, 3)
	for i := range other {
		list[i] = &part{}
	}
	go func() { // want `bare-go: `
		for _, p := range other {
			p.n++
		}
	}()
}

func panicsGrown() {
	list := make([]*part, 3)
	for i := range list {
		list[i] = &part{}
		if len(list) < 5 {
			list = append(list, nil)
		}
	}
	go func() { // want `bare-go: `
		for _, p := range list {
			p.n++
		}
	}()
}

func panicsCounted() {
	list := make([]*part, 4)
	for i := range list {
		i /= 2
		list[i] = &part{}
	}
	go func() { // want `bare-go: `
		for _, p := range list {
			p.n++
		}
	}()
}

func panicsLater() {
	list := make([]*part, 3)
	for i := range list {
		list[i] = &part{}
	}
	list[1] = nil
	go func() { // want `bare-go: `
		for _, p := range list {
			p.n++
		}
	}()
}

func panicsLent() {
	list := make([]*part, 3)
	for i := range list {
		list[i] = &part{}
	}
	empty(list)
	go func() { // want `bare-go: `
		for _, p := range list {
			p.n++
		}
	}()
}

func empty(list []*part) { clear(list) }

var parts = make([]*part, 3)

func allParts() []*part { return parts }

func panicsShared() {
	list := allParts()
	for i := range list {
		list[i] = &part{}
	}
	clear(parts)
	go func() { // want `bare-go: `
		for _, p := range list {
			p.n++
		}
	}()
}
