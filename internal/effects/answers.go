package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Who has sent a request over a connection waits for the answer, or for the end of the
// connection. A panic between the two leaves him both open, where the process that died
// would have closed it:
//
//	for { n, err := c.Read(buf); if err != nil { return }; c.Write(reply(buf[:n])) }

// answer notes a write in a loop to a stream from outside of which the loop has read.
func (s *reading) answer(call *ast.CallExpr) {
	x := s.writesTo(call)
	if x == nil || !s.inLoop(call.Pos()) {
		return
	}
	on, ok := s.stream(x)
	if !ok || s.isOwn(on) {
		return
	}
	var read token.Pos
	syntax.Own(s.body, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok && c.End() <= call.Pos() && s.inLoop(c.Pos()) {
			if from := s.readsFrom(c); from != nil {
				if in, ok := s.stream(from); ok && (in.key() == on.key() && s.isDialog(x) || s.arePair(from, x)) {
					read = c.End()
				}
			}
		}
		return true
	})
	if read.IsValid() {
		s.site(&Site{Effect: Effect{Kind: Answer, On: on, Text: s.Text(call), Always: true}, Node: call, since: read})
	}
}

// opsOfAnswer returns an operation behind the read whose panic leaves an answer out.
func (s *scan) opsOfAnswer(site *Site) ast.Node {
	var found ast.Node
	for _, events := range s.events {
		for _, e := range events {
			if e.op != nil && e.op != site.Node && site.since < e.op.Pos() && e.op.Pos() < site.Node.End() {
				found = first(found, e.op)
			}
		}
	}
	return found
}

// writesTo returns what a call writes to: by a method, or as its first argument.
func (s *reading) writesTo(call *ast.CallExpr) ast.Expr {
	return s.operandOf(call, "Write", "Send", "Encode", "Fprint", "Print")
}

// readsFrom returns what a call reads from.
func (s *reading) readsFrom(call *ast.CallExpr) ast.Expr {
	return s.operandOf(call, "Read", "Recv", "Receive", "Decode", "Scan", "Fscan")
}

// operandOf returns what a method with one of the prefixes is called on, or the first
// argument of such a function of another package, of the standard library as a rule.
func (s *reading) operandOf(call *ast.CallExpr, prefixes ...string) ast.Expr {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	for _, prefix := range prefixes {
		if !strings.HasPrefix(sel.Sel.Name, prefix) {
			continue
		}
		if s.Info.Selections[sel] != nil {
			return sel.X
		}
		if fn := s.Callee(call); fn != nil && fn.Pkg() != s.Types && len(call.Args) > 0 {
			return ast.Unparen(call.Args[0])
		}
	}
	return nil
}

// stream returns the ref of a stream: of what a reader, writer or coder was made of,
// if it is one, and of the field by which a struct is one.
func (s *reading) stream(x ast.Expr) (Ref, bool) {
	x = s.madeOf(x)
	on, ok := s.ref(x)
	t := s.Info.TypeOf(x)
	if !ok || t == nil {
		return on, ok
	}
	for _, name := range []string{"Write", "Read"} {
		if _, index, _ := types.LookupFieldOrMethod(t, true, s.Types, name); len(index) == 2 {
			if st, ok := deref(t).Underlying().(*types.Struct); ok {
				field := st.Field(index[0])
				return Ref{Path: "." + field.Name(), Class: s.naming.classOf(field)}.below(on), true
			}
		}
	}
	return on, true
}

// madeOf returns what the constructors of x were given first, x if it is not made by one:
// c of d := json.NewDecoder(bufio.NewReader(c)).
func (s *scan) madeOf(x ast.Expr) ast.Expr {
	x = ast.Unparen(x)
	made := x
	if v := s.VarOf(x); v != nil && !v.IsField() && s.declares(v) {
		if rec := s.Var(v); len(rec.Values) == 1 && rec.Values[0].Expr != nil {
			made = ast.Unparen(rec.Values[0].Expr)
		}
	}
	if call, ok := made.(*ast.CallExpr); ok && len(call.Args) > 0 {
		if fn := s.Callee(call); fn != nil && isMaker(fn) {
			return s.madeOf(call.Args[0])
		}
	}
	return x
}

// arePair reports whether a coder from outside is read, and another one, or a connection, written that stands beside it: they may
// have been made of the same connection.
//
//	type session struct { conn net.Conn; dec *json.Decoder; enc *json.Encoder }
func (s *reading) arePair(read, written ast.Expr) bool {
	read, written = s.madeOf(read), s.madeOf(written)
	if s.holder(read) != s.holder(written) {
		return false // a bridge: what comes from the one goes to the other
	}
	return isCoder(s.Info.TypeOf(read)) && (isCoder(s.Info.TypeOf(written)) || s.isDialog(written))
}

// holder returns what x is a field of; "" if it is none.
func (s *scan) holder(x ast.Expr) string {
	if sel, ok := x.(*ast.SelectorExpr); ok {
		return s.Text(sel.X)
	}
	return ""
}

// isCoder reports whether a type is a reader or writer of the standard library that is made of another one.
func isCoder(t types.Type) bool {
	if t == nil {
		return false
	}
	named, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	switch named.Obj().Pkg().Path() {
	case "bufio", "encoding/json", "encoding/gob", "encoding/xml", "net/textproto":
		return true
	}
	return false
}

// AreConnected reports whether the end of what is released is that of a stream: it is the same, or beside a coder in the same
// value.
func (r *Result) AreConnected(released, stream Ref) bool {
	if released.Class == stream.Class {
		return true
	}
	holder := func(on Ref) string { return on.Class[:max(strings.LastIndexByte(on.Class, '.'), 0)] }
	v := r.readers.fieldOf(stream.Class)
	return v != nil && v.IsField() && isCoder(v.Type()) && released.Slot == stream.Slot && released.root == stream.root && holder(released) == holder(stream)
}

// isMaker reports whether fn makes a reader, writer or coder of its first argument.
func isMaker(fn *types.Func) bool {
	return strings.HasPrefix(fn.Name(), "New") && fn.Signature().Recv() == nil
}

// isDialog reports whether x, or what it was made of, is read and written.
func (s *reading) isDialog(x ast.Expr) bool {
	t := s.Info.TypeOf(s.madeOf(x))
	if t == nil || syntax.IsNamed(deref(t), "os", "File") || syntax.IsNamed(deref(t), "bytes", "Buffer") {
		return false
	}
	if _, ptr := t.Underlying().(*types.Pointer); !ptr && !types.IsInterface(t) {
		t = types.NewPointer(t)
	}
	reads, writes := false, false
	set := types.NewMethodSet(t)
	for i := range set.Len() {
		name := set.At(i).Obj().Name()
		reads = reads || strings.HasPrefix(name, "Read") || strings.HasPrefix(name, "Recv")
		writes = writes || strings.HasPrefix(name, "Write") || strings.HasPrefix(name, "Send")
	}
	return reads && writes
}
