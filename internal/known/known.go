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
)

// Props are what a function does or does not do.
type Props uint16

const (
	// CannotPanic: in the default profile the call is taken not to panic, if its
	// operand is a variable or a plain field path. Its arguments are judged apart.
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
)

// A Func is an entry of the table.
type Func struct {
	Name     string // as types.Func.FullName gives it, of the origin
	Props    Props
	Launches []int  // indexes of the parameters that it runs on a new goroutine
	Why      string // the reason, for docs/rules.md
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
	if e := byPackage[fn.Pkg().Path()]; e != nil { // most functions end here
		if f := e[fn.FullName()]; f != nil {
			return f
		}
	}
	if fn.Pkg().Path() == "sync/atomic" {
		return atomicFunc(fn)
	}
	return nil
}

// byPackage is the table by import path and name.
var byPackage = func() map[string]map[string]*Func {
	m := make(map[string]map[string]*Func)
	for i := range Table {
		f := &Table[i]
		path := packageOf(f.Name)
		if m[path] == nil {
			m[path] = make(map[string]*Func)
		}
		m[path][f.Name] = f
	}
	return m
}()

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
func atomicFunc(fn *types.Func) *Func {
	name := fn.Name()
	if recv := fn.Signature().Recv(); recv != nil && strings.HasSuffix(recv.Type().String(), "atomic.Value") && name != "Load" {
		return nil
	}
	switch {
	case strings.HasPrefix(name, "Load"):
		return &atomicLoad
	case strings.HasPrefix(name, "CompareAndSwap"):
		return &atomicCompareAndSwap
	}
	return &atomicOther
}

var (
	atomicLoad           = Func{Name: "sync/atomic Load…", Props: CannotPanic | Asks, Why: "reads a word"}
	atomicCompareAndSwap = Func{Name: "sync/atomic CompareAndSwap…", Props: CannotPanic, Why: "changes a word"}
	atomicOther          = Func{Name: "sync/atomic", Props: CannotPanic, Why: "changes a word"}
)
