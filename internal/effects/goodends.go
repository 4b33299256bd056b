package effects

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// An end that is handed an error says by that how it went: with nil, with io.EOF, with an error that stands for success it says
// that all is well. Deferred, it says so after a panic, too:
//
//	defer cancel(errComplete)
//	defer pw.CloseWithError(io.EOF)
//	defer o.OnComplete() // for an error there is o.OnError
//
// An error that is named for an end, however that came, errStopped, says no more than that; and one that is handed over first thing,
// to be there unless another end comes before it, tells of a failure.

// saysWell reports whether a call is handed an error that says that all went well: nil, or one that may be nil, or any but that of
// a failure.
func (s *reading) saysWell(call *ast.CallExpr) bool {
	return s.passesErrorVar(call) || s.passesGoodEnd(call)
}

// causeSaysWell is saysWell for a cancel function. One that is told of no error says no more than that it has ended, unless
// another end that is deferred says else.
func (s *reading) causeSaysWell(call *ast.CallExpr) bool {
	if len(call.Args) > 0 && s.IsNil(call.Args[0]) {
		return s.otherEnd(call, true)
	}
	return s.saysWell(call)
}

// passesGoodEnd reports whether the only argument of a call is an error that is always the same, and is none of a failure.
func (s *reading) passesGoodEnd(call *ast.CallExpr) bool {
	if len(call.Args) != 1 || s.TellsOfError(call) || s.otherEnd(call, false) {
		return false
	}
	arg := ast.Unparen(call.Args[0])
	if v := s.VarOf(arg); v != nil {
		return syntax.IsError(v.Type()) && v.Parent() == v.Pkg().Scope() && !s.fails(call, v.Name())
	}
	if !s.isFailure(arg) {
		return false
	}
	if made, ok := arg.(*ast.CallExpr); ok { // errors.New("complete")
		text := s.Info.Types[made.Args[0]].Value
		return text == nil || text.Kind() != constant.String || !slices.ContainsFunc(strings.Fields(constant.StringVal(text)), func(word string) bool { return s.fails(call, word) })
	}
	named, ok := types.Unalias(deref(s.Info.TypeOf(arg))).(*types.Named)
	return !ok || !s.fails(call, named.Obj().Name())
}

// fails reports whether the name of an error says that it is one of a failure, or, for who does not read until the end comes, that
// there is one.
func (s *reading) fails(call *ast.CallExpr, name string) bool {
	name = strings.TrimPrefix(strings.TrimPrefix(name, "Err"), "err")
	return known.SaysFailed(name) || syntax.IsCancelFunc(s.Info.TypeOf(call.Fun)) && known.SaysOver(name)
}

// otherEnd reports whether the function makes another end beside a call, not because of an error: one that comes before a deferred call, or, if
// deferred says so, a deferred one.
//
//	defer cancel(errUnfinished); …; cancel(nil)
func (s *reading) otherEnd(call *ast.CallExpr, deferred bool) bool {
	c, ok := s.CursorOf(call)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.DeferStmt)(nil)) {
		c = up
		break
	}
	around := syntax.EnclosingFunc(c)
	if around == nil {
		return false
	}
	found := false
	ends := func(n ast.Node) {
		other, ok := n.(*ast.CallExpr)
		found = found || ok && other != call && s.ended(other) == s.ended(call) && !s.TellsOfError(other)
	}
	syntax.Own(syntax.Body(around), func(n ast.Node) bool {
		if d, ok := n.(*ast.DeferStmt); ok {
			if deferred {
				ends(d.Call)
			}
			return false
		}
		if !deferred {
			ends(n)
		}
		return !found
	})
	return found
}

// ended is what a call ends, if it is one that does: the function, or what a Close is called on.
func (s *reading) ended(call *ast.CallExpr) string {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && strings.HasPrefix(sel.Sel.Name, "Close") {
		return s.Text(sel.X)
	}
	return s.Text(call.Fun)
}

// saysComplete reports whether a method says by its name that all went well, and the type that it is of has another one for an
// error.
func saysComplete(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	if recv == nil || fn.Signature().Results().Len() > 0 || !known.SaysComplete(fn.Name()) {
		return false
	}
	t := recv.Type()
	if _, ptr := t.Underlying().(*types.Pointer); !ptr && !types.IsInterface(t) {
		t = types.NewPointer(t)
	}
	set := types.NewMethodSet(t)
	for i := range set.Len() {
		m, ok := set.At(i).Obj().(*types.Func)
		if !ok || !known.SaysFailed(m.Name()) {
			continue
		}
		if params := m.Signature().Params(); params.Len() > 0 && syntax.IsError(params.At(params.Len()-1).Type()) {
			return true
		}
	}
	return false
}

// tellsWell notes that a call whose effects are followed says besides that all went well: nobody waits for that, but it must not be said
// after a panic.
func (s *reading) tellsWell(fn *types.Func, targets []target, call *ast.CallExpr) {
	well := fn != nil && saysComplete(fn) || fn == nil && s.tellsResult(call) && slices.ContainsFunc(targets, func(t target) bool { return s.readsError(t.node) })
	if well {
		s.site(&Site{Effect: Effect{Kind: Call, On: Ref{Slot: -1, Class: s.Text(call.Fun)}, Text: s.Text(call), Plain: true, Lossy: true, Commits: true, Always: true}, Node: call})
	}
}

// readsError reports whether a function does something with the last of its parameters, an error.
func (s *reading) readsError(fn ast.Node) bool {
	body := syntax.Body(fn)
	if body == nil {
		return false
	}
	params := s.ParamVars(fn)
	if len(params) == 0 {
		return false // a method that is called as a function
	}
	last := params[len(params)-1]
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && last != nil && s.Info.Uses[id] == last
		return !found
	})
	return found
}
