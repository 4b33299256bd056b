package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// The ways through a function, as far as they differ in what is taken on them (taking.go): each knows what it has found taken or
// free, what it has raised, and what its locals say of that. A loop is walked once.

// An outcome is how a way ends, or what a value is.
type outcome int

const (
	unknown outcome = iota
	no              // false
	yes             // true
	fine            // nil, for an error
	fails           // an error
	panics
	loops // it comes to the loop of a service
)

// A value is what is known of an expression.
type value struct {
	out     outcome
	classes []string   // it is true if they were taken; an error, if err is set
	neg     bool       // it is true if they were free
	err     bool       // it is an error that says so
	takes   bool       // and takes them if they were free
	of      *types.Var // the local that it is read from, or, of err != nil, the error's
	node    ast.Node
}

// A route is one of those through a function.
type route struct {
	at      map[string]ast.Node // what it has raised, and where
	asked   map[string]bool     // what it has read before it decided something
	found   map[string]bool     // taken or free
	vals    map[*types.Var]value
	returns []value
	end     outcome
}

func (w *route) clone() *route {
	c := *w
	c.at, c.asked, c.found, c.vals = maps.Clone(w.at), maps.Clone(w.asked), maps.Clone(w.found), maps.Clone(w.vals)
	return &c
}

// result returns the i-th result of a way that has ended.
func (w *route) result(i int) value {
	if w.end != unknown {
		return value{out: w.end}
	}
	if i < len(w.returns) {
		return w.returns[i]
	}
	return value{}
}

// maxWays bounds the ways that are followed; a function with more takes nothing.
const maxWays = 64

type walk struct {
	*Result
	fn         ast.Node
	loop       ast.Node // of a service; else nil
	candidates map[string]bool
	named      []*types.Var // its results, if they have names
	ended      []*route
	many       bool // more ways than are followed
}

// newWalk returns the walk through a function; nil if there is nothing that it could take, or nobody whom it could tell.
func (r *takers) newWalk(fn, loop ast.Node) *walk {
	typ := syntax.FuncType(fn)
	tells := loop != nil || r.mayPanicItself(fn)
	var named []*types.Var
	if typ.Results != nil {
		for _, f := range typ.Results.List {
			t := r.Info.TypeOf(f.Type)
			tells = tells || syntax.IsError(t) || isBool(t)
			for _, id := range f.Names {
				v, _ := r.Info.Defs[id].(*types.Var)
				named = append(named, v)
			}
		}
	}
	if !tells {
		return nil
	}
	set := r.candidates(fn)
	if len(set) == 0 {
		return nil
	}
	return &walk{Result: r.Result, fn: fn, loop: loop, candidates: set, named: named}
}

// mayPanicItself reports whether a function calls panic, or a function that turns away who comes too late by that.
func (r *takers) mayPanicItself(fn ast.Node) bool {
	found := false
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !found {
			t := r.takenBy(call)
			found = r.Builtin(call) == "panic" || t != nil && t.away == panics
		}
		return !found
	})
	return found
}

func (w *walk) walk() {
	first := &route{at: make(map[string]ast.Node), asked: make(map[string]bool), found: make(map[string]bool), vals: make(map[*types.Var]value)}
	for _, v := range w.named {
		first.vals[v] = zero(v)
	}
	last := w.block(syntax.Body(w.fn).List, []*route{first})
	w.ended = append(w.ended, last...)
	if w.many || len(w.ended) > maxWays {
		w.ended = nil
	}
}

// zero is the value with which a variable begins.
func zero(v *types.Var) value {
	if v == nil {
		return value{}
	}
	if isBool(v.Type()) {
		return value{out: no}
	}
	if syntax.IsError(v.Type()) {
		return value{out: fine}
	}
	return value{}
}

func (w *walk) block(list []ast.Stmt, live []*route) []*route {
	for _, stmt := range list {
		if len(live) == 0 || len(live)+len(w.ended) > maxWays {
			w.many = w.many || len(live) > 0
			break
		}
		live = w.stmt(stmt, live)
	}
	return live
}

// stmt follows the ways through a statement, and returns those that go on behind it.
func (w *walk) stmt(stmt ast.Stmt, live []*route) []*route {
	if ast.Node(stmt) == w.loop {
		w.end(live, loops)
		return nil
	}
	switch n := stmt.(type) {
	case nil:
	case *ast.BlockStmt:
		return w.block(n.List, live)
	case *ast.LabeledStmt:
		return w.stmt(n.Stmt, live)
	case *ast.IfStmt:
		return w.branch(n, live)
	case *ast.SwitchStmt:
		return w.choices(n, live)
	case *ast.TypeSwitchStmt:
		return w.clauses(n.Body, live)
	case *ast.SelectStmt:
		return w.clauses(n.Body, live)
	case *ast.ForStmt:
		return w.pass(n.Body, live)
	case *ast.RangeStmt:
		return w.pass(n.Body, live)
	case *ast.ReturnStmt:
		for _, way := range live {
			way.returns = w.returned(n, way)
		}
		w.end(live, unknown)
		return nil
	case *ast.ExprStmt:
		return w.called(n, live)
	case *ast.DeclStmt:
		w.declare(n, live)
	case *ast.AssignStmt:
		for _, way := range live {
			w.assign(n, way)
		}
	case *ast.IncDecStmt:
		for _, way := range live {
			if class := w.polling.class(n.X); w.candidates[class] && n.Tok == token.INC {
				way.at[class] = n
			} else {
				delete(way.at, class)
			}
		}
	}
	return live
}

func (w *walk) end(live []*route, how outcome) {
	for _, way := range live {
		way.end = how
	}
	w.ended = append(w.ended, live...)
}

// pass follows the ways through the body of a loop, and those that have no pass.
func (w *walk) pass(body *ast.BlockStmt, live []*route) []*route {
	if !w.counts(body) {
		return live
	}
	return append(w.block(body.List, clones(live)), live...)
}

func clones(live []*route) []*route {
	list := make([]*route, len(live))
	for i, way := range live {
		list[i] = way.clone()
	}
	return list
}

// counts reports whether a statement ends ways, or says or changes something of what may be taken: any other is no fork.
func (w *walk) counts(stmt ast.Stmt) bool {
	found := false
	syntax.Own(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case nil:
		case *ast.ReturnStmt:
			found = true
		case *ast.AssignStmt:
			found = found || slices.ContainsFunc(n.Lhs, func(x ast.Expr) bool {
				v := w.VarOf(x)
				return w.candidates[w.polling.class(x)] || slices.Contains(w.named, v) && v != nil
			})
		case *ast.CallExpr:
			_, x, _ := w.atomicChange(n)
			found = found || w.Builtin(n) == "panic" || x != nil && w.candidates[w.polling.class(x)] || w.takers.takenBy(n) != nil
		case *ast.IncDecStmt:
			found = found || w.candidates[w.polling.class(n.X)]
		}
		found = found || n == w.loop && n != nil
		return !found
	})
	return found
}

func (w *walk) branch(n *ast.IfStmt, live []*route) []*route {
	if n.Init != nil {
		live = w.stmt(n.Init, live)
	}
	if !w.counts(n.Body) && (n.Else == nil || !w.counts(n.Else)) {
		for _, way := range live {
			w.asks(n.Cond, way)
		}
		return live
	}
	var then, other []*route
	for _, way := range live {
		is, not := w.split(n.Cond, way)
		then, other = append(then, is...), append(other, not...)
	}
	after := w.block(n.Body.List, then)
	if n.Else != nil {
		other = w.block([]ast.Stmt{n.Else}, other)
	}
	return append(after, other...)
}

// choices follows the ways through a switch statement, whose cases are taken one by one.
func (w *walk) choices(n *ast.SwitchStmt, live []*route) []*route {
	if n.Init != nil {
		live = w.stmt(n.Init, live)
	}
	if !w.counts(n.Body) {
		return live
	}
	var after []*route
	var last *ast.CaseClause
	for _, stmt := range n.Body.List {
		c := stmt.(*ast.CaseClause)
		if c.List == nil {
			last = c
			continue
		}
		var then, other []*route
		for _, way := range live {
			cond := c.List[0]
			if n.Tag != nil {
				w.asks(n.Tag, way)
				cond = &ast.BinaryExpr{X: n.Tag, Op: token.EQL, Y: cond}
			}
			is, not := w.split(cond, way)
			if len(c.List) > 1 {
				not = []*route{way.clone()}
			}
			then, other = append(then, is...), append(other, not...)
		}
		after = append(after, w.block(c.Body, then)...)
		live = other
	}
	if last != nil {
		live = w.block(last.Body, live)
	}
	return append(after, live...)
}

// clauses follows the ways through clauses of which nothing is known.
func (w *walk) clauses(body *ast.BlockStmt, live []*route) []*route {
	if !w.counts(body) {
		return live
	}
	after := clones(live)
	for _, stmt := range body.List {
		after = append(after, w.block(syntax.Stmts(stmt), clones(live))...)
	}
	return after
}

// called follows the ways through a statement that is a call.
func (w *walk) called(stmt *ast.ExprStmt, live []*route) []*route {
	call, ok := ast.Unparen(stmt.X).(*ast.CallExpr)
	if !ok {
		return live
	}
	if !w.MayReturn(call) || w.Builtin(call) == "panic" {
		w.end(live, panics)
		return nil
	}
	if t := w.takers.takenBy(call); t != nil {
		v := value{classes: t.classes, takes: true, node: call}
		if t.away == panics {
			for _, way := range live {
				w.end(w.assume(v, way, true), panics)
			}
		}
		var after []*route
		for _, way := range live {
			after = append(after, w.assume(v, way, false)...)
		}
		return after
	}
	_, x, stored := w.atomicChange(call)
	for _, way := range live {
		for class := range way.at {
			if w.takers.lowers(call, class) {
				delete(way.at, class)
			}
		}
		if x != nil && w.candidates[w.polling.class(x)] && w.takers.marks(x, stored) {
			way.at[w.polling.class(x)] = call
		}
	}
	return live
}

func (w *walk) declare(n *ast.DeclStmt, live []*route) {
	decl, ok := n.Decl.(*ast.GenDecl)
	if !ok || decl.Tok != token.VAR {
		return
	}
	for _, spec := range decl.Specs {
		for i, id := range spec.(*ast.ValueSpec).Names {
			v, _ := w.Info.Defs[id].(*types.Var)
			for _, way := range live {
				if values := spec.(*ast.ValueSpec).Values; i < len(values) && v != nil {
					way.vals[v] = w.eval(values[i], way)
				} else if v != nil {
					way.vals[v] = zero(v)
				}
			}
		}
	}
}

// assign notes what an assignment raises or takes back, and what it says of its locals.
func (w *walk) assign(n *ast.AssignStmt, way *route) {
	for i, lhs := range n.Lhs {
		v := value{}
		var rhs ast.Expr
		if len(n.Lhs) == len(n.Rhs) {
			rhs = n.Rhs[i]
			v = w.eval(rhs, way)
		} else {
			v = w.evalAt(n.Rhs[0], i, way)
		}
		class := w.polling.class(lhs)
		if local := w.VarOf(lhs); local != nil && !local.IsField() && !w.candidates[class] {
			if _, elem := ast.Unparen(lhs).(*ast.Ident); elem {
				way.vals[local] = v
			}
			continue
		}
		if !w.candidates[class] {
			continue
		}
		switch {
		case n.Tok == token.ADD_ASSIGN || rhs != nil && n.Tok == token.ASSIGN && w.takers.marks(lhs, rhs):
			way.at[class] = n
		default:
			delete(way.at, class)
		}
	}
}

// returned lists what a return statement returns.
func (w *walk) returned(n *ast.ReturnStmt, way *route) []value {
	var list []value
	switch {
	case len(n.Results) == 0:
		for _, v := range w.named {
			list = append(list, way.vals[v])
		}
	case len(n.Results) == 1 && w.results() > 1:
		for i := range w.results() {
			list = append(list, w.evalAt(n.Results[0], i, way))
		}
	default:
		for _, x := range n.Results {
			list = append(list, w.eval(x, way))
		}
	}
	return list
}

// asks notes what a condition reads.
func (w *walk) asks(cond ast.Expr, way *route) {
	read := make(map[string]bool)
	w.polling.polls(cond, read, 1)
	for class := range read {
		if w.candidates[class] {
			way.asked[class] = true
		}
	}
}

// split returns the ways that go on where a condition is true, and where it is false; there can be several of one that has operands.
func (w *walk) split(x ast.Expr, way *route) (yes, no []*route) {
	x = ast.Unparen(x)
	if not, ok := x.(*ast.UnaryExpr); ok && not.Op == token.NOT {
		no, yes = w.split(not.X, way)
		return yes, no
	}
	b, ok := x.(*ast.BinaryExpr)
	if !ok || b.Op != token.LAND && b.Op != token.LOR {
		c := way.clone()
		w.asks(x, c)
		v := w.eval(x, c)
		return w.assume(v, c, true), w.assume(v, c, false)
	}
	yes, no = w.split(b.X, way)
	if b.Op == token.LAND {
		undecided := yes
		yes = nil
		for _, way := range undecided {
			is, not := w.split(b.Y, way)
			yes, no = append(yes, is...), w.bounded(append(no, not...))
		}
		return w.bounded(yes), no
	}
	undecided := no
	no = nil
	for _, way := range undecided {
		is, not := w.split(b.Y, way)
		yes, no = w.bounded(append(yes, is...)), append(no, not...)
	}
	return yes, w.bounded(no)
}

// bounded is list, or nothing if that is too long: then the function takes nothing.
func (w *walk) bounded(list []*route) []*route {
	if w.many = w.many || len(list) > maxWays; w.many {
		return nil
	}
	return list
}

// assume returns the way that goes on if a value is true, or false; none if it cannot.
func (w *walk) assume(v value, from *route, is bool) []*route {
	if v.out == yes && !is || v.out == no && is {
		return nil
	}
	way := from.clone()
	for _, class := range v.classes {
		way.asked[class] = true
		taken := is != v.neg
		if was, known := way.found[class]; known && was != taken && way.at[class] == nil {
			return nil
		}
		way.found[class] = taken
		if v.takes && !taken {
			way.at[class] = v.node
		}
	}
	if v.of != nil {
		switch {
		case v.err && is:
			way.vals[v.of] = value{out: fails}
		case v.err:
			way.vals[v.of] = value{out: fine}
		case is:
			way.vals[v.of] = value{out: yes}
		default:
			way.vals[v.of] = value{out: no}
		}
	}
	return []*route{way}
}
