package effects

import (
	"go/ast"
	"go/constant"
	"go/token"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What an expression says of what is taken, on a way through a function (ways.go).

// eval returns what is known of an expression.
func (w *walk) eval(x ast.Expr, way *route) value {
	x = ast.Unparen(x)
	if v := w.Info.Types[x].Value; v != nil {
		if v.Kind() != constant.Bool {
			return value{}
		} else if constant.BoolVal(v) {
			return value{out: yes}
		}
		return value{out: no}
	}
	if w.IsNil(x) {
		return value{out: fine}
	}
	switch x := x.(type) {
	case *ast.Ident:
		if v := w.VarOf(x); v != nil && !w.candidates[w.naming.classOf(v)] {
			if v.Parent() == w.Types.Scope() && syntax.IsError(v.Type()) {
				return value{out: fails}
			}
			known := way.vals[v]
			known.of = v
			return known
		}
		return w.read(x, way)
	case *ast.SelectorExpr:
		if v := w.VarOf(x); v != nil && syntax.IsError(v.Type()) && v.Parent() == v.Pkg().Scope() {
			return value{out: fails} // io.ErrClosedPipe
		}
		return w.read(x, way)
	case *ast.IndexExpr:
		return w.read(x, way)
	case *ast.UnaryExpr:
		if x.Op == token.NOT {
			return negated(w.eval(x.X, way))
		}
		return value{out: fails} // &busyError{}, if it is an error
	case *ast.CompositeLit:
		return value{out: fails}
	case *ast.BinaryExpr:
		return w.compared(x, way)
	case *ast.CallExpr:
		return w.evalAt(x, 0, way)
	}
	return value{}
}

// read is the value of what may be taken: true if it is, for one of a kind that says no more.
func (w *walk) read(x ast.Expr, way *route) value {
	class := w.polling.class(x)
	if !w.candidates[class] {
		return value{}
	}
	if way.at[class] != nil {
		return value{out: yes}
	}
	return value{classes: []string{class}}
}

func negated(v value) value {
	switch v.out {
	case yes:
		v.out = no
	case no:
		v.out = yes
	}
	v.neg, v.of = !v.neg, nil
	return v
}

// evalAt returns what is known of the i-th result of a call, or of a map's element.
func (w *walk) evalAt(x ast.Expr, i int, way *route) value {
	x = ast.Unparen(x)
	if index, ok := x.(*ast.IndexExpr); ok && i == 1 { // _, ok := m[k]
		return w.read(index, way)
	}
	call, ok := x.(*ast.CallExpr)
	if !ok {
		return value{}
	}
	if y := w.polling.entered(call); y != nil && i == 1 { // _, loaded := m.LoadOrStore(k, v)
		return value{classes: []string{w.polling.class(y)}, takes: true, node: call}
	}
	if op, y, stored := w.atomicChange(call); y != nil {
		return w.swapped(call, op, y, stored)
	}
	if y := w.loadedBy(call); y != nil {
		return w.read(y, way)
	}
	if t := w.takers.takenBy(call); t != nil && t.away != panics && t.result == i {
		return value{classes: t.classes, neg: t.away == no, err: t.away == fails, takes: true, node: call}
	}
	if fn := w.Callee(call); fn != nil && strings.Contains(strings.ToLower(fn.FullName()), "err") { // errors.New, fmt.Errorf
		return value{out: fails}
	}
	return value{}
}

// swapped is what a call of package sync/atomic returns that changes what it reads.
func (w *walk) swapped(call *ast.CallExpr, op known.AtomicOp, x, stored ast.Expr) value {
	v := value{classes: []string{w.polling.class(x)}, takes: true, node: call}
	switch {
	case !w.takers.marks(x, stored):
	case op == known.AtomicCompareAndSwap:
		v.neg = true
		return v
	case op == known.AtomicSwap:
		return v
	}
	return value{}
}

// loadedBy returns what a call loads; nil for another call.
func (w *walk) loadedBy(call *ast.CallExpr) ast.Expr { return (&scan{Result: w.Result}).loaded(call) }

// compared is the value of a binary expression.
func (w *walk) compared(x *ast.BinaryExpr, way *route) value {
	if x.Op == token.LAND || x.Op == token.LOR {
		for _, v := range []value{w.eval(x.X, way), w.eval(x.Y, way)} {
			if len(v.classes) > 0 && v.neg == (x.Op == token.LAND) {
				v.of = nil
				return v
			}
		}
		return value{}
	}
	if w.IsNil(x.Y) && syntax.IsError(w.Info.TypeOf(x.X)) {
		v := w.eval(x.X, way)
		switch v.out {
		case fails:
			v.out = yes
		case fine:
			v.out = no
		}
		v.err = true
		if x.Op == token.EQL {
			return negated(v)
		}
		return v
	}
	v := w.counted(x.X)
	if v.classes == nil {
		v = w.eval(x.X, way)
	}
	if len(v.classes) == 0 {
		return value{}
	}
	v.of, v.out = nil, unknown
	return w.against(x, v)
}

// counted is what a call says that counts up: whether somebody was there before.
func (w *walk) counted(x ast.Expr) value {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok {
		return value{}
	}
	op, y, by := w.atomicChange(call)
	if op != known.AtomicAdd || (&scan{Result: w.Result}).counts(by) != raise {
		return value{}
	}
	return value{classes: []string{w.polling.class(y)}, takes: true, node: call}
}

// against compares a value that says what was taken with a constant: of what counts up, whether it is the first.
func (w *walk) against(x *ast.BinaryExpr, v value) value {
	s := &scan{Result: w.Result}
	call, _ := ast.Unparen(x.X).(*ast.CallExpr)
	counts := call != nil && v.takes && strings.HasPrefix(w.Callee(call).Name(), "Add")
	d := s.direction(x.Y)
	free := x.Op == token.EQL || x.Op == token.LEQ || x.Op == token.LSS
	switch {
	case counts && d == raise: // == 1, > 1, < 2
		v.neg = free
	case d == lower && (x.Op == token.EQL || x.Op == token.NEQ || x.Op == token.GTR): // == 0, == nil
		v.neg = v.neg != (x.Op == token.EQL)
	case d == raise && x.Op == token.EQL:
	case d == raise && x.Op == token.NEQ:
		v.neg = !v.neg
	default:
		return value{}
	}
	return v
}
