package effects

import (
	"go/ast"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
)

// New returns an analyzer whose result is a *Result. It builds on panics, an
// analyzer of package panicflow, and reports nothing.
func New(panics *analysis.Analyzer) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:       "effects",
		Doc:        "find what functions do that others wait for: locks, completion signals, results",
		Requires:   []*analysis.Analyzer{panics},
		FactTypes:  []analysis.Fact{new(effects)},
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
//
// It has the methods that other packages ask, and what all questions share: summaries, entries, the graph of calls. Behind
// them each kind of question has a receiver of its own, with what it remembers, and each of these holds the Result, since they ask
// each other: r.readers.isRead(v), r.waiting.endless(loop).
type Result struct {
	source
	pass      *analysis.Pass
	summaries *fixpoint.Solver[ast.Node]
	calls     map[ast.Node][]target // by function: what it calls, once its summary is known
	entries   map[ast.Node]*Entry
	opened    map[ast.Node]bool             // whose Entry is just being found; see Body
	reopened  int                           // how often one of them was asked for
	calledBy  map[*ast.CallExpr][]ast.Node  // called
	facts     map[*types.Func]*Summary      // of other packages
	graph     callGraph                     // of what entries call, as far as somebody has asked
	bodies    map[*ast.BlockStmt]*bodyIndex // indexOf
	values    []ast.Expr                    // funcValues
	valued    bool                          // funcValues has been asked for

	naming   naming
	readers  readers
	polling  polling
	serving  serving
	waiting  waiting
	leaving  leaving
	claiming claiming
	takers   takers
}

func newResult(pass *analysis.Pass, panics *panicflow.Judge) *Result {
	r := &Result{
		source:    source{panics},
		pass:      pass,
		summaries: fixpoint.New[ast.Node](),
		calls:     make(map[ast.Node][]target),
		entries:   make(map[ast.Node]*Entry),
		opened:    make(map[ast.Node]bool),
		calledBy:  make(map[*ast.CallExpr][]ast.Node),
		facts:     make(map[*types.Func]*Summary),
		bodies:    make(map[*ast.BlockStmt]*bodyIndex),
	}
	r.naming = naming{Result: r, owners: make(map[*types.Package]map[*types.Var]string)}
	r.readers = readers{Result: r, readIn: make(map[ast.Node]map[string]bool)}
	r.polling = polling{Result: r}
	r.serving = serving{Result: r, served: fixpoint.New[string]()}
	r.waiting = waiting{Result: r, jumps: make(map[*ast.LabeledStmt]*ast.ForStmt)}
	r.leaving = leaving{Result: r, left: fixpoint.New[ast.Node](), flows: make(map[ast.Expr]*flow)}
	r.claiming = claiming{r}
	r.takers = takers{Result: r, takings: fixpoint.New[ast.Node]()}
	return r
}

// effects is the fact of what a function does that others can notice.
type effects struct{ Summary }

func (*effects) AFact() {}

func (f *effects) String() string { return f.Summary.String() }

// export writes the facts of the functions that other packages can name.
func (r *Result) export() {
	for fn := range r.Exported() {
		fact := new(effects)
		if r.Find(fn, fact) {
			r.pass.ExportObjectFact(fn, fact)
		}
	}
}

// Find sets fact to what is exported of a function that is declared in the
// package, and reports whether there is such a fact. A driver that finds facts
// when somebody asks leaves the ExportObjectFact of the pass nil.
func (r *Result) Find(fn *types.Func, fact analysis.Fact) bool {
	f, ok := fact.(*effects)
	decl := r.Decl(fn)
	if !ok || decl == nil || decl.Body == nil || r.IsStd(r.Types.Path()) {
		return false // only other packages of the same module ask
	}
	f.Summary = r.summary(decl).exported()
	return !equalSummaries(&f.Summary, new(Summary))
}
