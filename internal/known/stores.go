package known

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// Gathers reports whether a value of type t, or what it points to, gathers what is written to it bit by bit, and begins with nothing: a
// text, or a sum of it.
func Gathers(t types.Type) bool {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	return slices.Contains([]string{"bytes.Buffer", "strings.Builder", "hash.Hash", "hash.Hash32", "hash.Hash64"}, named.Obj().Pkg().Path()+"."+named.Obj().Name())
}

// Writes reports whether a method of that name writes to what it is called on, as those of package io do.
func Writes(method string) bool { return strings.HasPrefix(method, "Write") || method == "ReadFrom" }

// adds are the functions that put something into what keeps it for later: into the receiver, or the first argument.
var adds = map[string]bool{
	"(*container/list.List).PushBack":  true,
	"(*container/list.List).PushFront": true,
	"container/heap.Push":              true,
	"(*sync.Map).Store":                true,
	"(*sync.Map).Swap":                 true,
	"(*sync.Map).LoadOrStore":          true,
}

// Adds returns the store into which a call of fn puts something, which may be an address; nil if it does so with none.
func Adds(fn *types.Func, call *ast.CallExpr) ast.Expr {
	if fn == nil {
		return nil
	}
	sel, method := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	recv := fn.Signature().Recv()
	switch {
	case recv == nil && adds[fn.FullName()]:
		return call.Args[0]
	case recv != nil && method && (adds[fn.FullName()] || Gathers(recv.Type()) && Writes(fn.Name())):
		return sel.X
	}
	return nil
}

// Empties reports whether a method of that name leaves nothing in what it is called on, and does nothing else.
func Empties(method string) bool {
	return slices.Contains([]string{"reset", "clear", "init"}, strings.ToLower(method))
}

// Drains reports whether a method of that name does something with all that is in what it is called on, and leaves nothing.
func Drains(method string) bool {
	return slices.Contains([]string{"flush", "drain", "writeto"}, strings.ToLower(method))
}

// drops are the functions that take something out of what keeps things for later: of the receiver, or of the first argument.
var drops = map[string]bool{
	"(*container/list.List).Init":   true,
	"(*container/list.List).Remove": true,
	"container/heap.Pop":            true,
	"container/heap.Remove":         true,
	"(*sync.Map).Clear":             true,
	"(*bytes.Buffer).Reset":         true,
	"(*bytes.Buffer).Next":          true,
}

// Drops returns the store from which a call of fn takes something, which may be an address; nil if it takes from none.
func Drops(fn *types.Func, call *ast.CallExpr) ast.Expr {
	if fn == nil || !drops[fn.FullName()] {
		return nil
	}
	if fn.Signature().Recv() == nil {
		return call.Args[0]
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return sel.X
	}
	return nil
}
