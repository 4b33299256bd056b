package main

import (
	"iter"
	"slices"
)

// Iterators that are handed over: who calls one with functions of its own is as good as these.

func iterShares(seq iter.Seq[int]) (sum int) {
	seq(func(x int) bool { sum += 10 / x; return true })
	return sum
}

func iterSum(seq iter.Seq[int]) (sum int) {
	for x := range seq {
		sum += x
	}
	return sum
}

func iterShared(seq iter.Seq[int]) iter.Seq[int] {
	return func(yield func(int) bool) { yield(iterShares(seq)) }
}

func iterSharing(seq iter.Seq[int]) iter.Seq[int] {
	return func(yield func(int) bool) {
		sum := 0
		seq(func(x int) bool { sum += 10 / x; return true })
		yield(sum)
	}
}

func iterFirst(list []int) iter.Seq[int] {
	return func(yield func(int) bool) { yield(list[0]) }
}

func iterUpTo(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// What makes sequences in the standard library was taken for what contains all panics.
func (Cases) IterDividesByElement() {
	go func() { println(iterShares(slices.Values([]int{0}))) }()
}

func (Cases) IterCalledAtOnce() {
	go func() { slices.Values([]int{0})(func(x int) bool { return 10/x > 0 }) }()
}

func (Cases) IterAdaptorDivides() {
	go func() {
		for x := range iterSharing(iterUpTo(3)) {
			println(x)
		}
	}()
}

func (Cases) IterAdaptorCallsWhatDivides() {
	go func() {
		for x := range iterShared(iterUpTo(3)) {
			println(x)
		}
	}()
}

func (Cases) IterOfNothing() {
	go func() { println(iterSum(iterFirst(nil))) }()
}

func (Cases) IterCollectsNothing() {
	go func() { println(len(slices.Collect(iterFirst(nil)))) }()
}

func (Cases) IterDividesByZero() {
	go func() { println(iterShares(iterUpTo(3))) }()
}

func (Cases) IterSums() {
	go func() { println(iterSum(iterUpTo(3)), iterSum(slices.Values([]int{0}))) }()
}

// Loops that ask for all, of iterators that do not look whether anybody does.

func allOf(xs ...int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for _, x := range xs {
			yield(x)
		}
	}
}

func twoOf(yield func(int) bool) {
	yield(1)
	yield(2)
}

func (Cases) WholeLoop() {
	go func() {
		for x := range allOf(1, 2) {
			if x == 1 {
				continue
			}
			for {
				break
			}
			switch x {
			case 2:
				break
			}
		}
		for range twoOf {
		}
	}()
}

func (Cases) WholeLoopBreak() {
	go func() {
		for x := range allOf(1, 2) {
			if x == 1 {
				break
			}
		}
	}()
}

func (Cases) WholeLoopReturn() {
	go func() {
		for range twoOf {
			for {
				return
			}
		}
	}()
}

func (Cases) WholeLoopLabel() {
	go func() {
	again:
		for range 2 {
			for range twoOf {
				continue again
			}
		}
	}()
}

func (Cases) WholeLoopPanics() {
	go func() {
		for range func(yield func(int) bool) { yield(1 / arg()) } {
		}
	}()
}
