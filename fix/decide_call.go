package fix

import (
	"go/ast"
	"go/types"
)

// decideCall decides about go f(…) for any callee that is not a literal. It
// takes the first of the forms passed, wrapped, boundParams and boundLocals that
// keeps what is evaluated at go time (rule R1).
func (s *site) decideCall() (*Plan, *Refusal) {
	if s.Builtin(s.Call) == "panic" {
		return nil, refuse(OnPurpose)
	}
	work := s.WorkOf(s.Call)
	if r := refuseWork(work, s.Text(s.Call.Fun), s.amongOthers()); r != nil {
		return nil, r
	}
	run := Run{Restart: work.Service}
	if ctx, ok := s.passes(); ok {
		run.Context = ctx
		return &Plan{run, passed{}}, nil
	}
	ops := s.operands()
	run.Context = s.callContext(&ops)
	switch {
	case len(ops.bound) == 0:
		return &Plan{run, wrapped{}}, nil
	case ops.spelled:
		return &Plan{run, boundParams{ops}}, nil
	case holdsLit(s.Call):
		return nil, refuse(UnnamedOperand)
	}
	return &Plan{run, boundLocals{ops}}, nil
}

// passes reports whether the f of go f(ctx) can be passed as it is, and returns
// the text of ctx.
func (s *site) passes() (ctx string, ok bool) {
	fun := s.Call.Fun
	sig, ok := s.Info.TypeOf(fun).Underlying().(*types.Signature)
	if !ok || !s.imp.hasContext || sig.Variadic() || sig.Results().Len() > 0 || sig.Params().Len() != 1 || !isContext(sig.Params().At(0).Type()) || len(s.Call.Args) != 1 {
		return "", false
	}
	arg := ast.Unparen(s.Call.Args[0])
	switch x := arg.(type) {
	case *ast.Ident:
		v, ok := s.Info.Uses[x].(*types.Var)
		if !ok || !isContext(v.Type()) || s.isRequest(v, 0) {
			return "", false
		}
	case *ast.SelectorExpr:
		if !s.IsPath(x) || !isContext(s.Info.TypeOf(x)) {
			return "", false
		}
	case *ast.CallExpr: // context.Background()
		fn := s.Callee(x)
		if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "context" || len(x.Args) > 0 && !s.lateFunc(fun) || s.requestExpr(x, 0) {
			return "", false
		}
	default:
		return "", false
	}
	// Or the evaluation of the function would come after the context's.
	return s.Source(arg), s.callsNothing(fun)
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
