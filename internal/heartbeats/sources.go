package heartbeats

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A source is what is read from, by how long that may take.
type source int

const (
	anything source = iota // that is not looked into
	atHand                 // a string, a buffer, a file: it waits for nobody
	answer                 // the body of a response or a request, which comes to an end
	peer                   // a connection, a pipe, standard input: nothing may ever come, and no end
)

// reading is what a call that cannot be looked into reads from; nil, if it reads nothing. waits says that it
// may do so for ever, lasts that it takes as long as others like: a copy ends when its source does.
func (p *pacer) reading(call *ast.CallExpr, fn *types.Func) (from ast.Expr, waits, lasts bool) {
	if fn.Signature().Recv() != nil {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		switch {
		case !ok:
			return call.Fun, p.readsOn(fn) && !isAtHand(fn.Signature().Recv().Type()), false
		case p.readsOn(fn):
			return sel.X, p.timing.sourceOf(sel.X) != atHand, false
		case fn.Name() == "Decode" || fn.Name() == "WriteTo":
			return sel.X, p.timing.sourceOf(sel.X) == peer, false
		}
		return nil, false, false
	}
	switch fn.FullName() {
	case "io.Copy", "io.CopyN", "io.CopyBuffer":
		of := p.timing.sourceOf(call.Args[1])
		return call.Args[1], of == peer, of != atHand && !p.isMemory(call.Args[0])
	case "io.ReadAll", "io.ReadFull", "io.ReadAtLeast", "io/ioutil.ReadAll", "encoding/binary.Read",
		"fmt.Fscan", "fmt.Fscanf", "fmt.Fscanln", "net/http.ReadRequest", "net/http.ReadResponse":
		return call.Args[0], p.timing.sourceOf(call.Args[0]) == peer, false
	case "fmt.Scan", "fmt.Scanf", "fmt.Scanln":
		return call.Fun, true, false
	}
	return nil, false, false
}

// readsOn reports whether a method that cannot be looked into waits for a peer, by its name: Accept, Read, Recv.
func (p *pacer) readsOn(fn *types.Func) bool {
	return fn.FullName() == "(*bufio.Scanner).Scan" ||
		known.WaitsByName(fn) && hasWord(fn.Name(), "Accept", "Read", "Recv", "Receive")
}

// endless reports whether a loop runs until it is told to stop, or until a peer has no more to say: as the loop
// by the error of a bufio.Reader is the one by the false of a bufio.Scanner.
//
//	for { …; if !sc.Scan() { return } }
func (r *timing) endless(loop ast.Stmt) bool {
	if r.text.Endless(loop) {
		return true
	}
	n, ok := loop.(*ast.ForStmt)
	if !ok {
		return false
	}
	plain := &ast.ForStmt{For: n.For, Cond: n.Cond, Body: &ast.BlockStmt{Lbrace: n.Body.Lbrace, Rbrace: n.Body.Rbrace}}
	scans := n.Cond != nil && r.scansPeer(n.Cond)
	if scans {
		plain.Cond = nil
	}
	for _, s := range n.Body.List {
		if test, ok := s.(*ast.IfStmt); ok && test.Init == nil && test.Else == nil && jumps(test.Body.List) {
			if not, ok := ast.Unparen(test.Cond).(*ast.UnaryExpr); ok && not.Op == token.NOT && r.scansPeer(not.X) {
				scans = true
				continue
			}
		}
		plain.Body.List = append(plain.Body.List, s)
	}
	return scans && n.Init == nil && n.Post == nil && r.text.Endless(plain)
}

// scansPeer reports whether an expression is sc.Scan() of a scanner that reads from a peer.
func (r *timing) scansPeer(x ast.Expr) bool {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok || r.Callee(call) == nil || r.Callee(call).FullName() != "(*bufio.Scanner).Scan" {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && r.sourceOf(sel.X) == peer
}

// sourceOf returns what a reader reads from: by its type, and through what is made with another one, as a
// bufio.Reader is, by where that comes from.
func (r *timing) sourceOf(x ast.Expr) source { return r.sourceWithin(x, 5) }

func (r *timing) sourceWithin(x ast.Expr, hops int) source {
	if hops == 0 {
		return anything
	}
	switch x := ast.Unparen(x).(type) {
	case *ast.UnaryExpr:
		return r.sourceWithin(x.X, hops)
	case *ast.CallExpr:
		return r.sourceMade(x, hops)
	case *ast.SelectorExpr:
		if of := r.Info.TypeOf(x.X); x.Sel.Name == "Body" && (syntax.IsNamed(of, "net/http", "Response") || syntax.IsNamed(of, "net/http", "Request")) {
			return answer
		}
	}
	of := sourceOfType(r.Info.TypeOf(x))
	v := r.VarOf(x)
	switch {
	case v == nil || of == peer || v.Pkg() == nil:
		return of
	case v.Pkg() != r.Types:
		if v.Pkg().Path() == "os" && v.Name() == "Stdin" {
			return peer
		}
		return of
	}
	from, _ := r.giving.given(v)
	for _, value := range r.Var(v).Values {
		from = append(from, value.From)
	}
	held := of
	for i, value := range from {
		one := of
		if value != nil {
			one = r.sourceWithin(value, hops-1)
		}
		if one == peer {
			return peer
		}
		if i > 0 && one != held {
			one = anything
		}
		held = one
	}
	return held
}

// sourceMade returns what the reader that a call returns reads from: as what the call is handed, if it is of the
// standard library.
func (r *timing) sourceMade(call *ast.CallExpr, hops int) source {
	fn := r.Callee(call)
	if fn == nil {
		if r.Info.Types[call.Fun].IsType() {
			return r.sourceWithin(call.Args[0], hops-1)
		}
		return sourceOfType(r.Info.TypeOf(call))
	}
	if fn.FullName() == "os.Pipe" {
		return peer
	}
	t := r.Info.TypeOf(call)
	if all, ok := t.(*types.Tuple); ok && all.Len() > 0 {
		t = all.At(0).Type()
	}
	of := sourceOfType(t)
	if of != anything || fn.Pkg() == nil || !r.IsStd(fn.Pkg().Path()) {
		return of
	}
	for _, arg := range call.Args {
		if t := r.Info.TypeOf(arg); isReader(t) {
			of = max(of, r.sourceWithin(arg, hops-1))
		}
	}
	return of
}

// sourceOfType returns what a value of a type reads from, if its type tells.
func sourceOfType(t types.Type) source {
	switch {
	case t == nil:
		return anything
	case isAtHand(t):
		return atHand
	case syntax.IsNamed(t, "io", "PipeReader"):
		return peer
	}
	if obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "SetReadDeadline"); obj != nil { // a net.Conn
		return peer
	}
	return anything
}

// isAtHand reports whether a read of a type waits for nobody.
func isAtHand(t types.Type) bool {
	return syntax.IsNamed(t, "os", "File") || syntax.IsNamed(t, "strings", "Reader") || syntax.IsNamed(t, "bytes", "Reader") || syntax.IsNamed(t, "bytes", "Buffer")
}

// isReader reports whether a type has a method Read.
func isReader(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Read")
	_, ok := obj.(*types.Func)
	return ok
}

// isMemory reports whether what is written to an expression is thrown away, or has to have its place in memory:
// that ends a copy soon.
func (src text) isMemory(x ast.Expr) bool {
	if v := src.VarOf(x); v != nil && v.Pkg() != nil && v.Name() == "Discard" && v.Parent() == v.Pkg().Scope() {
		return true
	}
	t := src.Info.TypeOf(x)
	return syntax.IsNamed(t, "bytes", "Buffer") || syntax.IsNamed(t, "strings", "Builder")
}
