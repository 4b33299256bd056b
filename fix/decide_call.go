package fix

import (
	"go/ast"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// decideCall decides about go f(…) for any callee that is not a literal. It
// takes the first of the forms passed, wrapped, boundParams and boundLocals that
// keeps what is evaluated at go time (rule R1).
func (s *site) decideCall() (*Plan, *Refusal) {
	if s.Builtin(s.Call) == "panic" {
		return nil, refuse(OnPurpose)
	}
	run, moved, r := s.runCall(s.Call, true)
	if r != nil || run.keepsCrash() {
		if plan := s.decideBody(); plan != nil && (r != nil || !plan.Run.keepsCrash()) {
			return plan, nil
		}
	}
	if r != nil {
		return nil, r
	}
	if len(moved) > 0 {
		return s.decideHoisted(run, moved)
	}
	living := s.livingArgument(run.Restart)
	if living >= 0 && s.passes() {
		run.Context = s.Source(s.Call.Args[0])
		s.bindStops(&run, nil)
		return &Plan{run, passed{}}, nil
	}
	ops := s.operands(living)
	s.bindStops(&run, &ops)
	run.Context, run.Param = ops.context, ops.inner
	if !ops.spelled {
		run.Param = ""
		if run.Context != "" && !s.late(s.Call.Args[living]) {
			run.Context = "" // bound where the supervised call does not see it
		}
	}
	if run.Context == "" {
		run.Context = s.callContext(&ops).expr
	}
	switch {
	case len(ops.bound) == 0:
		form := wrapped{}
		if living >= 0 && ops.inner != s.Source(s.Call.Args[living]) {
			form.context = s.Call.Args[living]
		}
		return &Plan{run, form}, nil
	case ops.spelled:
		return &Plan{run, boundParams{operands: ops}}, nil
	case holdsLit(s.Call):
		return nil, refuse(UnnamedOperand)
	}
	return &Plan{run, boundLocals{ops}}, nil
}

// runCall decides how the function that call calls is run. again says that it may
// be run again.
// The signals that it must not give on each run are moved to the go statement.
func (s *site) runCall(call *ast.CallExpr, again bool) (Run, []hoist, *Refusal) {
	var run Run
	entry := s.Fixer.Call(call, s.around())
	if entry == nil {
		d := newDuties(duties{site: s})
		r := d.restartsGiven()
		run.Restart, run.Why = d.restart && again, d.why()
		return run, nil, r
	}
	d := newDuties(duties{site: s, entry: entry, name: s.Text(call.Fun), started: call})
	var moved []hoist
	if again && call == s.Call && entry.Service {
		moved = d.hoists()
	}
	if len(moved) > 0 {
		d.restart = true
	} else if r := d.restarts(); r != nil {
		return run, nil, r
	}
	d.restart = d.restart && (again || !entry.Service)
	options, r := d.decide()
	if r != nil {
		return run, nil, r
	}
	run.Restart, run.Why, run.Options, run.regions = d.restart, d.why(), options, d.regions
	return run, moved, d.stops(&run)
}

// decideHoisted plans a literal around the supervised call for the signals that
// are moved there.
func (s *site) decideHoisted(run Run, moved []hoist) (*Plan, *Refusal) {
	living := s.livingArgument(run.Restart)
	ops := s.operands(living)
	if !ops.spelled || living >= 0 && len(ops.bound) == 0 && ops.inner != s.Source(s.Call.Args[living]) {
		living = -1 // bound where the supervised call does not see it, or under another name
		ops = s.operands(living)
	}
	if !ops.spelled {
		return nil, refuse(UnnamedOperand)
	}
	form := boundParams{operands: ops, from: s.Node(s.Resolve(s.Call.Fun)).(*ast.FuncDecl).Body}
	for _, h := range moved {
		text, ok := h.text(s, &ops)
		if !ok {
			return nil, &Refusal{Kind: CannotStartOver, Why: h.why}
		}
		form.deferred = append(form.deferred, text+"\n")
		form.moved = append(form.moved, h.stmt)
	}
	s.bindStops(&run, &ops)
	run.Context, run.Param = ops.context, ops.inner
	if run.Context == "" {
		run.Context = s.callContext(&ops).expr
	}
	return &Plan{run, form}, nil
}

// around returns the function that the spawn stands in.
func (s *site) around() ast.Node { return syntax.EnclosingFunc(s.Cursor) }

// passes reports whether the f of go f(ctx) can be passed as it is.
func (s *site) passes() bool {
	fun := s.Call.Fun
	sig, ok := s.Info.TypeOf(fun).Underlying().(*types.Signature)
	if !ok || !s.imp.hasContext || sig.Variadic() || sig.Results().Len() > 0 || sig.Params().Len() != 1 || !isContext(sig.Params().At(0).Type()) || len(s.Call.Args) != 1 {
		return false
	}
	if !s.callsNothing(fun) {
		return false // its evaluation would come after the context's
	}
	arg := ast.Unparen(s.Call.Args[0])
	if call, ok := arg.(*ast.CallExpr); ok && len(call.Args) == 0 {
		if fn := s.Callee(call); fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "context" { // context.Background()
			return true
		}
	}
	return s.IsPath(arg) || s.lateFunc(fun) && s.handsOn(0)
}

// callsNothing reports whether evaluating a callee runs no code.
func (s *site) callsNothing(fun ast.Expr) bool {
	switch x := ast.Unparen(fun).(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		if _, ok := s.Info.Selections[x]; !ok {
			return true
		}
		return s.IsPath(x.X)
	case *ast.IndexExpr:
		return s.Info.Types[x.Index].IsType() && s.callsNothing(x.X)
	case *ast.IndexListExpr:
		return s.callsNothing(x.X)
	}
	return false
}
