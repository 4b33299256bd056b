package panicflow

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// export writes the facts of this package's functions that other packages can
// name.
func (j *Judge) export() {
	for fn := range j.Exported() {
		for _, fact := range factTypes() {
			if j.Find(fn, fact) {
				j.pass.ExportObjectFact(fn, fact)
			}
		}
	}
}

// factTypes returns a new fact of each type.
func factTypes() []analysis.Fact {
	return []analysis.Fact{new(recovers), new(contains), new(supervises), new(launches), new(crashes), new(makes)}
}

// factOf finds one fact of a function of this package, and reports whether
// there is one.
func (j *Judge) factOf(fn *types.Func, decl *ast.FuncDecl, fact analysis.Fact) bool {
	switch f := fact.(type) {
	case *recovers:
		f.Self = j.nodeRecovers(decl)
		if isFuncResult(fn) {
			f.Result = j.resultRecovers(decl)
		}
		return *f != recovers{}
	case *contains:
		f.Self = j.nodeLevel(decl)
		if f.Self == Full && j.prints(decl) && !j.guards(decl.Body) {
			f.Self = None
		}
		f.Given = f.Self < Full && j.nodeGiven(decl)
		if isFuncResult(fn) {
			f.Result = j.resultLevel(syntax.Target{Func: fn})
			f.ResultGiven = f.Result < Full && j.resultGiven(syntax.Target{Func: fn})
		}
		if f.Self < Full {
			if need := j.nodeNeeds(decl); need != never && !j.prints(decl) {
				f.NotNil = need
			}
		}
		return *f != contains{}
	case *supervises:
		f.Params = j.paramsBy(fn, decl, func(u use) bool { return u == guarded })
		return len(f.Params) > 0
	case *launches:
		f.Params = j.paramsBy(fn, decl, func(u use) bool { return u&launched != 0 })
		f.Module = j.Module
		return len(f.Params) > 0
	case *crashes:
		return j.alwaysCrashes(decl)
	case *makes:
		*f = makes(fn.Signature().Results().Len() == 1 && canBeNil(fn.Signature().Results().At(0).Type()) && j.resultNotNil(decl))
		return bool(*f)
	}
	return false
}

// paramsBy lists the function parameters of fn that are used in a certain way.
func (j *Judge) paramsBy(fn *types.Func, decl *ast.FuncDecl, is func(use) bool) []int {
	var list []int
	sig := fn.Signature()
	for i := range sig.Params().Len() {
		if _, typ := paramOf(sig, i); isFunc(typ) && is(j.paramUses(decl, i, None)) {
			list = append(list, i)
		}
	}
	return list
}

func isFuncResult(fn *types.Func) bool {
	r := fn.Signature().Results()
	return r.Len() == 1 && isFunc(r.At(0).Type())
}
