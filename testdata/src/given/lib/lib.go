// Package lib calls what it is handed, and does little else.
package lib

import "iter"

func Each(list []int, f func(int)) { // want Each:"^contains what it is not handed$"
	for _, x := range list {
		f(x)
	}
}

func Forward(list []int, f func(int)) { Each(list, f) } // want Forward:"^contains what it is not handed$"

func Map[K comparable, V any](m map[K]V, f func(K, V), done func()) { // want Map:"^contains what it is not handed$"
	for k, v := range m {
		f(k, v)
	}
	done()
}

// First does something of its own.
func First(list []int, f func(int)) { f(list[0]) }

func Changed(f func()) {
	f = later
	f()
}

var later func()

func Count(yield func(int) bool) { // want Count:"^contains what it is not handed$"
	for i := 0; i < 3 && yield(i); i++ {
	}
}

func Upto(n int) iter.Seq[int] { // want Upto:"contains, returns contains what it is not handed" Upto:"makes"
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func Twice(yield func(int) bool) { // want Twice:"^contains what it is not handed$"
	for x := range Upto(3) {
		if x > 1 || !yield(x) {
			break
		}
	}
}

// Careless goes on when the loop has stopped, which panics.
func Careless(yield func(int) bool) {
	yield(1)
	yield(2)
}

// Around returns a function that does nothing else that can panic than to call what it is handed; First, Spare
// and Both beside it do.
func Around(f func()) func() { // want Around:"^contains, decorates$" Around:"makes"
	n := 0
	return func() {
		n++
		f()
	}
}

func AroundTwice(f func()) func() { return Around(Around(f)) } // want AroundTwice:"^contains, decorates$" AroundTwice:"makes"

func AsItIs(f func()) func() { return f } // want AsItIs:"^contains, decorates$"

func AroundList(list []int, f func()) func() { // want AroundList:"^contains$" AroundList:"makes"
	return func() {
		println(list[0])
		f()
	}
}

func AroundLater(f func()) func() { // want AroundLater:"^contains$" AroundLater:"makes"
	return func() {
		f()
		later()
	}
}

// Length ranges over what it is handed; Divides does more on each pass.
func Length(seq iter.Seq[int]) (n int) { // want Length:"^contains what it is not handed, or ranges over \\(1\\)$"
	for range seq {
		n++
	}
	return n
}

func Divides(seq iter.Seq[int]) (sum int) { // want Divides:"^contains what it is not handed$"
	seq(func(x int) bool { sum += 10 / x; return true })
	return sum
}
