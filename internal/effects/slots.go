package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A channel with room can be a semaphore. To take a slot of it is no effect: nobody waits for that. To give the slot back
// is one, and owed from when it was taken. A function that does both leaves nothing open, and can do it again. A slot is
// what there is room for, or one of the tokens with which the channel has been filled:
//
//	sem <- struct{}{}; work(); <-sem
//	<-tokens; work(); tokens <- struct{}{}

// takesSlot reports whether a send takes a slot of a semaphore: what it sends
// says nothing, there is room for some, and the function, or a goroutine that it
// starts, gives the slot back by a receive.
func (s *scan) takesSlot(n *ast.SendStmt, on Ref) bool {
	t, ok := s.Info.TypeOf(n.Value).Underlying().(*types.Struct)
	if !ok || t.NumFields() > 0 || !s.states().buffered[on.Class] {
		return false
	}
	gives := false
	ast.Inspect(s.body, func(m ast.Node) bool {
		if x, ok := m.(*ast.ExprStmt); ok && m.Pos() > n.Pos() {
			recv, ok := ast.Unparen(x.X).(*ast.UnaryExpr)
			gives = gives || ok && recv.Op == token.ARROW && s.class(recv.X) == on.Class
		}
		return !gives
	})
	return gives
}

// slotTaken returns where the function has taken the slot that a receive gives back: the end of the send that is
// nearest before it; NoPos if there is none.
func (s *scan) slotTaken(class string, recv ast.Node) (since token.Pos) {
	if s.spawned {
		return token.NoPos
	}
	syntax.Own(s.body, func(n ast.Node) bool {
		if send, ok := n.(*ast.SendStmt); ok && n.Pos() < recv.Pos() && s.class(send.Chan) == class {
			if on, ok := s.ref(send.Chan); ok && s.takesSlot(send, on) {
				since = send.End()
			}
		}
		return true
	})
	return since
}

// tokenTaken returns where the function has taken the token that is given back at pos, by a receive or by a call of a
// function that does no more than to take one: the nearest before it; NoPos if there is none.
func (s *scan) tokenTaken(class string, pos token.Pos) (since token.Pos) {
	if !s.states().tokens[class] || s.spawned {
		return token.NoPos
	}
	syntax.Own(s.body, func(n ast.Node) bool {
		if n != nil && n.Pos() < pos && s.takesToken(n, class) {
			since = n.End()
		}
		return true
	})
	return since
}

// surelyTaken reports whether a statement of the body itself takes a slot, by its end, and nothing before it can panic.
func (s *scan) surelyTaken(end token.Pos) bool {
	return slices.ContainsFunc(s.body.List, func(stmt ast.Stmt) bool { return stmt.End() == end }) && s.opBetween(s.body.Pos(), end) == nil
}

// endsWithSlot reports whether a send takes a slot that the function gives back, or gives back a token that it has taken.
func (s *scan) endsWithSlot(send *ast.SendStmt) bool {
	on, ok := s.ref(send.Chan)
	return ok && (s.takesSlot(send, on) || s.tokenTaken(on.Class, send.Pos()).IsValid())
}

// givesToken reports whether a call does no more than to give back a token that the function has taken.
func (s *scan) givesToken(call *ast.CallExpr) bool {
	gives := false
	for _, t := range s.targets(call.Fun) {
		for _, e := range t.summary.Effects {
			if gives = e.Kind == Send && s.tokenTaken(e.On.Class, call.Pos()).IsValid(); !gives {
				return false
			}
		}
	}
	return gives
}

// takesToken reports whether n receives from a channel of tokens, or calls a function that does, and does not send there.
func (r *Result) takesToken(n ast.Node, class string) bool {
	switch n := n.(type) {
	case *ast.UnaryExpr:
		return n.Op == token.ARROW && r.class(n.X) == class
	case *ast.CallExpr:
		decl := r.declOf(n)
		if decl == nil || decl.Body == nil {
			return false
		}
		takes, gives := false, false
		syntax.Own(decl.Body, func(m ast.Node) bool {
			switch m := m.(type) {
			case *ast.UnaryExpr:
				takes = takes || m.Op == token.ARROW && r.class(m.X) == class
			case *ast.SendStmt:
				gives = gives || r.class(m.Chan) == class
			}
			return true
		})
		return takes && !gives
	}
	return false
}

// fillsUp reports whether a send is one of those by which a function fills the channel that it makes, to the last
// place, with what says nothing:
//
//	ch := make(chan struct{}, n)
//	for range n { ch <- struct{}{} }
func (r *Result) fillsUp(c inspector.Cursor, send *ast.SendStmt) bool {
	if !r.isToken(send.Value) {
		return false
	}
	for up := range c.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		var bound ast.Expr
		switch loop := up.Node().(type) {
		case *ast.RangeStmt:
			bound = loop.X
		case *ast.ForStmt:
			if cond, ok := loop.Cond.(*ast.BinaryExpr); ok && cond.Op == token.LSS && r.startsAtZero(loop) {
				bound = cond.Y
			}
		}
		if bound == nil {
			return false
		}
		if basic, ok := r.Info.TypeOf(bound).Underlying().(*types.Basic); !ok || basic.Info()&types.IsInteger == 0 {
			return false
		}
		fn := syntax.EnclosingFunc(up)
		room := r.roomOf(fn, r.class(send.Chan))
		if room == nil || r.doesBetween(fn, room.End(), up.Node().Pos()) {
			return false // to fill it later is to wait until all slots are given back
		}
		if call, ok := ast.Unparen(bound).(*ast.CallExpr); ok && r.Builtin(call) == "cap" {
			return r.class(call.Args[0]) == r.class(send.Chan)
		}
		return r.Text(room) == r.Text(bound)
	}
	return false
}

// doesBetween reports whether a function sends, starts or calls anything between two positions.
func (r *Result) doesBetween(fn ast.Node, from, to token.Pos) bool {
	does := false
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt, *ast.GoStmt:
			does = does || from <= n.Pos() && n.Pos() < to
		case *ast.CallExpr:
			does = does || from <= n.Pos() && n.Pos() < to && r.Builtin(n) == ""
		}
		return !does
	})
	return does || to < from
}

// startsAtZero reports whether a loop counts up by one from zero.
func (r *Result) startsAtZero(loop *ast.ForStmt) bool {
	init, ok := loop.Init.(*ast.AssignStmt)
	post, counts := loop.Post.(*ast.IncDecStmt)
	if !ok || !counts || post.Tok != token.INC || len(init.Rhs) != 1 {
		return false
	}
	v := r.Info.Types[init.Rhs[0]].Value
	return v != nil && v.String() == "0"
}

// roomOf returns the capacity with which a function makes the channel of a class; nil if it makes none.
func (r *Result) roomOf(fn ast.Node, class string) (room ast.Expr) {
	made := func(x, value ast.Expr) {
		set := make(map[string]bool)
		if r.madeBuffered(x, value, set); set[class] {
			room = ast.Unparen(value).(*ast.CallExpr).Args[1]
		}
	}
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i := range n.Lhs {
				if len(n.Lhs) == len(n.Rhs) {
					made(n.Lhs[i], n.Rhs[i])
				}
			}
		case *ast.ValueSpec:
			for i := range n.Values {
				if len(n.Names) == len(n.Values) {
					made(n.Names[i], n.Values[i])
				}
			}
		case *ast.KeyValueExpr:
			made(n.Key, n.Value)
		}
		return true
	})
	return room
}
