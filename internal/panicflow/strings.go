package panicflow

import (
	"go/ast"
	"slices"
)

// What packages strings and bytes say of lengths: https://pkg.go.dev/strings.

// textFunc returns the name of the function of package strings or bytes that call calls, "" if
// it is another.
func (j *Judge) textFunc(call *ast.CallExpr) string {
	fn := j.Callee(call)
	if fn == nil || fn.Pkg() == nil || fn.Signature().Recv() != nil {
		return ""
	}
	switch fn.Pkg().Path() {
	case "strings", "bytes":
		return fn.Name()
	}
	return ""
}

// holds reports whether call asks whether its first argument has the second in it, and so is
// at least as long: strings.HasPrefix(s, prefix).
func (j *Judge) holds(call *ast.CallExpr) bool {
	switch j.textFunc(call) {
	case "HasPrefix", "HasSuffix", "Contains":
		return len(call.Args) == 2
	}
	return false
}

// searched returns what call searches for something that is not empty: the result is an
// index of it, or -1. It is nil for another call.
func (j *Judge) searched(call *ast.CallExpr) ast.Expr {
	switch j.textFunc(call) {
	case "Index", "LastIndex": // of "", which is everywhere, the latter finds at the end
		if n, ok := j.textLength(call.Args[1]); !ok || n == 0 {
			return nil
		}
	case "IndexByte", "IndexRune", "IndexAny", "IndexFunc", "LastIndexByte", "LastIndexAny", "LastIndexFunc":
	default:
		return nil
	}
	return call.Args[0]
}

// splits reports whether the result of call has at least one element: that of strings.Split,
// unless it explodes a string by an empty separator.
func (j *Judge) splits(call *ast.CallExpr) bool {
	if !slices.Contains([]string{"Split", "SplitAfter"}, j.textFunc(call)) || len(call.Args) != 2 {
		return false
	}
	n, ok := j.textLength(call.Args[1])
	return ok && n > 0
}

// textLength returns the length of a constant string, or of []byte of one.
func (j *Judge) textLength(e ast.Expr) (int64, bool) {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && j.Info.Types[call.Fun].IsType() && len(call.Args) == 1 {
		e = call.Args[0]
	}
	return j.stringLength(e)
}
