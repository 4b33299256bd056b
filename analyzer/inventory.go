package analyzer

import (
	"encoding/json"
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/heartbeats"
	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
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
	Passing  bool // it is started for a request or a connection, or with a timeout, and may be gone with that

	Theirs string // the package of the module's own that supervises it, if one does: the handler knows nothing of it

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
		item := Item{Name: s.Name, Runs: runs(r, s), Program: program, Restarts: !s.Task, Deadline: s.Watched, Passing: passing(r, s), Pulse: r.Pulse(s)}
		if s.Theirs != nil {
			item.Theirs = s.Theirs.Name()
		}
		items[s.At] = item
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

// passing reports whether a service is there for a while only: its context has a timeout, or it is started where a
// request or a connection is handled, by the names of what a function around it, or its receiver, is handed.
func passing(r *heartbeats.Result, s *heartbeats.Service) bool {
	if slices.ContainsFunc(s.Call.Args, func(arg ast.Expr) bool { return hasTimeout(r, arg, 0) }) {
		return true
	}
	c, _ := r.CursorOf(s.Call)
	for c := range c.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		handed := syntax.FuncType(c.Node()).Params.List
		if decl, ok := c.Node().(*ast.FuncDecl); ok && decl.Recv != nil {
			handed = slices.Concat(decl.Recv.List, handed)
		}
		for _, field := range handed {
			if isPassing(r.Info.TypeOf(field.Type)) {
				return true
			}
		}
	}
	return false
}

// hasTimeout reports whether an expression is a context with a timeout, or one made from it.
func hasTimeout(r *heartbeats.Result, x ast.Expr, depth int) bool {
	v := r.VarOf(x)
	if v == nil || depth > 8 || !syntax.IsContext(v.Type()) || len(r.Var(v).Values) != 1 {
		return false
	}
	made, ok := r.Var(v).Values[0].From.(*ast.CallExpr)
	if !ok {
		return false
	}
	if fn := r.Callee(made); fn != nil && fn.FullName() == "context.WithoutCancel" {
		return false
	}
	return r.HasTimeout(made) || slices.ContainsFunc(made.Args, func(arg ast.Expr) bool { return hasTimeout(r, arg, depth+1) })
}

// isPassing reports whether a type is that of a request, of a connection or a session, or of what a framework makes
// of one: *http.Request, net.Conn, *websocket.Conn, *gin.Context.
func isPassing(t types.Type) bool {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || syntax.IsContext(t) {
		return false
	}
	name := strings.ToLower(named.Obj().Name())
	return slices.Contains([]string{"request", "responsewriter", "context", "ctx"}, name) ||
		strings.HasSuffix(name, "conn") || strings.HasSuffix(name, "session")
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
