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
	Value    ast.Expr         // the function handed to the launcher
	Method   *types.Func      // the method of Value that is run; nil if that is Value itself
}

// Entry returns the expression of the function that the goroutine runs.
func (s *Spawn) Entry() ast.Expr {
	if s.Launcher != nil {
		return s.Value
	}
	return s.Call.Fun
}

// Target returns the function that the goroutine runs, as far as it is known.
func (j *Judge) Target(s *Spawn) syntax.Target {
	if s.Method != nil {
		return syntax.Target{Func: s.Method}
	}
	return j.Resolve(s.Entry())
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
			fn, handed := j.launching.launcher(n)
			for _, f := range handed {
				list = append(list, &Spawn{Cursor: c, Call: n, Launcher: fn, Value: f.value, Method: f.method})
			}
		}
	}
	return list
}

// Level returns what becomes of a panic in the goroutine.
func (j *Judge) Level(s *Spawn) Level {
	switch {
	case s.Method != nil:
		return j.containment.targetLevel(j.Target(s))
	case s.Launcher != nil:
		return j.trusting.valueLevel(s.Entry())
	}
	if name := j.Builtin(s.Call); name != "" {
		if name == "close" && j.channels.closeIsSafe(s.Call.Args[0]) || !j.builtinPanics(name, s.Call) {
			return Full
		}
		return None
	}
	level, _ := j.containment.callLevel(s.Call)
	if t := j.Resolve(s.Call.Fun); level < Full && !j.trusting.fails(s.Call, t) {
		if need := j.panicking.calleeNeeds(t); need&j.sized(s.Call) == 0 && j.proving.handedTo(s.Call).needs(need) == 0 {
			return Full
		}
	}
	return level
}

// sized returns the parameters of a callee that are lists or strings: to know the operands of one go
// statement is no answer to what its function does with others, go work(jobs).
func (src source) sized(call *ast.CallExpr) paramSet {
	var set paramSet
	fn := src.Callee(call)
	if fn == nil {
		return 0
	}
	sig := fn.Origin().Signature() // what the type of an instance needs is known for good
	for i := range min(sig.Params().Len(), maxParams-1) {
		if t := sig.Params().At(i).Type(); isList(t) {
			set |= 1 << (i + 1)
		}
	}
	return set
}

// frameOf returns the frame of the function that the goroutine runs; nil if it
// is not known or in another package.
func (j *explaining) frameOf(s *Spawn) *frame {
	t := j.Target(s)
	node := j.Node(t)
	if t.Result != nil { // of a factory that returns one literal
		if made := j.Node(j.product(t)); made != nil && syntax.Body(made) != nil {
			return j.frame(syntax.Body(made))
		}
	}
	if node == nil || syntax.Body(node) == nil {
		return nil
	}
	if s.Go == nil {
		return j.frame(syntax.Body(node))
	}
	return j.containment.bind(node, j.containment.boundBy(s.Call, t))
}
