// Package whereis: where an integer lies that a function of several results returns. Each function here is run as well, in reality.
package whereis

import "errors"

func find(xs []int, v int) (int, bool) {
	for i, x := range xs {
		if x == v {
			return i, true
		}
	}
	return 0, false
}

func findNamed(v int, xs []int) (i int, ok bool) {
	for i, x := range xs {
		if x == v {
			return i, true
		}
	}
	return
}

func findErr(xs []int, v int) (int, error) {
	for i, x := range xs {
		if x == v {
			return i, nil
		}
	}
	return -1, errors.New("not found")
}

func findBoth(xs []int, v int) (int, int) {
	for i, x := range xs {
		if x == v {
			return i, x
		}
	}
	return -1, 0
}

func firstOrEnd(xs []int, v int) (int, bool) {
	for i, x := range xs {
		if x >= v {
			return i, x == v
		}
	}
	return len(xs), false
}

func findAny(xs []int, v int) (int, bool) {
	for i, x := range xs {
		if x == v {
			return i, true
		}
	}
	return len(xs), true
}

func findBefore(xs []int, v int) (int, bool) {
	for i, x := range xs {
		if x == v {
			return i - 1, true
		}
	}
	return 0, false
}

func some() []int { return []int{1, 2, 3} }

func none() []int { return nil }

var sunk int

func calmOK() {
	xs := some()
	go func() {
		if i, ok := find(xs, 2); ok {
			sunk = xs[i]
		}
	}()
}

func calmNotOK() {
	xs := none()
	go func() {
		i, ok := findNamed(2, xs)
		if !ok {
			return
		}
		sunk = xs[i]
	}()
}

func calmErr() {
	xs := none()
	go func() {
		i, err := findErr(xs, 2)
		if err != nil {
			return
		}
		sunk = xs[i]
	}()
}

func calmBoth() {
	xs := none()
	go func() {
		if i, _ := findBoth(xs, 2); i >= 0 {
			sunk = xs[i]
		}
	}()
}

func calmUpTo() {
	xs := none()
	go func() {
		i, ok := firstOrEnd(xs, 2)
		sunk = len(xs[:i])
		if ok && i < len(xs) {
			sunk = xs[i]
		}
	}()
}

func panicsNotAsked() {
	xs := none()
	go func() { // want `bare-go: `
		i, _ := find(xs, 2)
		sunk = xs[i]
	}()
}

func panicsElse() {
	xs := none()
	go func() { // want `bare-go: `
		if i, ok := find(xs, 2); !ok {
			sunk = xs[i]
		}
	}()
}

func panicsErr() {
	xs := none()
	go func() { // want `bare-go: `
		if i, err := findErr(xs, 2); err != nil {
			sunk = xs[i]
		}
	}()
}

func panicsShorter() {
	xs := some()
	go func() { // want `bare-go: `
		if i, ok := find(xs, 3); ok {
			xs = xs[:1]
			sunk = xs[i]
		}
	}()
}

func panicsOther() {
	xs, ys := some(), none()
	go func() { // want `bare-go: `
		if i, ok := find(xs, 2); ok {
			sunk = ys[i]
		}
	}()
}

func panicsSure() {
	xs := none()
	go func() { // want `bare-go: `
		if i, ok := findAny(xs, 2); ok {
			sunk = xs[i]
		}
	}()
}

func panicsBefore() {
	xs := some()
	go func() { // want `bare-go: `
		if i, ok := findBefore(xs, 1); ok {
			sunk = xs[i]
		}
	}()
}

func panicsBoth() {
	xs := none()
	go func() { // want `bare-go: `
		i, _ := findBoth(xs, 2)
		sunk = xs[i]
	}()
}

func panicsEnd() {
	xs := none()
	go func() { // want `bare-go: `
		i, _ := firstOrEnd(xs, 2)
		sunk = xs[i]
	}()
}

func panicsNext() {
	xs := some()
	go func() { // want `bare-go: `
		if i, ok := find(xs, 3); ok {
			sunk = xs[i+1]
		}
	}()
}

func panicsLater() {
	xs := some()
	go func() { // want `bare-go: `
		i, ok := find(xs, 2)
		i += 5
		if ok {
			sunk = xs[i]
		}
	}()
}

func panicsTwice() {
	xs := some()
	go func() { // want `bare-go: `
		i, ok := find(xs, 2)
		_, ok = find(xs, 1)
		i = 7
		if ok {
			sunk = xs[i]
		}
	}()
}
