package known

import (
	"go/ast"
	"go/types"
	"strings"
)

// An AtomicOp is what a function of package sync/atomic does to a word. Methods, (*Int64).Add, and functions that
// take its address, AddInt64, do the same.
type AtomicOp uint8

const (
	NotAtomic AtomicOp = iota // another function
	AtomicLoad
	AtomicStore
	AtomicSwap
	AtomicCompareAndSwap
	AtomicAdd
	AtomicBits // And, Or
)

var atomicOps = []struct {
	prefix string
	op     AtomicOp
}{
	{"Load", AtomicLoad}, {"Store", AtomicStore}, {"Swap", AtomicSwap}, {"CompareAndSwap", AtomicCompareAndSwap},
	{"Add", AtomicAdd}, {"And", AtomicBits}, {"Or", AtomicBits},
}

// Atomic returns what fn does, if it is of package sync/atomic.
func Atomic(fn *types.Func) AtomicOp {
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sync/atomic" {
		return NotAtomic
	}
	for _, known := range atomicOps {
		if strings.HasPrefix(fn.Name(), known.prefix) {
			return known.op
		}
	}
	return NotAtomic
}

// AtomicCall returns what a call of fn does, to what, which may be an address, and with which other arguments.
func AtomicCall(fn *types.Func, call *ast.CallExpr) (op AtomicOp, word ast.Expr, args []ast.Expr) {
	op = Atomic(fn)
	switch {
	case op == NotAtomic:
	case fn.Signature().Recv() != nil:
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			return op, sel.X, call.Args
		}
	case len(call.Args) > 0:
		return op, call.Args[0], call.Args[1:]
	}
	return NotAtomic, nil, nil
}

// SetsAtomically reports whether an operation reads a word and sets it in one.
func (op AtomicOp) SetsAtomically() bool { return op == AtomicSwap || op == AtomicCompareAndSwap }
