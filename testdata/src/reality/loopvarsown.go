package main

import "time"

// Since Go 1.22, each pass of a loop has variables of its own.

// trusted: time.Sleep
func (Cases) LoopOwnsIndex() {
	list := []int{1, 2}
	for i := 0; i < len(list); i++ {
		go func() {
			time.Sleep(5 * time.Millisecond)
			note(list[i])
		}()
	}
}

// trusted: time.Sleep
func (Cases) LoopOwnsValue() {
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
