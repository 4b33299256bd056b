package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A Wait on a WaitGroup waits for the goroutines that an Add has counted before they
// start, see https://pkg.go.dev/sync#WaitGroup.Add: "calls with a positive delta that occur
// when the counter is zero must happen before a Wait". Of a group that is a variable of its
// own, all of that can be seen.

// isCounted reports whether the group counts the goroutine that runs the literal sender:
// each of its starts comes behind an Add on every path, and that is not seen to be too few.
func (j *channelFlow) isCounted(sender inspector.Cursor, group ast.Expr) bool {
	v := j.VarOf(group)
	if v == nil || v.Kind() != types.LocalVar || v.Pkg() != j.Types {
		return true // counted where it comes from
	}
	adds, lent := j.addsTo(v)
	if len(adds) == 0 {
		return lent
	}
	starts, ok := j.startsOf(sender)
	if !ok {
		return true
	}
	for _, start := range starts {
		if !j.comesBehindAdd(v, adds, start) {
			return false
		}
	}
	return true
}

// addsTo returns the calls of v.Add, by the statement, and reports whether somebody else gets v.
func (j *channelFlow) addsTo(v *types.Var) (adds map[ast.Stmt]*ast.CallExpr, lent bool) {
	adds = make(map[ast.Stmt]*ast.CallExpr)
	for _, use := range j.Uses(v) {
		sel, ok := use.Parent().Node().(*ast.SelectorExpr)
		if !ok {
			lent = true
			continue
		}
		up := use.Parent().Parent()
		call, ok := up.Node().(*ast.CallExpr)
		if stmt, is := up.Parent().Node().(*ast.ExprStmt); ok && is && sel.Sel.Name == "Add" && len(call.Args) == 1 {
			adds[stmt] = call
		}
	}
	return adds, lent
}

// startsOf lists where the goroutine that runs a literal is started: at its go statement,
// by the call that gets it, or through the variable that holds it.
func (j *channelFlow) startsOf(lit inspector.Cursor) ([]inspector.Cursor, bool) {
	up := user(lit)
	switch n := up.Node().(type) {
	case *ast.CallExpr:
		return []inspector.Cursor{up}, true
	case *ast.AssignStmt, *ast.ValueSpec:
		v := j.assigned(n, lit.Node())
		if v == nil {
			return nil, false
		}
		var list []inspector.Cursor
		for _, use := range j.Uses(v) {
			call := user(use)
			if _, ok := call.Node().(*ast.CallExpr); !ok {
				return nil, false
			}
			list = append(list, call)
		}
		return list, true
	}
	return nil, false
}

// startsWith is startsOf for a goroutine that sends where send stands, which may be an argument of its start.
func (j *channelFlow) startsWith(send, sender inspector.Cursor) ([]inspector.Cursor, bool) {
	if startedWith(send) {
		return []inspector.Cursor{user(send)}, true
	}
	return j.startsOf(sender)
}

// comesBehindAdd reports whether the statement of start is behind one of adds.
func (j *channelFlow) comesBehindAdd(v *types.Var, adds map[ast.Stmt]*ast.CallExpr, start inspector.Cursor) bool {
	var loops []ast.Stmt // around start, and not around what is behind c
	clear := true        // no function literal is
	for c := start; ; c = c.Parent() {
		switch n := c.Node().(type) {
		case nil, *ast.FuncDecl:
			return false
		case *ast.FuncLit:
			clear = false
		case *ast.ForStmt:
			loops = append(loops, n)
		case *ast.RangeStmt:
			loops = append(loops, n)
		}
		stmts := syntax.Stmts(c.Parent().Node())
		for i, s := range stmts {
			if s == c.Node() {
				break
			}
			if call := adds[s]; call != nil {
				return !clear || j.addsEnough(v, adds, call, stmts[i+1:], loops)
			}
			if isLoop(s) && hasAdd(s, adds) {
				return true // one Add a pass, as many as it takes
			}
		}
	}
}

func isLoop(s ast.Stmt) bool {
	switch s.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		return true
	}
	return false
}

func hasAdd(s ast.Stmt, adds map[ast.Stmt]*ast.CallExpr) bool {
	for add := range adds {
		if s.Pos() <= add.Pos() && add.End() <= s.End() {
			return true
		}
	}
	return false
}

// addsEnough reports whether an Add is not seen to count less than what the statements
// behind it start, one goroutine of which stands in loops.
func (j *channelFlow) addsEnough(v *types.Var, adds map[ast.Stmt]*ast.CallExpr, add *ast.CallExpr, rest []ast.Stmt, loops []ast.Stmt) bool {
	t, off, ok := j.numbers.sum(add.Args[0])
	if !ok {
		return true
	}
	beside := int64(0) // those that are started outside of loops
	for _, s := range rest {
		if call := adds[s]; call != nil {
			more, n, ok := j.numbers.sum(call.Args[0])
			if !ok || more != zero {
				return true
			}
			off += n
		}
		if j.startsMember(s, v) {
			beside++
		}
	}
	switch len(loops) {
	case 0:
		return t != zero || off >= beside
	case 1:
		u, n, ok := j.passes(loops[0])
		switch {
		case !ok, t != zero && u != t:
			return t != zero // a number of goroutines is not known, and one Add of a constant is
		case t == zero && u != zero:
			return false
		}
		each := int64(0)
		for _, s := range syntax.LoopBody(loops[0]).List {
			if j.startsMember(s, v) {
				each++
			}
		}
		if t == zero {
			return off >= n*max(each, 1)+beside
		}
		return each <= 1 && off >= n+beside
	}
	return t != zero
}

// startsMember reports whether s starts a goroutine that the group v counts, and not one
// that waits for it.
func (j *channelFlow) startsMember(s ast.Stmt, v *types.Var) bool {
	start, ok := s.(*ast.GoStmt)
	if !ok || !j.Mentions(start, v) {
		return false
	}
	waits := false
	ast.Inspect(start, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		waits = waits || ok && sel.Sel.Name == "Wait" && j.isVar(sel.X, v)
		return !waits
	})
	return !waits
}

// passes returns how often the body of a loop runs at most, as term + off: of a range over
// a list or an integer, or a loop that counts up by one.
func (j *channelFlow) passes(loop ast.Stmt) (t term, off int64, ok bool) {
	switch n := loop.(type) {
	case *ast.RangeStmt:
		if isInteger(j.Info.TypeOf(n.X)) {
			return j.numbers.sum(n.X)
		}
		if a, ok := arrayOf(j.Info.TypeOf(n.X)); ok {
			return zero, a.Len(), true
		}
		if _, ok := core(j.Info.TypeOf(n.X)).(*types.Slice); ok {
			p := j.places.placeOf(n.X)
			return lenOf(p), 0, p != nowhere
		}
	case *ast.ForStmt:
		init, ok1 := n.Init.(*ast.AssignStmt)
		cond, ok2 := n.Cond.(*ast.BinaryExpr)
		post, ok3 := n.Post.(*ast.IncDecStmt)
		if !ok1 || !ok2 || !ok3 || len(init.Lhs) != 1 || len(init.Rhs) != 1 || post.Tok != token.INC {
			return 0, 0, false
		}
		i := j.VarOf(init.Lhs[0])
		first, isConst := j.numbers.constant(init.Rhs[0])
		if i == nil || !isConst || j.VarOf(cond.X) != i || j.VarOf(post.X) != i {
			return 0, 0, false
		}
		t, off, ok = j.numbers.sum(cond.Y)
		switch cond.Op {
		case token.LSS:
			return t, off - first, ok
		case token.LEQ:
			return t, off - first + 1, ok
		}
	}
	return 0, 0, false
}
