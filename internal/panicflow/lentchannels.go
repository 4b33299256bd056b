package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A named worker gets its channels from who starts it: go worker(jobs, out, &wg). Whether its
// sends and its close can panic is up to the caller, who has made the channel; so
// they need the parameter, as what would be nil needs it.

// sendNeeds returns the parameter that a statement sends to, if nothing in the function
// itself closes that before.
func (j *channelFlow) sendNeeds(send *ast.SendStmt) paramSet {
	if j.strict {
		return 0
	}
	v := j.VarOf(send.Chan)
	fn := j.FuncAround(send)
	p := j.proving.proofsOf(fn)
	if v == nil || p == nil || p.own[v] == 0 {
		return 0
	}
	var at inspector.Cursor
	for _, use := range j.Uses(v) {
		if use.Node() == ast.Unparen(send.Chan) {
			at = use
		}
	}
	for i := range maxParams - 1 {
		if j.param(fn, i) != v {
			continue
		}
		switch j.paramUse(fn, i, 0) {
		case staysOpen:
			return p.own[v]
		case closedByCall:
			for _, use := range j.Uses(v) {
				if j.channelUseAt(use, 0) == closedByCall && !j.comesLater(v, at, j.goroutineOf(at), user(use)) {
					return 0
				}
			}
			return p.own[v]
		}
	}
	return 0
}

// keptOpen lists the channels among the parameters of fn that it neither closes nor lets go of.
func (j *channelFlow) keptOpen(fn *types.Func, decl *ast.FuncDecl) (list []int) {
	params := fn.Signature().Params()
	for i := range params.Len() {
		if dir := chanDir(params.At(i).Type()); dir >= 0 && dir != types.RecvOnly && j.paramUse(decl, i, 0) == staysOpen {
			list = append(list, i)
		}
	}
	return list
}

// borrows reports whether fn, of another package, neither closes its i-th parameter nor lets go of it.
func (j *channelFlow) borrows(fn *types.Func, i int) bool {
	return fn != nil && fn.Pkg() != nil && !j.IsStd(fn.Pkg().Path()) && slices.Contains(j.facts.borrowsOf(fn.Origin()).Open, i)
}

// lendsSafely reports whether what gets the channel x as an argument may send on it and
// close it: nobody closes it twice, and all other closes come when that is over.
func (j *channelFlow) lendsSafely(x ast.Expr) bool {
	v, own := j.ownChannel(x)
	if own == nil {
		return false
	}
	at, ok := j.CursorOf(ast.Unparen(x))
	if !ok {
		return false
	}
	sender := j.goroutineOf(at)
	for _, c := range own.closes {
		switch {
		case c.at == user(at): // it closes x itself
			if !own.once {
				return false
			}
		case !startedWith(at) && j.comesLater(v, at, sender, c.at), j.behindJoin(v, at, sender, c.at):
		default:
			return false
		}
	}
	return true
}

// startedWith reports whether the argument at c is one of a go statement.
func startedWith(c inspector.Cursor) bool {
	return isGo(user(c).Parent().Node())
}

// joinsCallee reports whether the group waits for the goroutine of a go statement that gets
// the channel at send, and the group: it says Done at its end.
func (j *channelFlow) joinsCallee(send inspector.Cursor, group ast.Expr, same func(ast.Expr) bool) bool {
	if !startedWith(send) {
		return false
	}
	call := user(send).Node().(*ast.CallExpr)
	t := j.Resolve(call.Fun)
	decl, ok := j.Node(t).(*ast.FuncDecl)
	if !ok {
		return false
	}
	for i, arg := range call.Args {
		if x, ok := ast.Unparen(arg).(*ast.UnaryExpr); ok {
			arg = x.X
		}
		if !same(arg) {
			continue
		}
		param := j.param(decl, i-j.Shift(call, t.Func))
		if param == nil || len(j.Var(param).Values) > 0 || !j.saysDone(param, decl, j.paramsFor(call, t, decl, send.Node())) {
			continue
		}
		v := j.VarOf(group)
		if v == nil || v.Kind() != types.LocalVar {
			return true
		}
		adds, _ := j.addsTo(v)
		return j.comesBehindAdd(v, adds, user(send))
	}
	return false
}

// paramsFor lists the parameters of a function for which call passes arg.
func (j *channelFlow) paramsFor(call *ast.CallExpr, t syntax.Target, decl *ast.FuncDecl, arg ast.Node) (list []*types.Var) {
	for i, a := range j.ownArgs(call, t) {
		if v := j.param(decl, i); v != nil && ast.Unparen(a) == arg {
			list = append(list, v)
		}
	}
	return list
}

// saysDone reports whether a function defers the Done of its parameter, and does all that it does with the channels before.
func (j *channelFlow) saysDone(param *types.Var, fn *ast.FuncDecl, channels []*types.Var) bool {
	at, ok := j.FuncCursor(fn)
	return ok && slices.ContainsFunc(j.Uses(param), func(use inspector.Cursor) bool {
		done := use.Parent().Parent()
		call, ok := done.Node().(*ast.CallExpr)
		if !ok {
			return false
		}
		f := j.Callee(call)
		return f != nil && f.FullName() == "(*sync.WaitGroup).Done" && deferredBy(done) == fn &&
			!slices.ContainsFunc(channels, func(ch *types.Var) bool {
				return slices.ContainsFunc(j.Uses(ch), func(use inspector.Cursor) bool { return !runsBefore(use, done, at) })
			})
	})
}
