package analyzer

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer/code"
	"github.com/unsupervisedgo/unsupervisedgo/fix"
)

// A judge knows what becomes of panics in one package.
type judge struct {
	*code.Package
	pass   *analysis.Pass
	strict bool
	trust  map[string]bool // -supervisors

	facts    map[*types.Func]*knowledge // of functions of all packages
	levels   map[ast.Node]Level         // of FuncDecls and FuncLits: nodeLevel
	recover  map[ast.Node]Level         // nodeRecovers
	crash    map[ast.Node]bool          // alwaysCrashes
	guard    map[*ast.CallExpr]Level    // deferred
	channels map[*types.Var]bool        // ownChannel
	fixer    *fix.Fixer
	uses     map[useKey]use     // usesOf
	results  map[ast.Node]Level // resultLevel
	products map[ast.Node]Level // resultRecovers
	depth    int                // of recursion through helpers
}

// maxDepth bounds the recursion through helpers that hand a value on; what
// lies deeper counts as unknown.
const maxDepth = 8

// knowledge is everything that is known of a function.
type knowledge struct {
	recovers   recovers
	contains   contains
	supervises supervises
	launches   launches
	crashes    bool
}

func newJudge(pass *analysis.Pass, opts *options) *judge {
	j := &judge{
		Package:  code.New(pass),
		pass:     pass,
		strict:   opts.strict,
		trust:    opts.supervisors,
		facts:    make(map[*types.Func]*knowledge),
		levels:   make(map[ast.Node]Level),
		recover:  make(map[ast.Node]Level),
		crash:    make(map[ast.Node]bool),
		guard:    make(map[*ast.CallExpr]Level),
		channels: make(map[*types.Var]bool),
		uses:     make(map[useKey]use),
		results:  make(map[ast.Node]Level),
		products: make(map[ast.Node]Level),
	}
	j.fixer = fix.New(j.Package, rewriteKnowledge{j}, opts.runtime.in(j.Module))
	j.solve()
	return j
}

// fact returns what is known of fn: of a function of this package what solve
// has found so far, of another what its package exported.
func (j *judge) fact(fn *types.Func) *knowledge {
	k := j.facts[fn]
	if k == nil {
		k = new(knowledge)
		j.facts[fn] = k
		if fn.Pkg() != j.Types {
			j.pass.ImportObjectFact(fn, &k.recovers)
			j.pass.ImportObjectFact(fn, &k.contains)
			j.pass.ImportObjectFact(fn, &k.supervises)
			j.pass.ImportObjectFact(fn, &k.launches)
			k.crashes = j.pass.ImportObjectFact(fn, new(crashes))
			stdLaunches(fn, k)
		}
	}
	return k
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

// function is a declared function of the package.
type function struct {
	fn     *types.Func
	decl   *ast.FuncDecl
	params []handed // its function parameters
}

type handed struct {
	index int
	v     *types.Var // nil: unnamed, never used
}

// solve finds the facts of every function of the package. They depend on each
// other, through recursion too, and are found as fixed points: contains and
// supervises hold of every function until something speaks against it;
// launches holds of none until something speaks for it.
func (j *judge) solve() {
	funcs := j.functions()
	for _, f := range funcs {
		j.levels[f.decl] = Full
		for _, p := range f.params {
			k := j.fact(f.fn)
			k.supervises.Params = append(k.supervises.Params, p.index)
		}
	}
	for changed := true; changed; {
		changed = false
		for _, f := range funcs {
			if old := j.levels[f.decl]; old > None {
				if level := j.quickLevel(f.decl.Body); level < old {
					j.levels[f.decl] = level
					changed = true
				}
			}
			k := j.fact(f.fn)
			for _, p := range f.params {
				if slices.Contains(k.supervises.Params, p.index) && !j.onlySupervised(f, p) {
					k.supervises.Params = slices.DeleteFunc(k.supervises.Params, func(i int) bool { return i == p.index })
					changed = true
				}
			}
		}
		if changed { // what was derived rests on what has just changed
			clear(j.uses)
			clear(j.results)
			for n := range j.levels {
				if _, lit := n.(*ast.FuncLit); lit {
					delete(j.levels, n)
				}
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for _, f := range funcs {
			k := j.fact(f.fn)
			for _, p := range f.params {
				if p.v != nil && !slices.Contains(k.launches.Params, p.index) && j.usesOf(p.v, f.decl, None)&launched != 0 {
					k.launches.Params = append(k.launches.Params, p.index)
					changed = true
				}
			}
		}
		if changed {
			clear(j.uses)
		}
	}
}

func (j *judge) onlySupervised(f function, p handed) bool {
	return p.v == nil || j.usesOf(p.v, f.decl, None) == 0
}

// functions lists the package's functions that have a body, in source order.
func (j *judge) functions() []function {
	var list []function
	for _, file := range j.Files {
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok || decl.Body == nil {
				continue
			}
			fn, ok := j.Info.Defs[decl.Name].(*types.Func)
			if !ok {
				continue
			}
			f := function{fn: fn, decl: decl}
			params := fn.Signature().Params()
			for i := range params.Len() {
				if paramAt(fn.Signature(), i) != nil && isFunc(params.At(i).Type()) {
					f.params = append(f.params, handed{i, j.param(decl, i)})
				}
			}
			list = append(list, f)
		}
	}
	return list
}

// export writes the facts of this package's functions.
func (j *judge) export() {
	for _, f := range j.functions() {
		k := j.fact(f.fn)
		if k.recovers = (recovers{Self: j.nodeRecovers(f.decl)}); isFuncResult(f.fn) {
			k.recovers.Result = j.resultRecovers(f.decl)
			k.contains.Result = j.resultLevel(code.Target{Func: f.fn})
		}
		k.contains.Self = j.levels[f.decl]
		if k.recovers != (recovers{}) {
			j.pass.ExportObjectFact(f.fn, &k.recovers)
		}
		if k.contains != (contains{}) {
			j.pass.ExportObjectFact(f.fn, &k.contains)
		}
		if len(k.supervises.Params) > 0 {
			j.pass.ExportObjectFact(f.fn, &k.supervises)
		}
		if len(k.launches.Params) > 0 {
			k.launches.Module = j.Module
			slices.Sort(k.launches.Params)
			j.pass.ExportObjectFact(f.fn, &k.launches)
		}
		if j.alwaysCrashes(f.decl) {
			k.crashes = true
			j.pass.ExportObjectFact(f.fn, new(crashes))
		}
		if w := j.fixer.WorkIn(f.decl); w != (fix.Work{}) {
			j.pass.ExportObjectFact(f.fn, &work{w})
		}
	}
}

func isFuncResult(fn *types.Func) bool {
	r := fn.Signature().Results()
	return r.Len() == 1 && isFunc(r.At(0).Type())
}
