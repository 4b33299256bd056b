package analyzer

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer/code"
	"github.com/unsupervisedgo/unsupervisedgo/fix"
)

// export writes the facts of this package's functions.
func (j *judge) export() {
	for _, file := range j.Files {
		for _, decl := range file.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok && decl.Body != nil {
				if fn, ok := j.Info.Defs[decl.Name].(*types.Func); ok {
					for _, fact := range j.factsOf(fn, decl) {
						j.pass.ExportObjectFact(fn, fact)
					}
				}
			}
		}
	}
}

// factsOf finds the facts of a function of this package.
func (j *judge) factsOf(fn *types.Func, decl *ast.FuncDecl) []analysis.Fact {
	var facts []analysis.Fact
	rec, con := recovers{Self: j.nodeRecovers(decl)}, contains{Self: j.nodeLevel(decl)}
	if isFuncResult(fn) {
		rec.Result = j.resultRecovers(decl)
		con.Result = j.resultLevel(code.Target{Func: fn})
	}
	if rec != (recovers{}) {
		facts = append(facts, &rec)
	}
	if con != (contains{}) {
		facts = append(facts, &con)
	}
	var sup, lau []int
	params := fn.Signature().Params()
	for i := range params.Len() {
		if paramAt(fn.Signature(), i) == nil || !isFunc(params.At(i).Type()) {
			continue
		}
		switch uses := j.paramUses(decl, i); {
		case uses == guarded:
			sup = append(sup, i)
		case uses&launched != 0:
			lau = append(lau, i)
		}
	}
	if len(sup) > 0 {
		facts = append(facts, &supervises{sup})
	}
	if len(lau) > 0 {
		facts = append(facts, &launches{lau, j.Module})
	}
	if j.alwaysCrashes(decl) {
		facts = append(facts, new(crashes))
	}
	if w := j.fixer.WorkIn(decl); w != (fix.Work{}) {
		facts = append(facts, &work{w})
	}
	return facts
}

func isFuncResult(fn *types.Func) bool {
	r := fn.Signature().Results()
	return r.Len() == 1 && isFunc(r.At(0).Type())
}
