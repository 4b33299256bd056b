package panicflow

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A Spawn is a place that starts a goroutine.
type Spawn struct {
	Cursor   inspector.Cursor // of the go statement, or of the launcher's call
	Go       *ast.GoStmt      // nil for a launcher
	Call     *ast.CallExpr    // the call that go starts, or the launcher's
	Launcher *types.Func      // nil for a go statement
	Arg      int              // index of the function handed to the launcher
}

// Entry returns the expression of the function that the goroutine runs.
func (s *Spawn) Entry() ast.Expr {
	if s.Launcher != nil {
		return s.Call.Args[s.Arg]
	}
	return s.Call.Fun
}

// Spawns lists the spawns of a file in source order.
func (j *Judge) Spawns(file *ast.File) []*Spawn {
	var list []*Spawn
	cursor, _ := j.Root.FindNode(file)
	for c := range cursor.Preorder((*ast.GoStmt)(nil), (*ast.CallExpr)(nil)) {
		switch n := c.Node().(type) {
		case *ast.GoStmt:
			list = append(list, &Spawn{Cursor: c, Go: n, Call: n.Call})
		case *ast.CallExpr:
			fn, args := j.launcher(n)
			for _, arg := range args {
				list = append(list, &Spawn{Cursor: c, Call: n, Launcher: fn, Arg: arg})
			}
		}
	}
	return list
}

// Level returns what becomes of a panic in the goroutine.
func (j *Judge) Level(s *Spawn) Level {
	if s.Launcher != nil {
		return j.funcLevel(s.Entry())
	}
	if name := j.Builtin(s.Call); name != "" {
		if name == "close" && j.closeIsSafe(s.Call.Args[0]) || !j.builtinPanics(name, s.Call) {
			return Full
		}
		return None
	}
	level, _ := j.callLevel(s.Call)
	if level < Full && !j.mayBeNil(s.Call) && j.handedTo(s.Call).needs(j.calleeNeeds(j.Resolve(s.Call.Fun))) == 0 {
		return Full
	}
	return level
}

// body returns the body of the function that the goroutine runs; nil if it is
// not known or in another package.
func (j *Judge) body(s *Spawn) *ast.BlockStmt {
	if node := j.Node(j.Resolve(s.Entry())); node != nil {
		return syntax.Body(node)
	}
	return nil
}
