package panicflow

import (
	"go/ast"
	"go/types"
	"reflect"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
)

// What decodes a value sets its exported fields as the input says: null sets a map, a slice or a pointer to nil, whatever the
// constructor has made (https://pkg.go.dev/encoding/json#Unmarshal).

// Overwritten reports whether the package ever assigns a whole value over another one of which the field f is part, or decodes
// into it what may set it to nil.
func (j *Judge) Overwritten(f *types.Var) bool {
	if j.Package.Overwritten(f) {
		return true
	}
	if j.nilness.nulled == nil {
		j.nilness.nulled = make(map[*types.Var]bool)
		for c := range j.Preorder((*ast.CallExpr)(nil)) {
			if call := c.Node().(*ast.CallExpr); known.Decodes(j.Callee(call)) {
				j.nilness.decodeInto(call.Args[len(call.Args)-1], 0)
			}
		}
	}
	return j.nilness.nulled[f.Origin()]
}

// decodeInto notes the fields of what e points to: of what callers hand in, where it is a parameter.
func (j *nilness) decodeInto(e ast.Expr, depth int) {
	v := j.VarOf(e)
	if v == nil || v.Kind() != types.ParamVar || !types.IsInterface(v.Type()) || depth > maxHops {
		if t := j.Info.TypeOf(e); t != nil {
			j.nullable(t, 0)
		}
		return
	}
	fn, ok := j.FuncAt(v.Pos()).(*ast.FuncDecl)
	if !ok {
		return
	}
	for _, call := range j.hooking.callsOf(fn) {
		if given := j.closings.handedFor(v, call, fn); given != nil {
			j.decodeInto(given, depth+1)
		}
	}
}

// nullable notes the fields that decoding into t may set to nil.
func (j *nilness) nullable(t types.Type, depth int) {
	if depth > maxHops {
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		j.nullable(u.Elem(), depth+1)
	case *types.Array:
		j.nullable(u.Elem(), depth+1)
	case *types.Slice:
		j.nullable(u.Elem(), depth+1)
	case *types.Map:
		j.nullable(u.Elem(), depth+1)
	case *types.Struct:
		if m, _, _ := types.LookupFieldOrMethod(t, true, nil, "UnmarshalJSON"); m != nil {
			return // it sees to that itself
		}
		for i := range u.NumFields() {
			f := u.Field(i).Origin()
			if j.nulled[f] || !f.Exported() && !f.Embedded() || reflect.StructTag(u.Tag(i)).Get("json") == "-" {
				continue
			}
			switch f.Type().Underlying().(type) {
			case *types.Chan, *types.Signature:
				continue
			}
			j.nulled[f] = true
			j.nullable(f.Type(), depth+1)
		}
	}
}
