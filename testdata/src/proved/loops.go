package proved

import "sync"

// The bounds of loop variables are known in the goroutines that each pass starts. They were
// lost with the operand of the range statement, and with every parameter of a literal: the
// fan-out into a list of results was reported in all of its forms.
func fanOut(xs []int, n int) {
	var wg sync.WaitGroup
	res := make([]int, len(xs))
	for i, x := range xs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			res[i] = x * 2
		}()
	}
	for i := range xs {
		go func() { _ = xs[i] }()
		go func() { _ = xs[i+1] }() // want `bare-go: .*xs\[i\+1\] can panic`
		go func() { xs[i] = n }()
		go func(i int) { _ = xs[i] }(i)
		go func(k int) { _ = xs[k] + xs[i] }(i)
		go func(k int) { _ = xs[k] }(i + 1) // want `bare-go: .*xs\[k\] can panic`
		go func(i int) {                    // want `bare-go: .*xs\[i\] can panic`
			i++
			_ = xs[i]
		}(i)
		go func(xs []int) { _ = xs[i] }(xs)
		go func(xs []int) { _ = xs[i] }(xs[1:]) // want `bare-go: .*xs\[i\] can panic`
	}
	for i := range xs {
		i := i
		go func() { _ = xs[i] }()
	}
	for i := 0; i < len(xs); i++ {
		go func(i int) { _ = xs[i] }(i)
	}
	for i := 0; i <= len(xs); i++ {
		go func(i int) { _ = xs[i] }(i) // want `bare-go: .*xs\[i\] can panic`
	}
	list := make([]int, n)
	for i := range n {
		go func() { list[i] = i }()
		go func() { list[i+1] = i }() // want `bare-go: .*list\[i\+1\] = i can panic`
		go func() { xs[i] = i }()     // want `bare-go: .*xs\[i\] = i can panic`
	}
	for i := range n + 1 {
		go func() { list[i] = i }() // want `bare-go: .*list\[i\] = i can panic`
	}
	cut := xs
	for i := range cut {
		go func() { _ = cut[i] }() // want `bare-go: .*cut\[i\] can panic`
		cut = cut[:1]
	}
	one := 0
	for one = range xs { // one variable for all passes
		go func() { _ = xs[one] }() // want `bare-go: .*xs\[one\] can panic`
		go func(i int) { _ = xs[i] }(one)
	}
	func(i int) {
		go func() { _ = xs[i] }() // want `bare-go: .*xs\[i\] can panic`
	}(n)
	func(p *node) {
		go func() { p.count++ }()
	}(&node{})
}
