package heartbeats

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// spelled returns the string that a method of this package without parameters returns of a constant; "" where that is not
// plain: out of a switch statement, or a table that nobody changes.
//
//	func (k kind) String() string {
//		switch k {
//		case mail:
//			return "mail"
//		}
//		return names[k]
//	}
func (r *Result) spelled(method *ast.FuncDecl, of constant.Value) string {
	if len(method.Recv.List[0].Names) == 0 || len(method.Type.Params.List) > 0 {
		return ""
	}
	recv, _ := r.Info.Defs[method.Recv.List[0].Names[0]].(*types.Var)
	if recv == nil || len(r.Var(recv).Values) > 0 || r.Var(recv).Taken {
		return ""
	}
	s := speller{r, recv, of}
	text, _ := s.list(method.Body.List)
	return text
}

type speller struct {
	*Result
	recv *types.Var
	of   constant.Value
}

// list returns what statements return; over says that they do, or that this is not seen.
func (s speller) list(list []ast.Stmt) (text string, over bool) {
	for _, stmt := range list {
		switch n := stmt.(type) {
		case *ast.ReturnStmt:
			if len(n.Results) == 1 {
				text = s.text(n.Results[0])
			}
			return text, true
		case *ast.SwitchStmt:
			taken, ok := s.taken(n)
			if !ok {
				return "", true
			}
			if text, over := s.list(taken); over {
				return text, true
			}
		default:
			return "", true
		}
	}
	return "", false
}

// taken returns the statements of the clause that a switch statement takes; none, if there is no such clause.
func (s speller) taken(n *ast.SwitchStmt) (list []ast.Stmt, ok bool) {
	if n.Init != nil || n.Tag == nil || !s.isRecv(n.Tag) {
		return nil, false
	}
	for _, c := range n.Body.List {
		c := c.(*ast.CaseClause)
		if c.List == nil {
			list = c.Body // unless another one is, wherever it stands
		}
		for _, x := range c.List {
			v := s.Info.Types[x].Value
			if v == nil {
				return nil, false
			}
			if constant.Compare(v, token.EQL, s.of) {
				return c.Body, true
			}
		}
	}
	return list, true
}

// text returns a constant string, what the receiver spells itself, or the element of a table.
func (s speller) text(x ast.Expr) string {
	if text, ok := s.ConstantString(x); ok {
		return text
	}
	switch x := ast.Unparen(x).(type) {
	case *ast.CallExpr: // string(k)
		if s.Info.Types[x.Fun].IsType() && s.isRecv(x.Args[0]) && s.of.Kind() == constant.String {
			return constant.StringVal(s.of)
		}
	case *ast.IndexExpr:
		if s.isRecv(x.Index) {
			return s.element(x.X)
		}
	}
	return ""
}

// element returns the string of a table that stands at the receiver.
func (s speller) element(table ast.Expr) string {
	lit, all := s.giving.written(table)
	if v := s.VarOf(table); lit == nil || !all || !lit.Lbrace.IsValid() || v != nil && (list{Names: &Names{r: s.Result}}).changes(v) {
		return ""
	}
	next := constant.MakeInt64(0)
	for _, elem := range lit.Elts {
		key, value := next, elem
		if pair, ok := elem.(*ast.KeyValueExpr); ok {
			if key, value = s.Info.Types[pair.Key].Value, pair.Value; key == nil {
				return ""
			}
		}
		if key.Kind() == s.of.Kind() && constant.Compare(key, token.EQL, s.of) {
			text, _ := s.ConstantString(value)
			return text
		}
		if key.Kind() == constant.Int {
			next = constant.BinaryOp(key, token.ADD, constant.MakeInt64(1))
		}
	}
	return ""
}

// isRecv reports whether an expression is the receiver, or a conversion of it to another integer type.
func (s speller) isRecv(x ast.Expr) bool {
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok && len(call.Args) == 1 && s.Info.Types[call.Fun].IsType() && isInteger(s.Info.TypeOf(call)) {
		x = call.Args[0]
	}
	return s.VarOf(x) == s.recv
}
