package panicflow

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Config is how panics are judged. Analyzers that build on this one share it,
// so it may be filled in until the first package is analysed.
type Config struct {
	Strict      bool            // trust nothing beyond the language
	Tests       bool            // look at _test.go files, too
	Supervisors map[string]bool // functions to trust, by types.Func.FullName
	Launchers   map[string]bool // functions that run what they are handed on a goroutine, likewise

	// Runtime returns the import path of the runtime package as seen from a module:
	// what that does beside calling what it is handed is not judged.
	Runtime func(module string) string

	findStd bool // find what the standard library does, of which something may be written down
}

// RuntimeSource is the import path of this project's own runtime package.
const RuntimeSource = "github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"

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
			if pass.ExportObjectFact != nil && !r.facts.isWritten(pass.Pkg.Path()) {
				r.exporter.export()
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

	solver *fixpoint.Solver[question]
	stores *stores             // launchedMembers; nil until the first question
	owned  map[*types.Var]bool // ownsElements
	chains *bool               // calmChains, likewise
	ways   map[wayKey]reasoned // worstWay
	nulled map[*types.Var]bool // Overwritten; nil until the first question
	facts  imported            // of functions of other packages

	// Questions of a kind have receivers of their own.
	channels  channelFlow
	sums      sums
	settings  settings
	launching launching
	harming   harming
	exporter  exporter
	results   results
	owning    owning
	ensuring  ensuring
	pooling   pooling
	gathering gathering
	rows      rows
	deadCode  deadCode

	places places
	marks  marks

	proofs   map[ast.Node]*proofs         // proofsOf
	proving  map[ast.Node]int             // how often the proofs of a function are just being found
	final    map[*types.Var]bool          // isFinal
	beside   map[capture]bool             // assignedBeside
	lent     map[*types.Var]bool          // lends; nil until the first question
	ranged   map[ast.Expr]bool            // isRangeOperand; nil until the first question
	switches map[ast.Expr]*ast.SwitchStmt // switchOf; nil until the first question
	changed  map[*types.Var]bool          // changesList, of variables of the package; nil until the first question
	closed   map[*types.Var]bool          // isClosed; nil until the first question

	redirects *bool // setsOutput; nil until the first question
}

func newJudge(pass *analysis.Pass, pkg *syntax.Package, config *Config, strict bool) *Judge {
	j := &Judge{
		Package: pkg,
		pass:    pass,
		config:  config,
		strict:  strict,
		solver:  fixpoint.New[question](),
		ways:    make(map[wayKey]reasoned),
		facts:   newImported(pass, pkg.IsStd, config),
		places:  places{ids: make(map[placeKey]place)},
		proofs:  make(map[ast.Node]*proofs),
		proving: make(map[ast.Node]int),
		final:   make(map[*types.Var]bool),
	}
	j.channels = channelFlow{Judge: j, own: make(map[*types.Var]*channel)}
	j.sums = sums{Judge: j, counters: make(map[*types.Var]bool)}
	j.settings = settings{Judge: j, unset: make(map[*types.Var]bool), staying: make(map[*types.Var]bool), left: make(map[*types.Var]leaving)}
	j.launching, j.harming, j.exporter = launching{j}, harming{Judge: j, hooked: make(map[ast.Node][]hook), traced: make(map[tracedVar][]ast.Expr)}, exporter{j}
	j.results = results{j}
	j.ensuring = ensuring{Judge: j, made: make(map[ast.Node][]*types.Var)}
	j.owning = owning{Judge: j, staying: make(map[ownField]bool)}
	j.pooling, j.gathering, j.deadCode = pooling{Judge: j}, gathering{Judge: j}, deadCode{Judge: j}
	j.rows = rows{Judge: j, matrices: make(map[*types.Var]matrix)}
	return j
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
	return decl != nil && decl.Body != nil && j.exporter.factOf(fn, decl, fact)
}

// FindVar is Find for a variable of the package.
func (j *Judge) FindVar(v *types.Var, fact analysis.Fact) bool {
	f, ok := fact.(*launches)
	return ok && j.exporter.launchesBy(v, f)
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

// PanicsAs reports whether anything in n, a part of what call calls, can panic with what that is handed.
func (j *Judge) PanicsAs(n ast.Node, call *ast.CallExpr) bool {
	h := j.handedTo(call)
	return !j.dangers(n, func(d danger) bool {
		return d.level == Full || h != nil && d.needs != 0 && d.needs&never == 0 && d.needs&^h.notNil == 0
	})
}

// RangeHead is the part of a range statement that runs on each pass, for
// Operations: a control-flow graph has no node of its own for it.
type RangeHead = rangeHead

// MayReturn reports whether a call can return, as a control-flow graph wants to know.
func (j *Judge) MayReturn(call *ast.CallExpr) bool { return !j.neverReturns(call) }

// Launched reports whether a launcher of another module runs an argument of
// call on a new goroutine.
func (j *Judge) Launched(call *ast.CallExpr, arg ast.Expr) bool {
	_, list := j.launching.launcher(call)
	return slices.ContainsFunc(list, func(l launched) bool { return l.value == arg })
}
