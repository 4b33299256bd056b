package effects

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Whoever writes to a pipe waits until somebody reads, or until the other end is closed. A panic leaves
// both undone:
//
//	out, _ := cmd.StdoutPipe()
//	go func() { for sc := bufio.NewScanner(out); sc.Scan(); { show(sc.Text()) } }()
//	cmd.Wait()   // the command cannot write what it has to say

// readsPipe notes that a call reads from a pipe.
func (s *reading) readsPipe(call *ast.CallExpr) {
	x := s.readsFrom(call)
	if fn := s.Callee(call); fn != nil && slices.Contains([]string{"io.Copy", "io.CopyN", "io.CopyBuffer"}, fn.FullName()) {
		x = call.Args[1]
	}
	if x == nil || !s.readers.isPipe(x) {
		return
	}
	if on, ok := s.stream(x); ok && !s.isOwn(on) {
		s.site(&Site{Effect: Effect{Kind: Read, On: on, Text: s.Text(s.madeOf(x)), Always: true}, Node: call})
	}
}

// pipes are the functions that return an end of a pipe.
var pipes = []string{"io.Pipe", "net.Pipe", "os.Pipe", "(*os/exec.Cmd).StdoutPipe", "(*os/exec.Cmd).StderrPipe"}

// isPipe reports whether x is, or reads from, what a function returns that makes a pipe: itself, or by what the package
// passes for a parameter, or sets a variable or a field to.
func (r *readers) isPipe(x ast.Expr) bool {
	v := r.VarOf(x)
	if v == nil {
		return r.comesOfPipe(x, make(map[*types.Var]bool))
	}
	is, ok := r.pipes[v]
	if !ok {
		if r.pipes == nil {
			r.pipes = make(map[*types.Var]bool)
		}
		is = r.comesOfPipe(x, make(map[*types.Var]bool))
		r.pipes[v] = is
	}
	return is
}

// comesOfPipe is isPipe by way of variables that have not been seen.
func (r *readers) comesOfPipe(x ast.Expr, seen map[*types.Var]bool) bool {
	if x == nil {
		return false
	}
	if syntax.IsNamed(deref(r.Info.TypeOf(x)), "io", "PipeReader") {
		return true
	}
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		fn := r.Callee(call)
		return fn != nil && (slices.Contains(pipes, fn.FullName()) || isMaker(fn) && len(call.Args) > 0 && r.comesOfPipe(call.Args[0], seen))
	}
	v := r.VarOf(x)
	if v == nil || seen[v] {
		return false
	}
	seen[v] = true
	return slices.ContainsFunc(r.passedFor(v), func(arg ast.Expr) bool { return r.comesOfPipe(arg, seen) }) ||
		slices.ContainsFunc(r.Var(v).Values, func(value syntax.Value) bool {
			return r.comesOfPipe(value.Expr, seen) || r.comesOfPipe(value.From, seen)
		})
}
