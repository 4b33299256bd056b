package trusted

import (
	"bytes"
	"context"
	"sync"
	"syscall"
	"unicode"

	"golang.org/x/sync/errgroup"
)

// A division of floats does not panic, whichever type they are of.
func divides[F ~float32 | ~float64, N ~int | ~float64](f, g F, n, m N) {
	go func() { _ = f / g }()
	go func() { // want `bare-go: .*n / m can panic`
		_ = n / m
	}()
}

// What a pool gave may be put back into it, and what a map has as a key can be hashed.
func kept(other any) {
	p := &sync.Pool{New: func() any { return new(bytes.Buffer) }}
	go func() {
		x := p.Get()
		p.Put(x)
	}()
	q := &sync.Pool{New: func() any { return new(bytes.Buffer) }}
	go func() { // want `bare-go: .*q.Get\(\)`
		x := q.Get().(*bytes.Buffer)
		q.Put(other)
		x.Reset()
	}()
	var m sync.Map
	go m.Range(func(k, v any) bool {
		m.Delete(k)
		return true
	})
	go m.Range(func(k, v any) bool { // want `bare-go: .*m.Delete\(v\)`
		m.Delete(v)
		return true
	})
}

// A variable that is left to one goroutine is its own.
func leftAlone(out chan<- int, list []int) {
	xs, ys, zs := []int{1, 2}, []int{1, 2}, []int{1, 2}
	ch := make(chan int)
	go func() {
		for len(xs) > 0 {
			ch <- xs[0]
			xs = xs[1:]
		}
	}()
	go func() { // want `bare-go: .*ys`
		for len(ys) > 0 {
			ch <- ys[0]
			ys = ys[1:]
		}
	}()
	ys = nil
	for range 2 {
		go func() { // want `bare-go: .*zs`
			for len(zs) > 0 {
				ch <- zs[0]
				zs = zs[1:]
			}
		}()
	}
}

// What has no fact of its own, and is listed.
func listed(g *errgroup.Group) {
	go func() {
		_ = context.WithoutCancel(context.Background()).Err()
		_ = unicode.In('x', unicode.Latin)
		_ = syscall.Getpid()
		_ = g.Wait()
	}()
	go func() { // want `bare-go: `
		_ = unicode.Is(nil, 'x')
	}()
	table := unicode.Scripts["Klingon"] // there is none
	go func() {                         // want `bare-go: .*unicode\.Is\(table, 'x'\) can panic`
		_ = unicode.Is(table, 'x')
	}()
	go func() { // want `bare-go: .*unicode\.In\('x', unicode\.Latin, table\) can panic`
		_ = unicode.In('x', unicode.Latin, table)
	}()
	tables := []*unicode.RangeTable{nil}
	go func() { // want `bare-go: .*unicode\.In\('x', tables\.\.\.\) can panic`
		_ = unicode.In('x', tables...)
	}()
	own := &unicode.RangeTable{}
	go func() { _ = unicode.Is(own, 'x') }()
}
