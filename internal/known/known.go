// Package known is the one table of what is known of functions without looking
// at their bodies: because the body is behind an interface, a variable or the
// runtime, because it is not worth to follow, or because the profile trusts it.
//
// Each entry has a reason. docs/rules.md lists the entries, and a test compares
// the two.
package known

import (
	"go/types"
	"strings"
	"sync"
)

// Props are what a function does or does not do.
type Props uint32

const (
	// CannotPanic: in the default profile the call is taken not to panic, if the
	// conditions hold (Func.If). Its operands are judged apart, but for a receiver
	// that is a variable or a plain field path. So are functions that it is handed:
	// it may panic if they do.
	CannotPanic Props = 1 << iota
	// Signals: somebody may wait for the call, on the operand.
	Signals
	// Idempotent: to signal again does no harm.
	Idempotent
	Locks
	RLocks
	Unlocks
	RUnlocks
	// Waits: it returns when something happens outside: time passes, a
	// connection comes, another goroutine signals.
	Waits
	// Asks: it tells whether to go on, as a context's Err or an atomic Load.
	Asks
	// Exits: it ends the process.
	Exits
	// Pure: it has no effect that others can notice, and keeps none of its arguments.
	Pure
	// Makes: its result is never nil, though its body does not tell.
	Makes
	// Wraps: the function that it returns contains panics if the one that it is handed
	// does.
	Wraps
	// Uses: it keeps a channel that it is handed, to send on it and for nothing else.
	Uses
	// Stops: the function that it returns cannot panic, unless it is an iterator and the loop does.
	Stops
	// OfMade: it panics on the zero value of its receiver, which is to be made by a function.
	OfMade
	// Prints: what it does is up to the writer or handler that the program has set.
	Prints
)

// A Func is an entry of the table.
type Func struct {
	Name     string // as types.Func.FullName gives it, of the origin
	Props    Props
	Launches []int  // indexes of the parameters that it runs on a new goroutine
	If       []If   // what must hold of its arguments for CannotPanic
	Why      string // the reason, for docs/rules.md
}

// An If is a condition on the argument for one parameter.
type If struct {
	Param int // or Receiver
	Is    Condition
}

// Receiver stands for what a method is called on.
const Receiver = -1

// A Condition says for which arguments a call cannot panic.
type Condition uint8

const (
	Positive    Condition = iota // an integer that is provably greater than zero
	NonNegative                  // an integer that is provably not negative
	NotNil                       // provably not nil
	Hashable                     // of a type that can be compared, and holds no interface
	PlainElems                   // a slice whose elements can be compared, and hold no interface
	Operand                      // trusted like a receiver: a variable or plain field path, or the address of one
	Context                      // likewise, or context.Background(), or context.TODO()
	Writer                       // an *os.File, or a *strings.Builder or *bytes.Buffer that is trusted like a receiver
	Base                         // a constant base from 2 to 36
	BitSize                      // the constant 32 or 64
	Slice                        // a slice
	NotEmpty                     // with at least one element
	Bounds                       // so long that the indexes behind it are in its bounds, and in order
	Bytes2                       // with at least 2 elements
	Bytes4                       // with at least 4
	Bytes8                       // with at least 8
	Sequence                     // what a function of this table makes of a map, slice or string to range over
	Sentinel                     // an error of another package, or a variable that only ever holds what is comparable
	Encodable                    // of a type without methods of the module that encode it
	Pattern                      // a constant that is a regular expression
	Logger                       // the default logger, or one that prints to a standard stream
	ErrorTarget                  // the address of an error or an interface
	Calm                         // an error, of a chain of which no method of the package panics on purpose
	Theirs                       // a variable of the package of the function (time.UTC, unicode.Han), or provably not nil
	Pairs                        // the first of an even number
	Basic                        // a slice that package sort can sort by itself, also in reverse
)

func (c Condition) String() string {
	return [...]string{
		"positive", "not negative", "not nil", "hashable", "of plain elements", "a plain operand", "a context",
		"a file, builder or buffer", "a base", "a bit size", "a slice",
		"not empty", "in bounds", "2 bytes at least", "4 bytes at least", "8 bytes at least", "a sequence of elements",
		"an error that can be compared", "of a type that encodes itself nowhere", "a constant that compiles",
		"seen to print to a standard stream",
		"the address of an error or interface", "of errors that do not panic on purpose", "a variable of the same package, or not nil", "even in number", "a slice of package sort",
	}[c]
}

// Has reports whether f has all of the properties.
func (f *Func) Has(p Props) bool { return f != nil && f.Props&p == p }

// Of returns the entry of fn, or nil. Methods of generic types and instances
// have the entry of their origin.
func Of(fn *types.Func) *Func {
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	fn = fn.Origin()
	if m := entries(fn.Pkg().Path()); m != nil { // most functions end here
		if f := m[fn.FullName()]; f != nil {
			return f
		}
	}
	if op := Atomic(fn); op != NotAtomic {
		return atomicFunc(fn, op)
	}
	return nil
}

// entries returns those of a package by name, nil if it has none. They are made when they are first
// asked for: most runs ask about few packages.
func entries(path string) map[string]*Func {
	if m, ok := byPackage.Load(path); ok {
		return m.(map[string]*Func)
	}
	var m map[string]*Func
	for _, table := range tables {
		for _, g := range table {
			if packageOf(g.prefix) != path {
				continue
			}
			if m == nil {
				m = make(map[string]*Func)
			}
			for _, f := range g.funcs() {
				m[f.Name] = &f
			}
		}
	}
	byPackage.Store(path, m)
	return m
}

var byPackage sync.Map // of map[string]*Func, by import path

// packageOf returns the import path in a full name: (*a/b.T).M, (a/b.T).M, a/b.F.
func packageOf(name string) string {
	name = strings.TrimLeft(name, "(*")
	if i := strings.IndexByte(name, ')'); i >= 0 {
		name = name[:i]
	}
	return name[:strings.LastIndexByte(name, '.')]
}

// atomicFunc is the entry of everything in sync/atomic: its types are generic or
// many, and all do the same. But (*Value).Store, Swap and CompareAndSwap panic on
// nil and on a change of type.
func atomicFunc(fn *types.Func, op AtomicOp) *Func {
	word := &atomicFuncs
	if recv := fn.Signature().Recv(); recv != nil {
		if strings.HasSuffix(recv.Type().String(), "atomic.Value") && op != AtomicLoad {
			return nil
		}
		word = &atomicMethods
	}
	switch op {
	case AtomicLoad:
		return &word.load
	case AtomicCompareAndSwap:
		return &word.compareAndSwap
	}
	return &word.other
}

// atomics are the entries of the ways to reach a word: functions take its
// address, methods are called on it.
type atomics struct{ load, compareAndSwap, other Func }

var (
	atomicMethods = newAtomics(nil)
	atomicFuncs   = newAtomics([]If{{0, Operand}})
)

func newAtomics(conditions []If) atomics {
	return atomics{
		load:           Func{Name: "sync/atomic Load…", Props: CannotPanic | Asks, If: conditions, Why: "reads a word"},
		compareAndSwap: Func{Name: "sync/atomic CompareAndSwap…", Props: CannotPanic, If: conditions, Why: "changes a word"},
		other:          Func{Name: "sync/atomic", Props: CannotPanic, If: conditions, Why: "changes a word"},
	}
}
