package effects

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// builtin notes the effects of a predeclared function.
func (s *scan) builtin(name string, call *ast.CallExpr) {
	switch name {
	case "close":
		if on, ok := s.outside(call.Args[0]); ok {
			s.site(&Site{Effect: Effect{Kind: Close, On: on, Text: s.Text(call), Always: true}, Node: call})
		}
	case "delete":
		s.flag(call.Args[0], lower, call, false)
	}
}

// outside returns the ref of an operand that others can see: not of a value
// that the function has made itself.
func (s *scan) outside(e ast.Expr) (Ref, bool) {
	on, ok := s.ref(e)
	if !ok {
		if id, ok := ast.Unparen(e).(*ast.Ident); ok && id.Name == "_" {
			return Ref{}, false
		}
		return noRef(s.Text(e)), true
	}
	if s.isOwn(on) {
		return Ref{}, false
	}
	return on, true
}

// send notes a send, if somebody else can receive.
func (s *scan) send(n *ast.SendStmt) {
	if on, ok := s.outside(n.Chan); ok {
		s.site(&Site{Effect: Effect{Kind: Send, On: on, Text: "the send on " + s.Text(n.Chan), Always: true}, Node: n, Value: n.Value})
	}
}

// receive notes a receive from a channel on which somebody may wait to send:
// not from that of a timer or a context.
func (s *scan) receive(ch ast.Expr, n ast.Node) {
	on, ok := s.ref(ch)
	if !ok || s.isOwn(on) || s.isClock(ch) || !s.mayBeSent(ch) {
		return
	}
	s.site(&Site{Effect: Effect{Kind: Receive, On: on, Text: "the receive from " + s.Text(ch), Always: true}, Node: n})
}

// isClock reports whether ch is the channel of a timer or ticker: nobody waits
// to send on it.
func (s *scan) isClock(ch ast.Expr) bool {
	t, ok := s.Info.TypeOf(ch).Underlying().(*types.Chan)
	return ok && syntax.IsNamed(t.Elem(), "time", "Time")
}

// assign notes what an assignment leaves for others to read: an error, a flag.
func (s *scan) assign(n *ast.AssignStmt) {
	for i, lhs := range n.Lhs {
		var value ast.Expr
		if len(n.Lhs) == len(n.Rhs) && (n.Tok == token.ASSIGN || n.Tok == token.DEFINE) {
			value = n.Rhs[i]
		}
		if id, ok := ast.Unparen(lhs).(*ast.Ident); ok {
			if id.Name == "_" {
				continue
			}
			if v, ok := s.Info.ObjectOf(id).(*types.Var); ok && s.declares(v) {
				s.emit(event{def: v})
				continue
			}
		}
		on, ok := s.outside(lhs)
		if !ok {
			continue
		}
		s.sets = append(s.sets, on.Class)
		switch {
		case s.holdsError(lhs, value):
			s.site(&Site{Effect: Effect{Kind: Fail, On: on, Text: s.Text(lhs), Always: true}, Node: n, Value: value})
		case value != nil:
			s.flag(lhs, s.direction(value), n, false)
		case n.Tok == token.SUB_ASSIGN:
			s.flag(lhs, lower, n, true)
		case n.Tok == token.ADD_ASSIGN:
			s.flag(lhs, raise, n, true)
		}
	}
}

// holdsError reports whether what is assigned to lhs is an error, or a struct
// with one field for an error.
func (s *scan) holdsError(lhs, value ast.Expr) bool {
	t := s.Info.TypeOf(lhs)
	if t == nil {
		return false
	}
	if IsError(t) {
		return value == nil || !s.IsNil(value)
	}
	_, ok := ErrorField(t)
	return ok && value != nil
}

// IsError reports whether t is the predeclared type error.
func IsError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// ErrorField returns the one field of type error of a struct type.
func ErrorField(t types.Type) (*types.Var, bool) {
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil, false
	}
	var found *types.Var
	for i := range st.NumFields() {
		if f := st.Field(i); IsError(f.Type()) {
			if found != nil {
				return nil, false
			}
			found = f
		}
	}
	return found, found != nil
}

// count notes x++ and x--.
func (s *scan) count(n *ast.IncDecStmt) {
	if n.Tok == token.DEC {
		s.flag(n.X, lower, n, true)
	} else {
		s.flag(n.X, raise, n, true)
	}
}

// atomicCall notes what a function of sync/atomic stores.
func (s *scan) atomicCall(fn *types.Func, call *ast.CallExpr) {
	if fn.Pkg() == nil || fn.Pkg().Path() != "sync/atomic" {
		return
	}
	x, args := ast.Expr(nil), call.Args
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && s.Info.Selections[sel] != nil {
		x = sel.X
	} else if len(args) > 0 {
		x, args = args[0], args[1:]
	}
	if x == nil || len(args) == 0 {
		return
	}
	name := fn.Name()
	value := args[len(args)-1]
	switch {
	case strings.HasPrefix(name, "Store"), strings.HasPrefix(name, "Swap"), strings.HasPrefix(name, "CompareAndSwap"):
		s.flag(x, s.direction(value), call, false)
	case strings.HasPrefix(name, "Add"):
		s.flag(x, s.counts(value), call, true)
	}
}

// counts tells whether adding a value counts up or down.
func (s *scan) counts(value ast.Expr) direction {
	if v := s.Info.Types[value].Value; v != nil {
		if constant.Sign(v) < 0 {
			return lower
		}
		return raise
	}
	if u, ok := ast.Unparen(value).(*ast.UnaryExpr); ok && (u.Op == token.SUB || u.Op == token.XOR) {
		return lower
	}
	return raise
}

// A direction is how a flag, a counter or a set changes.
type direction uint8

const (
	neither direction = iota
	raise             // true, not zero, up, an entry more
	lower             // false, zero, down, an entry less
)

// direction tells whether a value raises a flag or lowers it; neither if it is
// not a constant.
func (s *scan) direction(value ast.Expr) direction {
	v := s.Info.Types[value].Value
	if v == nil {
		return neither
	}
	switch v.Kind() {
	case constant.Bool:
		if constant.BoolVal(v) {
			return raise
		}
		return lower
	case constant.Int:
		if constant.Sign(v) == 0 {
			return lower
		}
		return raise
	}
	return neither
}

// flag notes a change of what others may poll or test: one that takes back a
// change made elsewhere, or one that a loop waits for.
func (s *scan) flag(x ast.Expr, d direction, n ast.Node, counts bool) {
	if d == neither {
		return
	}
	on, ok := s.outside(x)
	if !ok {
		return
	}
	state := s.states()
	if d == lower && state.raised[on.Class] || d == raise && counts && state.lowered[on.Class] || state.polled[on.Class] {
		s.site(&Site{Effect: Effect{Kind: Flag, On: on, Text: s.Text(n), Raise: d == raise, Counts: counts, Always: true}, Node: n})
	}
}

// states is what the whole package does to variables and fields, by class.
type states struct {
	raised  map[string]bool // something sets it, counts it up, adds an entry
	lowered map[string]bool // something counts it down
	polled  map[string]bool // a loop waits for it
	sent    map[string]bool // channels: something sends
	closed  map[string]bool // channels: something closes
}

// states reads the package once.
func (r *Result) states() *states {
	if r.state != nil {
		return r.state
	}
	st := &states{make(map[string]bool), make(map[string]bool), make(map[string]bool), make(map[string]bool), make(map[string]bool)}
	r.state = st
	s := &scan{Result: r}
	for c := range r.Preorder((*ast.AssignStmt)(nil), (*ast.IncDecStmt)(nil), (*ast.CallExpr)(nil), (*ast.SendStmt)(nil), (*ast.ForStmt)(nil)) {
		switch n := c.Node().(type) {
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				class := r.class(lhs)
				if class == "" {
					continue
				}
				if _, elem := ast.Unparen(lhs).(*ast.IndexExpr); elem || n.Tok == token.ADD_ASSIGN || len(n.Lhs) == len(n.Rhs) && s.direction(n.Rhs[i]) == raise {
					st.raised[class] = true
				}
			}
		case *ast.IncDecStmt:
			if n.Tok == token.INC {
				st.raised[r.class(n.X)] = true
			} else {
				st.lowered[r.class(n.X)] = true
			}
		case *ast.SendStmt:
			st.sent[r.class(n.Chan)] = true
		case *ast.CallExpr:
			if r.Builtin(n) == "close" {
				st.closed[r.class(n.Args[0])] = true
				continue
			}
			if fn := r.Callee(n); fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "sync/atomic" && len(n.Args) > 0 {
				x, value := n.Args[0], n.Args[len(n.Args)-1]
				if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok && r.Info.Selections[sel] != nil {
					x = sel.X
				}
				if strings.HasPrefix(fn.Name(), "Add") {
					st.lowered[r.class(x)] = st.lowered[r.class(x)] || s.counts(value) == lower
				}
				if strings.HasPrefix(fn.Name(), "Add") || s.direction(value) == raise {
					st.raised[r.class(x)] = true
				}
			}
		case *ast.ForStmt:
			if n.Cond != nil && n.Post == nil && n.Init == nil {
				r.polls(n.Cond, st.polled, 0)
			}
		}
	}
	delete(st.raised, "")
	return st
}

// polls adds the classes of what a loop condition reads from outside, itself or
// in a function that it calls.
func (r *Result) polls(cond ast.Node, into map[string]bool, depth int) {
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if sel := r.Info.Selections[n]; sel != nil && sel.Kind() == types.FieldVal {
				into[r.class(n)] = true
			}
		case *ast.Ident:
			if v, ok := r.Info.Uses[n].(*types.Var); ok && !v.IsField() {
				into[classOf(v)] = true
			}
		case *ast.CallExpr:
			if node := r.Node(r.Resolve(n.Fun)); node != nil && depth < 2 {
				if body := syntax.Body(node); body != nil && len(body.List) <= 4 {
					r.polls(body, into, depth+1)
				}
			}
		}
		return true
	})
}

// class returns the class of what e's path ends in; "" if it is no path.
func (r *Result) class(e ast.Expr) string {
	switch x := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		return r.class(x.X)
	case *ast.StarExpr:
		return r.class(x.X)
	case *ast.IndexExpr:
		return r.class(x.X)
	}
	if v := r.VarOf(e); v != nil {
		return classOf(v)
	}
	return ""
}
