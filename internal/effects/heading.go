package effects

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a service writes before its loop, to where its passes write their items, is the head of these. Another run
// would write it among them:
//
//	fmt.Fprintln(w, "id,name")
//	for r := range in { fmt.Fprintln(w, row(r)) }
//
// What goes to another stream than the items, or to a log, heads nothing, and a line that says that the service
// starts is true of each run. On standard output a program keeps its log as well: passes that tell there in words of what
// they have done, "handled a", write no list.

// heading returns a call before the loop that heads what the passes write; "" if there is none.
func (s restarting) heading() string {
	before := make(map[*ast.CallExpr][]*types.Var)
	aside := make(map[ast.Stmt]bool) // branches that do not come to the loop, or not on each run
	syntax.Own(s.body, func(n ast.Node) bool {
		if n.Pos() >= s.loop.Pos() {
			return false
		}
		switch n := n.(type) {
		case *ast.DeferStmt, *ast.GoStmt:
			return false
		case *ast.IfStmt:
			aside[n.Body] = leavesAtOnce(n.Body) || s.asksForState(n)
		case *ast.BlockStmt:
			return !aside[n]
		case *ast.CallExpr:
			if to := s.writtenBy(n, headingDepth); len(to) > 0 && !s.saysThatItStarts(n) {
				before[n] = to
			}
		}
		return true
	})
	if len(before) == 0 {
		return ""
	}
	syntax.Own(s.loop, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !s.ofPass(call) { // the same once more: a first pass
			maps.DeleteFunc(before, func(first *ast.CallExpr, _ []*types.Var) bool { return s.Text(first) == s.Text(call) })
		}
		return true
	})
	items := s.writtenInPass(headingDepth)
	var first *ast.CallExpr
	for call, to := range before {
		if (first == nil || call.Pos() < first.Pos()) && slices.ContainsFunc(to, func(v *types.Var) bool { return v != messages && slices.Contains(items, v) }) {
			first = call
		}
	}
	if first == nil {
		return ""
	}
	return s.Text(first)
}

// writtenInPass lists what holds the streams to which the passes of the loop write their items.
func (s restarting) writtenInPass(depth int) []*types.Var {
	var list []*types.Var
	syntax.Own(s.loop, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || s.isRangeOperand(n) {
			return true
		}
		if !isLoop(s.loop) { // the loop is in what is called
			if depth > 0 {
				list = append(list, s.inCalled(call, func(callee restarting) []*types.Var {
					if callee.loop = s.waiting.endlessLoop(callee.body); callee.loop == nil {
						return nil
					}
					return callee.writtenInPass(depth - 1)
				})...)
			}
		} else if s.ofPass(call) {
			list = append(list, s.writtenBy(call, headingDepth)...)
		}
		return true
	})
	return list
}

// headingDepth bounds how far writtenBy follows calls.
const headingDepth = 3

// writtenBy lists the variables and fields that hold the streams to which a call writes: not those that the
// function has made itself, which each run makes anew.
func (s restarting) writtenBy(call *ast.CallExpr, depth int) []*types.Var {
	fn := s.Callee(call)
	if fn == nil || fn.Pkg() == nil || isLog(fn) {
		return nil
	}
	name := fn.Name()
	var to ast.Expr
	switch path := fn.Pkg().Path(); {
	case path == "fmt" && strings.HasPrefix(name, "Print"):
		if s.isMessage(call) {
			return []*types.Var{messages}
		}
		return []*types.Var{standardOutput}
	case path == "fmt" && strings.HasPrefix(name, "Fprint"), path == "io" && name == "WriteString":
		to = call.Args[0]
	case fn.Signature().Recv() != nil && s.Decl(fn) == nil && slices.ContainsFunc(writing, func(word string) bool { return strings.HasPrefix(name, word) }):
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && s.Info.Selections[sel] != nil {
			to = sel.X
		}
	}
	if v := s.streamIn(to); v != nil {
		return []*types.Var{v}
	}
	if to != nil || depth == 0 {
		return nil
	}
	return s.inCalled(call, func(callee restarting) []*types.Var {
		var list []*types.Var
		syntax.Own(callee.body, func(n ast.Node) bool {
			if inner, ok := n.(*ast.CallExpr); ok {
				list = append(list, callee.writtenBy(inner, depth-1)...)
			}
			return true
		})
		return list
	})
}

// inCalled lists what streams finds in the functions that a call calls, with what the call passes in place of parameters.
func (s restarting) inCalled(call *ast.CallExpr, streams func(restarting) []*types.Var) []*types.Var {
	var list []*types.Var
	for _, t := range s.targets(call.Fun) {
		if t.node == nil || syntax.Body(t.node) == nil {
			continue
		}
		callee := s.leaving.frame(t.node)
		for _, v := range streams(restarting{callee}) {
			if slot, param := callee.slots[v]; param {
				arg := s.argument(slot, t, call)
				if sel, ok := arg.(*ast.SelectorExpr); ok && s.VarOf(sel) == nil {
					arg = sel.X // of the receiver it is the method
				}
				v = s.streamIn(arg)
			}
			if v != nil {
				list = append(list, v)
			}
		}
	}
	return list
}

// isLog reports whether a function writes a line in a log.
func isLog(fn *types.Func) bool {
	return known.Logs(fn) || fn.Pkg() != nil && strings.Contains(fn.Pkg().Name(), "log")
}

// writing are the words with which the names of methods begin that write to what they are called on.
var writing = []string{"Write", "Print", "Encode"}

// standardOutput stands for os.Stdout, to which package fmt prints without naming it.
var standardOutput = types.NewVar(token.NoPos, nil, "os.Stdout", nil)

// messages stands for what is printed to tell of something in words, as in a log: no item of a list, nor its head.
var messages = types.NewVar(token.NoPos, nil, "messages", nil)

// isMessage reports whether a call prints a value among words of its own: fmt.Printf("handled %s\n", job).
func (s restarting) isMessage(call *ast.CallExpr) bool {
	words, values := false, false
	for _, arg := range call.Args {
		v := s.Info.Types[arg].Value
		if v == nil {
			values = true
		} else if v.Kind() == constant.String {
			words = words || known.HasWords(constant.StringVal(v))
		}
	}
	return words && values
}

// streamIn returns the variable or field that holds the stream x, or the one that x passes on what is written to;
// nil if the function has made it itself, or if nobody keeps what it gets: standard error is a log.
func (s restarting) streamIn(x ast.Expr) *types.Var {
	for range 4 {
		v := s.container(x)
		switch {
		case v == nil:
			return nil
		case v.Pkg() != nil && v.Pkg().Path() == "os" && v.Name() == "Stdout":
			return standardOutput
		case v.Pkg() != nil && v.Pkg().Path() == "os" && v.Name() == "Stderr":
			return nil
		}
		if _, param := s.slots[v]; param || v.IsField() || !s.declares(v) {
			return v
		}
		if from := s.madeOf(x); from != ast.Unparen(x) { // bufio.NewWriter(conn)
			x = from
			continue
		}
		values := s.Var(v).Values
		if len(values) == 1 && s.opensFile(values[0].From) {
			return v // each run opens the same file
		}
		if len(values) != 1 || s.isCall(values[0].Expr) {
			return nil
		}
		x = values[0].Expr
	}
	return nil
}

// opensFile reports whether x is a call that opens a file by its name.
func (s restarting) opensFile(x ast.Expr) bool {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	return ok && known.OpensFile(s.Callee(call))
}

// ofPass reports whether code uses what a pass of the loop has for itself: an item, or what is made of it.
func (s restarting) ofPass(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.Ident:
			v, ok := s.Info.Uses[n].(*types.Var)
			found = found || ok && !v.IsField() && s.loop.Pos() <= v.Pos() && v.Pos() < s.loop.End()
		}
		return !found
	})
	return found
}

// asksForState reports whether a condition is another one once its branch has run: the branch changes
// what it asks for, or it asks a function, as for the size of a file.
func (s restarting) asksForState(n *ast.IfStmt) bool {
	found := false
	ast.Inspect(n.Cond, func(m ast.Node) bool {
		if x, ok := m.(ast.Expr); ok && (s.isCall(x) && s.Builtin(ast.Unparen(x).(*ast.CallExpr)) == "" || s.fromCall(x)) {
			found = true
		}
		return !found
	})
	syntax.Own(n.Body, func(m ast.Node) bool {
		if a, ok := m.(*ast.AssignStmt); ok {
			for _, lhs := range a.Lhs {
				v := s.VarOf(lhs)
				found = found || v != nil && s.Mentions(n.Cond, v)
			}
		}
		return !found
	})
	return found
}

// saysThatItStarts reports whether a call prints a text that tells of the service itself.
func (s restarting) saysThatItStarts(call *ast.CallExpr) bool {
	for _, arg := range call.Args {
		v := s.Info.Types[arg].Value
		if v == nil || v.Kind() != constant.String {
			continue
		}
		if known.SaysThatItStarts(constant.StringVal(v)) {
			return true
		}
	}
	return false
}
