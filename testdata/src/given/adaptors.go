package given

import (
	"iter"
	"slices"
	"strings"
)

// An adaptor is as good as the iterator and the functions that it is handed, if it stops when the loop does.

func mapped[T, U any](s iter.Seq[T], f func(T) U) iter.Seq[U] {
	return func(yield func(U) bool) {
		for v := range s {
			if !yield(f(v)) {
				return
			}
		}
	}
}

func filter[T any](s iter.Seq[T], keep func(T) bool) iter.Seq[T] {
	return func(yield func(T) bool) {
		for v := range s {
			if keep(v) && !yield(v) {
				return
			}
		}
	}
}

func goesOn[T any](s iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for v := range s {
			yield(v)
		}
	}
}

func keepsOn[T any](s iter.Seq[T], keep func(T) bool) iter.Seq[T] {
	return func(yield func(T) bool) {
		for v := range s {
			if !yield(v) && keep(v) {
				return
			}
		}
	}
}

func evens(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if i%2 == 0 && !yield(i) {
				return
			}
		}
	}
}

func adapted(list []string, unknown iter.Seq[string], wild func(string) bool) {
	fine := func(s string) bool { return s != "" }
	go func() {
		for s := range mapped(slices.Values(list), strings.ToUpper) {
			println(s)
		}
	}()
	go func() {
		for s := range filter(mapped(slices.Values(list), strings.ToUpper), fine) {
			println(s)
		}
	}()
	go func() {
		for i := range evens(4) {
			println(i)
		}
	}()
	go func() { // want `bare-go: `
		for s := range goesOn(slices.Values(list)) {
			println(s)
		}
	}()
	go func() { // want `bare-go: `
		for s := range keepsOn(slices.Values(list), fine) {
			println(s)
		}
	}()
	go func() { // want `bare-go: `
		for s := range filter(slices.Values(list), wild) {
			println(s)
		}
	}()
	go func() { // want `bare-go: `
		for s := range mapped(unknown, strings.ToUpper) {
			println(s)
		}
	}()
	go func() { // want `bare-go: `
		for s := range filter(goesOn(slices.Values(list)), fine) {
			println(s)
		}
	}()
}
