package analyzer

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/fix"
	"github.com/unsupervisedgo/unsupervisedgo/internal/heartbeats"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A heartbeat is what is wrong with one. Its fix is made when the goroutines of the file
// have theirs.
type heartbeat struct {
	analysis.Diagnostic
	fix func() (*analysis.SuggestedFix, *fix.Refusal) // nil: there is never one
}

// heartbeats finds what is wrong with the heartbeats of the package, by file.
func (c *reporter) heartbeats() map[*ast.File][]heartbeat {
	found := make(map[*ast.File][]heartbeat)
	add := func(category string, pos, end token.Pos, message string, fix func() (*analysis.SuggestedFix, *fix.Refusal)) {
		file := c.File(pos)
		found[file] = append(found[file], heartbeat{analysis.Diagnostic{Pos: pos, End: end, Category: category, Message: message, URL: "#" + category}, fix})
	}
	for _, s := range c.beats.Silences() {
		add(NoHeartbeat, s.Stmt.Pos(), c.head(s.Loop), c.silent(s), func() (*analysis.SuggestedFix, *fix.Refusal) {
			if theirs := c.names.Theirs(s); theirs != "" {
				return nil, &fix.Refusal{Kind: fix.WantsName, What: theirs + ".Heartbeat"}
			}
			return c.fixer.Beat(c.beats, s)
		})
	}
	for _, s := range c.beats.Started() {
		if period := c.beats.PeriodOf(s, nil); period.Duration > 0 {
			message := fmt.Sprintf("%s beats every %v and has no deadline: that it is stuck is told to nobody", c.serviceName(s), period.Duration)
			add(NoHeartbeat, s.Call.Pos(), s.Call.Fun.End(), message, func() (*analysis.SuggestedFix, *fix.Refusal) { return c.fixer.Deadline(s, period) })
		}
	}
	for _, d := range c.beats.Deafs() {
		add(NoHeartbeat, d.At.Pos(), d.At.End(), c.deaf(d), nil)
	}
	for _, m := range c.beats.Mistaken() {
		add(UnknownName, m.At.Pos(), m.At.End(), fmt.Sprintf("%s never beats: its loop beats as %q", c.serviceName(m.Service), m.As), nil)
	}
	for _, s := range c.names.Unexpected() {
		add(UnknownName, s.At.Pos(), s.At.End(), fmt.Sprintf("no probe expects %s", c.serviceName(s)), nil)
	}
	for _, s := range c.names.Namesakes() {
		node, message := s.Node, fmt.Sprintf("service %q has the name of another one, in %s", s.Name, s.Places[0])
		if node == nil {
			node, message = c.mainFunc(), fmt.Sprintf("two services are run as %q, in %s and in %s", s.Name, s.Places[0], s.Places[1])
		}
		if node != nil {
			add(UnknownName, node.Pos(), node.End(), message+": the heartbeats of one hide that the other hangs", nil)
		}
	}
	strangers := make(map[ast.Node][]heartbeats.Stranger)
	for _, s := range c.names.Strangers() {
		node := s.Node
		if node == nil {
			node = c.mainFunc()
		}
		if node != nil {
			strangers[node] = append(strangers[node], s)
		}
	}
	for node, list := range strangers {
		add(UnknownName, node.Pos(), node.End(), unknown(list), nil)
	}
	return found
}

// mainFunc returns the name of the function main, where a program tells what it cannot tell in
// another package; nil if it has none.
func (c *reporter) mainFunc() ast.Node {
	if fn, ok := c.Types.Scope().Lookup("main").(*types.Func); ok && c.Decl(fn) != nil {
		return c.Decl(fn).Name
	}
	return nil
}

// unknown says what is wrong with the names at one place, each of them: one finding at a place is shown.
func unknown(list []heartbeats.Stranger) string {
	text := ""
	for i, s := range list {
		switch {
		case i == 0:
		case strings.HasSuffix(text, "?"):
			text += " And "
		default:
			text += ", and "
		}
		text += stranger(s)
	}
	return text
}

// stranger says what is wrong with a name that nobody runs.
func stranger(s heartbeats.Stranger) string {
	where := "here"
	if s.Node == nil {
		where = "in " + s.Place
	}
	return fmt.Sprintf("nothing is supervised as %q, which %s %s%s", s.Name, s.Verb, where, s.Meant)
}

// head returns the end of what a finding about a loop underlines: the loop up to its body,
// if that is on one line; the label of one by goto.
func (c *reporter) head(l *heartbeats.Loop) token.Pos {
	if label := l.Label(); label != nil {
		return label.End()
	}
	word := l.Stmt.Pos() + token.Pos(len("for"))
	end := word
	switch n := l.Stmt.(type) {
	case *ast.ForStmt:
		if n.Cond != nil && n.Post == nil {
			end = n.Cond.End()
		}
	case *ast.RangeStmt:
		end = n.X.End()
	}
	if c.Fset.PositionFor(word, false).Line != c.Fset.PositionFor(end, false).Line {
		return word
	}
	return end
}

// silent says what is wrong with a loop that never beats.
func (c *reporter) silent(s *heartbeats.Silence) string {
	for _, way := range s.Ways {
		if way.Service != nil {
			return fmt.Sprintf("%s never beats: a pass of this loop that hangs looks like one that runs", c.serviceName(way.Service))
		}
	}
	return fmt.Sprintf("%s never beats: whoever supervises it cannot tell a pass that hangs from one that runs", c.loopName(s.Loop))
}

// deaf says what is wrong with a service whose loop cannot beat.
func (c *reporter) deaf(d heartbeats.Deaf) string {
	if d.Theirs != nil {
		return fmt.Sprintf("%s never beats: no context of package %s tells its name to the loop of %s; no fix: call %s.Heartbeat(%q) at the end of each pass",
			c.serviceName(d.Service), d.Theirs.Name(), c.FuncName(d.Far.Func), d.Theirs.Name(), d.Name)
	}
	if d.HasContext() {
		return fmt.Sprintf("%s never beats: %s is not handed the context of the run; no fix: hand it the one that the supervised function gets", c.serviceName(d.Service), c.FuncName(d.Far.Func))
	}
	return fmt.Sprintf("%s never beats: the loop of %s is handed no context; no fix: hand it the one that the supervised function gets, and call supervised.Beat(ctx) at the end of each pass",
		c.serviceName(d.Service), c.FuncName(d.Far.Func))
}

// serviceName names a service as in the log.
func (c *reporter) serviceName(s *heartbeats.Service) string {
	if s.Name == "" {
		return "a service"
	}
	return "service " + strconv.Quote(s.Name)
}

// loopName names the function of a loop.
func (c *reporter) loopName(l *heartbeats.Loop) string {
	if decl, ok := l.Func.(*ast.FuncDecl); ok {
		if fn, ok := c.Info.Defs[decl.Name].(*types.Func); ok {
			return c.FuncName(fn)
		}
	}
	return "the function literal"
}

// mayBeat reports whether a finding about heartbeats can stand at a node: a loop, a label, a call of the
// runtime package or of a helper, an element of a list of services, a string with the query of a probe, the
// function main.
func (c *reporter) mayBeat(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ForStmt, *ast.RangeStmt, *ast.LabeledStmt:
		return true
	case *ast.CallExpr:
		fn := c.Callee(n)
		return slices.ContainsFunc(n.Args, c.runsByContext) || fn != nil && fn.Pkg() != nil && (fn.Pkg().Path() == c.opts.runtime.in(c.Module) || fn.Name() == "RunWithRecover" && c.HasSupervisor(fn.Pkg()))
	case *ast.CompositeLit:
		return slices.ContainsFunc(n.Elts, func(elem ast.Expr) bool {
			if pair, ok := elem.(*ast.KeyValueExpr); ok {
				elem = pair.Value
			}
			return c.runsByContext(elem)
		})
	case *ast.BasicLit:
		return strings.Contains(n.Value, "expect=")
	case *ast.FuncDecl:
		return n.Recv == nil && n.Name.Name == "main"
	}
	return false
}

// runsByContext reports whether an expression is a function that can be supervised as it is.
func (c *reporter) runsByContext(x ast.Expr) bool {
	t := c.Info.TypeOf(x)
	if t == nil {
		return false
	}
	sig, ok := t.Underlying().(*types.Signature)
	return ok && sig.Params().Len() == 1 && sig.Results().Len() == 0 && syntax.IsContext(sig.Params().At(0).Type())
}

// reportHeartbeats reports what was found in a file, but for what a directive silences.
func (c *reporter) reportHeartbeats(file *ast.File, directives directives) {
	if c.beats == nil {
		c.spare(file, directives, c.mayBeat)
		return
	}
	if c.findings == nil {
		c.findings = c.heartbeats()
	}
	for _, h := range c.findings[file] {
		c.report(h.Diagnostic, directives, h.fix)
	}
}
