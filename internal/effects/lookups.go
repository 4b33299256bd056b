package effects

import "go/ast"

// A channel may be one of many, by key, that a function of the package looks up. What is done with what that gives is done with an
// entry of the map, the list or the sync.Map.
//
//	func (b *byKey) slot(k string) chan struct{} { …; return b.m[k] }
//	b.slot(k) <- struct{}{}; work(); <-b.slot(k)

// lookedUpIn returns that of which a call gives an entry, a channel, as the function sees it that is called; nil for another call.
func (r *polling) lookedUpIn(call *ast.CallExpr) (in ast.Expr) {
	if chanElem(r.Info.TypeOf(call)) == nil {
		return nil
	}
	r.eachReturn(call, func(results []ast.Expr) {
		if len(results) != 1 {
			return
		}
		x := ast.Unparen(results[0])
		if assert, ok := x.(*ast.TypeAssertExpr); ok {
			x = assert.X
		}
		s, from := r.leaving.frame(r.declOf(call)), []ast.Expr{x}
		if v := s.VarOf(x); v != nil && s.declares(v) {
			from = s.sources(v)
		}
		for _, x := range from {
			switch x := x.(type) {
			case *ast.IndexExpr:
				in = x.X
			case *ast.CallExpr:
				if on, _ := r.store(x); on != nil {
					in = on
				}
			}
		}
	})
	return in
}

// lookedUpRef is the Ref of that, as the caller sees it.
func (s *scan) lookedUpRef(call *ast.CallExpr) (Ref, bool) {
	in := s.polling.lookedUpIn(call)
	if in == nil {
		return Ref{}, false
	}
	decl := s.declOf(call)
	on, ok := s.leaving.frame(decl).ref(in)
	return s.mapped(on, target{node: decl, fn: s.Callee(call)}, call), ok
}
