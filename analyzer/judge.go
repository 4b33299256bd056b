package analyzer

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer/code"
	"github.com/unsupervisedgo/unsupervisedgo/fix"
)

// A judge knows what becomes of panics in one package. What it is asked it
// finds out, and remembers; what nobody asks costs nothing.
type judge struct {
	*code.Package
	pass   *analysis.Pass
	strict bool
	trust  map[string]bool // -supervisors
	fixer  *fix.Fixer

	solver
	facts    imported                     // of functions of other packages
	recover  map[ast.Node]Level           // nodeRecovers
	products map[ast.Node]Level           // resultRecovers
	crash    map[ast.Node]bool            // alwaysCrashes
	guard    map[*ast.CallExpr]Level      // deferred
	channels map[*types.Var]bool          // ownChannel
	switches map[ast.Expr]*ast.SwitchStmt // switchOf; nil until the first question
	depth    int                          // of recursion through helpers
}

// maxDepth bounds the recursion through helpers that hand a value on; what
// lies deeper counts as unknown.
const maxDepth = 8

func newJudge(pass *analysis.Pass, opts *options) *judge {
	j := judgeOf(pass, code.New(pass, opts.tests), opts.supervisors, opts.strict)
	j.fixer = fix.New(j.Package, rewriteKnowledge{j}, opts.runtime.in(j.Module))
	return j
}

func judgeOf(pass *analysis.Pass, pkg *code.Package, trust map[string]bool, strict bool) *judge {
	return &judge{
		Package:  pkg,
		pass:     pass,
		strict:   strict,
		trust:    trust,
		solver:   newSolver(),
		facts:    newImported(pass),
		recover:  make(map[ast.Node]Level),
		products: make(map[ast.Node]Level),
		crash:    make(map[ast.Node]bool),
		guard:    make(map[*ast.CallExpr]Level),
		channels: make(map[*types.Var]bool),
	}
}

// rewriteKnowledge answers what package fix asks.
type rewriteKnowledge struct{ *judge }

func (k rewriteKnowledge) Dangers(n ast.Node, f func(ast.Node) bool) {
	k.dangers(n, func(d danger) bool { return d.level == Full || f(d.node) })
}

func (k rewriteKnowledge) WorkOf(fn *types.Func) fix.Work {
	var w work
	if fn.Pkg() != k.Types {
		k.pass.ImportObjectFact(fn, &w)
	}
	return w.Work
}
