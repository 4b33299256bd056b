package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a struct that is a field keeps is what it was put in with, if nobody changes it there:
//
//	if o.stats == nil {
//		o.stats = make(map[string]int)
//	}
//	return &server{options: o}   // s.options.stats is not nil in any server

// isSetPart reports whether p is a field of such a struct, and not nil in any that is put in.
func (j *places) isSetPart(p *placeInfo) bool {
	return j.isPart(p, partSetOf, func(x, value ast.Expr, q place, s state) bool {
		return value != nil && j.nilness.notNil(value, s) || q != nowhere && j.proving.isSet(q, s) || j.settings.setsWhere(x, p.v)
	})
}

// isPositivePart is isSetPart for a number that is greater than 0.
func (j *places) isPositivePart(p *placeInfo) bool {
	return j.isPart(p, partPositiveOf, func(_, value ast.Expr, q place, s state) bool {
		return value != nil && j.numbers.atLeast(value, 1, s) || q != nowhere && s.proves(zero, 1, valueOf(q), j.numbers.natural)
	})
}

// isPart reports whether p is a field of a struct that is a field itself, only set by literals, and holds is true of all that these set it to: of
// the expression, and of its field: what a literal sets that to, or its place, in the state there.
func (j *places) isPart(p *placeInfo, kind questionKind, holds func(x, value ast.Expr, q place, s state) bool) bool {
	if j.strict || p.v == nil || p.of == nowhere {
		return false
	}
	in := j.places.info(p.of).v
	if in == nil || !in.IsField() || p.v.Pkg() != j.Types {
		return false
	}
	if _, is := in.Type().Underlying().(*types.Struct); !is {
		return false
	}
	return fixpoint.Ask(j.solver, allLattice, question{kind: kind, v: p.v, in: in}, func() bool {
		values := j.Var(in).Values
		return len(values) > 0 && j.isFinal(in) && j.EverySets(in) && !j.Var(p.v).Taken && !j.changesPart(p.v, in) &&
			!slices.ContainsFunc(values, func(value syntax.Value) bool {
				if value.Expr == nil {
					return true
				}
				set, known := j.hooking.valueIn(ast.Unparen(value.Expr), p.v)
				return known && set == nil || !holds(value.Expr, set, j.fieldPlace(j.placeOf(value.Expr), p.v, false), j.stateWhere(value.Expr))
			})
	})
}

// changesPart reports whether a field of the struct that is the field in of another one is set there, and not in a copy.
func (src source) changesPart(f, in *types.Var) bool {
	return slices.ContainsFunc(src.Var(f).Values, func(value syntax.Value) bool {
		c, ok := src.CursorAt(value.Pos)
		for ; ok && !value.Init; c = c.Parent() {
			sel, is := c.Node().(*ast.SelectorExpr)
			if !is {
				if _, name := c.Node().(*ast.Ident); name {
					continue
				}
				return true
			}
			if src.VarOf(sel) == f {
				s := src.Info.Selections[sel]
				return s == nil || len(s.Index()) > 1 || src.VarOf(sel.X) == in
			}
		}
		return !value.Init
	})
}

// stateWhere returns what is known where e, an element of the literal of a struct, is evaluated: nothing where a variable of the package is declared.
func (j *places) stateWhere(e ast.Expr) state {
	c, ok := j.CursorOf(e)
	if !ok {
		return nil
	}
	for up := range c.Enclosing((*ast.CompositeLit)(nil)) {
		lit := up.Node().(*ast.CompositeLit)
		if p := j.proving.proofsOf(j.FuncAround(lit)); p != nil {
			return p.structs[lit]
		}
		break
	}
	return nil
}

// setsWhere reports whether the function that x stands in, or what it calls, has given v a value where x is evaluated.
func (j *settings) setsWhere(x ast.Expr, v *types.Var) bool {
	body := syntax.Body(j.FuncAround(x))
	return body != nil && j.setsBefore(body.List, v, x.Pos()) || j.evaluatedSets(x, v)
}
