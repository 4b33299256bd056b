package panicflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A list or map of which every element is not nil is filled with what is not:
//
//	list := []*item{{}, {}}
//	list = append(list, &item{})
//	byName[k] = &item{}
//	for i := range list { list[i] = &item{} }
//
// That is followed for local variables of which nobody else gets the elements.

// filled is the fact that all elements of what is at p are not nil.
func filled(p place) fact { return fact{lenOf(p), notNil, 0} }

func isFilled(f fact) bool { return f.a.isLen() && f.b == notNil }

func (s state) isFilled(p place) bool {
	_, ok := s.find(lenOf(p), notNil)
	return p != nowhere && ok
}

// elements returns the type of the elements of a list or map of what can be nil, and panics then; nil for another type.
func elements(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	var elem types.Type
	switch t := core(t).(type) {
	case *types.Slice:
		elem = t.Elem()
	case *types.Map:
		elem = t.Elem()
	}
	if elem == nil || !holdsReference(elem) {
		return nil
	}
	return elem
}

// fillsAll reports whether no element of e is nil.
func (w *prover) fillsAll(e ast.Expr) bool {
	e = ast.Unparen(e)
	if elements(w.Info.TypeOf(e)) == nil {
		return w.settings.isNilValue(e)
	}
	set := func(e ast.Expr) bool { return w.nilness.notNil(e, w.s) }
	switch x := e.(type) {
	case *ast.CompositeLit:
		_, isMap := core(w.Info.TypeOf(x)).(*types.Map)
		for _, elt := range x.Elts {
			kv, keyed := elt.(*ast.KeyValueExpr)
			if keyed {
				elt = kv.Value
			}
			if keyed && !isMap || !set(elt) { // those between the keys of a list are nil
				return false
			}
		}
		return true
	case *ast.SliceExpr:
		if x.High != nil { // behind the length there may be others
			n, ok := w.numbers.constant(x.High)
			return ok && n == 0
		}
		return w.fillsAll(x.X)
	case *ast.CallExpr:
		switch w.Builtin(x) {
		case "make":
			if _, isMap := core(w.Info.TypeOf(x)).(*types.Map); isMap {
				return true
			}
			n, ok := w.numbers.constant(x.Args[1])
			return ok && n == 0
		case "append":
			if x.Ellipsis.IsValid() {
				return w.fillsAll(x.Args[0]) && w.fillsAll(x.Args[1])
			}
			return w.fillsAll(x.Args[0]) && !slices.ContainsFunc(x.Args[1:], func(e ast.Expr) bool { return !set(e) })
		}
		return w.settings.isNilValue(x)
	}
	return w.IsNil(e) || w.s.isFilled(w.places.placeOf(e))
}

// keepsFilled returns what is known of filled lists and stays so where targets are set to values.
func (w *prover) keepsFilled(targets []ast.Expr, values []value) (list []fact) {
	for i, lhs := range targets {
		if ix, ok := ast.Unparen(lhs).(*ast.IndexExpr); ok && elements(w.Info.TypeOf(ix.X)) != nil && !values[i].notNil {
			return nil
		}
	}
	for _, f := range w.s {
		if isFilled(f) {
			list = append(list, f)
		}
	}
	return list
}

// fill notes that the variable at p holds what is filled.
func (w *prover) fill(p place) {
	if info := w.places.info(p); info.of == nowhere && info.v != nil && !info.volatile && w.nilness.ownsElements(info.v) {
		w.learn(filled(p))
	}
}

// filledBy learns behind a loop over all indexes of a list that it has set each element to what is not nil.
func (w *prover) filledBy(n *ast.RangeStmt) {
	key, ok := n.Key.(*ast.Ident)
	if !ok || n.Tok != token.DEFINE {
		return
	}
	i, _ := w.Info.Defs[key].(*types.Var)
	at := slices.IndexFunc(n.Body.List, func(stmt ast.Stmt) bool { return w.elementSet(stmt, i) != nil })
	if i == nil || at < 0 {
		return
	}
	set := w.elementSet(n.Body.List[at], i)
	v := w.VarOf(set.X)
	if r := w.Var(i); v == nil || r.Taken || slices.ContainsFunc(r.Values, func(value syntax.Value) bool { return !value.Decl }) {
		return
	}
	if slices.ContainsFunc(w.Var(v).Values, func(value syntax.Value) bool { return !w.isNewList(value.Expr, v) }) {
		return
	}
	within := func(pos token.Pos) bool { return n.Body.Pos() <= pos && pos < n.Body.End() }
	if slices.ContainsFunc(w.Var(v).Values, func(value syntax.Value) bool { return within(value.Pos) }) || !w.coversAll(n, set.X) {
		return
	}
	all := true
	syntax.Own(n.Body, func(m ast.Node) bool {
		if jump, ok := m.(*ast.BranchStmt); ok && (jump.Tok != token.CONTINUE || jump.Pos() < n.Body.List[at].Pos()) {
			all = false
		}
		return all
	})
	p := w.places.varPlace(v)
	if !all || w.places.info(p).volatile || !w.nilness.ownsElements(v) ||
		slices.ContainsFunc(w.Uses(v), func(use inspector.Cursor) bool { return within(use.Node().Pos()) && w.nilness.setsElementToNil(use) }) {
		return
	}
	w.learn(filled(p))
}

// isNewList reports whether e makes a list, or appends to the one in v.
func (w *prover) isNewList(e ast.Expr, v *types.Var) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.CallExpr:
		return w.Builtin(e) == "make" || w.Builtin(e) == "append" && w.isVar(e.Args[0], v)
	}
	return false
}

// elementSet returns the element x[i] of a list in a local variable x that stmt sets to what is not nil.
func (w *prover) elementSet(stmt ast.Stmt, i *types.Var) *ast.IndexExpr {
	assign, ok := stmt.(*ast.AssignStmt)
	if !ok || i == nil || assign.Tok != token.ASSIGN || len(assign.Lhs) != 1 || len(assign.Rhs) != 1 || !w.nilness.notNil(assign.Rhs[0], nil) {
		return nil
	}
	x, ok := ast.Unparen(assign.Lhs[0]).(*ast.IndexExpr)
	if !ok || !w.isVar(x.Index, i) {
		return nil
	}
	if _, local := ast.Unparen(x.X).(*ast.Ident); !local {
		return nil
	}
	if _, list := core(w.Info.TypeOf(x.X)).(*types.Slice); !list {
		return nil
	}
	return x
}

// coversAll reports whether a loop goes over all indexes of the list x: it ranges over x, or over a number that
// is at least as large as its length.
func (w *prover) coversAll(n *ast.RangeStmt, x ast.Expr) bool {
	if v := w.VarOf(x); v != nil && w.isVar(n.X, v) {
		return true
	}
	if !isInteger(w.Info.TypeOf(n.X)) {
		return false
	}
	t, off, ok := w.numbers.linear(n.X, w.s)
	return ok && w.s.proves(lenOf(w.places.placeOf(x)), -off, t, w.numbers.natural)
}

// ownsElements reports whether nobody but the code in view gets the elements of the local variable v to set them, and all that are
// set are not nil, if a nested function uses v.
func (j *nilness) ownsElements(v *types.Var) bool {
	own, ok := j.owned[v]
	if !ok {
		captured := func(use inspector.Cursor) bool { return j.FuncAround(use.Node()) != j.FuncAt(v.Pos()) }
		own = v.Kind() == types.LocalVar && v.Pkg() == j.Types && v.Parent() != j.Types.Scope() && elements(v.Type()) != nil && !j.Var(v).Taken &&
			!slices.ContainsFunc(j.Uses(v), func(use inspector.Cursor) bool { return !j.leavesElements(v, use) })
		if own && slices.ContainsFunc(j.Uses(v), captured) {
			own = !slices.ContainsFunc(j.Uses(v), j.setsElementToNil)
		}
		put(&j.owned, v, own)
	}
	return own
}

// leavesElements reports whether the use of the list or map v at c does not set its elements unseen.
func (src source) leavesElements(v *types.Var, c inspector.Cursor) bool {
	up := user(c)
	switch n := up.Node().(type) {
	case *ast.RangeStmt:
		return ast.Unparen(n.X) == c.Node()
	case *ast.BinaryExpr, *ast.ReturnStmt:
		return true
	case *ast.AssignStmt:
		return slices.ContainsFunc(n.Lhs, func(lhs ast.Expr) bool { return ast.Unparen(lhs) == c.Node() })
	case *ast.SliceExpr:
		if call, ok := user(up).Node().(*ast.CallExpr); ok && src.Builtin(call) == "append" && call.Args[0] == n {
			up = user(up) // append(v[:0], …)
		}
		return n.X == c.Node() && src.isAssignedTo(up, v)
	case *ast.CallExpr:
		switch src.Builtin(n) {
		case "len", "cap", "delete":
			return true
		case "append":
			return n.Args[0] != c.Node() || src.isAssignedTo(up, v)
		}
		return false
	case *ast.IndexExpr:
		if n.X != c.Node() {
			return false
		}
		switch use := user(up).Node().(type) {
		case *ast.UnaryExpr:
			return use.Op != token.AND
		case *ast.RangeStmt:
			return use.X == n
		}
		return true
	}
	return false
}

// setsElementToNil reports whether the use of a list or map at c is to set an element to what may be nil.
func (j *nilness) setsElementToNil(c inspector.Cursor) bool {
	up := user(c)
	n, ok := user(up).Node().(*ast.AssignStmt)
	if _, element := up.Node().(*ast.IndexExpr); !ok || !element {
		return false
	}
	i := slices.IndexFunc(n.Lhs, func(lhs ast.Expr) bool { return ast.Unparen(lhs) == up.Node() })
	return i >= 0 && !(len(n.Lhs) == len(n.Rhs) && j.notNil(n.Rhs[i], nil))
}

// isAssignedTo reports whether the expression at c is assigned to v, alone.
func (src source) isAssignedTo(c inspector.Cursor, v *types.Var) bool {
	n, ok := user(c).Node().(*ast.AssignStmt)
	return ok && len(n.Lhs) == 1 && len(n.Rhs) == 1 && src.VarOf(n.Lhs[0]) == v
}

// constVar returns the variable that stands for a constant as an index.
func (j *places) constVar(c constant.Value, t types.Type) *types.Var {
	key := c.ExactString()
	v, ok := j.consts[key]
	if !ok {
		v = types.NewVar(token.NoPos, nil, "", t)
		put(&j.consts, key, v)
	}
	return v
}
