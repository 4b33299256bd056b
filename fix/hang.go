package fix

import (
	"go/ast"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
)

// refuseWork refuses to contain the panics of a function called name if
// somebody would wait for ever after one (rule R4). others says that more
// goroutines may run it, which go on.
func refuseWork(w effects.Work, name string, others bool) *Refusal {
	switch {
	case w.Locks != "":
		return &Refusal{Kind: StaysLocked, What: w.Locks, In: name}
	case w.Signals != "":
		return &Refusal{Kind: SkipsSignal, What: w.Signals, In: name}
	case w.Sends != "" && !w.Service:
		return &Refusal{Kind: LosesResult, What: w.Sends, In: name}
	case w.Drains != "" && !others:
		return &Refusal{Kind: BlocksSender, What: w.Drains, In: name}
	}
	return nil
}

// refuseHang refuses to contain the panics of a body that cannot be laid out,
// if somebody would wait for ever after one.
func refuseHang(s *effects.Survey) *Refusal {
	switch skipped := s.Skipped(nil, false); {
	case s.Locks != "":
		return &Refusal{Kind: StaysLocked, What: s.Locks}
	case skipped != "":
		return &Refusal{Kind: SkipsSignal, What: skipped}
	case s.Sends != "":
		return &Refusal{Kind: LosesResult, What: s.Sends}
	}
	return nil
}

// amongOthers reports whether the spawn is in a loop, so that what it starts may be
// one of several workers.
func (s *site) amongOthers() bool {
	for c := range s.Cursor.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		switch c.Node().(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		}
		return false
	}
	return false
}
