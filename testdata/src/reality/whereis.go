package main

import "errors"

// Where an integer lies that a function of several results returns.

func whereisFind(xs []int, v int) (int, bool) {
	for i, x := range xs {
		if x == v {
			return i, true
		}
	}
	return 0, false
}

func whereisFindNamed(v int, xs []int) (i int, ok bool) {
	for i, x := range xs {
		if x == v {
			return i, true
		}
	}
	return
}

func whereisFindErr(xs []int, v int) (int, error) {
	for i, x := range xs {
		if x == v {
			return i, nil
		}
	}
	return -1, errors.New("not found")
}

func whereisFindBoth(xs []int, v int) (int, int) {
	for i, x := range xs {
		if x == v {
			return i, x
		}
	}
	return -1, 0
}

func whereisFirstOrEnd(xs []int, v int) (int, bool) {
	for i, x := range xs {
		if x >= v {
			return i, x == v
		}
	}
	return len(xs), false
}

func whereisFindAny(xs []int, v int) (int, bool) {
	for i, x := range xs {
		if x == v {
			return i, true
		}
	}
	return len(xs), true
}

func whereisFindBefore(xs []int, v int) (int, bool) {
	for i, x := range xs {
		if x == v {
			return i - 1, true
		}
	}
	return 0, false
}

func whereisSome() []int { return []int{1, 2, 3} }

func whereisNone() []int { return nil }

var whereisSunk int

func (Cases) WhereisCalmOK() {
	xs := whereisSome()
	go func() {
		if i, ok := whereisFind(xs, 2); ok {
			whereisSunk = xs[i]
		}
	}()
}

func (Cases) WhereisCalmNotOK() {
	xs := whereisNone()
	go func() {
		i, ok := whereisFindNamed(2, xs)
		if !ok {
			return
		}
		whereisSunk = xs[i]
	}()
}

func (Cases) WhereisCalmErr() {
	xs := whereisNone()
	go func() {
		i, err := whereisFindErr(xs, 2)
		if err != nil {
			return
		}
		whereisSunk = xs[i]
	}()
}

func (Cases) WhereisCalmBoth() {
	xs := whereisNone()
	go func() {
		if i, _ := whereisFindBoth(xs, 2); i >= 0 {
			whereisSunk = xs[i]
		}
	}()
}

func (Cases) WhereisCalmUpTo() {
	xs := whereisNone()
	go func() {
		i, ok := whereisFirstOrEnd(xs, 2)
		whereisSunk = len(xs[:i])
		if ok && i < len(xs) {
			whereisSunk = xs[i]
		}
	}()
}

func (Cases) WhereisPanicsNotAsked() {
	xs := whereisNone()
	go func() {
		i, _ := whereisFind(xs, 2)
		whereisSunk = xs[i]
	}()
}

func (Cases) WhereisPanicsElse() {
	xs := whereisNone()
	go func() {
		if i, ok := whereisFind(xs, 2); !ok {
			whereisSunk = xs[i]
		}
	}()
}

func (Cases) WhereisPanicsErr() {
	xs := whereisNone()
	go func() {
		if i, err := whereisFindErr(xs, 2); err != nil {
			whereisSunk = xs[i]
		}
	}()
}

func (Cases) WhereisPanicsShorter() {
	xs := whereisSome()
	go func() {
		if i, ok := whereisFind(xs, 3); ok {
			xs = xs[:1]
			whereisSunk = xs[i]
		}
	}()
}

func (Cases) WhereisPanicsOther() {
	xs, ys := whereisSome(), whereisNone()
	go func() {
		if i, ok := whereisFind(xs, 2); ok {
			whereisSunk = ys[i]
		}
	}()
}

func (Cases) WhereisPanicsSure() {
	xs := whereisNone()
	go func() {
		if i, ok := whereisFindAny(xs, 2); ok {
			whereisSunk = xs[i]
		}
	}()
}

func (Cases) WhereisPanicsBefore() {
	xs := whereisSome()
	go func() {
		if i, ok := whereisFindBefore(xs, 1); ok {
			whereisSunk = xs[i]
		}
	}()
}

func (Cases) WhereisPanicsBoth() {
	xs := whereisNone()
	go func() {
		i, _ := whereisFindBoth(xs, 2)
		whereisSunk = xs[i]
	}()
}

func (Cases) WhereisPanicsEnd() {
	xs := whereisNone()
	go func() {
		i, _ := whereisFirstOrEnd(xs, 2)
		whereisSunk = xs[i]
	}()
}

func (Cases) WhereisPanicsNext() {
	xs := whereisSome()
	go func() {
		if i, ok := whereisFind(xs, 3); ok {
			whereisSunk = xs[i+1]
		}
	}()
}

func (Cases) WhereisPanicsLater() {
	xs := whereisSome()
	go func() {
		i, ok := whereisFind(xs, 2)
		i += 5
		if ok {
			whereisSunk = xs[i]
		}
	}()
}

func (Cases) WhereisPanicsTwice() {
	xs := whereisSome()
	go func() {
		i, ok := whereisFind(xs, 2)
		_, ok = whereisFind(xs, 1)
		i = 7
		if ok {
			whereisSunk = xs[i]
		}
	}()
}
