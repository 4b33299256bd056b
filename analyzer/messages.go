package analyzer

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
)

// verdict returns the category of the finding for a spawn and its message, one
// sentence; "" if the spawn is fine.
func (c *reporter) verdict(s *panicflow.Spawn) (category, message string) {
	if fine(c.Judge, c.Strict(), s) {
		return "", ""
	}
	name := c.entryName(s)
	switch c.Level(s) {
	case panicflow.Partial:
		return PartialRecover, c.partial(s, name)
	case panicflow.Crash:
		return DeliberateCrash, fmt.Sprintf("%s catches its panics and ends the process on purpose", name)
	case panicflow.Unknown:
		return BareGo, fmt.Sprintf("goroutine is not known to be supervised: what %s defers cannot be seen to recover", name)
	}
	if d := c.Defect(s); d.Kind != panicflow.NoDefect {
		if d.Late() {
			return LateRecover, c.defect(d)
		}
		return IneffectiveRecover, c.defect(d)
	}
	if s.Launcher != nil {
		return Launcher, fmt.Sprintf("%s starts a goroutine that is not supervised: %s", c.FuncName(s.Launcher), c.ends(s, name))
	}
	switch name := c.Builtin(s.Call); name {
	case "":
	case "panic":
		return BareGo, "goroutine is not supervised: its panic is there to end the process"
	case "close":
		return BareGo, "goroutine is not supervised: close panics if the channel is nil or closed, and ends the process"
	default:
		return BareGo, fmt.Sprintf("goroutine is not supervised: %s can panic, and ends the process", name)
	}
	return BareGo, "goroutine is not supervised: " + c.ends(s, name)
}

// partial says which panics a recover hands on.
func (c *reporter) partial(s *panicflow.Spawn, name string) string {
	cond := c.Condition(s)
	if cond.Within != nil {
		name = c.FuncName(cond.Within)
	}
	if cond.In != nil {
		return fmt.Sprintf("a recover in %s stops only some panics: in %s, where %s, they are handed on and end the process", name, c.FuncName(cond.In), cond.Far)
	}
	if cond.Expr == nil {
		return fmt.Sprintf("a recover in %s stops only some panics: the others are handed on and end the process", name)
	}
	return fmt.Sprintf("a recover in %s stops only some panics: where %s (line %d), they are handed on and end the process",
		name, cond.Text(c.Judge), c.Fset.Position(cond.Expr.Pos()).Line)
}

// ends says what a panic in a goroutine does, and what can panic.
func (c *reporter) ends(s *panicflow.Spawn, name string) string {
	if wait := c.HeldBack(s); wait != nil {
		return fmt.Sprintf("a panic in %s runs into the deferred %s, and the process hangs there or ends%s", name, c.Text(wait), c.because(s))
	}
	return fmt.Sprintf("a panic in %s ends the process%s", name, c.because(s))
}

// fine reports whether a spawn is no finding.
func fine(j *panicflow.Judge, strict bool, s *panicflow.Spawn) bool {
	switch j.Level(s) {
	case panicflow.Full:
		return true
	case panicflow.Unknown, panicflow.Crash:
		return !strict
	}
	return false
}

// because names what can panic, for a reader to check.
func (c *reporter) because(s *panicflow.Spawn) string {
	way := c.WayOut(s)
	switch {
	case way.Node == nil:
		return ""
	case c.FailFast(s):
		return fmt.Sprintf(" (%s is there on purpose)", c.Text(way.Node))
	case way.Within == nil:
		return fmt.Sprintf(" (%s)", c.why(way.Node))
	}
	within := c.within(way)
	if within == nil {
		return fmt.Sprintf(" (%s)", c.why(way.Node))
	}
	in := "it"
	if way.Func != nil {
		in = c.FuncName(way.Func)
	}
	return fmt.Sprintf(" (%s can panic: in %s, %s)", c.Text(way.Node), in, c.why(within))
}

// within returns what panics in the function of a way out: of one that calls itself, something else
// than that, for it would say nothing. It is nil if there is nothing to tell.
func (c *reporter) within(way panicflow.Way) ast.Node {
	again := func(op ast.Node) bool {
		call, ok := op.(*ast.CallExpr)
		if !ok {
			return false
		}
		fn := c.Callee(call)
		return c.Text(op) == c.Text(way.Node) || fn != nil && way.Func != nil && fn.Origin() == way.Func.Origin()
	}
	if !again(way.Within) {
		return way.Within
	}
	if way.Func == nil {
		return nil
	}
	decl := c.Decl(way.Func)
	if decl == nil || decl.Body == nil {
		return nil
	}
	var other, handed ast.Node
	c.Operations(decl.Body, func(op ast.Node) bool {
		switch {
		case again(op):
		case c.CallsParam(op): // which is up to whoever hands it over
			handed = cmp.Or(handed, op)
		default:
			other = op
		}
		return other == nil
	})
	return cmp.Or(other, handed)
}

// why says how an operation panics.
func (c *reporter) why(op ast.Node) string {
	if text := c.inStatement(op); text != "" {
		return text + " can panic"
	}
	switch x := op.(type) {
	case *ast.CallExpr:
		if c.Builtin(x) == "panic" {
			return c.Text(op) + " is called"
		}
	case *ast.Ident:
		if c.IsNil(x) {
			return "nil is handed over"
		}
	case *ast.SelectorExpr:
		if c.Info.Selections[x] != nil { // else it is a function of another package
			return fmt.Sprintf("%s panics if %s%s is nil", c.Text(op), c.Text(x.X), c.EmbeddedNil(x))
		}
	case *ast.StarExpr:
		return fmt.Sprintf("%s panics if %s is nil", c.Text(op), c.Text(x.X))
	}
	return c.Text(op) + " can panic"
}

// inStatement returns the text of an operation that is written as an operand alone, a name: what switch compares, and
// what range calls, or goes through; "" for any other.
func (c *reporter) inStatement(op ast.Node) string {
	sel, isSel := op.(*ast.SelectorExpr)
	if _, id := op.(*ast.Ident); !id && !isSel {
		return ""
	}
	at, ok := c.CursorOf(op)
	if !ok {
		return ""
	}
	selected := isSel && c.Info.Selections[sel] != nil
	switch up := at.Parent().Node().(type) {
	case *ast.RangeStmt:
		if up.X == op && !(selected && c.cannotBeNil(sel)) { // else that is nil which it is selected from
			return "range " + c.Text(op)
		}
	case *ast.CaseClause:
		if selected {
			return ""
		}
		if sw, ok := at.Parent().Parent().Parent().Node().(*ast.SwitchStmt); ok && sw.Tag != nil {
			return c.Text(sw.Tag) + " == " + c.Text(op)
		}
	}
	return ""
}

// cannotBeNil reports whether to range over what is selected cannot panic because that is nil: it is a
// method, or of a type of which nil has no elements.
func (c *reporter) cannotBeNil(sel *ast.SelectorExpr) bool {
	switch c.Info.TypeOf(sel).Underlying().(type) {
	case *types.Pointer, *types.Signature:
		return c.Info.Selections[sel].Kind() != types.FieldVal
	}
	return true
}

// defect explains why a recover does not help.
func (c *reporter) defect(d panicflow.Defect) string {
	message := c.ownDefect(d)
	if d.In == nil {
		return message
	}
	return fmt.Sprintf("in %s, %s", c.FuncName(d.In), message)
}

// ownDefect explains it where it stands in the goroutine's own function.
func (c *reporter) ownDefect(d panicflow.Defect) string {
	switch d.Kind {
	case panicflow.DeferredBefore:
		return fmt.Sprintf("recover is deferred too late: %s, deferred before it, runs after it", c.TextOf(d))
	case panicflow.TooLate:
		return fmt.Sprintf("recover is deferred too late: %s can panic before it", c.TextOf(d))
	case panicflow.NotAlways:
		return fmt.Sprintf("recover is not deferred on every path: %s can panic without it", c.TextOf(d))
	case panicflow.DeferredItself:
		return "defer recover() has no effect: recover must be called by a deferred function, not be it"
	case panicflow.Argument:
		return "recover() has no effect here: the argument of a deferred call is evaluated at once, before any panic"
	case panicflow.NotDeferred:
		return "recover() has no effect here: only a deferred function can recover (did you mean defer?)"
	case panicflow.CalledOnly:
		return fmt.Sprintf("recover in %s has no effect here: it is called, not deferred (did you mean defer?)", c.callee(d.Node))
	case panicflow.ResultDropped:
		return fmt.Sprintf("defer %s has no effect: it returns the function that recovers and drops it (did you mean %s()?)", c.TextOf(d), c.TextOf(d))
	case panicflow.PanicsAgain:
		return "recover has no effect here: panic(recover()) panics again, even if nothing has panicked"
	case panicflow.TooDeep:
		return "recover has no effect here: " + c.handlerName(d) + " does not call it directly, and only the deferred function itself can recover"
	case panicflow.NotBuiltin:
		return fmt.Sprintf("recover has no effect here: it is not the builtin, but declared at line %d", c.Fset.Position(d.Line).Line)
	case panicflow.CalledByGuard:
		return fmt.Sprintf("recover in %s has no effect here: the deferred function calls it, but only the deferred function itself can recover", c.TextOf(d))
	case panicflow.DeferredAgain:
		return fmt.Sprintf("recover in %s has no effect here: %s defers it for what it does itself", c.TextOf(d), c.handlerName(d))
	case panicflow.NotReached:
		return fmt.Sprintf("recover has no effect here: %s does not get to it where something has panicked", c.handlerName(d))
	case panicflow.HarmedBefore:
		return fmt.Sprintf("recover in %s does not help: %s can panic before it", c.handlerName(d), c.TextOf(d))
	case panicflow.HarmedAfter:
		return fmt.Sprintf("recover in %s does not help: %s can panic behind it", c.handlerName(d), c.TextOf(d))
	case panicflow.HarmedByNil:
		return fmt.Sprintf("recover in %s does not help: it is deferred with nil, and panics itself", c.handlerName(d))
	case panicflow.HarmedByOperand:
		return fmt.Sprintf("recover in %s does not help: it uses %s, which is handed over, and panics itself", c.handlerName(d), c.TextOf(d))
	}
	return ""
}

// handlerName names the deferred function that a defect is about.
func (c *reporter) handlerName(d panicflow.Defect) string {
	switch {
	case d.Func != nil:
		return c.FuncName(d.Func)
	case d.Name != "":
		return d.Name
	}
	return "the deferred function"
}

// callee returns the text of the function that a call calls.
func (c *reporter) callee(call ast.Node) string { return c.Text(call.(*ast.CallExpr).Fun) }

// entryName names the function that the goroutine runs.
func (c *reporter) entryName(s *panicflow.Spawn) string {
	e := ast.Unparen(s.Entry())
	if _, ok := e.(*ast.FuncLit); ok {
		return "the function literal"
	}
	if t := c.Target(s); t.Func != nil {
		return c.FuncName(t.Func)
	}
	return c.Text(e)
}
