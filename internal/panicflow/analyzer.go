package panicflow

import (
	"go/ast"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Config is how panics are judged. Analyzers that build on this one share it,
// so it may be filled in until the first package is analysed.
type Config struct {
	Strict      bool            // trust nothing beyond the language
	Tests       bool            // look at _test.go files, too
	Supervisors map[string]bool // functions to trust, by types.Func.FullName
}

// New returns an analyzer whose result is a *Judge. It reports nothing.
func New(config *Config) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:       "panicflow",
		Doc:        "find what becomes of a panic: which functions recover, contain, supervise, launch",
		Requires:   []*analysis.Analyzer{inspect.Analyzer},
		FactTypes:  factTypes(),
		ResultType: reflect.TypeFor[*Judge](),
		Run: func(pass *analysis.Pass) (any, error) {
			r := newJudge(pass, syntax.New(pass, config.Tests), config, config.Strict)
			if pass.ExportObjectFact != nil {
				r.export()
			}
			return r, nil
		},
	}
}

// A Judge knows what becomes of panics in one package. What it is asked it
// finds out, and remembers; what nobody asks costs nothing. It is not safe for
// concurrent use.
type Judge struct {
	*syntax.Package
	pass   *analysis.Pass
	config *Config
	strict bool

	solver
	facts    imported                // of functions of other packages
	recover  map[ast.Node]Level      // nodeRecovers
	products map[ast.Node]Level      // resultRecovers
	crash    map[ast.Node]bool       // alwaysCrashes
	guard    map[*ast.CallExpr]Level // deferred
	channels map[*types.Var]*channel // own
	places   places
	proofs   map[ast.Node]*proofs         // proofsOf
	made     map[ast.Node]bool            // resultNotNil
	set      map[*types.Var]bool          // alwaysSet
	final    map[*types.Var]bool          // isFinal
	ranged   map[ast.Expr]bool            // isRangeOperand; nil until the first question
	switches map[ast.Expr]*ast.SwitchStmt // switchOf; nil until the first question
	depth    int                          // of recursion through helpers
}

// maxDepth bounds the recursion through helpers that hand a value on; what
// lies deeper counts as unknown.
const maxDepth = 8

func newJudge(pass *analysis.Pass, pkg *syntax.Package, config *Config, strict bool) *Judge {
	return &Judge{
		Package:  pkg,
		pass:     pass,
		config:   config,
		strict:   strict,
		solver:   newSolver(),
		facts:    newImported(pass),
		recover:  make(map[ast.Node]Level),
		products: make(map[ast.Node]Level),
		crash:    make(map[ast.Node]bool),
		guard:    make(map[*ast.CallExpr]Level),
		channels: make(map[*types.Var]*channel),
		places:   places{ids: make(map[placeKey]place)},
		proofs:   make(map[ast.Node]*proofs),
		made:     make(map[ast.Node]bool),
		set:      make(map[*types.Var]bool),
		final:    make(map[*types.Var]bool),
	}
}

// Strict reports whether nothing beyond the language is trusted.
func (j *Judge) Strict() bool { return j.strict }

// UnderStrict returns the result for the same package in the strict profile.
// The facts of other packages stay those of the profile at hand.
func (j *Judge) UnderStrict() *Judge {
	if j.strict {
		return j
	}
	return newJudge(j.pass, j.Package, j.config, true)
}

// Find sets fact to what is exported of a function that is declared in the
// package, and reports whether there is such a fact. A driver that finds facts
// when somebody asks leaves the ExportObjectFact of the pass nil.
func (j *Judge) Find(fn *types.Func, fact analysis.Fact) bool {
	decl := j.Decl(fn)
	return decl != nil && decl.Body != nil && j.factOf(fn, decl, fact)
}

// Operations calls f for everything in n that can panic when n is executed
// and is not contained there, in source order, until f returns false.
func (j *Judge) Operations(n ast.Node, f func(ast.Node) bool) {
	j.dangers(n, func(d danger) bool { return d.level == Full || f(d.node) })
}

// Panics reports whether anything in n can panic.
func (j *Judge) Panics(n ast.Node) bool {
	return !j.dangers(n, func(d danger) bool { return d.level == Full })
}
