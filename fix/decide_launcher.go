package fix

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// decideLauncher decides about a function that is handed to a launcher: its body
// is supervised inside it, so that what the launcher does around it
// (WaitGroup.Go's Done) still happens once (rule R10). A function that returns an
// error gives the panic back as that error. lit is the function, if it is a literal.
func (s *site) decideLauncher(lit *ast.FuncLit) (*Plan, *Refusal) {
	sig, ok := s.Info.TypeOf(s.Entry()).Underlying().(*types.Signature)
	if !ok {
		return nil, s.refuseHanded()
	}
	errors := isErrorResult(sig)
	switch {
	case sig.Results().Len() > 0 && !errors:
		return nil, refuse(WantsResult)
	case lit == nil:
		return s.decideLaunchedValue(sig, errors)
	case errors:
		return s.decideErrorLiteral(lit)
	}
	return s.decideLaunchedLiteral(lit)
}

// refuseHanded refuses what is handed over and is not a function itself: there is no place
// for one around it.
func (s *site) refuseHanded() *Refusal {
	if s.Method != nil {
		return &Refusal{Kind: HandedMethod, What: s.FuncName(s.Method)}
	}
	if _, ok := s.Info.TypeOf(s.Entry()).(*types.Tuple); ok {
		return refuse(HandedResults)
	}
	return refuse(HandedList)
}

func isErrorResult(sig *types.Signature) bool {
	return sig.Results().Len() == 1 && syntax.IsError(sig.Results().At(0).Type())
}

// runsOnce reports whether the launcher runs what it is handed once. Of others
// nobody knows how often they do.
func (s *site) runsOnce() bool { return s.Launcher.FullName() == "(*sync.WaitGroup).Go" }

// decideLaunchedLiteral supervises the body of a literal.
func (s *site) decideLaunchedLiteral(lit *ast.FuncLit) (*Plan, *Refusal) {
	run, l, r := s.layOut(lit)
	if r == nil && s.runsOnce() {
		r = s.refuseDone(lit)
	}
	if r != nil {
		return nil, r
	}
	run.Context, run.Param = s.contextOf(&run, lit, &l, true)
	return &Plan{run, insideLiteral{lit, l}}, nil
}

// refuseDone refuses a left-over Done in a function that WaitGroup.Go runs: the
// counter is wrong already (dsh2dsh/zrepl#21).
func (s *site) refuseDone(lit *ast.FuncLit) *Refusal {
	sel, ok := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	var refusal *Refusal
	wg := s.Text(sel.X)
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && refusal == nil {
			if s.Text(call) == wg+".Done()" {
				refusal = &Refusal{Kind: CallsDone, What: wg, Why: s.Text(call)}
			}
		}
		return refusal == nil
	})
	return refusal
}

// decideErrorLiteral makes a literal return the panic as its error.
func (s *site) decideErrorLiteral(lit *ast.FuncLit) (*Plan, *Refusal) {
	d := newDuties(duties{site: s, entry: s.Body(lit), returns: lit, started: s.started()})
	options, r := d.decide()
	if r != nil {
		return nil, r
	}
	choice := s.literalContext(lit, false, true, nil)
	return &Plan{Run{Why: "its panic is returned as an error", Context: choice.expr, Param: s.paramOf(choice, lit, new(layout)), Options: options, regions: d.regions}, errorLiteral{lit}}, nil
}

// decideLaunchedValue wraps a function value that is handed over by name.
func (s *site) decideLaunchedValue(sig *types.Signature, errors bool) (*Plan, *Refusal) {
	entry := s.Entry()
	run, _, r := s.runCall(syntax.CallOf(entry), s.runsOnce())
	if r != nil {
		return nil, r
	}
	form := launchedValue{err: errors}
	taken := s.qualifiers()
	namesIn(entry, taken)
	for i := range sig.Params().Len() {
		v := sig.Params().At(i)
		list, last := v.Type().Underlying().(*types.Slice)
		last = last && sig.Variadic() && i == sig.Params().Len()-1
		t, dots := v.Type(), ""
		if last {
			t, dots = list.Elem(), "..."
		}
		typ, ok := s.spell(t, s.Call.Pos())
		if !ok {
			return nil, refuse(UnnamedParameter)
		}
		arg := fresh(v.Name(), taken)
		form.params, form.args = append(form.params, arg+" "+dots+typ), append(form.args, arg+dots)
	}
	if !s.lateFunc(entry) {
		form.bound = fresh("run", taken)
	}
	if form.bound != "" { // by then it could be another one's channel
		run.Options = slices.DeleteFunc(run.Options, func(o Option) bool { return o.stop.Own.Slot >= 0 && o.Name == "Until" })
	}
	run.Context = s.valueContext(entry).expr
	return &Plan{run, form}, nil
}
