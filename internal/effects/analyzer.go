package effects

import (
	"go/ast"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
)

// New returns an analyzer whose result is a *Result. It builds on panics, an
// analyzer of package panicflow, and reports nothing.
func New(panics *analysis.Analyzer) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:       "effects",
		Doc:        "find what functions do that others wait for: locks, completion signals, results",
		Requires:   []*analysis.Analyzer{panics},
		FactTypes:  []analysis.Fact{new(work)},
		ResultType: reflect.TypeFor[*Result](),
		Run: func(pass *analysis.Pass) (any, error) {
			r := newResult(pass, pass.ResultOf[panics].(*panicflow.Judge))
			if pass.ExportObjectFact != nil {
				r.export()
			}
			return r, nil
		},
	}
}

// A Result knows the effects of the functions of one package. It is not safe
// for concurrent use.
type Result struct {
	*panicflow.Judge
	pass    *analysis.Pass
	works   map[ast.Node]*Work
	waiting map[ast.Node]bool // callWaits
}

func newResult(pass *analysis.Pass, panics *panicflow.Judge) *Result {
	return &Result{
		Judge:   panics,
		pass:    pass,
		works:   make(map[ast.Node]*Work),
		waiting: make(map[ast.Node]bool),
	}
}

// work is the fact of a function as an entry.
type work struct{ Work }

func (*work) AFact() {}

// export writes the facts of the functions that other packages can name.
func (r *Result) export() {
	for fn := range r.Exported() {
		fact := new(work)
		if r.Find(fn, fact) {
			r.pass.ExportObjectFact(fn, fact)
		}
	}
}

// Find sets fact to what is exported of a function that is declared in the
// package, and reports whether there is such a fact. A driver that finds facts
// when somebody asks leaves the ExportObjectFact of the pass nil.
func (r *Result) Find(fn *types.Func, fact analysis.Fact) bool {
	w, ok := fact.(*work)
	decl := r.Decl(fn)
	if !ok || decl == nil || decl.Body == nil {
		return false
	}
	w.Work = r.WorkIn(decl)
	return w.Work != Work{}
}

// importWork returns the Work of a function of another package.
func (r *Result) importWork(fn *types.Func) Work {
	var w work
	if fn.Pkg() != r.Types {
		r.pass.ImportObjectFact(fn, &w)
	}
	return w.Work
}
