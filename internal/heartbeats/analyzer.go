package heartbeats

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
)

// Config is what is looked for. It may be filled in until the first package is analysed.
type Config struct {
	On      bool                       // else nothing is
	Runtime func(module string) string // the import path of the runtime package, as seen from a module
}

// New returns an analyzer whose result is a *Result. It builds on works, an analyzer of
// package effects.
func New(works *analysis.Analyzer, config *Config) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:       "heartbeats",
		Doc:        "find the loops of supervised services, and whether they beat",
		Requires:   []*analysis.Analyzer{works},
		FactTypes:  []analysis.Fact{new(rhythm)},
		ResultType: reflect.TypeFor[*Result](),
		Run: func(pass *analysis.Pass) (any, error) {
			r := newResult(pass, pass.ResultOf[works].(*effects.Result), config)
			if pass.ExportObjectFact != nil && config.On {
				r.export()
			}
			return r, nil
		},
	}
}

// A Result knows the heartbeats of one package. What it is asked it finds out, and
// remembers; what nobody asks costs nothing. It is not safe for concurrent use.
//
// It has the methods that other packages ask. Behind them each kind of question has a receiver of its own, with what it remembers, and
// each of these holds the Result, since they ask each other: r.looping.loops(fn), r.timing.timeout(call). What is no question about
// rhythms is asked of the text.
type Result struct {
	text
	pass    *analysis.Pass
	config  *Config
	runtime string

	giving      giving
	timing      timing
	locking     locking
	stopping    stopping
	looping     looping
	beating     beating
	supervising supervising
}

func newResult(pass *analysis.Pass, works *effects.Result, config *Config) *Result {
	r := &Result{text: text{works}, pass: pass, config: config, runtime: config.Runtime(works.Module)}
	r.giving, r.timing, r.locking, r.stopping = giving{Result: r}, timing{r}, locking{Result: r}, stopping{Result: r}
	r.looping = looping{Result: r, own: make(map[ast.Node][]*Loop), ending: make(map[ast.Node][]*Loop)}
	r.beating = beating{Result: r, rhythms: fixpoint.New[ast.Node](), facts: make(map[*types.Func]rhythm)}
	r.supervising = supervising{Result: r}
	return r
}

// A text answers what the text of a package says, and what the functions in it do. It holds no Result of this package: none of its
// methods can ask for a rhythm, so each may be called from everywhere, in the middle of any fixed point.
type text struct{ *effects.Result }

// export writes the facts of the functions that other packages can name.
func (r *Result) export() {
	for fn := range r.Exported() {
		fact := new(rhythm)
		if r.Find(fn, fact) {
			r.pass.ExportObjectFact(fn, fact)
		}
	}
}

// Find sets fact to what is exported of a function that is declared in the
// package, and reports whether there is such a fact. A driver that finds facts
// when somebody asks leaves the ExportObjectFact of the pass nil.
func (r *Result) Find(fn *types.Func, fact analysis.Fact) bool {
	f, ok := fact.(*rhythm)
	decl := r.Decl(fn)
	if !ok || !r.config.On || decl == nil || decl.Body == nil || r.IsStd(r.Types.Path()) {
		return false // only other packages of the same module ask
	}
	*f = r.beating.rhythm(decl)
	params := r.ParamVars(decl)
	f.Helper = r.supervising.helper(decl)
	f.Wait.Given, f.Iterates.Given = Given{}, Given{}
	if v := f.Pace.Given.param; v != nil {
		if f.Pace.Given = (Given{Arg: 1 + slices.Index(params, v)}); f.Pace.Given.Arg == 0 {
			f.Pace = Pace{}
		}
	}
	f.each(func(p *Period) {
		if p.param == nil {
			*p = Period{Duration: p.Duration} // a constant's name means something else elsewhere
		} else if i := slices.Index(params, p.param); i >= 0 {
			*p = Period{Duration: p.Duration, Arg: 1 + i}
		} else {
			*p = Period{}
		}
	})
	return *f != rhythm{}
}
