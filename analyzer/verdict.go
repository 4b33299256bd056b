package analyzer

import (
	"fmt"
	"go/ast"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer/code"
	"github.com/unsupervisedgo/unsupervisedgo/fix"
)

// The categories of findings: the anchors in docs/rules.md, the category in
// JSON, the rule ids in SARIF.
const (
	BareGo             = "bare-go"
	IneffectiveRecover = "ineffective-recover"
	LateRecover        = "late-recover"
	PartialRecover     = "partial-recover"
	DeliberateCrash    = "deliberate-crash"
	Launcher           = "launcher"
	Directive          = "directive"
)

// A verdict is the answer for one spawn.
type verdict struct {
	category string // "" if the spawn is fine
	message  string
}

// judge decides about one spawn.
func (j *judge) verdict(s *fix.Spawn) verdict {
	level := j.spawnLevel(s)
	if level == Full || level == Unknown && !j.strict || level == Crash && !j.strict {
		return verdict{}
	}
	name := j.entryName(s)
	target := j.Resolve(s.Entry())
	node := j.Node(target)
	var out escape
	if node != nil && code.Body(node) != nil {
		out = j.escapeOf(code.Body(node))
	}
	switch level {
	case Partial:
		return verdict{PartialRecover, fmt.Sprintf("a recover in %s stops only some panics: the others are handed on and end the process", name)}
	case Crash:
		return verdict{DeliberateCrash, fmt.Sprintf("%s catches its panics and ends the process on purpose", name)}
	case Unknown:
		return verdict{BareGo, fmt.Sprintf("goroutine is not known to be supervised: what %s defers cannot be seen to recover", name)}
	}
	if s.Launcher != nil {
		return verdict{Launcher, fmt.Sprintf("%s starts a goroutine that is not supervised: a panic in %s ends the process%s",
			j.funcName(s.Launcher), name, j.because(out))}
	}
	if node != nil {
		if msg := j.late(code.Body(node), out); msg != "" {
			return verdict{LateRecover, msg}
		}
		if msg := j.ineffective(code.Body(node)); msg != "" {
			return verdict{IneffectiveRecover, msg}
		}
	}
	switch name := j.Builtin(s.Call); name {
	case "":
	case "panic":
		return verdict{BareGo, "goroutine is not supervised: its panic is there to end the process"}
	case "close":
		return verdict{BareGo, "goroutine is not supervised: close panics if the channel is nil or closed, and ends the process"}
	default:
		return verdict{BareGo, fmt.Sprintf("goroutine is not supervised: %s can panic, and ends the process", name)}
	}
	return verdict{BareGo, fmt.Sprintf("goroutine is not supervised: a panic in %s ends the process%s", name, j.because(out))}
}

// because names what can panic, for a reader to check.
func (j *judge) because(out escape) string {
	if out.node == nil {
		return ""
	}
	n := j.innermost(out.node)
	why := "can panic"
	switch x := n.(type) {
	case *ast.CallExpr:
		if j.Builtin(x) == "panic" {
			why = "is called"
		}
	case *ast.SelectorExpr:
		why = fmt.Sprintf("panics if %s is nil", j.Text(x.X))
	case *ast.StarExpr:
		why = fmt.Sprintf("panics if %s is nil", j.Text(x.X))
	}
	return fmt.Sprintf(" (%s %s)", j.Text(n), why)
}

// innermost returns the danger itself, or the first one inside if it is the
// call of a literal, which has no name.
func (j *judge) innermost(danger ast.Node) ast.Node {
	if call, ok := danger.(*ast.CallExpr); ok {
		if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
			if inner := j.escapeOf(lit.Body).node; inner != nil {
				return j.innermost(inner)
			}
		}
	}
	return danger
}

// spawnLevel returns what becomes of a panic in the goroutine.
func (j *judge) spawnLevel(s *fix.Spawn) Level {
	if s.Launcher != nil {
		return j.targetLevel(j.Resolve(s.Entry()))
	}
	if name := j.Builtin(s.Call); name != "" {
		if name == "close" && j.ownChannel(s.Call.Args[0]) || !j.builtinPanics(name, s.Call) {
			return Full
		}
		return None
	}
	level, _ := j.callLevel(s.Call)
	return level
}

// late explains a recover that works, but is not in time.
func (j *judge) late(body *ast.BlockStmt, out escape) string {
	if body == nil || out.node == nil {
		return ""
	}
	var guard *ast.DeferStmt
	eachDefer(body, func(d *ast.DeferStmt) {
		if guard == nil && j.deferred(d.Call) == Full {
			guard = d
		}
	})
	if guard == nil {
		return ""
	}
	what := j.Text(j.innermost(out.node))
	switch {
	case out.deferred:
		return fmt.Sprintf("recover is deferred too late: %s, deferred before it, runs after it", what)
	case out.node.Pos() < guard.End(): // or an operand of the defer statement
		return fmt.Sprintf("recover is deferred too late: %s can panic before it", what)
	}
	return fmt.Sprintf("recover is not deferred on every path: %s can panic without it", what)
}

// ineffective explains a recover that is there but cannot stop a panic. See
// https://go.dev/ref/spec#Handling_panics: recover returns nil unless it is
// called directly by a deferred function.
func (j *judge) ineffective(body *ast.BlockStmt) string {
	msg := ""
	set := func(format string, args ...any) {
		if msg == "" {
			msg = fmt.Sprintf(format, args...)
		}
	}
	if body == nil {
		return ""
	}
	code.Own(body, func(n ast.Node) bool {
		if msg != "" {
			return false
		}
		switch n := n.(type) {
		case *ast.DeferStmt:
			if j.Builtin(n.Call) == "recover" {
				set("defer recover() has no effect: recover must be called by a deferred function, not be it")
				return false
			}
			for _, arg := range n.Call.Args {
				if j.callsRecover(arg) {
					set("recover() has no effect here: the argument of a deferred call is evaluated at once, before any panic")
					return false
				}
			}
			if j.deferred(n.Call) == None {
				if inner := j.tooDeep(n.Call); inner != "" {
					set("%s", inner)
				}
			}
			return false
		case *ast.GoStmt:
			return false
		case *ast.CallExpr:
			if j.Builtin(n) == "recover" {
				set("recover() has no effect here: only a deferred function can recover (did you mean defer?)")
			} else if t := j.Resolve(n.Fun); t.Known() && t.Result == nil && j.recovers(t) > Crash {
				set("recover in %s has no effect here: it is called, not deferred (did you mean defer?)", j.Text(n.Fun))
			}
		}
		return true
	})
	return msg
}

// tooDeep explains a deferred function that calls what recovers, instead of
// recovering itself, and a factory whose product is thrown away.
func (j *judge) tooDeep(call *ast.CallExpr) string {
	t := j.Resolve(call.Fun)
	if t.Result == nil && t.Known() {
		result := None
		if node := j.Node(t); node != nil {
			result = j.resultRecovers(node)
		} else if t.Func != nil {
			result = j.facts.recoversOf(t.Func).Result
		}
		if result > Crash {
			return fmt.Sprintf("defer %s has no effect: it returns the function that recovers and drops it (did you mean %s()?)", j.Text(call), j.Text(call))
		}
	}
	node := j.Node(t)
	if node == nil || code.Body(node) == nil {
		return ""
	}
	if j.panicsAnyway(code.Body(node)) {
		return "recover has no effect here: panic(recover()) panics again, even if nothing has panicked"
	}
	msg := ""
	name := "the deferred function"
	if t.Func != nil {
		name = j.funcName(t.Func)
	}
	ast.Inspect(code.Body(node), func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && msg == "" {
			if j.Builtin(call) == "recover" {
				msg = "recover has no effect here: " + name + " does not call it directly, and only the deferred function itself can recover"
			} else if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && id.Name == "recover" {
				msg = fmt.Sprintf("recover has no effect here: it is not the builtin, but declared at line %d", j.Fset.Position(j.Info.Uses[id].Pos()).Line)
			} else if t := j.Resolve(call.Fun); t.Func != nil && j.recovers(t) > Crash {
				msg = fmt.Sprintf("recover in %s has no effect here: the deferred function calls it, but only the deferred function itself can recover", j.Text(call.Fun))
			}
		}
		return msg == ""
	})
	return msg
}

// entryName names the function that the goroutine runs.
func (j *judge) entryName(s *fix.Spawn) string {
	e := ast.Unparen(s.Entry())
	if _, ok := e.(*ast.FuncLit); ok {
		return "the function literal"
	}
	if t := j.Resolve(e); t.Func != nil {
		return j.funcName(t.Func)
	}
	return j.Text(e)
}

// funcName names fn as in "(*Hub).Run", with the package name if it is another.
func (j *judge) funcName(fn *types.Func) string {
	qualify := func(pkg *types.Package) string {
		if pkg == j.Types {
			return ""
		}
		return pkg.Name()
	}
	if recv := fn.Signature().Recv(); recv != nil {
		t := types.TypeString(recv.Type(), qualify)
		if _, ptr := recv.Type().(*types.Pointer); ptr {
			t = "(" + t + ")"
		}
		return t + "." + fn.Name()
	}
	if fn.Pkg() != nil && fn.Pkg() != j.Types {
		return fn.Pkg().Name() + "." + fn.Name()
	}
	return fn.Name()
}
