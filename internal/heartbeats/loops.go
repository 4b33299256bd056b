package heartbeats

import (
	"go/ast"
	"go/types"
	"maps"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// looping tells which loops a function has, and what a pass of one waits for.
type looping struct {
	*Result
	own    map[ast.Node][]*Loop // by function
	ending map[ast.Node][]*Loop // likewise
}

// A Loop is a loop that runs until it is told to stop.
type Loop struct {
	Stmt ast.Stmt // *ast.ForStmt or *ast.RangeStmt; of a loop by goto, the one that stands for it: see Label
	Func ast.Node // the FuncDecl or FuncLit that it is in
	Wait Wait     // of a pass
	As   string   // the name that a pass beats as: see beatsAs
	Sure bool     // every way through a pass beats
	Ends bool     // by what it finds as well: see ticking
}

// Beats reports whether a pass beats.
func (l *Loop) Beats() bool { return l.As != "" }

// Paced reports whether the loop has a pass in bounded time.
func (l *Loop) Paced() bool { return l.Wait.Paced() }

// Body returns the body of the loop.
func (l *Loop) Body() *ast.BlockStmt { return syntax.LoopBody(l.Stmt) }

// Label returns the label that a loop by goto begins with; nil if the loop is a statement.
func (l *Loop) Label() *ast.Ident { return labelOf(l.Stmt) }

func labelOf(loop ast.Stmt) *ast.Ident {
	if n, ok := loop.(*ast.ForStmt); ok && n.For == n.Body.Lbrace {
		return n.Body.List[0].(*ast.LabeledStmt).Label
	}
	return nil
}

// IsLabelOf reports whether a jump by a label is one to a loop.
func (src text) IsLabelOf(loop ast.Stmt, label *ast.Ident) bool {
	own := labelOf(loop)
	if c, ok := src.CursorOf(loop); own == nil && ok {
		if labelled, ok := c.Parent().Node().(*ast.LabeledStmt); ok {
			own = labelled.Label
		}
	}
	return own != nil && src.Info.Defs[own] != nil && src.Info.Defs[own] == src.Info.Uses[label]
}

// loops lists the endless loops in a function itself, in source order.
func (r *looping) loops(fn ast.Node) []*Loop {
	return fixpoint.Keep(r.beating.rhythms, r.own, fn, func() []*Loop { return r.findLoops(fn) })
}

func (r *looping) findLoops(fn ast.Node) (list []*Loop) {
	jumping := make(map[ast.Node]ast.Stmt) // loops by goto, by their labels
	add := func(loop ast.Stmt) {
		if loop != nil && r.Endless(loop) && r.comesRound(loop) {
			l := &Loop{Stmt: loop, Func: fn, Wait: r.waitOf(loop), As: r.beating.beatsAs(syntax.LoopBody(loop))}
			l.Sure = l.Beats() && r.surely(loop)
			list = append(list, l)
		}
	}
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt, *ast.DeferStmt:
			return false
		case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
			list := syntax.Stmts(n)
			for i, s := range list {
				if loop := r.JumpLoop(list, i); loop != nil {
					jumping[s] = loop
				}
			}
		case *ast.LabeledStmt:
			add(jumping[n])
		case *ast.ForStmt, *ast.RangeStmt:
			add(n.(ast.Stmt))
		}
		return true
	})
	return list
}

// ticking lists the loops in a supervised function itself that a ticker paces and that what they find may
// end, too. Elsewhere, that is to wait for something; here, it is what the service is for. What comes
// behind such a loop has no heartbeat.
func (r *looping) ticking(fn ast.Node) []*Loop {
	return fixpoint.Keep(r.beating.rhythms, r.ending, fn, func() []*Loop { return r.findTicking(fn) })
}

func (r *looping) findTicking(fn ast.Node) (list []*Loop) {
	stmts := syntax.Body(fn).List
	for i, s := range stmts {
		if labelled, ok := s.(*ast.LabeledStmt); ok {
			s = labelled.Stmt
		}
		switch n := s.(type) {
		case *ast.ForStmt:
			if n.Cond != nil {
				continue
			}
		case *ast.RangeStmt:
			if _, ok := r.Info.TypeOf(n.X).Underlying().(*types.Chan); !ok {
				continue
			}
		default:
			continue
		}
		if r.Endless(s) || !r.comesRound(s) {
			continue
		}
		if p := r.passOf(s); p.ticks && p.Paced() && !p.leavesAtStrike() {
			l := &Loop{Stmt: s, Func: fn, Wait: p.Wait, As: r.beating.beatsAs(syntax.LoopBody(s)), Ends: true}
			l.Wait.Long = l.Wait.Long || i < len(stmts)-1
			l.Sure = l.Beats() && r.surely(s)
			list = append(list, l)
		}
	}
	return list
}

// leavesAtStrike reports whether a pass ends the function as soon as its clock strikes: that is a timeout.
func (p *pacer) leavesAtStrike() bool {
	list := syntax.LoopBody(p.loop).List
	return leaves(list) || slices.ContainsFunc(list, func(s ast.Stmt) bool {
		n, ok := s.(*ast.SelectStmt)
		return ok && slices.ContainsFunc(n.Body.List, func(c ast.Stmt) bool {
			clause := c.(*ast.CommClause)
			return clause.Comm != nil && p.isStrike(clause) && leaves(clause.Body)
		})
	})
}

// Endless reports whether a loop runs until it is told to stop. What its clause counts or remembers
// ends nothing by itself: for n := 0; ctx.Err() == nil; n++.
func (r *Result) Endless(loop ast.Stmt) bool {
	if n, ok := loop.(*ast.ForStmt); ok && n.Cond != nil && (n.Init != nil || n.Post != nil) && !r.setsField(n.Post) {
		plain := *n
		plain.Init, plain.Post = nil, nil
		loop = &plain
	}
	if n, ok := loop.(*ast.RangeStmt); ok && syntax.IsIterator(r.Info.TypeOf(n.X)) {
		if _, endless := r.looping.iterates(n.X); endless {
			loop = &ast.ForStmt{For: n.For, Body: n.Body}
		}
	}
	return r.timing.endless(loop) && !r.looping.isTimed(loop) && (r.looping.ownEnd(loop) == nil || r.looping.waitOf(loop).Paced())
}

// ownEnd returns the context that a loop asks whether to go on, if that has a timeout which the function has set itself:
// c, cancel := context.WithTimeout(ctx, d); for c.Err() == nil { … }. nil if there is none.
func (r *looping) ownEnd(loop ast.Stmt) ast.Expr {
	n, ok := loop.(*ast.ForStmt)
	if !ok {
		return nil
	}
	var found ast.Expr
	asked := func(n ast.Node) {
		if found == nil && n != nil {
			found = r.asksOwn(n)
		}
	}
	if n.Cond != nil {
		asked(n.Cond)
	}
	b := &budgets{pacer: &pacer{Result: r.Result}, loop: loop}
	syntax.Own(n.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return false
		case *ast.IfStmt:
			if b.ends(n.Body) {
				asked(n.Cond)
			}
		case *ast.CommClause:
			if n.Comm != nil && b.ends(n) {
				asked(n.Comm)
			}
		}
		return true
	})
	return found
}

// asksOwn returns the context with a timeout of this function whose Err or Done code calls; else nil.
func (r *looping) asksOwn(n ast.Node) (found ast.Expr) {
	syntax.Own(n, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || r.Callee(call) == nil {
			return true
		}
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if name := r.Callee(call).Name(); !ok || name != "Err" && name != "Done" || !syntax.IsContext(r.Info.TypeOf(sel.X)) {
			return true
		}
		if v := r.VarOf(sel.X); v != nil && v.Kind() == types.LocalVar && v.Parent() != r.Types.Scope() && len(r.Var(v).Values) == 1 && !r.Var(v).Taken {
			if made, ok := r.Var(v).Values[0].From.(*ast.CallExpr); ok {
				if _, ok := r.timing.timeout(made); ok {
					found = sel.X
				}
			}
		}
		return true
	})
	return found
}

// isTimed reports whether a loop asks each time whether its time is over: for ctx.Err() == nil && time.Since(start) < d.
func (r *looping) isTimed(loop ast.Stmt) bool {
	n, ok := loop.(*ast.ForStmt)
	if !ok || r.Unconditional(n) {
		return false
	}
	b := &budgets{pacer: &pacer{Result: r.Result}, loop: loop}
	b.goesOn(n.Cond, true)
	return b.Some
}

// setsField reports whether a statement sets more than local variables: s.next = s.next.next leads to
// an end that its condition asks for.
func (src text) setsField(post ast.Stmt) bool {
	assign, ok := post.(*ast.AssignStmt)
	return ok && slices.ContainsFunc(assign.Lhs, func(left ast.Expr) bool {
		v := src.VarOf(left)
		return v == nil || v.Kind() != types.LocalVar && v.Kind() != types.ParamVar
	})
}

// A Way is how a service comes to a loop.
type Way struct {
	Service *Service // nil: whoever calls the exported function that leads to the loop
	Loop    *Loop
	// Context is the variable in the function of the loop that holds the context of the
	// run, or one made from it; nil if none does.
	Context *types.Var

	theirs *types.Package // that supervises for whoever calls it: see theirsHere
}

// A tour finds the loops that a function leads to.
type tour struct {
	*Result
	service *Service
	seen    map[ast.Node]bool
	ways    []Way
	far     []Far
	times   map[*types.Var]Period // durations that parameters get, on all ways
	bound   bindings              // functions that they get; nil: several
}

// A Far is a function of another package of the module that loops.
type Far struct {
	Func   *types.Func
	Handed bool // it is handed the context of the run
	rhythm
}

// HasContext reports whether a parameter of the function is a context.
func (f Far) HasContext() bool { return f.rhythm.Context }

// from visits the loops of fn and of what it calls. ctx is the variable in it that holds
// the context of the run.
func (t *tour) from(fn ast.Node, ctx *types.Var) {
	if fn == nil || syntax.Body(fn) == nil || t.seen[fn] {
		return
	}
	t.seen[fn] = true
	for _, loop := range t.looping.loops(fn) {
		t.ways = append(t.ways, Way{Service: t.service, Loop: loop, Context: ctx})
	}
	t.eachCall(syntax.Body(fn), func(call *ast.CallExpr) {
		targets := []syntax.Target{t.functionOf(call.Fun, t.bound)}
		if !targets[0].Known() || targets[0].Result != nil {
			targets, _ = t.giving.functions(call.Fun)
		}
		for _, target := range targets {
			if node := t.Node(target); node != nil && node != fn {
				t.enter(call, node, ctx)
			} else if target.Func != nil && node == nil {
				t.leaves(call, target.Func, ctx)
			}
		}
	})
}

// enter visits a function that a call comes to, if it loops.
func (t *tour) enter(call *ast.CallExpr, node ast.Node, ctx *types.Var) {
	if of := t.beating.rhythm(node); of.Paced || of.Endless {
		t.hand(call, node)
		t.from(node, t.handed(call, node, ctx))
	}
}

// hand notes the durations and the functions that a call hands to a function.
func (t *tour) hand(call *ast.CallExpr, fn ast.Node) {
	params := t.ParamVars(fn)
	for i, v := range params {
		if v == nil {
			continue
		}
		d := t.argument(call, i, len(params))
		if before, ok := t.times[v]; ok && d != before {
			d = Period{}
		}
		t.times[v] = d
		arg := t.argumentFor(call, fn, v)
		if before, ok := t.bound[v]; ok && before != arg {
			arg = nil
		}
		t.bound[v] = arg
	}
}

// told returns a pace as the calls on the way tell it.
func (t *tour) told(p Pace) Pace {
	p.Clock, p.Work.Period = t.toldPeriod(p.Clock), t.toldPeriod(p.Work.Period)
	if v := p.Given.param; v != nil {
		p = p.with(t.beating.ofFunction(t.bound[v]))
	}
	return p
}

func (t *tour) toldPeriod(p Period) Period {
	for range deepest {
		if p.param == nil {
			return p
		}
		p = p.with(t.times[p.param])
	}
	return Period{}
}

// leaves notes the call of a function of another package that loops.
func (t *tour) leaves(call *ast.CallExpr, fn *types.Func, ctx *types.Var) {
	params, handed := fn.Signature().Params(), false
	for i, arg := range call.Args {
		handed = handed || ctx != nil && i < params.Len() && syntax.IsContext(params.At(i).Type()) && t.carries(arg, ctx)
	}
	if t.beating.isOurs(fn) {
		t.toFar(fn, handed, t.beating.calledFar(call, fn))
	}
}

func (t *tour) toFar(fn *types.Func, handed bool, of rhythm) {
	if of.Paced || of.Endless {
		t.far = append(t.far, Far{fn, handed, of})
	}
}

// handed returns the variable in fn, which call calls, that gets the context of the run.
func (t *tour) handed(call *ast.CallExpr, fn ast.Node, ctx *types.Var) *types.Var {
	if ctx == nil {
		return nil
	}
	params := t.ParamVars(fn)
	for i, arg := range call.Args {
		if i < len(params) && params[i] != nil && syntax.IsContext(params[i].Type()) && t.carries(arg, ctx) {
			return params[i]
		}
	}
	if _, ok := fn.(*ast.FuncLit); ok {
		return ctx // that it captures
	}
	return nil
}

// carries reports whether an expression is the context in v, or one made from it.
func (t *tour) carries(x ast.Expr, v *types.Var) bool {
	return carrier{t.Package}.is(x, v, 0)
}

// Carries reports whether the variable got holds the context in v, or only ever ones made
// from it.
func Carries(pkg *syntax.Package, got, v *types.Var) bool {
	c := carrier{pkg}
	for _, value := range pkg.Var(v).Values {
		if value.From == nil || !c.is(value.From, v, 0) {
			return false // v itself gets another one
		}
	}
	return c.holds(got, v, 0)
}

type carrier struct{ *syntax.Package }

// deepest bounds a chain of contexts.
const deepest = 8

func (c carrier) is(x ast.Expr, v *types.Var, depth int) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		got, ok := c.Info.ObjectOf(x).(*types.Var)
		return ok && c.holds(got, v, depth)
	case *ast.CallExpr:
		return c.made(x, v, depth)
	}
	return false
}

// made reports whether a call makes a context from the one in v: context.WithTimeout,
// tracer.Start, and whatever else takes one and returns one. A type of somebody else that is one as well
// may answer for another.
func (c carrier) made(call *ast.CallExpr, v *types.Var, depth int) bool {
	t := c.Info.TypeOf(call)
	if all, ok := t.(*types.Tuple); ok {
		list := slices.Collect(all.Variables())
		if !slices.ContainsFunc(list, func(v *types.Var) bool { return syntax.IsContext(v.Type()) }) {
			return false
		}
	} else if !syntax.IsContext(t) {
		return false
	}
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
		return syntax.IsContext(c.Info.TypeOf(arg)) && c.is(arg, v, depth+1)
	})
}

func (c carrier) holds(got, v *types.Var, depth int) bool {
	if got == v {
		return true
	}
	rec := c.Var(got)
	if depth > deepest || !syntax.IsContext(got.Type()) || got.Kind() != types.LocalVar || len(rec.Values) == 0 || rec.Taken {
		return false
	}
	for _, value := range rec.Values {
		if value.From == nil || !c.is(value.From, v, depth+1) {
			return false
		}
	}
	return true
}

func (r *looping) newTour() *tour {
	return &tour{Result: r.Result, seen: make(map[ast.Node]bool), times: make(map[*types.Var]Period), bound: make(bindings)}
}

// tourOf visits the loops of a service.
func (r *looping) tourOf(s *Service) *tour {
	t := r.newTour()
	t.service = s
	maps.Copy(t.bound, s.bound)
	if fn := r.supervised(s); fn != nil {
		if call := r.functionOf(s.fn, s.bound).Result; call != nil { // tick(time.Minute, f)
			if maker := r.Node(r.Resolve(call.Fun)); maker != nil {
				t.hand(call, maker)
			}
		}
		params := r.ParamVars(fn)
		var ctx *types.Var
		if len(params) > 0 {
			ctx = params[0]
		}
		t.from(fn, ctx)
		t.ticks(fn, ctx)
	} else if fn := r.functionOf(s.fn, s.bound).Func; fn != nil {
		t.toFar(fn, true, r.beating.imported(fn))
	}
	return t
}

// ticks visits the loops of a supervised function that may end, or those of the function that it is there
// to call: func(ctx context.Context) { s.run(ctx) }.
func (t *tour) ticks(fn ast.Node, ctx *types.Var) {
	if list := syntax.Body(fn).List; len(list) == 1 {
		if call := syntax.CallStmt(list[0]); call != nil {
			if node := t.Node(t.Resolve(call.Fun)); node != nil && node != fn && syntax.Body(node) != nil {
				t.hand(call, node)
				fn, ctx = node, t.handed(call, node, ctx)
			}
		}
	}
	for _, loop := range t.looping.ticking(fn) {
		t.ways = append(t.ways, Way{Service: t.service, Loop: loop, Context: ctx})
	}
}

// identOf returns the identifier that names what x denotes, or nil.
func identOf(x ast.Expr) *ast.Ident {
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		return x
	case *ast.SelectorExpr:
		return x.Sel
	}
	return nil
}
