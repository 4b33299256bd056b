package panicflow

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Functional options are functions that set something of what they are handed: for _, o := range opts { o(&s) }.
// They contain their panics where that is not nil, which is up to the function that calls them; which of them it
// calls is up to its caller.

// isOption reports whether the i-th parameter of a function is a list of options: it is variadic, of functions that
// are handed something.
func isOption(sig *types.Signature, i int) bool {
	return sig != nil && sig.Variadic() && i == sig.Params().Len()-1 && takesSomething(sig.Params().At(i).Type())
}

// lists reports which parameters of a FuncDecl or FuncLit are lists of functions, and which of those are options.
func (src source) lists(fn ast.Node) (all, options uint32) {
	for i := range min(syntax.FuncType(fn).Params.NumFields(), 32) {
		v := src.param(fn, i)
		if v == nil || !isFuncSlice(v.Type()) {
			continue
		}
		all |= 1 << i
		if takesSomething(v.Type()) && src.isVariadic(fn, v) {
			options |= 1 << i
		}
	}
	return all, options
}

func takesSomething(list types.Type) bool {
	return isFuncSlice(list) && core(core(list).(*types.Slice).Elem()).(*types.Signature).Params().Len() > 0
}

// signature returns that of t, which call calls; nil if it has none.
func (src source) signature(call *ast.CallExpr, t syntax.Target) *types.Signature {
	if t.Func != nil {
		return t.Func.Signature()
	}
	sig, _ := src.Info.TypeOf(call.Fun).Underlying().(*types.Signature)
	return sig
}

// sets reports whether the function that e denotes contains its panics if what it is handed is not nil.
func (j *containment) sets(e ast.Expr) bool {
	sig, ok := core(j.Info.TypeOf(e)).(*types.Signature)
	return ok && onlyReferences(sig, j.valueNeeds(e))
}

// onlyReferences reports whether all that need names are parameters that must not be nil.
func onlyReferences(sig *types.Signature, need paramSet) bool {
	if need&^paramBits != 0 || need&receiver != 0 {
		return false
	}
	for i := range maxParams - 1 {
		if need&(1<<(i+1)) != 0 && (i >= sig.Params().Len() || !holdsReference(sig.Params().At(i).Type()) || chanDir(sig.Params().At(i).Type()) >= 0) {
			return false
		}
	}
	return true
}

// valueNeeds is calleeNeeds for the function that e denotes.
func (j *containment) valueNeeds(e ast.Expr) paramSet {
	t := j.Resolve(e)
	switch {
	case j.MayBeUnset(e):
		return never
	case t.Result != nil:
		return j.resultNeeds(j.Resolve(t.Result.Fun))
	}
	return j.panicking.calleeNeeds(t)
}

// resultNeeds is calleeNeeds for the function that t returns.
func (j *containment) resultNeeds(t syntax.Target) paramSet {
	node := j.Node(t)
	if node == nil {
		if t.Func != nil {
			if need := j.facts.containsOf(t.Func).ResultNotNil; need != 0 {
				return need
			}
		}
		return never
	}
	return fixpoint.Ask(j.solver, needsLattice, question{kind: resultNeedsOf, fn: node}, func() (all paramSet) {
		list := j.Returns(node)
		for _, e := range list {
			all = needsLattice.Meet(all, j.valueNeeds(e))
		}
		if len(list) == 0 {
			return never
		}
		return all
	})
}

// resultSets returns what must not be nil for the function that fn returns to contain its panics; 0 if it does not then.
func (j *containment) resultSets(fn *types.Func) paramSet {
	results := fn.Signature().Results()
	sig, ok := core(results.At(syntax.FuncResult(fn.Signature())).Type()).(*types.Signature)
	if need := j.resultNeeds(syntax.Target{Func: fn}); ok && onlyReferences(sig, need) {
		return need
	}
	return 0
}

// handsSet reports whether what call hands over is not nil.
func (j *containment) handsSet(call *ast.CallExpr) bool {
	h := j.proving.handedTo(call)
	for i, arg := range call.Args {
		if holdsReference(j.Info.TypeOf(arg)) && (h == nil || i+1 >= maxParams || h.notNil&(1<<(i+1)) == 0) {
			return false
		}
	}
	return true
}

// replacesElement reports whether the use of a list at c assigns one of its elements.
func (src source) replacesElement(c inspector.Cursor) bool {
	ix, ok := user(c).Node().(*ast.IndexExpr)
	return ok && ix.X == c.Node() && src.mayChangeList(c)
}

// optionsSet returns the list of options among the parameters of fn, the last one, and the local variable that they set; nil if
// there is none.
func (j *tracing) optionsSet(fn *ast.FuncDecl) (last int, set *types.Var) {
	last = syntax.FuncType(fn).Params.NumFields() - 1
	if last < 0 {
		return last, nil
	}
	opts := j.param(fn, last)
	if opts == nil || !j.isVariadic(fn, opts) || !takesSomething(opts.Type()) {
		return last, nil
	}
	syntax.Own(fn.Body, func(n ast.Node) bool {
		loop, ok := n.(*ast.RangeStmt)
		if !ok || !j.isVar(loop.X, opts) || loop.Value == nil {
			return set == nil
		}
		option := j.VarOf(loop.Value)
		syntax.Own(loop.Body, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && option != nil && j.isVar(call.Fun, option) && len(call.Args) == 1 {
				x := ast.Unparen(call.Args[0])
				if and, ok := x.(*ast.UnaryExpr); ok {
					x = and.X
				}
				if v := j.VarOf(x); v != nil && v.Kind() == types.LocalVar && keepsFields(v.Type()) {
					set = v
				}
			}
			return set == nil
		})
		return set == nil
	})
	return last, set
}

// keptByOption lists the parameters of fn that the option which it returns sets a field to.
func (j *tracing) keptByOption(fn *ast.FuncDecl) (list []hookMember) {
	results := j.Returns(fn)
	if len(results) != 1 || !isFunc(j.Info.TypeOf(results[0])) {
		return nil
	}
	option := j.Node(j.Resolve(results[0]))
	if option == nil || syntax.Body(option) == nil {
		return nil
	}
	j.eachFieldSet(option, func(f *types.Var, value ast.Expr) {
		if v := j.VarOf(value); v != nil && isFunc(v.Type()) {
			if i := j.paramIndex(fn, v); i >= 0 {
				list = append(list, hookMember{Param: i, Name: f.Name(), Kept: true})
			}
		}
	})
	return list
}

// eachFieldSet calls f for the fields of what an option is handed that it sets, and what to.
func (j *tracing) eachFieldSet(option ast.Node, f func(*types.Var, ast.Expr)) {
	v := j.param(option, 0)
	if v == nil {
		return
	}
	syntax.Own(syntax.Body(option), func(n ast.Node) bool {
		set, ok := n.(*ast.AssignStmt)
		if !ok || len(set.Lhs) != len(set.Rhs) {
			return true
		}
		for i, lhs := range set.Lhs {
			if sel, ok := ast.Unparen(lhs).(*ast.SelectorExpr); ok && j.isVar(sel.X, v) && j.VarOf(sel) != nil {
				f(j.VarOf(sel), set.Rhs[i])
			}
		}
		return true
	})
}

// optionsHarm returns what is seen to panic when the field f is called of what call, of a function of this package, makes with
// options.
func (j *tracing) optionsHarm(call *ast.CallExpr, f *types.Var) (op ast.Node) {
	t := j.Resolve(call.Fun)
	decl, ok := j.Node(t).(*ast.FuncDecl)
	if !ok || decl.Body == nil || call.Ellipsis.IsValid() {
		return nil
	}
	last, set := j.optionsSet(decl)
	if args := j.ownArgs(call, t); set != nil && last < len(args) {
		for _, option := range args[last:] {
			if op != nil {
				break
			}
			op = j.optionHarm(option, f.Name(), !j.settings.askedForNil(f.Origin()), 0)
		}
	}
	return op
}

// optionHarm returns what is seen to panic in the function to which option sets the field, or nil itself if bare says that nobody asks for
// that; nil if nothing is.
func (j *tracing) optionHarm(option ast.Expr, field string, bare bool, depth int) (op ast.Node) {
	run := func(e ast.Expr) {
		asked := j.VarOf(e) != nil && j.settings.askedForNil(j.VarOf(e).Origin())
		for _, value := range j.origins(e, 0) {
			switch {
			case op != nil:
			case value == nil || j.settings.isNilValue(value):
				if bare && !asked {
					op = e
				}
			default:
				op = j.hooking.runHarm(value)
			}
		}
	}
	if call, ok := ast.Unparen(option).(*ast.CallExpr); ok {
		t := j.Resolve(call.Fun)
		var kept []hookMember
		if decl, ok := j.Node(t).(*ast.FuncDecl); ok {
			if list := j.Returns(decl); len(list) == 1 && depth < maxMakers {
				if made, ok := ast.Unparen(list[0]).(*ast.CallExpr); ok {
					op = j.optionHarm(made, field, bare, depth+1)
				}
			}
			kept = j.keptByOption(decl)
		} else if t.Func != nil {
			kept = j.facts.hooksOf(t.Func.Origin()).Members
		}
		for _, m := range kept {
			if args := j.ownArgs(call, t); m.Kept && m.Name == field && m.Param < len(args) {
				run(args[m.Param])
			}
		}
		return op
	}
	if node := j.Node(j.Resolve(option)); node != nil && syntax.Body(node) != nil {
		j.eachFieldSet(node, func(f *types.Var, value ast.Expr) {
			if f.Name() == field {
				run(value)
			}
		})
	}
	return op
}
