package fix

import (
	"go/ast"
	"go/types"
	"strconv"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
)

// launcher rewrites the function handed to a launcher: its body is supervised
// inside it, so that what the launcher does around it (WaitGroup.Go's Done)
// still happens once (rule R10). A function that returns an error gives the
// panic back as that error.
func (e *editor) launcher() {
	e.inside = true
	sig, ok := e.Info.TypeOf(e.Entry()).Underlying().(*types.Signature)
	if !ok {
		refuse("it is no function, but a value that has one: supervise inside that")
	}
	errors := isErrorResult(sig)
	if sig.Results().Len() > 0 && !errors {
		refuse("its result would be lost after a contained panic")
	}
	lit, isLit := ast.Unparen(e.Entry()).(*ast.FuncLit)
	switch {
	case isLit && errors:
		e.launchedErrors(lit)
	case isLit:
		e.launchedLiteral(lit)
	default:
		e.launchedValue(sig, errors)
	}
}

func isErrorResult(sig *types.Signature) bool {
	return sig.Results().Len() == 1 && types.Identical(sig.Results().At(0).Type(), types.Universe.Lookup("error").Type())
}

// launchedLiteral supervises the body of a literal.
func (e *editor) launchedLiteral(lit *ast.FuncLit) {
	l := e.layOut(lit)
	if e.Launcher.FullName() == "(*sync.WaitGroup).Go" {
		e.refuseDone(lit)
	} else {
		l.restart, l.renew = false, nil // nobody knows how often the launcher runs it
	}
	l.ctx = e.context(lit.Body.Lbrace+1, lit)
	e.pickName()
	e.superviseBody(lit, l, false)
}

// refuseDone refuses a left-over Done in a function that WaitGroup.Go runs: the
// counter is wrong already (dsh2dsh/zrepl#21).
func (e *editor) refuseDone(lit *ast.FuncLit) {
	sel, ok := ast.Unparen(e.Call.Fun).(*ast.SelectorExpr)
	if !ok {
		return
	}
	wg := e.Text(sel.X)
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if what, x := e.SignalOf(call); what != "" && strings.HasSuffix(what, ".Done()") && e.Text(x) == wg {
				refuse(wg + ".Go calls Done itself: remove " + what)
			}
		}
		return true
	})
}

// launchedErrors makes a literal return the panic as its error.
func (e *editor) launchedErrors(lit *ast.FuncLit) {
	s := e.Survey(lit.Body)
	e.refuseHang(s)
	p := plan{ctx: e.context(lit.Body.Lbrace+1, lit)}
	e.pickName()
	results := "error"
	for _, name := range lit.Type.Results.List[0].Names { // at most one
		results = "(" + name.Name + " error)"
	}
	e.insert(lit.Body.Lbrace+1, "\nreturn "+e.callHead(p)+"func("+e.imp.context+"Context) "+results+" {"+lineBreak(e, lit))
	end := "})\n"
	if e.line(lit.Body.Lbrace) == e.line(lit.Body.Rbrace) {
		end = "\n})\n"
	}
	e.insert(lit.Body.Rbrace, end)
}

func lineBreak(e *editor, lit *ast.FuncLit) string {
	if e.line(lit.Body.Lbrace) == e.line(lit.Body.Rbrace) {
		return "\n"
	}
	return ""
}

// callHead is the begin of a supervised call that returns an error.
func (e *editor) callHead(p plan) string {
	return e.imp.supervised + "Call(" + p.ctx + ", " + strconv.Quote(e.name) + ", "
}

func (e *editor) refuseHang(s *effects.Survey) {
	switch {
	case s.Locks != "":
		refuse("after a contained panic " + s.Locks + " would stay locked: unlock it in a defer")
	case s.Skipped(nil, false) != "":
		refuse("a panic would skip " + s.Skipped(nil, false) + ", and who waits for it would wait for ever: defer it")
	case s.Sends != "":
		refuse("a receiver from " + s.Sends + " would wait for ever after a contained panic")
	}
}

// launchedValue wraps a function value that is handed over by name.
func (e *editor) launchedValue(sig *types.Signature, errors bool) {
	entry := e.Entry()
	if sig.Variadic() {
		refuse("it is variadic")
	}
	if !e.lateFunc(entry) {
		refuse("it can be another function by the time that it runs: bind it to a variable first")
	}
	var w effects.Work
	if t := e.Resolve(entry); t.Func != nil {
		w = e.WorkOfTarget(t)
	}
	refuseWork(w, e.Text(entry), e.amongOthers())
	p := plan{restart: w.Service && e.Launcher.FullName() == "(*sync.WaitGroup).Go"}
	taken := map[string]bool{strings.TrimSuffix(e.imp.context, "."): true, strings.TrimSuffix(e.imp.supervised, "."): true}
	namesIn(entry, taken)
	var params, args []string
	for i := range sig.Params().Len() {
		v := sig.Params().At(i)
		want := v.Name()
		if want == "_" {
			want = ""
		}
		typ, ok := e.spell(v.Type(), e.Call.Pos())
		if !ok {
			refuse("the type of its parameter cannot be written here")
		}
		arg := fresh(want, taken)
		params, args = append(params, arg+" "+typ), append(args, arg)
	}
	p.ctx = e.context(e.Call.Pos(), nil)
	e.pickName()
	call := "(" + strings.Join(args, ", ") + ")"
	if errors {
		e.insert(entry.Pos(), "func("+strings.Join(params, ", ")+") error {\nreturn "+e.callHead(p)+"func("+e.imp.context+"Context) error {\nreturn ")
		e.insert(entry.End(), call+"\n})\n}")
		return
	}
	e.insert(entry.Pos(), "func("+strings.Join(params, ", ")+") {\n"+e.runHead(p)+e.funcHead()+"\n")
	e.insert(entry.End(), call+"\n}"+e.runTail(p)+"\n}")
}
