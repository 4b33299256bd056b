package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A worker that is run again after a panic has lost the item that it had in hand. Of a stream that is a gap, and the log tells
// of it. But who sums up what comes until the close takes a sum with a gap for the whole:
//
//	for v := range in { out <- square(v) }   // the worker
//	close(out)
//	for v := range out { sum += v }          // who reads
//	return sum

// maxStages bounds how many stages of a pipeline are followed, and how many names of a channel.
const maxStages = 6

// SumsUp reports whether somebody in the package adds up what comes over a channel until it is closed, and then uses the
// sum, or hands what comes on to a channel of which that is true.
func (r *Result) SumsUp(on Ref) bool { return r.readers.sumsUpAll(on.Class, 0) }

func (r *readers) sumsUpAll(class string, depth int) bool {
	if class == "" || depth > maxStages {
		return false
	}
	for c := range r.Preorder((*ast.RangeStmt)(nil), (*ast.ForStmt)(nil)) {
		ch, body := r.readsAll(c.Node().(ast.Stmt))
		if ch == nil || !slices.Contains(r.channelsOf(ch, 0), class) {
			continue
		}
		fn := r.pointAt(c).fn
		found := r.sendsOn(body, class, func(next string) bool { return r.sumsUpAll(next, depth+1) })
		syntax.Own(body, func(n ast.Node) bool {
			for _, x := range r.addsTo(n) {
				found = found || r.usedBehind(x, c.Node(), fn)
			}
			return !found
		})
		if found {
			return true
		}
	}
	return false
}

// TakesOne reports whether somebody in the package counts on the next value of a channel, or of one that takes on what comes:
// who neither asks whether it is closed nor has something else to turn to.
//
//	in <- question; answer := <-out
func (r *Result) TakesOne(on Ref) bool { return r.readers.takesOne(on.Class, 0) }

func (r *readers) takesOne(class string, depth int) bool {
	if class == "" || depth > maxStages {
		return false
	}
	for _, c := range r.receivesFrom(class) {
		if _, ranges := c.Node().(*ast.RangeStmt); !ranges && r.isAlone(c) {
			return true
		}
	}
	for c := range r.Preorder((*ast.RangeStmt)(nil), (*ast.ForStmt)(nil)) {
		ch, body := r.readsAll(c.Node().(ast.Stmt))
		if ch != nil && slices.Contains(r.channelsOf(ch, 0), class) && r.sendsOn(body, class, func(next string) bool { return r.takesOne(next, depth+1) }) {
			return true
		}
	}
	return false
}

// isAlone reports whether a receive neither asks whether the channel is closed nor stands in a select statement.
func (src source) isAlone(recv inspector.Cursor) bool {
	if a, ok := recv.Parent().Node().(*ast.AssignStmt); ok && src.asksForClose(a) != nil {
		return false
	}
	for up := range recv.Enclosing((*ast.CommClause)(nil), (*ast.BlockStmt)(nil)) {
		_, clause := up.Node().(*ast.CommClause)
		return !clause
	}
	return true
}

// sendsOn reports whether a loop over the channel class sends on another channel of which is is true.
func (r *readers) sendsOn(body *ast.BlockStmt, class string, is func(class string) bool) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		send, ok := n.(*ast.SendStmt)
		if !ok || found {
			return !found
		}
		classes := r.channelsOf(send.Chan, 0)
		found = !slices.Contains(classes, class) && slices.ContainsFunc(classes, is)
		return !found
	})
	return found
}

// readsAll returns the channel that a loop reads until it is closed, and the body of the loop; nil if there is none.
func (src source) readsAll(loop ast.Stmt) (ast.Expr, *ast.BlockStmt) {
	switch n := loop.(type) {
	case *ast.RangeStmt:
		if _, ok := src.Info.TypeOf(n.X).Underlying().(*types.Chan); ok {
			return n.X, n.Body
		}
	case *ast.ForStmt:
		var ch ast.Expr
		syntax.Own(n.Body, func(m ast.Node) bool {
			if recv := src.asksForClose(m); recv != nil {
				ch = recv.X
			}
			return ch == nil
		})
		return ch, n.Body
	}
	return nil, nil
}

// asksForClose returns the receive of v, ok := <-ch; nil for another node.
func (src source) asksForClose(n ast.Node) *ast.UnaryExpr {
	a, ok := n.(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 2 || len(a.Rhs) != 1 || src.isBlank(a.Lhs[1:]) {
		return nil
	}
	recv, ok := ast.Unparen(a.Rhs[0]).(*ast.UnaryExpr)
	if !ok || recv.Op != token.ARROW {
		return nil
	}
	return recv
}

// worksOff reports whether the loop of a service goes on until there is no more of what it works off, or that of a service
// that it calls.
func (s *scan) worksOff() bool {
	if isLoop(s.loop) {
		ch, _ := s.readsAll(s.loop)
		return ch != nil || s.takesAllOf()
	}
	return s.callsService(func(sum *Summary) bool { return sum.WorksOff })
}

// takesAllOf reports whether the loop takes an item from a function of the package on each pass, and ends when that says
// that there is no more:
//
//	for { v, ok := q.pop(); if !ok { return }; … }
func (s *scan) takesAllOf() bool {
	loop, ok := s.loop.(*ast.ForStmt)
	if !ok {
		return false
	}
	var asked []ast.Expr
	if loop.Cond != nil {
		asked = append(asked, loop.Cond)
	}
	for _, stmt := range loop.Body.List {
		if cond, ok := stmt.(*ast.IfStmt); ok && endsLoop(cond.Body.List) {
			asked = append(asked, cond.Cond)
		}
	}
	return slices.ContainsFunc(asked, func(cond ast.Expr) bool {
		x := ast.Unparen(cond)
		if not, ok := x.(*ast.UnaryExpr); ok && not.Op == token.NOT {
			x = not.X
		} else if is, ok := x.(*ast.BinaryExpr); ok && s.IsNil(is.Y) {
			x = is.X
		}
		v := s.VarOf(x)
		return v != nil && !v.IsField() && !syntax.IsError(v.Type()) && slices.ContainsFunc(s.Var(v).Values, s.isItem)
	})
}

// isItem reports whether a value comes, alone or with an item, from a function of the package that takes something away.
func (s *scan) isItem(value syntax.Value) bool {
	call, ok := ast.Unparen(value.From).(*ast.CallExpr)
	return ok && slices.ContainsFunc(s.targets(call.Fun), func(t target) bool { return len(t.summary.Sets) > 0 })
}

// itemErrors reports whether a service that works off returns the error of an item, or one that it calls does.
func (s *scan) itemErrors() bool {
	if !isLoop(s.loop) {
		return s.callsService(func(sum *Summary) bool { return sum.Fails })
	}
	if !s.worksOff() {
		return false
	}
	found := false
	within := func(pos token.Pos) bool { return s.loop.Pos() <= pos && pos < s.loop.End() }
	syntax.Own(s.body, func(n ast.Node) bool {
		ret, ok := n.(*ast.ReturnStmt)
		if !ok {
			return !found
		}
		if results := syntax.FuncType(s.fn).Results; len(ret.Results) == 0 && results.NumFields() > 0 {
			found = found || within(ret.Pos()) && s.TellsOfError(ret)
		}
		for _, x := range ret.Results {
			t := s.Info.TypeOf(x)
			if t == nil || !syntax.IsError(t) || s.IsNil(x) || s.isContextsError(x) {
				continue
			}
			v := s.VarOf(x)
			found = found || within(ret.Pos()) || v != nil && slices.ContainsFunc(s.Var(v).Values, func(value syntax.Value) bool { return within(value.Pos) })
		}
		return !found
	})
	return found
}

// callsService reports whether the statement that stands for the loop without bound calls a service of which something is true.
func (s *scan) callsService(is func(*Summary) bool) bool {
	if s.loop == nil || isLoop(s.loop) {
		return false
	}
	found := false
	syntax.Own(s.loop, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			found = found || slices.ContainsFunc(s.targets(call.Fun), func(t target) bool { return t.summary.Service && is(t.summary) })
		}
		return !found
	})
	return found
}

// channelsOf lists the classes of the channels that x may be, or have among its elements: what the callers pass for a
// parameter, what a function returns.
func (r *readers) channelsOf(x ast.Expr, depth int) []string {
	if x == nil || depth > maxStages {
		return nil
	}
	var list []string
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		if r.polling.lookedUpIn(call) != nil {
			list = append(list, r.polling.class(call)) // an entry of what it is looked up in
		}
		r.eachReturn(call, func(results []ast.Expr) {
			for _, result := range results {
				list = append(list, r.channelsOf(result, depth+1)...)
			}
		})
		return list
	}
	v := r.VarOf(x)
	if v == nil {
		return nil
	}
	list = append(list, r.naming.classOf(v))
	for _, arg := range r.passedFor(v) {
		list = append(list, r.channelsOf(arg, depth+1)...)
	}
	for _, value := range r.Var(v).Values {
		from := value.Expr
		if from == nil {
			from = value.From
		}
		if loop := r.rangedBy(value); loop != nil { // for _, c := range channels
			from = loop.X
		}
		list = append(list, r.channelsOf(from, depth+1)...)
	}
	return list
}

// addsTo lists what a statement adds something to: a sum, a list, a map, a text.
func (src source) addsTo(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	case *ast.AssignStmt:
		var list []ast.Expr
		for i, lhs := range n.Lhs {
			x, elem := ast.Unparen(lhs).(*ast.IndexExpr)
			call, ok := ast.Unparen(n.Rhs[min(i, len(n.Rhs)-1)]).(*ast.CallExpr)
			switch {
			case elem:
				list = append(list, x.X)
			case n.Tok != token.ASSIGN && n.Tok != token.DEFINE, ok && src.Builtin(call) == "append" && src.Text(call.Args[0]) == src.Text(lhs):
				list = append(list, lhs)
			}
		}
		return list
	case *ast.CallExpr:
		if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok && strings.HasPrefix(sel.Sel.Name, "Write") && src.Info.Selections[sel] != nil {
			if t := src.Info.TypeOf(sel.X); syntax.IsNamed(deref(t), "strings", "Builder") || syntax.IsNamed(deref(t), "bytes", "Buffer") {
				return []ast.Expr{sel.X}
			}
		}
	}
	return nil
}

// usedBehind reports whether a function reads behind a loop what stands before it, or returns it by a name.
func (r *readers) usedBehind(x ast.Expr, loop, fn ast.Node) bool {
	v := r.VarOf(x)
	if v == nil || loop.Pos() <= v.Pos() && v.Pos() < loop.End() {
		return false
	}
	if v.Kind() == types.ResultVar {
		return true
	}
	return slices.ContainsFunc(r.usesOf(r.joined(), v), func(use inspector.Cursor) bool {
		p := r.pointAt(use)
		return p.fn == fn && use.Node().Pos() > loop.End() && r.isRead(use, Left{})
	})
}
