package effects

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Who sends on a channel waits for its reader, unless the send is a case of a select statement with
// another way: a default, or a channel on which something comes once the reader is gone. The sends of the
// package, and its receives, are read once.

// sendsTo lists the sends of the package on what may be the channel of a class; nil if other packages can
// name it, which may send as well.
func (r *readers) sendsTo(class string) []inspector.Cursor {
	if r.sends == nil {
		r.sends = make(map[string][]inspector.Cursor)
		for c := range r.Preorder((*ast.SendStmt)(nil)) {
			r.addSide(r.sends, c.Node().(*ast.SendStmt).Chan, c)
		}
	}
	if name := class[strings.LastIndex(class, ".")+1:]; token.IsExported(name) && !strings.Contains(name, "@") && r.Types.Name() != "main" {
		return nil
	}
	return r.sends[class]
}

// receivesFrom lists the receives of the package, and the loops over a channel, from what may be the channel of a class.
func (r *readers) receivesFrom(class string) []inspector.Cursor {
	if r.receives == nil {
		r.receives = make(map[string][]inspector.Cursor)
		for c := range r.Preorder((*ast.UnaryExpr)(nil), (*ast.RangeStmt)(nil)) {
			if ch := r.receivedChannel(c.Node()); ch != nil {
				r.addSide(r.receives, ch, c)
			}
		}
	}
	return r.receives[class]
}

// receivedChannel returns the channel from which a receive or a loop takes; nil if there is none.
func (src source) receivedChannel(n ast.Node) ast.Expr {
	switch n := n.(type) {
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			return n.X
		}
	case *ast.RangeStmt:
		if chanElem(src.Info.TypeOf(n.X)) != nil {
			return n.X
		}
	}
	return nil
}

// addSide notes what is done with a channel under each class that the channel may be of.
func (r *readers) addSide(into map[string][]inspector.Cursor, ch ast.Expr, c inspector.Cursor) {
	classes := r.channelsOf(ch, 0)
	slices.Sort(classes)
	for _, class := range slices.Compact(classes) {
		into[class] = append(into[class], c)
	}
}

// nobodyWaitsToSend reports whether whoever sends on ch takes the default where there is no room for it.
func (r *readers) nobodyWaitsToSend(ch ast.Expr) bool {
	if call, ok := ast.Unparen(ch).(*ast.CallExpr); ok && r.polling.lookedUpIn(call) != nil {
		return r.SendersLeave(Ref{Class: r.polling.class(call)}, nil)
	}
	v := r.VarOf(ch)
	return v != nil && r.SendersLeave(Ref{Class: r.naming.classOf(v)}, nil)
}

// SendersLeave reports whether each send on a channel in the package is a case of a select statement with a default, or in
// which somebody waits for one of the signals as well.
func (r *Result) SendersLeave(ch Ref, signals []Ref) bool {
	told := make(map[string]bool)
	var tell func(class string)
	tell = func(class string) {
		if !told[class] {
			told[class] = true
			for _, ends := range r.readers.joined().ends[class] {
				tell(ends)
			}
		}
	}
	for _, signal := range signals {
		tell(signal.Class)
	}
	sends := r.readers.sendsTo(ch.Class)
	return len(sends) > 0 && !slices.ContainsFunc(sends, func(c inspector.Cursor) bool {
		return !slices.ContainsFunc(otherWays(c), func(stmt ast.Stmt) bool {
			recv := received(stmt)
			return stmt.(*ast.CommClause).Comm == nil || recv != nil && told[r.readers.waitedFor(recv.X)]
		})
	})
}

// otherWays lists the clauses of the select statement of which the send at c is a case; nil if it is none.
func otherWays(c inspector.Cursor) []ast.Stmt {
	clause, ok := c.Parent().Node().(*ast.CommClause)
	if !ok || clause.Comm != c.Node() {
		return nil
	}
	return syntax.Stmts(c.Parent().Parent().Node())
}
