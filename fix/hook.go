package fix

import (
	"cmp"
	"go/ast"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// The hook gets the panic as p, before the signals outside let those go who wait: it sends the panic where
// an error is read, leaves it where one is looked for, or does what the goroutine does after an error.

// closesErrors returns a channel of errors that the entry closes without a send:
// who receives then takes that for no error. Where nothing but the close itself can panic, nobody could have received more.
func (d *duties) closesErrors() ast.Expr {
	for _, s := range d.entry.Sites {
		call, ok := s.Node.(*ast.CallExpr)
		if !ok || s.Kind != effects.Close || s.In != (effects.FuncID{}) || d.lit == nil || d.Builtin(call) != "close" || !syntax.IsError(d.elem(call.Args[0])) {
			continue
		}
		if s.Defer == nil && s.Skipped == "" {
			continue
		}
		if !slices.ContainsFunc(d.entry.Sites, func(sent *effects.Site) bool { return sent.Kind == effects.Send && sent.On == s.On }) {
			return call.Args[0]
		}
	}
	return nil
}

// hooked meets an effect in the hook, if that can be written: an error sent or
// stored, or one field of a struct. The effect must come once, after all that can
// panic, or do no harm if it comes twice.
func (d *duties) hooked(s *effects.Site) bool {
	var failed *ast.CallExpr // by which the entry tells of an error
	if s.Kind == effects.Call && d.lit != nil && s.In == (effects.FuncID{}) && !s.Looped {
		failed = d.ErrorCall(d.lit.Body)
	}
	failing := d.failingClose(s)
	first := "" // in place of an end that says that all went well
	if call, ok := s.Node.(*ast.CallExpr); ok && s.Commits && s.Defer == nil && s.In == (effects.FuncID{}) && d.lit != nil && d.endsAnyway(call) {
		first = d.toldFirst(call)
	}
	told := ""
	if call, ok := s.Node.(*ast.CallExpr); ok && d.lit != nil && d.Text(call) != s.Text && s.Kind != effects.Send && s.Kind != effects.Call {
		told = cmp.Or(d.toldOf(call), d.asAfterError(s)) // it would panic again, and keep the crash
	}
	twice := first != "" || told != "" || s.Kind == effects.Fail || s.Kind == effects.Release || s.Lossy || failed != nil || failing != "" // does no harm
	if (s.Again || s.Looped) && !twice || s.Phase == effects.Inside || d.restart {
		return false
	}
	if s.Kind == effects.Fail && d.hasBeenRead(s) {
		return false
	}
	if failed != nil {
		text := d.errorBranch(failed)
		return text != "" && d.addHook(text)
	}
	text := ""
	claimed := d.isClaimed(s.Node)
	if claimed || d.sharesBranch(s) || d.isConditional(s) {
		if text = d.errorBranch(s.Node); text != "" {
			return d.addHook(text)
		}
	}
	if claimed {
		return false
	}
	switch n := s.Node.(type) {
	case *ast.SendStmt:
		if d.lit == nil {
			return false
		}
		if value := d.panicFor(d.elem(n.Chan), d.sendsOn(n)...); value != "" && d.stableAt(n.Chan) {
			text = d.offered(n, d.Source(n.Chan)+" <- "+value)
		} else if d.isToken(n) && d.stableAt(n.Chan) {
			if text = d.offered(n, d.Source(n)); text != "" && !slices.Contains(d.hook, text) {
				d.tokens = append(d.tokens, s.On)
			}
		}
	case *ast.AssignStmt:
		if d.lit != nil {
			text = d.failHook(n)
		}
	case *ast.CallExpr:
		if text = cmp.Or(first, told); text != "" {
			break
		} else if s.Kind == effects.Release && !d.isConditional(s) {
			text = d.givenUp(n)
		} else if text = failing; text != "" {
			break
		} else if text = d.toldOf(n); text != "" {
			break
		} else if ch, elem, ok := d.sentOn(s); ok && !s.Optional {
			if value := d.panicFor(elem, d.sentBy(n, nil, elem)...); value != "" {
				text = ch + " <- " + value
			}
			if text != "" && s.Lossy {
				text = "select {\ncase " + text + ":\ndefault:\n}"
			}
		}
	}
	if text == "" || strings.Contains(text, "\n") && !strings.HasPrefix(text, "select {") {
		text = ""
		if after := d.afterError(s); after != nil && !(s.Looped && counts(after)) {
			text = d.errorBranch(after)
		}
		if text == "" {
			return false
		}
	}
	return d.addHook(text)
}

// failingClose is a close that comes because of an error, as the hook makes it after a panic: it is the last that is done on its
// way, so that it has not come before a panic, or a sync.Once guards it. It is "" for another effect.
//
//	if err == nil { return }; if n > max { close(failed); return }
func (d *duties) failingClose(s *effects.Site) string {
	call, ok := s.Node.(*ast.CallExpr)
	if !ok || s.Kind != effects.Close || d.lit == nil || s.Defer != nil || !d.TellsOfError(call) || d.inLiteral(call) {
		return ""
	}
	if d.Builtin(call) == "close" {
		if d.layout == nil || d.defersInside(d.lit, d.layout) || !d.stableAt(call.Args[0]) || d.ClosedTwice(call.Args[0]) || slices.ContainsFunc(d.entry.Sites, func(other *effects.Site) bool {
			return other.Kind == effects.Close && other.On == s.On && !d.returnsBehind(other.Node) // it may have come before a panic
		}) {
			return ""
		}
		return d.Source(call)
	}
	if !s.Once || len(call.Args) > 0 || !d.IsPath(call.Fun) || !d.stableAt(call.Fun) {
		return ""
	}
	return d.Source(call)
}

// returnsBehind reports whether nothing but a return follows the statement that a node is.
func (d *duties) returnsBehind(call ast.Node) bool {
	c, ok := d.CursorOf(call)
	if !ok {
		return false
	}
	stmt, ok := c.Parent().Node().(*ast.ExprStmt)
	if !ok {
		return false
	}
	list := syntax.Stmts(c.Parent().Parent().Node())
	i := slices.Index(list, ast.Stmt(stmt))
	if i < 0 || i+1 == len(list) {
		return false
	}
	_, returns := list[i+1].(*ast.ReturnStmt)
	return returns
}

// hasBeenRead reports whether who waits for a signal that the body gives behind an error may have read that before the hook comes:
// something can panic behind the signal.
//
//	f.v, f.err = get(); close(f.done); tidy()
func (d *duties) hasBeenRead(fail *effects.Site) bool {
	return slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		switch s.Kind {
		case effects.Done, effects.Close, effects.Wake:
			return s.Again && s.Defer == nil && fail.Node.End() <= s.Node.Pos() && !d.outside(s) && !d.IsSlot(s) && d.MayReadAfter(fail.On, s.On) && !d.leavesBefore(fail.Node, s.Node)
		}
		return false
	})
}

// leavesBefore reports whether n stands in a block that does not go on to what stands at behind.
func (d *duties) leavesBefore(n, behind ast.Node) bool {
	c, ok := d.CursorOf(n)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.BlockStmt)(nil)) {
		block := up.Node().(*ast.BlockStmt)
		if block.Pos() <= behind.Pos() && behind.End() <= block.End() {
			return false
		}
		if !d.FallsThrough(block.List) {
			return true
		}
	}
	return false
}

func (d *duties) addHook(text string) bool {
	if !slices.Contains(d.hook, text) {
		d.hook = append(d.hook, text)
	}
	return true
}

// setsAgain lets the hook set a timer again for which the next run waits. All that the call
// names is there around the literal, and it calls nothing else.
func (d *duties) setsAgain(s *effects.Site) bool {
	call, ok := s.Node.(*ast.CallExpr)
	if !ok || d.lit == nil || s.In != (effects.FuncID{}) {
		return false
	}
	ok = true
	ast.Inspect(call, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			obj := d.Info.Uses[n]
			ok = ok && (obj == nil || obj.Pos() < d.lit.Pos() || d.lit.End() <= obj.Pos())
		case *ast.CallExpr:
			ok = ok && (n == call || d.Info.Types[n.Fun].IsType())
		}
		return ok
	})
	if text := d.Source(call); ok && !slices.Contains(d.timers, text) {
		d.timers = append(d.timers, text)
	}
	return ok
}

// givenUp is the call with which a literal gives something up after an error, as the
// hook does after a panic: if err != nil { conn.CloseWithError(code, "") }.
func (d *duties) givenUp(call *ast.CallExpr) string {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || d.lit == nil || !d.stableAt(sel.X) || d.exitsAfter(call) {
		return ""
	}
	if d.tellsLocal(call) { // pw.CloseWithError(err)
		return d.Source(call.Fun) + "(" + d.panicName() + ")"
	}
	if !d.TellsOfError(call) {
		return ""
	}
	for _, arg := range call.Args {
		if d.Info.Types[arg].Value == nil {
			return ""
		}
	}
	return d.Source(call)
}

// toldFirst is the call by which an end tells of a panic, where only the first end of several is believed, so that the same
// one behind it says nothing any more. It is "" for a call that is none, or not the same by then.
//
//	cancel(errComplete)   cancel(p)
//	pw.Close()            pw.CloseWithError(p)
func (d *duties) toldFirst(call *ast.CallExpr) string {
	if d.lit == nil {
		return ""
	}
	if syntax.IsNamed(d.Info.TypeOf(call.Fun), "context", "CancelCauseFunc") {
		if !d.IsPath(call.Fun) || !d.stableAt(call.Fun) {
			return ""
		}
		return d.Source(call.Fun) + "(" + d.panicName() + ")"
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	fn := d.Callee(call)
	if !ok || fn == nil || !d.IsPath(sel.X) || !d.stableAt(sel.X) {
		return ""
	}
	if by := known.FirstEnd(fn); by != "" {
		return d.Source(sel.X) + "." + by + "(" + d.panicName() + ")"
	}
	return ""
}

// endsAnyway reports whether the goroutine comes to an end on every way, or tells of an error by the same call where it does not.
func (d *duties) endsAnyway(call *ast.CallExpr) bool {
	return d.comesAlways(call) || slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		other, ok := s.Node.(*ast.CallExpr)
		return ok && other != call && d.Text(other.Fun) == d.Text(call.Fun) && d.TellsOfError(other)
	})
}

// tellFirst lets the hook tell of the panic in place of the deferred ends that stay outside and would say that all went well. It refuses where
// a writer on top is closed before, which says so, too.
//
//	defer pw.Close(); tw := tar.NewWriter(pw); defer tw.Close()
func (d *duties) tellFirst() *Refusal {
	for _, s := range d.entry.Sites {
		if s.Defer == nil || !s.Commits || !slices.Contains(d.layout.leading, ast.Stmt(s.Defer)) {
			continue
		}
		text := d.toldFirst(s.Defer.Call)
		if text == "" {
			continue
		}
		if sel, ok := ast.Unparen(s.Defer.Call.Fun).(*ast.SelectorExpr); ok && d.closesOnTop(sel.X) {
			return d.refuse(CommitsHalf, s, s.Words(), "")
		}
		d.addHook(text)
	}
	return nil
}

// closesOnTop reports whether a deferred call that stays inside ends what was made of x.
func (d *duties) closesOnTop(x ast.Expr) bool {
	found := false
	syntax.Own(d.lit.Body, func(n ast.Node) bool {
		if end, ok := n.(*ast.DeferStmt); ok && !slices.Contains(d.layout.leading, ast.Stmt(end)) {
			if sel, ok := ast.Unparen(end.Call.Fun).(*ast.SelectorExpr); ok {
				found = found || d.madeOf(sel.X, x, maxOnTop)
			}
		}
		return !found
	})
	return found
}

// maxOnTop is how many writers on top of each other are looked through.
const maxOnTop = 4

// madeOf reports whether a variable holds what a call makes of x.
func (d *duties) madeOf(made, x ast.Expr, depth int) bool {
	v := d.VarOf(made)
	return v != nil && depth > 0 && slices.ContainsFunc(d.Var(v).Values, func(value syntax.Value) bool {
		call, ok := ast.Unparen(value.From).(*ast.CallExpr)
		return ok && slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return d.Text(arg) == d.Text(x) || d.madeOf(arg, x, depth-1) })
	})
}

// tellsLocal reports whether a call, which comes on every way through the body, is handed the error
// of what can panic before it, and nothing else: to whoever is told, the panic is as good an error.
//
//	n, err := work(); res = n; cancel(err)
func (d *duties) tellsLocal(call *ast.CallExpr) bool {
	if len(call.Args) != 1 || call.Ellipsis.IsValid() {
		return false
	}
	if from, ok := ast.Unparen(call.Args[0]).(*ast.CallExpr); ok { // cancel(work())
		return syntax.IsError(d.Info.TypeOf(from)) && d.Panics(from) && d.comesAlways(call)
	}
	v := d.VarOf(call.Args[0])
	if v == nil || !syntax.IsError(v.Type()) || v.Pos() < d.lit.Body.Pos() || d.lit.Body.End() <= v.Pos() || !d.comesAlways(call) {
		return false
	}
	return slices.ContainsFunc(d.Var(v).Values, func(value syntax.Value) bool {
		from, ok := ast.Unparen(value.From).(*ast.CallExpr)
		return ok && d.Panics(from)
	})
}

// exitsAfter reports whether the process ends in the branch that a call stands in: to
// give up is then not all that an error does.
func (d *duties) exitsAfter(call *ast.CallExpr) bool {
	c, ok := d.CursorOf(call)
	if !ok {
		return true
	}
	for up := range c.Enclosing((*ast.BlockStmt)(nil)) {
		exits := false
		syntax.Own(up.Node(), func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			exits = exits || ok && known.Of(d.Callee(call)).Has(known.Exits)
			return !exits
		})
		return exits
	}
	return true
}

// offered is a send in the hook: in a select with the other ways out that the
// goroutine's own send has, or whoever has left is waited for.
func (d *duties) offered(n *ast.SendStmt, send string) string {
	c, ok := d.CursorOf(n)
	if !ok {
		return ""
	}
	clause, ok := c.Parent().Node().(*ast.CommClause)
	if !ok || clause.Comm != ast.Stmt(n) {
		return send
	}
	text := "select {\ncase " + send + ":\n"
	for up := range c.Enclosing((*ast.SelectStmt)(nil)) {
		for _, other := range up.Node().(*ast.SelectStmt).Body.List {
			other := other.(*ast.CommClause)
			if other == clause {
				continue
			}
			if other.Comm == nil {
				text += "default:\n"
				continue
			}
			x, ok := other.Comm.(*ast.ExprStmt)
			if !ok || !d.readable(x.X) {
				return ""
			}
			text += "case " + d.Source(x.X) + ":\n"
		}
		break
	}
	return text + "}"
}

// readable reports whether a receive reads the same in the hook: from a path, or
// from a context's Done.
func (d *duties) readable(x ast.Expr) bool {
	recv, ok := ast.Unparen(x).(*ast.UnaryExpr)
	if !ok {
		return false
	}
	if call, ok := ast.Unparen(recv.X).(*ast.CallExpr); ok {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		return ok && len(call.Args) == 0 && isContext(d.Info.TypeOf(sel.X)) && d.stableAt(sel.X)
	}
	return d.stableAt(recv.X)
}

// failHook returns the statements that leave a panic where n leaves an error,
// under the lock under which n does; "" if they cannot be written.
func (d *duties) failHook(n *ast.AssignStmt) string {
	text := ""
	if call, ok := ast.Unparen(n.Rhs[0]).(*ast.CallExpr); ok && len(n.Lhs) == 1 && d.mentionsPath(call, n.Lhs[0]) {
		if d.joinsError(call, n.Lhs[0]) && d.stableAt(n.Lhs[0]) {
			errs := d.Source(n.Lhs[0])
			text = errs + " = " + d.Source(call.Fun) + "(" + errs + ", " + d.panicName() + ")"
		}
	} else if i := d.failed(n); i >= 0 && d.stableAt(n.Lhs[i]) {
		t, value := d.Info.TypeOf(n.Lhs[i]), ""
		if len(n.Lhs) == len(n.Rhs) {
			value = d.panicFor(t, saying{x: n.Rhs[i]})
		} else {
			value = d.panicValue(t)
		}
		if value != "" {
			text = d.Source(n.Lhs[i]) + " = " + value
		}
	}
	if text == "" || !d.entry.Locked {
		return text
	}
	lock, ok := d.lockOf(n)
	if !ok {
		return ""
	}
	if lock == "" {
		return text
	}
	return lock + ".Lock(); " + text + "; " + lock + ".Unlock()"
}

// lockOf returns the mutex that is locked in the list of statements around n,
// before it and not released again; "" if there is none. It is false if another
// statement might hold one.
func (d *duties) lockOf(n ast.Stmt) (string, bool) {
	c, ok := d.CursorOf(n)
	if !ok {
		return "", false
	}
	lock := ""
	for up := range c.Enclosing((*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		if body := syntax.Body(up.Node()); body != nil {
			return lock, body == d.lit.Body
		}
		for _, stmt := range syntax.Stmts(up.Node()) {
			call := syntax.CallStmt(stmt)
			if stmt.Pos() >= n.Pos() || call == nil {
				continue
			}
			sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
			if !ok {
				continue
			}
			switch e := known.Of(d.Callee(call)); {
			case e.Has(known.Locks) && d.stableAt(sel.X):
				lock = d.Source(sel.X)
			case e.Has(known.Locks), e.Has(known.RLocks):
				return "", false
			case e.Has(known.Unlocks) && d.Source(sel.X) == lock:
				lock = ""
			}
		}
	}
	return lock, true
}

// sentOn returns the channel on which a callee sends, as it reads at the spawn,
// and the type of its elements.
func (d *duties) sentOn(s *effects.Site) (ch string, elem types.Type, ok bool) {
	text, root := s.On.Name()
	if s.Kind != effects.Send || text == "" || slices.Contains(d.entry.Sets, s.On.Class) {
		return "", nil, false
	}
	_, obj := d.Info.Scopes[d.file].Innermost(d.Call.Pos()).LookupParent(root.Name(), d.Call.Pos())
	if obj != root || !d.stable(root) {
		return "", nil, false
	}
	t := root.Type()
	for _, name := range strings.Split(text, ".")[1:] {
		field, _, _ := types.LookupFieldOrMethod(t, true, d.Types, name)
		if field == nil {
			return "", nil, false
		}
		t = field.Type()
	}
	c, ok := t.Underlying().(*types.Chan)
	if !ok || c.Dir() == types.RecvOnly {
		return "", nil, false
	}
	return text, c.Elem(), true
}

// mentionsPath reports whether a call has what is assigned to for an operand.
func (d *duties) mentionsPath(call *ast.CallExpr, lhs ast.Expr) bool {
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return d.Text(arg) == d.Text(lhs) })
}

// joinsError reports whether a call adds an error to those that there are: append(errs,
// err), errors.Join(errs, err).
func (d *duties) joinsError(call *ast.CallExpr, errs ast.Expr) bool {
	if effects.AppendedError(d.Package, errs, call) != nil {
		return true
	}
	fn := d.Callee(call)
	return fn != nil && fn.Signature().Recv() == nil && len(call.Args) == 2 && !call.Ellipsis.IsValid() &&
		d.Text(call.Args[0]) == d.Text(errs) && syntax.IsError(d.Info.TypeOf(errs)) && syntax.IsError(d.Info.TypeOf(call.Args[1]))
}

// failed returns the index of the left side of an assignment that takes an error, or -1.
func (d *duties) failed(n *ast.AssignStmt) int {
	for i, lhs := range n.Lhs {
		if v := d.VarOf(lhs); v != nil && d.lit.Pos() <= v.Pos() && v.Pos() < d.lit.End() && !v.IsField() {
			continue
		}
		if t := d.Info.TypeOf(lhs); t != nil && d.panicValue(t) != "" {
			return i
		}
	}
	return -1
}

func (d *duties) elem(ch ast.Expr) types.Type {
	if c, ok := d.Info.TypeOf(ch).Underlying().(*types.Chan); ok {
		return c.Elem()
	}
	return types.Typ[types.Invalid]
}

// panicValue returns the text of a value of type t that carries the panic p as
// its error; "" if there is none.
func (d *duties) panicValue(t types.Type) string {
	if syntax.IsError(t) {
		return d.panicName()
	}
	star := ""
	if ptr, ok := t.(*types.Pointer); ok {
		star, t = "&", ptr.Elem()
	}
	field, ok := effects.ErrorField(t)
	if !ok || !field.Exported() && field.Pkg() != d.Types {
		return ""
	}
	if _, named := types.Unalias(t).(*types.Named); !named {
		return ""
	}
	typ, ok := d.spell(t, d.Call.Pos())
	if !ok {
		return ""
	}
	return star + typ + "{" + field.Name() + ": " + d.panicName() + "}"
}

// stableAt reports whether x is the same when the hook reads it: a path or an
// element whose variables the goroutine does not change and that are in scope
// outside its body.
func (d *duties) stableAt(x ast.Expr) bool {
	ok := true
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr, *ast.FuncLit, *ast.StarExpr:
			ok = false
		case *ast.Ident:
			obj := d.Info.Uses[n]
			v, isVar := obj.(*types.Var)
			if obj != nil && !(isVar && v.IsField()) && d.lit.Body.Pos() <= obj.Pos() && obj.Pos() < d.lit.Body.End() {
				ok = false
			}
			ok = ok && !(isVar && d.changes(v))
		}
		return ok
	})
	return ok
}

// changedAt is stableAt for what is changed itself: the path to it is the same.
func (d *duties) changedAt(x ast.Expr) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.SelectorExpr:
		return d.stableAt(x.X)
	case *ast.IndexExpr:
		return d.stableAt(x)
	case *ast.Ident:
		v := d.VarOf(x)
		return v != nil && (v.Pos() < d.lit.Body.Pos() || d.lit.Body.End() <= v.Pos())
	}
	return false
}

// changes reports whether the entry gives a variable or field another value,
// itself or in what it calls.
func (d *duties) changes(v *types.Var) bool {
	if slices.Contains(d.entry.Sets, d.Class(v)) && !d.isResult(v) {
		return true
	}
	for _, value := range d.Var(v).Values {
		if d.lit != nil && d.lit.Body.Pos() <= value.Pos && value.Pos < d.lit.Body.End() && !d.isResult(v) {
			return true
		}
	}
	return false
}

// isResult reports whether v is what the goroutine leaves its error in: it is
// set, but not read to find out where.
func (d *duties) isResult(v *types.Var) bool {
	t := v.Type()
	switch list := t.Underlying().(type) {
	case *types.Slice:
		t = list.Elem()
	case *types.Array: // an element of it is a part of the variable
		t = list.Elem()
		if _, ok := effects.ErrorField(deref(t)); ok {
			return true
		}
	}
	return syntax.IsError(t)
}

// hookBody is the body of the hook: on one line if it has one statement of one.
func hookBody(list []string) string {
	text := strings.Join(list, "\n")
	if strings.Contains(text, "\n") {
		return "\n" + text + "\n"
	}
	return " " + text + " "
}

// hookParam is the parameter of the hook, if it uses it.
func (d *duties) hookParam() string {
	word := regexp.MustCompile(`\b` + d.panicName() + `\b`)
	for _, text := range d.hook {
		if word.MatchString(text) {
			return d.panicName() + " "
		}
	}
	return ""
}

// panicName is the name of the hook's parameter: p, unless the program means
// something else by that.
func (d *duties) panicName() string {
	if d.lit == nil {
		return "p"
	}
	if _, obj := d.Info.Scopes[d.file].Innermost(d.lit.Body.Lbrace+1).LookupParent("p", d.lit.Body.Lbrace+1); obj != nil {
		return "panicked"
	}
	return "p"
}
