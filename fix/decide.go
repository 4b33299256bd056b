package fix

import "go/ast"

// decide returns the plan for the spawn, without a name, or the reason why there is none.
func (s *site) decide() (*Plan, *Refusal) {
	if call := s.failsFast(); call != nil {
		return nil, &Refusal{Kind: FailsFast, What: s.Text(call)}
	}
	if test := s.ofTest(); test != nil {
		return nil, &Refusal{Kind: FailsTest, What: s.Text(test)}
	}
	lit, isLit := ast.Unparen(s.Entry()).(*ast.FuncLit)
	switch {
	case s.Launcher != nil:
		return s.decideLauncher(lit)
	case isLit:
		return s.decideLiteral(lit)
	}
	return s.decideCall()
}
