package analyzer

import (
	"encoding/json"
	"go/ast"
	"reflect"
	"strings"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/heartbeats"
	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
)

// NewInventory returns an analyzer that finds nothing wrong: it reports what is supervised, and
// where that is asked for, as diagnostics whose messages are of JSON, an [Item] each. It has the
// flags of [New].
func NewInventory() *analysis.Analyzer {
	opts := new(options)
	panics := panicflow.New(&opts.panics)
	beats := heartbeats.New(effects.New(panics), &opts.beats)
	a := &analysis.Analyzer{
		Name:       "inventory",
		Doc:        "list what is supervised",
		Requires:   []*analysis.Analyzer{beats},
		ResultType: reflect.TypeFor[*Findings](),
		Run: func(pass *analysis.Pass) (any, error) {
			known := pass.ResultOf[beats].(*heartbeats.Result)
			runtime := opts.runtime.in(known.Module)
			if pass.Pkg.Path() != runtime && !isVendored(pass) {
				for node, item := range inventory(known, runtime) {
					text, err := json.Marshal(item)
					if err != nil {
						return nil, err
					}
					pass.Report(analysis.Diagnostic{Pos: node.Pos(), End: node.End(), Message: string(text)})
				}
			}
			return &Findings{}, nil
		},
	}
	opts.register(&a.Flags)
	return a
}

// An Item is something that an inventory lists: a supervised function, or a handler that tells of
// all of them.
type Item struct {
	Name string // as it is registered; "" if that is not constant
	Runs string // the function, as the code says it

	Program string // the import path of the package, if it is a main

	Restarts bool // it runs again after a panic: it is a service
	Deadline bool // it is seen to have one for its heartbeats

	heartbeats.Pulse

	// Path is the URL path of a handler; then nothing else is set. "/" where the code does not tell.
	Path string
}

// Interval returns how long an item may be silent, by its code: as long as the deadline that a fix
// would give it. It is 0 if that is not known.
func (i Item) Interval() time.Duration {
	d, _ := heartbeats.Period{Duration: i.Period}.Deadline()
	return d
}

// inventory lists what a package supervises and serves.
func inventory(r *heartbeats.Result, runtime string) map[ast.Node]Item {
	items := make(map[ast.Node]Item)
	program := ""
	if r.Types.Name() == "main" {
		program = r.Types.Path()
	}
	for _, s := range r.Started() {
		if s.Theirs != nil {
			continue // their registry knows it, not the handler
		}
		items[s.At] = Item{Name: s.Name, Runs: runs(r, s), Program: program, Restarts: !s.Task, Deadline: s.Watched, Pulse: r.Pulse(s)}
	}
	for c := range r.Preorder((*ast.CallExpr)(nil)) {
		call := c.Node().(*ast.CallExpr)
		if fn := r.Callee(call); fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != runtime+"/supervisedhttp" || fn.Name() != "Handler" {
			continue
		}
		path := "/"
		for c := range c.Enclosing((*ast.CallExpr)(nil)) {
			for _, arg := range c.Node().(*ast.CallExpr).Args {
				if text, ok := r.ConstantString(arg); ok && strings.Contains(text, "/") {
					path = text[strings.Index(text, "/"):]
				}
			}
			if path != "/" {
				break
			}
		}
		items[call] = Item{Path: path}
	}
	return items
}

// runs names the function of a service.
func runs(r *heartbeats.Result, s *heartbeats.Service) string {
	lit, ok := ast.Unparen(s.Func()).(*ast.FuncLit)
	if !ok {
		return r.Text(s.Func())
	}
	if len(lit.Body.List) == 1 { // func(ctx context.Context) { s.run(ctx) }
		if x, ok := lit.Body.List[0].(*ast.ExprStmt); ok {
			return r.Text(x.X)
		}
	}
	return r.Text(lit)
}
