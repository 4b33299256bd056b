package effects

import (
	"go/ast"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

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
type Result struct {
	*panicflow.Judge
	pass      *analysis.Pass
	summaries *fixpoint.Solver[ast.Node]
	calls     map[ast.Node][]target // by function: what it calls, once its summary is known
	entries   map[ast.Node]*Entry
	jumps     map[*ast.LabeledStmt]*ast.ForStmt        // loops by goto
	opened    map[ast.Node]bool                        // whose Entry is just being found; see Body
	calledBy  map[*ast.CallExpr][]ast.Node             // called
	readIn    map[ast.Node]map[string]bool             // readBy
	reopened  int                                      // how often one of them was asked for
	facts     map[*types.Func]*Summary                 // of other packages
	state     *states                                  // nil until somebody asks
	left      *fixpoint.Solver[ast.Node]               // of what functions leave
	busy      map[string]bool                          // saysBusy; nil until somebody asks
	takings   *fixpoint.Solver[ast.Node]               // takesFirst
	elems     map[*types.Var][]ast.Expr                // elementsSet; nil until somebody asks
	pipes     map[*types.Var]bool                      // isPipe; nil until somebody asks
	changed   map[changesKey]map[string]bool           // changes; nil until somebody asks
	join      *joins                                   // nil until somebody asks
	dynamic   *dynamics                                // nil until somebody asks
	starts    map[ast.Node]bool                        // started; nil until somebody asks
	values    []ast.Expr                               // funcValues
	valued    bool                                     // funcValues has been asked for
	gathered  map[*types.Var]bool                      // gathers; nil until somebody asks
	sends     map[string][]inspector.Cursor            // sendsTo; nil until somebody asks
	receives  map[string][]inspector.Cursor            // receivesFrom; nil until somebody asks
	bodies    map[*ast.BlockStmt]*bodyIndex            // indexOf
	conds     map[string]bool                          // asked; nil until somebody asks
	served    *fixpoint.Solver[string]                 // servedOnly
	flows     map[ast.Expr]*flow                       // flowOf
	clauses   map[*types.Var]ast.Expr                  // switched; nil until somebody asks
	concrete  []*types.Pointer                         // concreteTypes; nil until somebody asks
	graph     callGraph                                // of what entries call, as far as somebody has asked
	dropped   map[dropKey][]Ref                        // drops; nil until somebody asks
	workOff   map[workOffKey]bool                      // worksOffWhole; nil until somebody asks
	owners    map[*types.Package]map[*types.Var]string // classOf: the types of fields
}

func newResult(pass *analysis.Pass, panics *panicflow.Judge) *Result {
	return &Result{
		Judge:     panics,
		pass:      pass,
		summaries: fixpoint.New[ast.Node](),
		calls:     make(map[ast.Node][]target),
		entries:   make(map[ast.Node]*Entry),
		flows:     make(map[ast.Expr]*flow),
		jumps:     make(map[*ast.LabeledStmt]*ast.ForStmt),
		opened:    make(map[ast.Node]bool),
		served:    fixpoint.New[string](),
		calledBy:  make(map[*ast.CallExpr][]ast.Node),
		readIn:    make(map[ast.Node]map[string]bool),
		facts:     make(map[*types.Func]*Summary),
		bodies:    make(map[*ast.BlockStmt]*bodyIndex),
		left:      fixpoint.New[ast.Node](),
		takings:   fixpoint.New[ast.Node](),
		owners:    make(map[*types.Package]map[*types.Var]string),
	}
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
