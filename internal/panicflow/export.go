package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/internal/lazy"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// exporter finds the facts of the package's functions.
type exporter struct{ *Judge }

// export writes the facts of this package's functions that other packages can
// name.
func (j *exporter) export() {
	for fn := range j.Exported() {
		for _, fact := range factTypes() {
			if j.Find(fn, fact) {
				j.pass.ExportObjectFact(fn, fact)
			}
		}
	}
	for _, name := range j.Types.Scope().Names() {
		if v, ok := j.Types.Scope().Lookup(name).(*types.Var); ok && v.Exported() && isFunc(v.Type()) {
			if fact := new(launches); j.FindVar(v, fact) {
				j.pass.ExportObjectFact(v, fact)
			}
		}
	}
}

// launchesBy sets f to what the function in v, a variable of the package, launches, if nobody in the package gives v another one. Others may:
// what it contains is not told of it.
func (j *exporter) launchesBy(v *types.Var, f *launches) bool {
	r := j.Var(v)
	if r.Taken || len(r.Values) != 1 || !r.Values[0].Decl || r.Values[0].Expr == nil || j.IsStd(j.Types.Path()) {
		return false
	}
	sig, ok := v.Type().Underlying().(*types.Signature)
	if !ok || !takesLaunched(sig) {
		return false
	}
	t := j.Resolve(r.Values[0].Expr)
	if node := j.Node(t); node != nil && syntax.Body(node) != nil {
		if decl, ok := node.(*ast.FuncDecl); ok && decl.Recv != nil {
			return false
		}
		j.findLaunches(sig, node, f)
		f.Module, f.Generated = j.Module, j.IsGenerated(node.Pos())
	} else if t.Func != nil && t.Func.Pkg() != nil && t.Func.Pkg() != j.Types {
		f.Params = j.facts.launchesOf(t.Func.Origin()).Params
	}
	return len(f.Params)+len(f.Members) > 0
}

// factTypes returns a new fact of each type.
func factTypes() []analysis.Fact {
	return []analysis.Fact{new(recovers), new(contains), new(supervises), new(launches), new(handsOn), new(ends), new(makes), new(harms), new(hooks), new(borrows)}
}

// whyNot returns what findings say of an outcome: under which condition a panic is handed on, and what can panic, early if
// that is before the recover.
func (j *explaining) whyNot(out outcome) (why string, early bool) {
	switch {
	case out.level == Partial && out.cond != nil:
		return Condition{Expr: out.cond, When: out.when}.Text(j.Judge), false
	case out.harm != nil:
		return j.Text(out.harm), out.early
	}
	return "", false
}

// factOf finds one fact of a function of this package, and reports whether
// there is one.
func (j *exporter) factOf(fn *types.Func, decl *ast.FuncDecl, fact analysis.Fact) bool {
	switch f := fact.(type) {
	case *recovers:
		return j.guardFact(fn, decl, f)
	case *contains:
		return j.containFact(fn, decl, f)
	case *supervises:
		f.Params = j.paramsBy(fn, decl, func(u use) bool { return u == guarded })
		return len(f.Params) > 0
	case *launches:
		j.findLaunches(fn.Signature(), decl, f)
		f.Module, f.Generated = j.Module, j.IsGenerated(decl.Pos())
		return len(f.Params)+len(f.Members) > 0
	case *handsOn:
		return j.handsOnFact(fn, decl, f)
	case *ends:
		f.How = j.crashing.nodeEnding(decl)
		return f.How != returns
	case *harms:
		if j.isBuilt() {
			*f = j.harming.told(fn, decl)
		}
		return *f != harms{}
	case *hooks:
		f.Members = j.hooking.hookMembers(decl)
		return f.Members != nil
	case *borrows:
		f.Open, f.Late = j.channels.keptOpen(fn, decl), j.closings.lateUses(decl)
		return f.Open != nil || f.Late != nil
	case *makes:
		return j.makeFact(fn, decl, f)
	}
	return false
}

// guardFact is factOf for what fn is worth as a guard.
func (j *exporter) guardFact(fn *types.Func, decl *ast.FuncDecl, f *recovers) bool {
	out := j.guarding.handling(decl)
	f.Self = out.level
	j.findGuards(fn, decl, f)
	f.Why, f.Early = j.explaining.whyNot(out)
	if f.Self == None && f.Why == "" && f.Results == 0 && !j.IsStd(j.Types.Path()) && !j.recoversForItself(decl.Body) {
		if d := j.explaining.tooDeepIn(syntax.Target{Func: fn}, decl); d.Kind != NotBuiltin {
			f.Flaw, f.Why = d.Kind, j.TextOf(d)
		}
	}
	if f.Self > Crash {
		f.NotNil = j.guarding.guardNeeds(syntax.Target{Func: fn})
	}
	f.If = j.guarding.proviso(decl)
	f.Idle = (f.Self == None || f.NotNil != 0) && j.guarding.idle(decl).level == Full
	return *f != recovers{}
}

// containFact is factOf for how much of its own panics fn contains.
func (j *exporter) containFact(fn *types.Func, decl *ast.FuncDecl, f *contains) bool {
	f.Self = j.containment.nodeLevel(decl)
	if f.Self == Full && j.trusting.prints(decl) && !j.frame(decl.Body).guards() {
		f.Self = None
	}
	f.Given = f.Self < Full && j.containment.nodeGiven(decl)
	if f.Given && !j.IsStd(j.Types.Path()) {
		f.Giving = j.containment.needOnlyGive(decl)
	}
	f.Made = f.Self > None && !j.IsStd(j.Types.Path()) && j.guarding.trustsReceiver(syntax.Target{Func: fn})
	eachFuncResult(fn, func(i int) {
		f.Results = f.Results.with(i, j.containment.resultLevel(syntax.Target{Func: fn}, i))
	})
	if i := syntax.FuncResult(fn.Signature()); i >= 0 && f.Results.at(i) < Full {
		f.ResultGiven = j.containment.resultGiven(syntax.Target{Func: fn})
		f.Decorates = j.containment.decorates(syntax.Target{Func: fn})
		f.Adapts = !f.ResultGiven && j.containment.isAdaptor(syntax.Target{Func: fn})
		f.ResultNotNil = j.containment.resultSets(fn)
	}
	if f.Self < Full {
		f.NotNil = j.needsTold(decl)
		if !f.Given {
			f.Flaw = j.flawOf(decl)
		}
	}
	return *f != contains{}
}

// handsOnFact is factOf for which parameters fn panics with.
func (j *exporter) handsOnFact(fn *types.Func, decl *ast.FuncDecl, f *handsOn) bool {
	if j.crashing.nodeEnding(decl) != returns {
		return false // whatever it is passed
	}
	for i := range fn.Signature().Params().Len() {
		switch j.handsOnParam(decl, i) {
		case Crash:
			f.Always = append(f.Always, i)
		case Partial:
			f.Some = append(f.Some, i)
		}
	}
	return f.Always != nil || f.Some != nil
}

// makeFact is factOf for what fn returns.
func (j *exporter) makeFact(fn *types.Func, decl *ast.FuncDecl, f *makes) bool {
	list := fn.Signature().Results()
	f.Always = list.Len() == 1 && canBeNil(list.At(0).Type()) && j.nilness.resultNotNil(decl)
	if last := list.Len() - 1; last > 0 && says(list.At(last).Type()) && j.isBuilt() {
		for i := range last {
			if canBeNil(list.At(i).Type()) && j.results.of(decl, resultOfFunc{i, true}, nil) {
				f.Given = append(f.Given, i)
			}
		}
	}
	if j.isBuilt() {
		f.Fields, f.Spans, f.Nil = j.fieldsMade(fn, decl), j.spansMade(fn, decl), j.nilsReturned(fn, decl)
	}
	return f.Always || f.Given != nil || f.Fields != 0 || f.Spans != nil || f.Nil != 0
}

// recoversForItself reports whether a function with the body, or a literal in it, puts up a guard, which is no attempt to be one.
func (j *exporter) recoversForItself(body *ast.BlockStmt) bool {
	found := false
	if body != nil {
		ast.Inspect(body, func(n ast.Node) bool {
			if d, ok := n.(*ast.DeferStmt); ok && !found {
				lit, _ := ast.Unparen(d.Call.Fun).(*ast.FuncLit)
				found = lit != nil && j.recoversIn(lit.Body) || j.explaining.isGuard(d.Call.Fun)
			}
			return !found
		})
	}
	return found
}

// flawOf returns why what a function defers, which lets panics out, does not stop them.
func (j *exporter) flawOf(decl *ast.FuncDecl) flaw {
	if j.IsStd(j.Types.Path()) {
		return flaw{} // nobody means it for a guard
	}
	defers := false
	eachDefer(decl.Body, func(d *ast.DeferStmt) { defers = defers || !j.isStdCall(d.Call) })
	if !defers {
		return flaw{}
	}
	d := j.frame(decl.Body).defect()
	switch d.Kind {
	case NoDefect, CalledOnly, NotDeferred, NotBuiltin:
		return flaw{}
	}
	f := flaw{Kind: d.Kind, Text: j.TextOf(d)}
	if d.Func != nil {
		f.Func = j.FuncName(d.Func)
	}
	return f
}

// isStdCall reports whether call is of a function of the standard library.
func (j *exporter) isStdCall(call *ast.CallExpr) bool {
	fn := j.Callee(call)
	return fn != nil && fn.Pkg() != nil && j.IsStd(fn.Pkg().Path())
}

// TextOf returns the text of what d is about.
func (j *Judge) TextOf(d Defect) string {
	if d.Node == nil {
		return d.Text
	}
	return j.Text(d.Node)
}

// findGuards finds the guards that fn returns.
func (j *exporter) findGuards(fn *types.Func, decl *ast.FuncDecl, f *recovers) {
	last := fn.Signature().Results().Len() - 1
	eachFuncResult(fn, func(i int) {
		level := j.guarding.productRecovers(decl, i)
		switch {
		case level == None, j.results.of(decl, resultOfFunc{i, false}, nil):
		case i < last && says(fn.Signature().Results().At(last).Type()) && j.results.of(decl, resultOfFunc{i, true}, nil):
			f.IfTold |= 1 << i
		default:
			return
		}
		f.Results = f.Results.with(i, level)
	})
}

// eachFuncResult calls f for the results of fn that are functions, as far as facts tell of them.
func eachFuncResult(fn *types.Func, f func(i int)) {
	list := fn.Signature().Results()
	for i := range min(list.Len(), maxResults) {
		if isFunc(list.At(i).Type()) {
			f(i)
		}
	}
}

// spansMade lists where the integers lie that fn returns, in what other packages can name.
func (j *exporter) spansMade(fn *types.Func, decl *ast.FuncDecl) (list []madeSpan) {
	results := fn.Signature().Results()
	last := results.Len() - 1
	for i := range results.Len() {
		if !isInteger(results.At(i).Type()) {
			continue
		}
		for _, given := range []bool{false, true} {
			if given && (i == last || !says(results.At(last).Type())) {
				continue
			}
			if s := j.results.span(decl, resultOfFunc{i, given}); s.OK && s.field == nil {
				list = append(list, madeSpan{i, given, s})
			}
		}
	}
	return list
}

// nilsReturned returns which results of fn, errors apart, are nil at times.
func (j *exporter) nilsReturned(fn *types.Func, decl *ast.FuncDecl) (set resultSet) {
	list := fn.Signature().Results()
	for i := range min(list.Len(), maxResults) {
		if t := list.At(i).Type(); holdsReference(t) && !syntax.IsError(t) && j.nilness.returnsNilAt(decl, i) {
			set |= 1 << i
		}
	}
	return set
}

// fieldsMade returns the fields that fn sets in what its first result, a struct of this package, points to.
func (j *exporter) fieldsMade(fn *types.Func, decl *ast.FuncDecl) (set paramSet) {
	list := fn.Signature().Results()
	last := list.Len() - 1
	if last < 0 || last > 0 && !says(list.At(last).Type()) {
		return 0
	}
	ptr, ok := core(list.At(0).Type()).(*types.Pointer)
	if !ok {
		return 0
	}
	st, ok := core(ptr.Elem()).(*types.Struct)
	if !ok {
		return 0
	}
	for i := range min(st.NumFields(), maxFields) {
		f := st.Field(i).Origin()
		if f.Pkg() == j.Types && holdsReference(f.Type()) && j.settings.stays(f) && j.results.of(decl, resultOfFunc{0, last > 0}, f) {
			set |= 1 << (firstField + i)
		}
	}
	return set
}

// isBuilt reports whether the package is of the module that the build is of, which has no version.
func (j *exporter) isBuilt() bool {
	module := j.pass.Module
	return module != nil && module.Path != "" && module.Version == "" && !j.IsStd(j.Types.Path())
}

// needsTold returns what other packages are told must not be nil for a function to contain its panics.
func (j *exporter) needsTold(decl *ast.FuncDecl) paramSet {
	need := j.panicking.nodeNeeds(decl)
	if need&never != 0 || j.trusting.prints(decl) || j.needsChannel(decl, need) {
		return 0
	}
	return need
}

// needsChannel reports whether need names a channel: nobody in another package knows of
// one that it may be closed.
func (j *exporter) needsChannel(fn ast.Node, need paramSet) bool {
	for i := range maxParams - 1 {
		if v := j.param(fn, i); v != nil && need&(1<<(i+1)) != 0 && chanDir(v.Type()) >= 0 {
			return true
		}
	}
	return false
}

// findLaunches lists the parameters of a function that are run on a goroutine, whether it
// does that itself or the package does it later.
func (j *exporter) findLaunches(sig *types.Signature, decl ast.Node, f *launches) {
	if holdsField(sig) {
		for _, name := range j.launching.launchedMembers(j.receiver(decl)) {
			if ast.IsExported(name) { // which others may set
				f.Members = append(f.Members, launchedMember{-1, name})
			}
		}
	}
	for i := range sig.Params().Len() {
		_, typ := paramOf(sig, i)
		if !holdsLaunched(typ) {
			continue
		}
		if isFunc(typ) && j.containment.paramUses(decl, i, None)&onGoroutine != 0 {
			f.Params = append(f.Params, i)
			continue
		}
		for _, name := range j.launching.launchedMembers(j.param(decl, i)) {
			if name == "" {
				f.Params = append(f.Params, i)
			} else {
				f.Members = append(f.Members, launchedMember{i, name})
			}
		}
	}
}

// paramsBy lists the function parameters of fn that are used in a certain way.
func (j *exporter) paramsBy(fn *types.Func, decl *ast.FuncDecl, is func(use) bool) []int {
	var list []int
	sig := fn.Signature()
	for i := range sig.Params().Len() {
		if _, typ := paramOf(sig, i); isFunc(typ) && is(j.containment.paramUses(decl, i, None)) {
			list = append(list, i)
		}
	}
	return list
}

// handsOnParam returns what becomes of an error or a recovered value that is
// passed for the i-th parameter of fn. Most functions panic nowhere, and need no
// look at their paths.
func (j *exporter) handsOnParam(fn ast.Node, i int) Level {
	v, body := j.param(fn, i), syntax.Body(fn)
	if v == nil || body == nil || !types.IsInterface(v.Type()) || !types.AssignableTo(types.Universe.Lookup("error").Type(), v.Type()) || !j.mayCrash(body, v) {
		return Full
	}
	return j.guarding.handsOnAs(fn, v).level
}

// mayCrash reports whether body calls what never returns, or hands v on.
func (j *exporter) mayCrash(body *ast.BlockStmt, v *types.Var) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !found {
			found = j.Builtin(call) == "panic" || mayEnd().MatchString(calleeName(call)) && j.crashing.neverReturns(call) ||
				slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return j.isVar(arg, v) && j.Builtin(call) == "" && j.canHandOn(call) })
		}
		return !found
	})
	return found
}

// mayEnd matches the names of what ends a process: a first look, to ask of few calls only.
var mayEnd = lazy.Regexp(`^(?i:fatal|panic|exit|die|must|abort)`)

// canHandOn reports whether the callee of call is one whose paths can be known.
func (j *exporter) canHandOn(call *ast.CallExpr) bool {
	t := j.Resolve(call.Fun)
	return j.Node(t) != nil || t.Func != nil && !t.Func.Signature().Variadic()
}
