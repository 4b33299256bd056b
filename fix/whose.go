package fix

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A result that the hook sends, or leaves, in place of another one says whose it is as that would have: what is known of
// it from the start is kept. Where one says so that only the goroutine knows, there is no such result. Constants say what has come of
// it: the result has those of the one that the goroutine makes after an error, and none of success.
//
//	ch <- result{i, v, err}   ch <- result{i: i, err: p}
//	if err != nil { ch <- result{state: "down", err: err} } else { ch <- result{state: "up"} }   ch <- result{state: "down", err: p}

// A saying is an expression, and where it stands.
type saying struct {
	x  ast.Expr
	in *frame // nil: the literal that is started, or the go statement
}

// A frame is a function that is called there, and what its parameters are handed.
type frame struct {
	fn   ast.Node
	args map[*types.Var]ast.Expr
	up   *frame // in which those stand
}

// maxFrames bounds how deep calls are followed to what is sent.
const maxFrames = 3

// enter returns the frame of what a call calls; nil if that is not in view, or too deep.
func (d *hooking) enter(call *ast.CallExpr, up *frame) *frame {
	depth := 1
	for f := up; f != nil; f = f.up {
		depth++
	}
	target := d.Resolve(call.Fun)
	fn := d.Node(target)
	if fn == nil || syntax.Body(fn) == nil || depth > maxFrames {
		return nil
	}
	f := &frame{fn: fn, args: make(map[*types.Var]ast.Expr), up: up}
	shift := 0
	if target.Func != nil {
		shift = d.Shift(call, target.Func)
	}
	for i, v := range d.ParamVars(fn) {
		if i += shift; v != nil && i < len(call.Args) {
			f.args[v] = call.Args[i]
		}
	}
	if decl, ok := fn.(*ast.FuncDecl); ok && decl.Recv != nil && len(decl.Recv.List[0].Names) > 0 {
		recv, _ := d.Info.Defs[decl.Recv.List[0].Names[0]].(*types.Var)
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && shift == 0 && recv != nil {
			f.args[recv] = sel.X
			if s := d.Info.Selections[sel]; s == nil || len(s.Index()) > 1 {
				delete(f.args, recv) // of what is embedded
			}
		}
	}
	return f
}

// sendsOn lists what the body around a send sends on its channel.
func (d *hooking) sendsOn(send *ast.SendStmt) []saying {
	return d.sendsIn(d.lit.Body, nil, func(other *ast.SendStmt) bool { return d.Text(other.Chan) == d.Text(send.Chan) })
}

func (d *hooking) sendsIn(body ast.Node, in *frame, is func(*ast.SendStmt) bool) (list []saying) {
	syntax.Own(body, func(n ast.Node) bool {
		if send, ok := n.(*ast.SendStmt); ok && is(send) {
			list = append(list, saying{send.Value, in})
		}
		return true
	})
	return list
}

// sentBy lists what a call sends, of a type.
func (d *hooking) sentBy(call *ast.CallExpr, up *frame, elem types.Type) []saying {
	f := d.enter(call, up)
	if f == nil {
		return nil
	}
	list := d.sendsIn(syntax.Body(f.fn), f, func(send *ast.SendStmt) bool { return sameNamed(d.elem(send.Chan), elem) })
	syntax.Own(syntax.Body(f.fn), func(n ast.Node) bool {
		if inner, ok := n.(*ast.CallExpr); ok {
			list = append(list, d.sentBy(inner, f, elem)...)
		}
		return true
	})
	return list
}

// sameNamed reports whether two types are one, or instances of one, or pointers to such; a type parameter may be any.
func sameNamed(a, b types.Type) bool {
	if p, ok := a.(*types.Pointer); ok {
		q, ok := b.(*types.Pointer)
		return ok && sameNamed(p.Elem(), q.Elem())
	}
	if _, param := types.Unalias(a).(*types.TypeParam); param {
		return true
	}
	m, ok := types.Unalias(a).(*types.Named)
	n, both := types.Unalias(b).(*types.Named)
	return ok && both && m.Origin() == n.Origin()
}

// panicFor is panicValue in place of values of type t. It is "" where one says whose it is and only the goroutine knows.
func (d *hooking) panicFor(t types.Type, values ...saying) string {
	text := d.panicValue(t)
	if text == "" || syntax.IsError(t) {
		return text
	}
	if len(values) == 0 && saysWhose(t) {
		return ""
	}
	field, _ := effects.ErrorField(deref(t))
	kept := &keptFields{said: make(map[string]string), err: field.Name()}
	for _, value := range values {
		if !d.keep(kept, value, t) {
			return ""
		}
	}
	model := kept.model()
	fields := ""
	for _, name := range kept.order {
		said, ok := model.constants[name]
		if ok && model.tells == ofNoError && said != "" {
			if said != "true" {
				return "" // a text or a number can say whose it is as well as what has come of it
			}
			said = ""
		}
		if said = cmp.Or(said, kept.said[name]); said != "" {
			fields += name + ": " + said + ", "
		}
	}
	open := strings.Index(text, "{") + 1
	return text[:open] + fields + text[open:]
}

// keptFields are what the fields of a result say that is known from the start, and the results that the goroutine makes itself.
type keptFields struct {
	err     string // the field for the error
	order   []string
	said    map[string]string // no constants
	answers []answer
}

// An answer is a result that the goroutine makes: what constants it has, and how surely it is that of an error.
type answer struct {
	tells     ofError
	constants map[string]string
}

type ofError int

const (
	ofNoError  ofError = iota
	ofAny              // it has some error in it
	ofLocal            // one that a call has returned, or nil
	ofErrorWay         // it is made because there is an error
)

// model returns the answer which tells most surely of an error, the first of these.
func (k *keptFields) model() answer {
	best := answer{}
	for i, a := range k.answers {
		if i == 0 || a.tells > best.tells {
			best = a
		}
	}
	return best
}

// note notes that a field is mentioned.
func (k *keptFields) note(name string) {
	if !slices.Contains(k.order, name) {
		k.order = append(k.order, name)
	}
}

// begin begins an answer that is made at n.
func (d *hooking) begin(kept *keptFields, n ast.Node) {
	a := answer{constants: make(map[string]string)}
	if d.onErrorWay(n) {
		a.tells = ofErrorWay
	}
	kept.answers = append(kept.answers, a)
}

// onErrorWay reports whether n is done because a variable holds an error.
func (d *hooking) onErrorWay(n ast.Node) bool {
	branch := d.ErrorBranch(n)
	return branch != nil && branch.Err != nil
}

// errorIs tells what kind of error the value of the field for one is.
func (d *hooking) errorIs(value saying) ofError {
	v := d.VarOf(value.x)
	switch {
	case d.IsNil(value.x):
		return ofNoError
	case v == nil || v.IsField() || v.Parent() == d.Types.Scope():
		return ofAny
	case value.in != nil && value.in.args[v] != nil:
		return d.errorIs(saying{value.in.args[v], value.in.up})
	}
	return ofLocal
}

// keep adds what is known of a value from the start; false if it says whose it is, and that is not known.
func (d *hooking) keep(kept *keptFields, value saying, t types.Type) bool {
	x := ast.Unparen(value.x)
	if u, ok := x.(*ast.UnaryExpr); ok {
		x = ast.Unparen(u.X)
	}
	switch x := x.(type) {
	case *ast.CompositeLit:
		st, ok := d.Info.TypeOf(x).Underlying().(*types.Struct)
		if !ok {
			return !saysWhose(t)
		}
		d.begin(kept, x)
		last := kept.answers[len(kept.answers)-1:]
		for i, elt := range x.Elts {
			name := st.Field(min(i, st.NumFields()-1)).Name()
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				name, elt = d.Text(kv.Key), kv.Value
			}
			if !d.keepField(kept, last, name, saying{elt, value.in}) {
				return false
			}
		}
		return true
	case *ast.CallExpr:
		f := d.enter(x, value.in)
		if f == nil {
			return !saysWhose(t)
		}
		returns := d.Returns(f.fn)
		for _, ret := range returns {
			if !d.keep(kept, saying{ret, f}, t) {
				return false
			}
		}
		return len(returns) > 0 || !saysWhose(t)
	case *ast.Ident:
		return d.keepVar(kept, x, value.in, t)
	}
	return !saysWhose(t)
}

// keepVar adds what a variable is made with, and what its fields are assigned.
func (d *hooking) keepVar(kept *keptFields, x *ast.Ident, in *frame, t types.Type) bool {
	v := d.VarOf(x)
	if v == nil {
		return !saysWhose(t)
	}
	if in != nil && in.args[v] != nil {
		return d.keep(kept, saying{in.args[v], in.up}, t)
	}
	made, before := d.Var(v).Zero, len(kept.answers)
	for _, from := range d.Var(v).Values {
		switch {
		case from.Decl && from.Expr != nil && !d.keep(kept, saying{from.Expr, in}, t):
			return false
		case from.Decl && from.Expr != nil:
			made = true
		}
	}
	if len(kept.answers) == before {
		kept.answers = append(kept.answers, answer{constants: make(map[string]string)})
	}
	known := true
	for _, use := range d.Uses(v) {
		sel, ok := use.Parent().Node().(*ast.SelectorExpr)
		a, assigned := use.Parent().Parent().Node().(*ast.AssignStmt)
		if !ok || !assigned || !slices.Contains(a.Lhs, ast.Expr(sel)) {
			continue
		}
		known = known && d.keepAssigned(kept, kept.answers[before:], sel, a, in)
	}
	return known && (made || !saysWhose(t))
}

// keepAssigned adds what a field of a variable is assigned, of which answers are made: a constant counts where it is assigned because of an
// error, or before there can be one.
func (d *hooking) keepAssigned(kept *keptFields, answers []answer, sel *ast.SelectorExpr, a *ast.AssignStmt, in *frame) bool {
	name, onErrorWay := sel.Sel.Name, d.onErrorWay(a)
	if len(a.Lhs) != len(a.Rhs) {
		if name == kept.err {
			telling(answers, ofLocal)
		}
		return true
	}
	value := saying{a.Rhs[slices.Index(a.Lhs, ast.Expr(sel))], in}
	switch constant := d.isConstant(value.x); {
	case onErrorWay:
		telling(answers, ofErrorWay)
	case constant && answers[0].tells != ofNoError:
		return true // of success, or some other end
	}
	return d.keepField(kept, answers, name, value)
}

// telling notes that answers tell of an error.
func telling(answers []answer, how ofError) {
	for i := range answers {
		answers[i].tells = max(answers[i].tells, how)
	}
}

// keepField adds what a field is known to be, in some of the answers.
func (d *hooking) keepField(kept *keptFields, answers []answer, name string, value saying) bool {
	if name == kept.err {
		telling(answers, d.errorIs(value))
		return true
	}
	if syntax.IsError(d.Info.TypeOf(value.x)) || d.IsNil(value.x) {
		return true
	}
	text, ok := d.reads(value)
	if !ok {
		return !d.tellsWhose(value)
	}
	kept.note(name)
	if d.isConstant(value.x) {
		if d.IsBool(value.x, false) {
			text = "" // as it is anyway
		}
		for _, a := range answers {
			a.constants[name] = text
		}
		return true
	}
	said, again := kept.said[name]
	kept.said[name] = text
	return !again || said == text
}

// isConstant reports whether a value is a constant where it stands, made of such, or in a variable that holds nothing else: not
// one that a function is handed.
func (d *hooking) isConstant(x ast.Expr) bool {
	if d.Info.Types[x].Value != nil {
		return true
	}
	if lit, ok := ast.Unparen(x).(*ast.CompositeLit); ok {
		return len(lit.Elts) > 0 && !slices.ContainsFunc(lit.Elts, func(elt ast.Expr) bool {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				elt = kv.Value
			}
			return !d.isConstant(elt)
		})
	}
	v := d.VarOf(x)
	if v == nil || v.Kind() != types.PackageVar && v.Kind() != types.LocalVar {
		return false
	}
	values := d.Var(v).Values
	return len(values) > 0 && !slices.ContainsFunc(values, func(value syntax.Value) bool {
		return value.Expr == nil || d.Info.Types[value.Expr].Value == nil
	})
}

// reads is the text of what an expression is known to be, as it reads in the hook.
func (d *hooking) reads(value saying) (string, bool) {
	in := value.in
	if in == nil && d.lit != nil {
		return d.Source(value.x), d.stableAt(value.x) || d.isGiven(value.x)
	}
	if in == nil {
		return d.Source(value.x), d.late(value.x)
	}
	switch x := ast.Unparen(value.x).(type) {
	case *ast.BasicLit:
		return d.Source(x), true
	case *ast.Ident:
		obj := d.Info.Uses[x]
		if arg := in.arg(obj); arg != nil && !d.isSet(obj.(*types.Var)) {
			return d.reads(saying{arg, in.up})
		}
		_, constant := obj.(*types.Const)
		return x.Name, constant && (&speller{site: d.site, at: d.optionPos(), ok: true}).means(x.Name, obj)
	case *ast.SelectorExpr:
		sel := d.Info.Selections[x]
		if sel == nil || sel.Kind() != types.FieldVal || slices.Contains(d.entry.Sets, d.Class(sel.Obj().(*types.Var))) {
			return "", false
		}
		text, ok := d.reads(saying{x.X, in})
		return strings.TrimPrefix(text, "&") + "." + x.Sel.Name, ok
	case *ast.CompositeLit:
		text, ok := d.spell(d.Info.TypeOf(x), d.optionPos())
		if !ok {
			return "", false
		}
		var elts []string
		for _, elt := range x.Elts {
			key := ""
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				key, elt = d.Text(kv.Key)+": ", kv.Value
			}
			said, ok := d.reads(saying{elt, in})
			if !ok {
				return "", false
			}
			elts = append(elts, key+said)
		}
		return text + "{" + strings.Join(elts, ", ") + "}", true
	}
	return "", false
}

func (f *frame) arg(obj types.Object) ast.Expr {
	v, _ := obj.(*types.Var)
	return f.args[v]
}

// isSet reports whether a parameter is given another value, or its address away.
func (d *hooking) isSet(param *types.Var) bool {
	rec := d.Var(param)
	return rec.Taken || len(rec.Values) > 0
}

// isGiven reports whether x is a variable that the goroutine was started with, and that stays the same but for its
// fields: what those are by then, the reader of an error gets, too.
func (d *hooking) isGiven(x ast.Expr) bool {
	if _, ok := ast.Unparen(x).(*ast.Ident); !ok || !d.changedAt(x) {
		return false
	}
	return !slices.ContainsFunc(d.Var(d.VarOf(x)).Values, func(value syntax.Value) bool {
		c, ok := d.CursorAt(value.Pos)
		if ok {
			_, ok = c.Parent().Node().(*ast.SelectorExpr)
		}
		return d.lit.Body.Pos() <= value.Pos && value.Pos < d.lit.Body.End() && !ok
	})
}

// tellsWhose reports whether a field's value, which is not known from the start, is something that the goroutine finds out
// itself, and not together with the error. By a number or a text it can be that the reader knows to which of many
// a result belongs; a pointer, an interface or a function he uses, if it is there with other errors, too:
//
//	if r.err != nil { r.conn.Close() }
func (d *hooking) tellsWhose(value saying) bool {
	if lit, ok := ast.Unparen(value.x).(*ast.CompositeLit); ok {
		return slices.ContainsFunc(lit.Elts, func(elt ast.Expr) bool {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				elt = kv.Value
			}
			_, known := d.reads(saying{elt, value.in})
			return !known && d.tellsWhose(saying{elt, value.in})
		})
	}
	used := uses(d.Info.TypeOf(value.x))
	if !used && !saysWhose(d.Info.TypeOf(value.x)) {
		return false
	}
	if value.in == nil && d.lit == nil {
		return true // all that is handed over at the go statement is known then
	}
	v := d.VarOf(d.root(value.x))
	if v == nil || v.IsField() {
		return false
	}
	if value.in != nil && value.in.args[v] != nil && !d.isSet(v) {
		return d.tellsWhose(saying{value.in.args[v], value.in.up})
	}
	fn := ast.Node(d.lit)
	if value.in != nil {
		fn = value.in.fn
	}
	body := syntax.Body(fn)
	if v.Pos() < body.Pos() || body.End() <= v.Pos() { // it was there before
		return !slices.ContainsFunc(d.Var(v).Values, func(value syntax.Value) bool {
			_, call := ast.Unparen(value.From).(*ast.CallExpr)
			return body.Pos() <= value.Pos && value.Pos < body.End() && call
		})
	}
	return !slices.ContainsFunc(d.Var(v).Values, func(value syntax.Value) bool {
		_, call := ast.Unparen(value.From).(*ast.CallExpr)
		return value.Expr == nil || call && !used // v, err := f()
	})
}

// root returns the variable that a path starts with, or x.
func (d *hooking) root(x ast.Expr) ast.Expr {
	for {
		sel, ok := ast.Unparen(x).(*ast.SelectorExpr)
		if !ok || d.Info.Selections[sel] == nil {
			return x
		}
		x = sel.X
	}
}

// uses reports whether one who reads a result uses a value of type t in it.
func uses(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Signature:
		return !syntax.IsError(t)
	}
	return false
}

// saysWhose reports whether a value of type t can say to which of many a result belongs: a number or a text, or a struct with
// one in it, but not when something was, or how long it took.
func saysWhose(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if syntax.IsNamed(t, "time", "Duration") || syntax.IsNamed(t, "time", "Time") {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsInteger|types.IsString) != 0
	case *types.Struct:
		for f := range u.Fields() {
			if _, ptr := f.Type().Underlying().(*types.Pointer); !ptr && saysWhose(f.Type()) {
				return true
			}
		}
	}
	return false
}
