package verdicttest

import "slices"

// An operation is something that can panic, or looks as if it could.
type operation struct {
	name     string
	typ      string // of the operand; empty for none
	value    string // of the operand, by the flags
	decls    string
	before   string // in the function with the go statement
	code     string // in the body
	after    string // behind the go statement
	scene    bool   // it is about a variable shared with the function with the go statement
	alone    bool   // somebody waits for it: nothing stands around it
	checked  bool   // what is checked must not change
	always   bool   // it panics in any case
	unproven bool   // nobody asks for the proof that it cannot panic
}

const (
	callee  = "pick4(nil, func() {}, func() {}, L.Boom)"
	pointer = "pick(b0, nil, &L.Node{})"
	slice   = "pick4(nil, []int{1}, []int{1, 2, 3}, []int{})"
	number  = "pick4(0, 5, -1, 1)"
	dynamic = "pick4[any](nil, []int{1}, \"x\", 1)"
	table   = "pick(b0, nil, map[string]int{})"
)

// operations are all of them, by kind.
var operations = slices.Concat(panics, calls, pointers, indexes, mapOperations, values, numbers, bounds, channels, gates, trusted, results, handed, held)
