package panicflow

import (
	"go/ast"
	"go/constant"
	"go/types"
)

// What packages strings, bytes and slices say of lengths and indexes: https://pkg.go.dev/strings,
// https://pkg.go.dev/slices.

// textFunc returns the name of the function of package strings or bytes that call calls, "" if
// it is another.
func (src source) textFunc(call *ast.CallExpr) string {
	fn := src.Callee(call)
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
func (src source) holds(call *ast.CallExpr) bool {
	switch src.textFunc(call) {
	case "HasPrefix", "HasSuffix", "Contains":
		return len(call.Args) == 2
	}
	return false
}

// searched returns what call searches for something, and by how much its end is behind the result: that is an
// index of it, or -1. It is nil for another call.
func (src source) searched(call *ast.CallExpr) (x ast.Expr, less int64) {
	if fn := src.Callee(call); fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "slices" && (fn.Name() == "Index" || fn.Name() == "IndexFunc") {
		return call.Args[0], 1
	}
	switch src.textFunc(call) {
	case "Index", "LastIndex": // "" is everywhere, and the latter finds it at the end
		if n, ok := src.textLength(call.Args[1]); !ok || n == 0 {
			return call.Args[0], 0
		}
	case "IndexByte", "IndexRune", "IndexAny", "IndexFunc", "LastIndexByte", "LastIndexAny", "LastIndexFunc":
	default:
		return nil, 0
	}
	return call.Args[0], 1
}

// splits returns how many elements the result of call has at least, 0 if it is not known: that of
// strings.Split has one, unless it explodes a string by an empty separator, and two if the separator is there.
func (j *numbers) splits(call *ast.CallExpr, s state) int64 {
	limit := int64(2)
	switch j.textFunc(call) {
	case "Split", "SplitAfter":
	case "SplitN", "SplitAfterN":
		c, ok := j.constant(call.Args[2])
		if !ok || c == 0 {
			return 0
		}
		if c > 0 {
			limit = min(limit, c)
		}
	default:
		return 0
	}
	sep, ok := j.constantText(call.Args[1])
	if !ok || sep == "" {
		return 0
	}
	if p := j.places.placeOf(call.Args[0]); p != nowhere {
		if i, ok := s.find(lenOf(p), hasText); ok && s[i].k == j.marks.text(sep) {
			return limit
		}
	}
	return 1
}

// decodes returns the text that e converts to runes, of which there are at most as many as bytes; nil if it is another one.
func (src source) decodes(e ast.Expr) ast.Expr {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || !src.Info.Types[call.Fun].IsType() || len(call.Args) != 1 || !isString(core(src.Info.TypeOf(call.Args[0]))) {
		return nil
	}
	if _, runes := core(src.Info.TypeOf(call)).(*types.Slice); !runes {
		return nil
	}
	return call.Args[0]
}

// asLong returns what the result of call, a copy or conversion, is as long as; nil if it is another one.
func (src source) asLong(call *ast.CallExpr) ast.Expr {
	if len(call.Args) != 1 {
		return nil
	}
	x := call.Args[0]
	if src.Info.Types[call.Fun].IsType() {
		from, to := core(src.Info.TypeOf(x)), core(src.Info.TypeOf(call))
		if _, slice := to.(*types.Slice); slice && types.Identical(from, to) || src.IsNil(x) || isText(from) && isText(to) {
			return x
		}
		return nil
	}
	if fn := src.Callee(call); fn != nil {
		switch fn.FullName() {
		case "slices.Clone", "bytes.Clone", "strings.Clone":
			return x
		}
	}
	return nil
}

// isText reports whether t is a string or a slice of bytes: conversions between them keep the length.
func isText(t types.Type) bool {
	switch t := t.(type) {
	case *types.Basic:
		return t.Info()&types.IsString != 0
	case *types.Slice:
		b, ok := t.Elem().Underlying().(*types.Basic)
		return ok && b.Kind() == types.Uint8
	}
	return false
}

// constantText returns a constant string, or []byte of one.
func (src source) constantText(e ast.Expr) (string, bool) {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && src.Info.Types[call.Fun].IsType() && len(call.Args) == 1 {
		e = call.Args[0]
	}
	if v := src.Info.Types[e].Value; v != nil && v.Kind() == constant.String {
		return constant.StringVal(v), true
	}
	return "", false
}

// textLength returns the length of such a text.
func (src source) textLength(e ast.Expr) (int64, bool) {
	text, ok := src.constantText(e)
	return int64(len(text)), ok
}
