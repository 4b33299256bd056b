// Package cgo shows that a file that imports C is judged like any other,
// although cmd/cgo rewrites it and marks it as generated.
package cgo

// static int twice(int n) { return 2 * n; }
import "C"

var risky func()

func f(n int) {
	go risky() // want `bare-go: .*no fix: the file is made from another one`
	go func() {
		defer func() { _ = recover() }()
		println(C.twice(C.int(n)))
	}()
	go C.twice(1) // want `bare-go: `
	go risky()    //nolint:unsupervisedgo
}
