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
//
// It has the methods that other packages ask. Behind them each kind of question has a receiver
// of its own, with what it remembers, and each of these holds the Judge, since they ask each other:
// j.nilness.notNil(e, s), j.containment.callLevel(call). What the text alone answers is asked of the
// source, which holds no Judge.
type Judge struct {
	source
	pass   *analysis.Pass
	config *Config
	strict bool

	solver *fixpoint.Solver[question]
	facts  imported // of functions of other packages
	stores *stores  // launchedMembers; nil until the first question

	// What a function does with a panic.
	containment containment
	guarding    guarding
	harming     harming
	closings    closings
	hooking     hooking
	tracing     tracing
	crashing    crashing
	launching   launching
	deadCode    deadCode

	// What can panic, and what is proved not to.
	panicking panicking
	trusting  trusting
	channels  channelFlow
	proving   proving

	// What values are.
	places    places
	settings  settings
	nilness   nilness
	numbers   numbers
	results   results
	sums      sums
	rows      rows
	marks     marks
	owning    owning
	ensuring  ensuring
	pooling   pooling
	gathering gathering

	// What is said of it, here and in other packages.
	explaining explaining
	exporter   exporter
}

func newJudge(pass *analysis.Pass, pkg *syntax.Package, config *Config, strict bool) *Judge {
	j := &Judge{
		source: source{pkg},
		pass:   pass,
		config: config,
		strict: strict,
		solver: fixpoint.New[question](),
		facts:  newImported(pass, pkg.IsStd, config),
	}
	j.containment, j.guarding, j.crashing, j.deadCode = containment{Judge: j}, guarding{j}, crashing{j}, deadCode{Judge: j}
	j.harming, j.closings, j.hooking = harming{Judge: j}, closings{Judge: j}, hooking{Judge: j, hooked: make(map[ast.Node][]hook)}
	j.tracing = tracing{Judge: j, traced: make(map[tracedVar][]ast.Expr)}
	j.launching = launching{j}
	j.panicking, j.trusting = panicking{Judge: j}, trusting{Judge: j}
	j.channels = channelFlow{Judge: j, own: make(map[*types.Var]*channel)}
	j.proving = proving{Judge: j, found: make(map[ast.Node]*proofs), depth: make(map[ast.Node]int)}
	j.places = places{Judge: j, ids: make(map[placeKey]place), final: make(map[*types.Var]bool)}
	j.settings = settings{Judge: j, unset: make(map[*types.Var]bool), staying: make(map[*types.Var]bool), left: make(map[*types.Var]leaving)}
	j.nilness, j.numbers, j.results = nilness{Judge: j}, numbers{j}, results{j}
	j.sums = sums{Judge: j, counters: make(map[*types.Var]bool)}
	j.rows = rows{Judge: j, matrices: make(map[*types.Var]matrix)}
	j.owning = owning{Judge: j, staying: make(map[ownField]bool)}
	j.ensuring = ensuring{Judge: j, made: make(map[ast.Node][]*types.Var)}
	j.pooling, j.gathering = pooling{Judge: j}, gathering{Judge: j}
	j.explaining, j.exporter = explaining{Judge: j, ways: make(map[wayKey]reasoned)}, exporter{j}
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
	h := j.proving.handedTo(call)
	return !j.dangers(n, func(d danger) bool {
		return d.level == Full || h != nil && d.needs != 0 && d.needs&never == 0 && d.needs&^h.notNil == 0
	})
}

// RangeHead is the part of a range statement that runs on each pass, for
// Operations: a control-flow graph has no node of its own for it.
type RangeHead = rangeHead

// MayReturn reports whether a call can return, as a control-flow graph wants to know.
func (j *Judge) MayReturn(call *ast.CallExpr) bool { return !j.crashing.neverReturns(call) }

// Launched reports whether a launcher of another module runs an argument of
// call on a new goroutine.
func (j *Judge) Launched(call *ast.CallExpr, arg ast.Expr) bool {
	_, list := j.launching.launcher(call)
	return slices.ContainsFunc(list, func(l launched) bool { return l.value == arg })
}
