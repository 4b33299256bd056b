//go:build go1.21

package main

import "time"

// In a file of Go 1.21, all passes of a loop share its variables: a goroutine reads what the next pass
// has set. See https://go.dev/blog/loopvar-preview.

type passed struct{ n int }

func (Cases) LoopSharesIndex() {
	list := []int{1, 2}
	for i := 0; i < len(list); i++ {
		go func() {
			time.Sleep(5 * time.Millisecond)
			note(list[i])
		}()
	}
}

func (Cases) LoopSharesValue() {
	for _, p := range []*passed{{1}, nil} {
		if p == nil {
			continue
		}
		go func() {
			time.Sleep(5 * time.Millisecond)
			p.n++
		}()
	}
}

func (Cases) LoopCopiesIndex() {
	list := []int{1, 2}
	for i := 0; i < len(list); i++ {
		i := i
		go func() { list[i]++ }()
	}
}

func (Cases) LoopHandsIndex() {
	list := []int{1, 2}
	for i := range list {
		go func(i int) { list[i]++ }(i)
	}
}

func (Cases) LoopSharesIndexInRange() { // which stays in range
	list := []int{1, 2}
	for i := range list {
		func() { list[i]++ }()
		go func() {}()
	}
}
