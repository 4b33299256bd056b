package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// restarts decides whether the entry is run again after a panic: a service that
// can start over, or a function that starts itself again as the last that it does. One that cannot, and does not live and die with something that
// it closes, such as a connection, would be dead in silence: the crash stays.
func (d *duties) restarts() *Refusal {
	if !d.entry.Service {
		if d.restart = d.rearms(); !d.restart {
			return d.restartsGiven()
		}
		if stop := d.entry.TimerStop(); stop != "" {
			return &Refusal{Kind: OutlivesTimer, What: stop, In: d.name}
		}
		return nil
	}
	why := d.whyOnce()
	switch {
	case d.answersAndEnds():
		// whoever has sent a request learns of the end
	case why == "":
		d.restart = true
	case d.owns(), d.tellsEnd():
	default:
		return &Refusal{Kind: CannotStartOver, In: d.name, Why: why}
	}
	return nil
}

// why says what makes the entry a service or a task; "" if that is not seen.
func (d *duties) why() string {
	switch {
	case d.entry == nil && d.restart:
		return "it is handed loops"
	case d.entry == nil:
		return ""
	case !d.entry.Service && d.restart:
		return "it starts itself again"
	case !d.entry.Service:
		return "it ends by itself"
	case d.fails:
		return "it loops, but ends with the first error"
	case !d.restart:
		return "it loops, but ends with what it serves" // see restarts
	case len(d.entry.Stops) > 0:
		return "it loops until <-" + d.entry.Stops[0].Text
	case d.entry.Told || d.entry.Flag != nil:
		return "it loops until it is told to stop"
	}
	return "it loops without bound"
}

// rearms reports whether the entry ends with starting itself again, a panic would skip
// that, and a second run does nothing again that others have noticed already.
func (d *duties) rearms() bool {
	skips := false
	for _, s := range d.entry.Sites {
		switch {
		case s.Rearms:
			skips = skips || s.Skipped != ""
		case s.Again && (s.Kind == effects.Send || s.Kind == effects.Call || s.Kind == effects.Publish || s.Kind == effects.Release || s.Kind == effects.Flag && s.Counts):
			return false
		}
	}
	return skips
}

// hangsUp reports whether the entry closes the connection on which an answer is owed when
// it ends, however that is.
func (d *duties) hangsUp(answer *effects.Site) bool {
	return slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		return s.Kind == effects.Release && (s.Always || d.outside(s)) && s.Phase != effects.Inside && d.AreConnected(s.On, answer.On)
	})
}

// answersAndEnds reports whether the entry answers requests over a connection, and closes
// that when it ends: a second run would not know of the request that the first one took.
func (d *duties) answersAndEnds() bool {
	return slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		return s.Kind == effects.Answer && s.SkippedInPass != "" && d.hangsUp(s)
	})
}

// owns reports whether the entry releases something from outside when it ends,
// however that is: it serves that, and ends with it.
func (d *duties) owns() bool {
	return slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		return s.Kind == effects.Release && s.Always && s.Phase != effects.Inside && !s.File
	})
}

// tellsEnd reports whether the entry sends an error when it has ended, so that the hook
// can send the panic.
func (d *duties) tellsEnd() bool {
	return slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		send, ok := s.Node.(*ast.SendStmt)
		return ok && s.Kind == effects.Send && s.Phase == effects.After && !s.Lossy && d.lit != nil && syntax.IsError(d.elem(send.Chan))
	})
}

// cancels lists the cancel functions that a panic would skip and that can be
// called once more when supervision ends: to cancel twice does no harm. One that does
// not come on every way through the body is called by the hook that gets the panic:
// without a panic, nobody may call it.
func (d *duties) cancels() []string {
	var list []string
	for _, s := range d.entry.Sites {
		call, ok := s.Node.(*ast.CallExpr)
		if !ok || s.Kind != effects.Cancel || s.Defer != nil || s.In != (effects.FuncID{}) || len(call.Args) > 0 || d.outside(s) {
			continue
		}
		if op, _ := d.skipped(s); op == "" || !d.IsPath(call.Fun) || !d.stableAt(call.Fun) {
			continue
		}
		switch text := d.Source(call); {
		case d.comesAlways(call):
			if !slices.Contains(list, text) {
				list = append(list, text)
			}
		case !d.restart && !d.isCancelled(text):
			d.hooking.cancel = append(d.hooking.cancel, call)
		}
	}
	return list
}

// isCancelled reports whether the hook makes the call text of a cancel function.
func (d *duties) isCancelled(text string) bool {
	return slices.ContainsFunc(d.hooking.cancel, func(call *ast.CallExpr) bool { return d.Source(call) == text })
}

// cancelled lists the statements by which the hook calls cancel functions, but for those that are in the
// branch of an error of which it does all.
func (d *duties) cancelled() []string {
	var list []string
	for _, call := range d.hooking.cancel {
		text := d.Source(call)
		switch guard := d.nilCheck(call); {
		case d.hooking.branch != nil && d.hooking.branch.Holds(call):
			continue
		case guard != nil:
			text = "if " + d.Source(guard) + " {\n" + text + "\n}"
		}
		list = append(list, text)
	}
	return list
}

// nilCheck returns the condition around a call that asks whether there is a function to call; nil if there is none.
//
//	if g.cancel != nil { g.cancel() }
func (d *duties) nilCheck(call *ast.CallExpr) ast.Expr {
	c, ok := d.CursorOf(call)
	if !ok {
		return nil
	}
	for up := range c.Enclosing((*ast.IfStmt)(nil), (*ast.FuncLit)(nil)) {
		branch, ok := up.Node().(*ast.IfStmt)
		if !ok {
			return nil
		}
		x, ok := ast.Unparen(branch.Cond).(*ast.BinaryExpr)
		if ok && x.Op == token.NEQ && d.IsNil(x.Y) && d.Text(x.X) == d.Text(call.Fun) {
			return x
		}
	}
	return nil
}

// comesAlways reports whether the body of the literal comes to call on every way.
func (d *duties) comesAlways(call *ast.CallExpr) bool {
	list := d.lit.Body.List
	i := slices.IndexFunc(list, func(stmt ast.Stmt) bool {
		x, ok := stmt.(*ast.ExprStmt)
		return ok && ast.Unparen(x.X) == call
	})
	return i >= 0 && !syntax.HasReturn(&ast.BlockStmt{List: list[:i]})
}

// maxFinishes is how many runs a service may have that is told to stop, if its end
// cannot panic, but a bad message can come first.
const maxFinishes = 10

// stops lets supervision end with what stops the service, so that whoever stops
// it does not wait out a back-off (rule R5). What the service does on its way out, a
// flush or a signal, must come all the same: then it is run once more, at once.
func (d *duties) stops(run *Run) *Refusal {
	if !d.restart {
		return nil
	}
	path := d.stopPath()
	if path != "" && d.tokenStop() != "" {
		return &Refusal{Kind: LosesToken, What: d.tokenStop(), In: d.name, Why: path}
	}
	end := d.owedAtEnd()
	switch {
	case end == nil || path == "":
	case end.Kind == effects.Redo: // its end is told all the same
		return &Refusal{Kind: DoesAgain, What: end.Text, In: d.where(end.Stands()), Below: end.Below}
	default:
		return &Refusal{Kind: CannotStop, In: d.name, Why: path}
	}
	switch {
	case path != "" && d.entry.Finishes:
		run.finishes = 1 // it must not begin again what it does then
	case end != nil, d.entry.Finishes:
		run.finishes = maxFinishes
	}
	run.unfinished = d.unfinished()
	if path != "" && d.joined() {
		run.stopPath = path
	}
	if d.entry.Flag != nil && d.isAwaited() {
		run.flag = d.Text(d.entry.Flag)
	}
	for _, stop := range d.entry.Stops {
		if stop.Sent && !stop.Asks && run.finishes > 0 {
			run.token = stop.Text
		}
		if stop.Asks || stop.Sent && run.finishes > 0 {
			continue // the next run takes the request and answers; no wait may take the token
		}
		if text, ok := d.stopText(stop); ok {
			option := Option{Name: "Until", Args: text}
			if d.lit == nil {
				option.stop = stop
			}
			if !slices.Contains(run.Options, option) {
				run.Options = append(run.Options, option)
			}
		}
	}
	return nil
}

// unfinished is the option by which whoever reads the result of a service learns of the panic, where no run comes to tell it: a service that
// panics on each run does not come to its end.
//
//	errc <- srv.Serve()   OnUnfinished(func(p *supervised.PanicError) { errc <- p })
func (d *duties) unfinished() Option {
	if d.lit == nil {
		return Option{}
	}
	var list []string
	for _, s := range d.entry.Sites {
		if s.Phase != effects.After || s.In != (effects.FuncID{}) || s.Again && s.Kind != effects.Fail || s.Kind != effects.Send && s.Kind != effects.Fail && s.Kind != effects.Call {
			continue
		}
		if text := d.hooking.hookText(s); text != "" && !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	if len(list) == 0 {
		return Option{}
	}
	return d.hooking.hookOption("OnUnfinished", list)
}

// tokenStop returns a channel on which the service is sent that it is to stop; "" if there is none.
func (d *duties) tokenStop() string {
	for _, stop := range d.entry.Stops {
		if stop.Sent {
			return stop.Text
		}
	}
	return ""
}

// stopPath returns what can panic once the service is told to stop, and does not keep its crash; "" if nothing can.
func (d *duties) stopPath() string {
	for _, op := range d.entry.StopPath {
		if id, ok := d.calls(op); !ok || !slices.Contains(d.crash, id) {
			return d.Text(op)
		}
	}
	return ""
}

// owesStop notes that the crash is to be kept in what the service calls when it is told to stop, where others wait for what comes
// behind that, or have sent a token, which is there once.
//
//	case <-s.quit: s.shutdown(); return   func (s *server) shutdown() { s.flush(); close(s.over) }
func (d *duties) owesStop() {
	end := d.owedAtEnd()
	if !d.restart || (end == nil || end.Kind == effects.Redo) && d.tokenStop() == "" {
		return
	}
	var list []owed
	for _, op := range d.entry.StopPath {
		id, ok := d.calls(op)
		if !ok || d.isOwn(id) || !d.canCrash(id) || d.comesAnyway(op) {
			return
		}
		refusal := &Refusal{Kind: CannotStop, In: d.name, Why: d.Text(op)}
		if token := d.tokenStop(); token != "" {
			refusal = &Refusal{Kind: LosesToken, What: token, In: d.name, Why: d.Text(op)}
		}
		list = append(list, owed{in: id, refusal: refusal})
	}
	d.owed = append(d.owed, list...)
}

// comesAnyway reports whether an operation stands behind a loop that has a condition: what the goroutine is for may come then.
//
//	for !ready() { select { case <-ctx.Done(): return; case <-tick: } }; consume()
func (d *duties) comesAnyway(op ast.Node) bool {
	fn := d.function()
	if fn == nil || syntax.Body(fn) == nil {
		return true
	}
	loop, ok := d.Body(fn).Loop.(*ast.ForStmt)
	return ok && loop.Cond != nil && op.Pos() >= loop.End()
}

// calls returns the function of the module that an operation calls.
func (d *duties) calls(op ast.Node) (effects.FuncID, bool) {
	call, ok := op.(*ast.CallExpr)
	if !ok {
		return effects.FuncID{}, false
	}
	t := d.Resolve(call.Fun)
	if t.Func == nil || t.Func.Pkg() == nil || !d.InModule(t.Func.Pkg().Path()) {
		return effects.FuncID{}, false
	}
	return effects.IDOf(t.Func), true
}

// isAwaited reports whether somebody waits for the end of the service: for a signal that comes then, however that is, or
// behind its loop.
func (d *duties) isAwaited() bool {
	return slices.ContainsFunc(d.signals(), d.IsAwaited) || slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		return s.Phase == effects.After && s.Kind <= effects.Send && d.IsAwaited(s.On)
	})
}

// owedAtEnd returns what the service does behind its loop, inside the supervised function, that others
// wait for, be it a flag that they poll, or else a list that it works off there; nil if it does neither.
func (d *duties) owedAtEnd() *effects.Site {
	var worked *effects.Site
	for _, s := range d.entry.Sites {
		if s.Phase != effects.After || d.outside(s) || s.Kind == effects.Fail || s.Kind == effects.Flag && !d.IsAwaited(s.On) || s.Lossy || s.Defer != nil {
			continue
		}
		if s.Kind != effects.Redo {
			return s
		}
		worked = s
	}
	return worked
}

// stopText returns the channel of a stop as it reads at the spawn; false if it
// cannot be read there, or could be another one by then.
func (d *duties) stopText(stop effects.Stop) (string, bool) {
	text, ok := d.textAtSpawn(stop.On)
	if ok && stop.Method != "" {
		text += "." + stop.Method + "()"
	}
	return text, ok
}

// textAtSpawn returns what a ref is on as it reads at the spawn; false if it cannot be read there, or could be another one by then.
func (d *duties) textAtSpawn(on effects.Ref) (string, bool) {
	text, root := on.Name()
	if text == "" {
		return "", false
	}
	pos := d.Call.Pos()
	if d.lit != nil {
		pos = d.lit.Body.Lbrace + 1 // where its parameters are in scope
	}
	if d.layout != nil && d.layout.loop != nil {
		pos = d.layout.loop.Pos()
	}
	_, obj := d.Info.Scopes[d.file].Innermost(pos).LookupParent(root.Name(), pos)
	return text, obj == root && !slices.Contains(d.entry.Sets, on.Class)
}

// bindStops lets supervision end with the channels that the called function is handed, as the operands of the call are
// evaluated: once, at go time. What they were taken from can hold another channel when the goroutine comes to it.
//
//	go func(quit chan struct{}) {
//		supervised.RunWithRecover(ctx, "flush", func(context.Context) { s.flush(quit) }, supervised.Until(quit))
//	}(s.quit)
//
// ops is nil where nothing is bound.
func (s *site) bindStops(run *Run, ops *operands) {
	var list []Option
	for _, o := range run.Options {
		if _, root := o.stop.Own.Name(); root != nil {
			if o.Args = s.boundStop(o, root, ops); o.Args == "" {
				continue
			}
		}
		o.stop = effects.Stop{}
		if !slices.Contains(list, o) {
			list = append(list, o)
		}
	}
	run.Options = list
}

// boundStop returns the channel of a stop that the called function names by root, as it reads around the supervised call; "" if
// that could be another one.
func (s *site) boundStop(o Option, root *types.Var, ops *operands) string {
	hidden := func(name string) bool {
		return ops.params() && slices.ContainsFunc(ops.bound, func(b bound) bool { return b.name == name })
	}
	own, _ := o.stop.Own.Name()
	below := own[len(root.Name()):]
	if o.stop.Method != "" {
		below += "." + o.stop.Method + "()"
	}
	if o.stop.Own.Slot < 0 {
		if hidden(root.Name()) {
			return ""
		}
		return o.Args
	}
	x, i := s.operandOf(root)
	switch {
	case x == nil || s.assigned(root):
		return ""
	case ops.params() && ops.param(i) != "" && below != "": // what is bound may be nil, where nothing is supervised
		if base := s.Base(x); base == nil || hidden(base.Name()) || !s.keepsValue(x) {
			return ""
		}
		return o.Args
	}
	as := s.rootText(root, ops)
	if as == "" {
		return ""
	}
	return as + below
}

// keepsValue reports whether a path leads to the same at any time, if it leads anywhere: no part of it is given another value.
func (s *site) keepsValue(x ast.Expr) bool {
	sel, ok := ast.Unparen(x).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	path, base := s.fieldPath(sel), s.Base(sel)
	return path != nil && base != nil && (s.stable(base) || s.fixedGlobal(base)) && !slices.ContainsFunc(path, func(f *types.Var) bool { return !s.settled(f) })
}

// neverEnds refuses a service that nothing ends while it waits for its next run, neither its context nor a channel:
// after a panic in its stop path, or where a flag stops it, or a token, for which only a run asks.
func (p *Plan) neverEnds(background string) *Refusal {
	switch {
	case p.endsEarly(background):
	case p.Run.stopPath != "":
		return &Refusal{Kind: CannotStop, Why: p.Run.stopPath}
	case p.Run.Restart && p.Run.flag != "":
		return &Refusal{Kind: StopsLate, What: p.Run.flag}
	case p.Run.Restart && p.Run.token != "":
		return &Refusal{Kind: WaitsWithToken, What: p.Run.token}
	}
	return nil
}

// endsEarly reports whether something can end the supervision of a function that waits for
// its next run.
func (p *Plan) endsEarly(background string) bool {
	return p.Run.Context != background || slices.ContainsFunc(p.Run.Options, func(o Option) bool { return o.Name == "Until" })
}

// finish lets a service that is told to stop, and has something to do then, come to that.
func (p *Plan) finish(background string) {
	if p.Run.finishes > 0 && p.Run.Restart && p.endsEarly(background) {
		p.Run.Options = append(p.Run.Options, Option{Name: "Finish", Args: strconv.Itoa(p.Run.finishes)})
	}
	if p.Run.unfinished.Name != "" && p.Run.Restart && p.endsEarly(background) {
		p.Run.Options = append(p.Run.Options, p.Run.unfinished)
	}
}

// background is the context that never ends.
func (s *site) background() string { return s.imp.context + "Background()" }

// contextOf returns the context that a literal is supervised on, and the
// parameter that the supervised function takes it by, if it does.
func (s *site) contextOf(run *Run, lit *ast.FuncLit, l *layout, inside bool) (expr, param string) {
	if l.context != nil {
		return l.context.Name(), s.paramOf(contextChoice{l.context.Name(), l.context}, lit, l)
	}
	choice := s.literalContext(lit, run.Restart, inside, l.loop)
	return choice.expr, s.paramOf(choice, lit, l)
}
