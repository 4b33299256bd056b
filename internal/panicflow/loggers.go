package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A logger that is seen to print to the standard streams, or to be the default one, is trusted like the functions that print there: slog.With("job", id),
// log.New(os.Stderr, "", 0). One that is handed over may have any handler, or writer.

// isStdLogger reports whether e is such a logger, or a variable or field that never holds anything else.
func (j *trusting) isStdLogger(e ast.Expr, depth int) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	switch {
	case depth == maxLoggers:
		return false
	case !ok:
		return j.holdsOnly(e, func(e ast.Expr) bool { return j.isStdLogger(e, depth+1) })
	}
	fn := j.Callee(call)
	if fn == nil {
		return false
	}
	switch fn.FullName() {
	case "log.Default", "log/slog.Default", "log/slog.With":
		return true
	case "(*log/slog.Logger).With", "(*log/slog.Logger).WithGroup":
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		return ok && j.isStdLogger(sel.X, depth+1)
	case "log.New":
		return len(call.Args) == 3 && j.isStdStream(call.Args[0]) && !j.setsOutput()
	case "log/slog.New":
		return j.isStdHandler(call.Args[0], depth+1)
	}
	list := j.Returns(j.Node(j.Resolve(call.Fun)))
	return len(list) > 0 && !slices.ContainsFunc(list, func(e ast.Expr) bool { return !j.isStdLogger(e, depth+1) })
}

// maxLoggers bounds a chain of loggers, handlers and variables that are made of one another.
const maxLoggers = 8

// isStdHandler is isStdLogger for the handler of one.
func (j *trusting) isStdHandler(e ast.Expr, depth int) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	switch {
	case depth >= maxLoggers:
		return false
	case !ok:
		return j.holdsOnly(e, func(e ast.Expr) bool { return j.isStdHandler(e, depth+1) })
	}
	fn := j.Callee(call)
	if fn == nil || fn.FullName() != "log/slog.NewTextHandler" && fn.FullName() != "log/slog.NewJSONHandler" || len(call.Args) != 2 {
		return false
	}
	return j.isStdStream(call.Args[0]) && !j.replacesAttrs(call.Args[1])
}

// replacesAttrs reports whether the options of a handler may have a function that replaces attributes.
func (src source) replacesAttrs(options ast.Expr) bool {
	if src.IsNil(options) {
		return false
	}
	and, ok := ast.Unparen(options).(*ast.UnaryExpr)
	if !ok {
		return true
	}
	lit, ok := ast.Unparen(and.X).(*ast.CompositeLit)
	return !ok || slices.ContainsFunc(lit.Elts, func(e ast.Expr) bool {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		key, ok := kv.Key.(*ast.Ident)
		return !ok || key.Name == "ReplaceAttr"
	})
}

// isStdStream reports whether e is a standard stream, or drops what is written.
func (src source) isStdStream(e ast.Expr) bool {
	return src.isNamedVar(e, "os", "Stderr") || src.isNamedVar(e, "os", "Stdout") || src.isNamedVar(e, "io", "Discard")
}

// isNamedVar reports whether e is the variable name of the package path.
func (src source) isNamedVar(e ast.Expr, path, name string) bool {
	v := src.VarOf(e)
	return v != nil && v.Pkg() != nil && v.Pkg().Path() == path && v.Name() == name && v.Parent() == v.Pkg().Scope()
}

// setsOutput reports whether this package gives a log.Logger another writer.
func (j *trusting) setsOutput() bool {
	if j.redirects == nil {
		found := false
		for c := range j.Preorder((*ast.Ident)(nil)) {
			fn, ok := j.Info.Uses[c.Node().(*ast.Ident)].(*types.Func)
			found = found || ok && fn.FullName() == "(*log.Logger).SetOutput"
		}
		j.redirects = &found
	}
	return *j.redirects
}

// holdsOnly reports whether e is a variable, or a field, of this package that always has a value, and only such as are wanted.
func (j *trusting) holdsOnly(e ast.Expr, wanted func(ast.Expr) bool) bool {
	v := j.VarOf(e)
	if v == nil || v.Pkg() != j.Types {
		return false
	}
	r := j.Var(v)
	switch {
	case r.Taken || r.Zero || len(r.Values) == 0:
		return false
	case v.IsField():
		if j.Overwritten(v) || !j.EverySetsHere(v) || v.Exported() && j.settings.isPartOfExported(v) {
			return false
		}
	case v.Parent() == j.Types.Scope():
		if v.Exported() {
			return false
		}
	case v.Kind() != types.LocalVar:
		return false
	}
	return !slices.ContainsFunc(r.Values, func(value syntax.Value) bool { return value.Expr == nil || !wanted(value.Expr) })
}
