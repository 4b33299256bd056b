package panicflow

import (
	"go/ast"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// This file is the whole of what the default profile trusts not to panic
// beyond what the Go spec itself rules out (design rule "what cannot panic").
// Under -strict none of it is trusted. What the language rules out is in
// panics.go.

// trustedMethods are the methods of concrete types that are taken not to
// panic. The operand must be a variable or a plain field path from one.
var trustedMethods = map[string]bool{
	"(*sync.WaitGroup).Wait":  true,
	"(*sync.WaitGroup).Done":  true,
	"(*sync.WaitGroup).Add":   true,
	"(*sync.Mutex).Lock":      true,
	"(*sync.Mutex).TryLock":   true,
	"(*sync.Mutex).Unlock":    true,
	"(*sync.RWMutex).Lock":    true,
	"(*sync.RWMutex).Unlock":  true,
	"(*sync.RWMutex).RLock":   true,
	"(*sync.RWMutex).RUnlock": true,
	"(*sync.Cond).Wait":       true,
	"(*sync.Cond).Signal":     true,
	"(*sync.Cond).Broadcast":  true,
	"(*time.Timer).Stop":      true,
	"(*time.Ticker).Stop":     true,
	"(context.Context).Done":  true,
	"(context.Context).Err":   true,
}

// trustedFuncs are the functions without a receiver that are taken not to panic.
var trustedFuncs = map[string]bool{
	"time.Sleep": true,
}

// trusted reports whether call is on the list. Its arguments are judged apart.
func (j *Judge) trusted(call *ast.CallExpr) bool {
	if j.strict {
		return false
	}
	fun := ast.Unparen(call.Fun)
	if syntax.IsCancelFunc(j.Info.TypeOf(fun)) {
		return j.IsPath(fun)
	}
	var fn *types.Func
	operand := true
	switch fun := fun.(type) {
	case *ast.Ident:
		fn, _ = j.Info.Uses[fun].(*types.Func)
	case *ast.IndexExpr: // atomic.Pointer's functions are methods; nothing generic is on the list
		return false
	case *ast.SelectorExpr:
		fn, _ = j.Info.Uses[fun.Sel].(*types.Func)
		if _, method := j.Info.Selections[fun]; method {
			operand = j.IsPath(fun.X)
		}
	}
	if fn == nil || fn.Pkg() == nil || !operand {
		return false
	}
	name := fn.Origin().FullName()
	return trustedMethods[name] || trustedFuncs[name] || trustedAtomic(fn)
}

// trustedAtomic accepts package sync/atomic, but for atomic.Value, which
// panics on nil and on a change of type.
func trustedAtomic(fn *types.Func) bool {
	if fn.Pkg().Path() != "sync/atomic" {
		return false
	}
	recv := fn.Signature().Recv()
	return recv == nil || !syntax.IsNamed(recv.Type(), "sync/atomic", "Value")
}
