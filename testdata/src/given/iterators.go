package given

import (
	"iter"
	"maps"
	"slices"

	"given/lib"
)

// Who ranges over what it is handed, or calls it with functions of its own, is as good as these functions and the iterator.

func count[T any](seq iter.Seq[T]) (n int) {
	for range seq {
		n++
	}
	return n
}

func countInts(seq iter.Seq[int]) int { return count(seq) }

func pushes(seq iter.Seq[int]) (sum int) {
	seq(func(x int) bool { sum += x; return true })
	return sum
}

func divides(seq iter.Seq[int]) (sum int) {
	seq(func(x int) bool { sum += 10 / x; return true })
	return sum
}

func eachOf(seq iter.Seq[int], f func(int)) {
	seq(func(x int) bool { f(x); return true })
}

func first(list []int) iter.Seq[int] {
	return func(yield func(int) bool) { yield(list[0]) }
}

func shares(seq iter.Seq[int]) iter.Seq[int] {
	return func(yield func(int) bool) {
		sum := 0
		seq(func(x int) bool { sum += 10 / x; return true })
		yield(sum)
	}
}

type numbers struct{ list []int }

func (n *numbers) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, x := range n.list {
			if !yield(x) {
				return
			}
		}
	}
}

func handedIterators(list []int, m map[int]int, some bool, wild func(int)) {
	go func() { println(count(evens(4))) }()
	go func() { println(countInts(evens(4))) }()
	go func() { println(pushes(evens(4)), pushes(slices.Values(list))) }()
	go func() { println(count(filter(evens(4), func(x int) bool { return x > 2 }))) }()
	go func() { println(len(slices.Collect(evens(4))), len(slices.Sorted(maps.Keys(m)))) }()
	go func() { println(lib.Length(evens(4)), lib.Length(lib.Upto(3))) }()
	go func() { eachOf(evens(4), func(int) {}) }()
	seq := evens(4)
	go func() { println(count(seq)) }()
	go func() {
		n := &numbers{list: list}
		println(count(n.all()))
	}()
	go func() { // want `bare-go: .* \(count\(first\(list\)\) can panic`
		println(count(first(list)))
	}()
	go func() { // want `bare-go: `
		println(countInts(first(list)))
	}()
	go func() { // want `bare-go: `
		println(len(slices.Collect(first(list))))
	}()
	go func() { // want `bare-go: `
		println(lib.Length(first(list)))
	}()
	go func() { // want `bare-go: `
		println(divides(evens(4)))
	}()
	go func() { // want `bare-go: `
		println(divides(slices.Values(list)))
	}()
	go func() { // want `bare-go: `
		println(lib.Divides(slices.Values(list)))
	}()
	go func() { // want `bare-go: `
		for x := range shares(slices.Values(list)) {
			println(x)
		}
	}()
	go func() { // want `bare-go: `
		eachOf(evens(4), wild)
	}()
	go func() { // want `bare-go: `
		println(count(goesOn(slices.Values(list))))
	}()
	var unset iter.Seq[int]
	if some {
		unset = evens(4)
	}
	go func() { // want `bare-go: `
		println(count(unset))
	}()
	go func() { // want `bare-go: `
		for range unset {
		}
	}()
}
