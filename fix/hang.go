package fix

import (
	"go/ast"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
)

// refuseWork refuses to contain the panics of a function called name if
// somebody would wait for ever after one (rule R4). others says that more
// goroutines may run it, which go on.
func refuseWork(w effects.Work, name string, others bool) {
	switch {
	case w.Locks != "":
		refuse("after a contained panic " + w.Locks + " would stay locked: unlock it in a defer in " + name)
	case w.Signals != "":
		refuse("a panic would skip " + w.Signals + " in " + name + ", and who waits for it would wait for ever: defer it")
	case w.Sends != "" && !w.Service:
		refuse("a receiver from " + w.Sends + " in " + name + " would wait for ever after a contained panic")
	case w.Drains != "" && !others:
		refuse("a sender on " + w.Drains + " in " + name + " would wait for ever after a contained panic, since " + name + " cannot run twice")
	}
}

// amongOthers reports whether the spawn is in a loop, so that what it starts may be
// one of several workers.
func (e *editor) amongOthers() bool {
	for c := range e.Cursor.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		switch c.Node().(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		}
		return false
	}
	return false
}
