package panicflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/cfg"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What constants rule out is never executed: if debug { panic(x) }, with const debug = false. A constant counts if it is the same
// in every build: it is declared here, in terms of literals, and by no file that this build leaves out. Neither is what stands behind a
// statement that control does not come back from: return, os.Exit(0), runtime.Goexit().

// A deadRange is code that is never executed.
type deadRange struct{ pos, end token.Pos }

// deadCode tells what is never executed.
type deadCode struct {
	*Judge
	here   []deadRange // isDead: in this build; nil until the first question
	always []deadRange // in every build; likewise
}

// isDead reports whether n is never executed. Whether a constant is the same in every build may take to read files
// of others, and is asked only for what this build does not execute.
func (j *deadCode) isDead(n ast.Node) bool {
	if j.here == nil {
		j.here = j.allDead(func(ast.Expr) bool { return true })
	}
	if n == nil || !covers(j.here, n) {
		return false
	}
	if j.always == nil {
		j.always = j.allDead(j.isFixed)
	}
	return covers(j.always, n)
}

// allDead lists what the constants that count rule out. It is never nil.
func (j *deadCode) allDead(counts func(ast.Expr) bool) []deadRange {
	list := []deadRange{}
	d := deadFinder{j.Judge, counts}
	for c := range j.Preorder((*ast.IfStmt)(nil), (*ast.SwitchStmt)(nil), (*ast.BinaryExpr)(nil), (*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil)) {
		for _, r := range d.ruledOut(c) {
			if !hasLabel(c, r) {
				list = append(list, r)
			}
		}
	}
	return list
}

func covers(list []deadRange, n ast.Node) bool {
	return slices.ContainsFunc(list, func(r deadRange) bool { return r.pos <= n.Pos() && n.Pos() < r.end })
}

// A deadFinder finds dead code.
type deadFinder struct {
	*Judge
	counts func(constant ast.Expr) bool
}

// ruledOut lists what the constants in a statement, or expression, rule out.
func (d deadFinder) ruledOut(c inspector.Cursor) (list []deadRange) {
	switch n := c.Node().(type) {
	case *ast.BinaryExpr:
		if n.Op == token.LAND && d.fixed(n.X) == no || n.Op == token.LOR && d.fixed(n.X) == yes {
			list = append(list, deadRange{n.Y.Pos(), n.Y.End()})
		}
	case *ast.IfStmt:
		var taken ast.Node = n.Body
		switch d.fixed(n.Cond) {
		case unclear:
			return nil
		case yes:
			if n.Else != nil {
				list = append(list, deadRange{n.Else.Pos(), n.Else.End()})
			}
		case no:
			list = append(list, deadRange{n.Body.Pos(), n.Body.End()})
			taken = n.Else
		}
		if block, ok := taken.(*ast.BlockStmt); ok && jumpsAway(block.List) {
			list = append(list, deadRange{n.End(), c.Parent().Node().End()})
		}
	case *ast.SwitchStmt:
		return d.ruledOutCases(n)
	default:
		stmts := syntax.Stmts(n)
		if i := slices.IndexFunc(stmts, d.comesNotBack); i >= 0 && i+1 < len(stmts) {
			list = append(list, deadRange{stmts[i+1].Pos(), n.End()})
		}
	}
	return list
}

// comesNotBack reports whether control does not get behind a statement, by itself or by what is known of the function that it calls.
func (d deadFinder) comesNotBack(s ast.Stmt) bool {
	if jumpsAway([]ast.Stmt{s}) {
		return true
	}
	call, ok := callOf(s)
	if !ok {
		return false
	}
	fn := d.Callee(call)
	return d.Builtin(call) == "panic" || known.Of(fn).Has(known.Exits) || fn != nil && fn.FullName() == "runtime.Goexit"
}

// ruledOutCases lists the clauses of a switch statement of which no constant is that of its tag.
func (d deadFinder) ruledOutCases(n *ast.SwitchStmt) (list []deadRange) {
	tag := constant.MakeBool(true)
	if n.Tag != nil {
		if tag = d.Info.Types[n.Tag].Value; tag == nil || !d.counts(n.Tag) {
			return nil
		}
	}
	chosen := false
	for _, clause := range n.Body.List {
		clause := clause.(*ast.CaseClause)
		if slices.ContainsFunc(clause.Body, func(s ast.Stmt) bool { b, ok := s.(*ast.BranchStmt); return ok && b.Tok == token.FALLTHROUGH }) {
			return nil
		}
		possible := clause.List == nil
		for _, e := range clause.List {
			value := d.Info.Types[e].Value
			switch {
			case value == nil || !d.counts(e):
				possible = true
			case constant.Compare(tag, token.EQL, value):
				possible, chosen = true, true
			}
		}
		if !possible {
			list = append(list, deadRange{clause.Pos(), clause.End()})
		}
	}
	for _, clause := range n.Body.List { // the default clause
		if clause := clause.(*ast.CaseClause); clause.List == nil && chosen {
			list = append(list, deadRange{clause.Pos(), clause.End()})
		}
	}
	return list
}

// fixed returns whether a condition is true in every build, or false.
func (d deadFinder) fixed(e ast.Expr) truthValue {
	switch x := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if x.Op == token.NOT {
			return d.fixed(x.X).not()
		}
	case *ast.BinaryExpr:
		switch x.Op {
		case token.LAND:
			return d.fixed(x.X).and(d.fixed(x.Y))
		case token.LOR:
			return d.fixed(x.X).not().and(d.fixed(x.Y).not()).not()
		}
	}
	if c := d.Info.Types[e].Value; c != nil && d.counts(e) {
		return constantTruth(c)
	}
	return unclear
}

// isFixed reports whether a constant is the same in every build.
func (j *deadCode) isFixed(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.BasicLit:
		return true
	case *ast.UnaryExpr:
		return j.isFixed(e.X)
	case *ast.BinaryExpr:
		return j.isFixed(e.X) && j.isFixed(e.Y)
	case *ast.Ident:
		c, ok := j.Info.Uses[e].(*types.Const)
		switch {
		case !ok:
			return false
		case c.Parent() == types.Universe:
			return true
		case c.Pkg() != j.Types:
			return false
		}
		value, ok := j.constantValue(c)
		return ok && j.isFixed(value) && !(c.Parent() == j.Types.Scope() && j.InOtherBuild(c.Name()))
	}
	return false
}

// constantValue returns the expression that a constant is declared with, itself or by the repetition of one before.
func (j *deadCode) constantValue(c *types.Const) (value ast.Expr, ok bool) {
	id, ok := j.CursorAt(c.Pos())
	if !ok {
		return nil, false
	}
	spec, ok := id.Parent().Node().(*ast.ValueSpec)
	if !ok {
		return nil, false
	}
	i := slices.IndexFunc(spec.Names, func(name *ast.Ident) bool { return name == id.Node() })
	decl, ok := id.Parent().Parent().Node().(*ast.GenDecl)
	if !ok {
		return nil, false
	}
	for _, s := range decl.Specs {
		if s, ok := s.(*ast.ValueSpec); ok && s.Pos() <= spec.Pos() && i < len(s.Values) {
			value = s.Values[i]
		}
	}
	return value, value != nil
}

// jumpsAway reports whether a list of statements ends in one that leaves it.
func jumpsAway(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch list[len(list)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	}
	return false
}

// hasLabel reports whether control may jump into r, which is in the node at c or beside it.
func hasLabel(c inspector.Cursor, r deadRange) bool {
	found := false
	ast.Inspect(c.Parent().Node(), func(n ast.Node) bool {
		l, ok := n.(*ast.LabeledStmt)
		found = found || ok && r.pos <= l.Pos() && l.Pos() < r.end
		return !found
	})
	return found
}

// taken lists the successors of a block that the condition of an if statement leaves.
func (j *deadCode) taken(b *cfg.Block) []*cfg.Block {
	if len(b.Succs) != 2 || len(b.Nodes) == 0 || b.Succs[0].Kind != cfg.KindIfThen {
		return b.Succs
	}
	cond, ok := b.Nodes[len(b.Nodes)-1].(ast.Expr)
	if !ok {
		return b.Succs
	}
	switch (deadFinder{j.Judge, j.isFixed}).fixed(cond) {
	case yes:
		return b.Succs[:1]
	case no:
		return b.Succs[1:]
	}
	return b.Succs
}
