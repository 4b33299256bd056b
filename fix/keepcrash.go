package fix

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What cannot be met keeps its crash: CrashIn names functions of which one is on the stack
// wherever a panic would leave something undone, and a panic in anything else is contained.

// An owed is something that a contained panic in a function would leave undone, so
// that the crash is to be kept for it.
type owed struct {
	in      effects.FuncID
	calls   []effects.FuncID // in which alone the panic can be; nil if it can be elsewhere in in
	refusal *Refusal         // what is said if the crash cannot be kept
	place   effects.Place    // of a lock region
}

// calledIn is the calls of an owed lock region.
func calledIn(region effects.Region) []effects.FuncID {
	if region.Call == (effects.FuncID{}) {
		return nil
	}
	return []effects.FuncID{region.Call}
}

// maxCrash is how many functions a reader accepts to be told of.
const maxCrash = 6

// A Kept says in which functions a fix keeps the crash, and what a contained panic in them
// would leave undone.
type Kept struct {
	In  []string // as CrashIn takes them
	Why *Refusal // what is said if the crash cannot be kept
}

// String returns it as a message ends in it, behind "; the fix ".
func (k *Kept) String() string {
	return "keeps the crash in " + strings.Join(k.In, ", ") + ": " + k.Why.String()
}

// keepCrash finds the functions for which the crash is kept, so that one of them
// is on the stack wherever something is owed: those in which it is, or, where these
// are too many, what calls them. Where that would leave nothing to contain, those are tried
// in which alone the panic can be. It refuses where one of them cannot be named, or where nothing
// would be left to contain.
//
// Of what functions owe that the goroutine calls, the crash is kept even then, if there is no other way:
// the list says which of them are to defer what they owe, and grows shorter with each that does.
func (d *duties) keepCrash() *Refusal {
	var refusal *Refusal
	var all []effects.FuncID
	for _, within := range []bool{false, true} {
		list, r := d.crashList(within)
		nothing := r == nil && d.containsNothing(list)
		switch {
		case r != nil:
		case !nothing:
			d.crash = list
			return nil
		case slices.ContainsFunc(d.owed, func(o owed) bool { return d.isOwn(o.in) }):
			r = d.refuseOwed(d.owed)
		case all == nil:
			all = list
		}
		refusal = cmp.Or(refusal, r)
	}
	if all == nil {
		return refusal
	}
	d.crash = all
	d.hooking.hook, d.hooking.cancel, d.hooking.again = nil, nil, nil // no panic comes to it
	return nil
}

// isOwn reports whether what stands in the function id is the entry's own, and not of what it calls.
func (d *duties) isOwn(id effects.FuncID) bool { return id.Name == "" || d.isEntry(id) }

// kept returns what is said of the crash that is kept; nil if none is.
func (d *duties) kept() *Kept {
	if len(d.crash) == 0 {
		return nil
	}
	k := &Kept{Why: d.refuseOwed(d.owed)}
	for _, id := range d.crash {
		name, _ := d.funcValue(id)
		k.In = append(k.In, name)
	}
	return k
}

func (d *duties) crashList(within bool) ([]effects.FuncID, *Refusal) {
	var list []effects.FuncID
	var left []owed
	named := true
	for _, o := range d.owed {
		ids := []effects.FuncID{o.in}
		if len(o.calls) > 0 && (within || d.isOwn(o.in)) {
			ids = o.calls
		}
		for _, id := range ids {
			if d.isOwn(id) {
				left = append(left, o)
			} else if !slices.Contains(list, id) {
				list = append(list, id)
				named = named && d.canCrash(id)
			}
		}
	}
	if len(left) > 0 {
		return nil, d.refuseOwed(left)
	}
	if len(list) > 1 {
		list = d.entry.Outermost(list)
		named = !slices.ContainsFunc(list, func(id effects.FuncID) bool { return !d.canCrash(id) })
	}
	if !named || len(list) > maxCrash {
		if list = d.entry.Cover(list, maxCrash, d.canCrash); list == nil {
			return nil, d.refuseOwed(d.owed)
		}
	}
	return list, nil
}

// canCrash reports whether CrashIn can name a function, and the goroutine does
// more than that.
func (d *duties) canCrash(id effects.FuncID) bool {
	_, ok := d.funcValue(id)
	return ok && !d.isEntry(id)
}

// maxPlaces is how many places a message names.
const maxPlaces = 3

// refuseOwed is the refusal of the first of list, with the places of the others
// that are refused for the same reason; of more than a message names, All has them all.
func (d *duties) refuseOwed(list []owed) *Refusal {
	if len(list) == 0 {
		return nil
	}
	r := *list[0].refusal
	var places []string
	var all []InTheWay
	for _, o := range list {
		if o.refusal.Kind == r.Kind && o.refusal.Why != "" && !slices.Contains(places, o.refusal.Why) {
			places = append(places, o.refusal.Why)
			all = append(all, InTheWay{o.refusal.What + o.refusal.where() + " (" + o.refusal.Why + ")", o.place})
		}
	}
	if n := len(places) - maxPlaces; n > 0 {
		places = append(places[:maxPlaces-1], places[maxPlaces-1]+" and "+strconv.Itoa(n)+" more")
		r.All = all
	}
	r.Why = strings.Join(places, ", ")
	return &r
}

// containsNothing reports whether nothing can panic in the goroutine but under
// one of list, itself or in what it calls: then the crash is kept for all.
func (d *duties) containsNothing(list []effects.FuncID) bool {
	if len(list) == 0 {
		return false
	}
	entry := d.function()
	return entry != nil && d.onlyIn(list, entry, make(map[ast.Node]bool))
}

// onlyIn reports whether all that can panic in fn is under one of list.
func (d *duties) onlyIn(list []effects.FuncID, fn ast.Node, seen map[ast.Node]bool) bool {
	if seen[fn] {
		return true
	}
	seen[fn] = true
	only := true
	d.Operations(syntax.Body(fn), func(op ast.Node) bool {
		only = d.isIncidental(op)
		if call, ok := op.(*ast.CallExpr); ok && !only {
			t := d.Resolve(call.Fun)
			inner := d.Node(t)
			only = t.Func != nil && slices.Contains(list, effects.IDOf(t.Func)) || inner != nil && syntax.Body(inner) != nil && d.onlyIn(list, inner, seen) ||
				d.isHanded(call.Fun) && d.entry.HandsOnlyIn(list)
		}
		return only
	})
	return only
}

// isHanded reports whether an expression is a parameter, such as the f of
//
//	go every(time.Second, s.sweep)   func every(d time.Duration, f func()) { …; f() }
func (d *duties) isHanded(x ast.Expr) bool {
	v := d.VarOf(x)
	return v != nil && v.Kind() == types.ParamVar
}

// isIncidental reports whether an operation is none that a fix is made for: a variable
// that is nil itself, a close, a line in a log, what is owed itself.
func (d *duties) isIncidental(op ast.Node) bool {
	if slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		call, ok := s.Node.(*ast.CallExpr)
		return !s.Apart && !d.follows(s.Node) && (s.Node == op || ok && call.Fun.Pos() <= op.Pos() && op.End() <= call.Fun.End())
	}) {
		return true
	}
	switch op := op.(type) {
	case *ast.SelectorExpr:
		_, ok := ast.Unparen(op.X).(*ast.Ident)
		return ok
	case *ast.CallExpr:
		return d.Builtin(op) == "close" || known.Logs(d.Callee(op))
	}
	return false
}

// follows reports whether a node is a call of a function of the module, which does more
// than what is owed.
func (d *duties) follows(n ast.Node) bool {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return false
	}
	t := d.Resolve(call.Fun)
	return d.Node(t) != nil || t.Func != nil && t.Func.Pkg() != nil && d.InModule(t.Func.Pkg().Path())
}

// funcValue returns the text of a function as CrashIn takes it: F, T.m, (*T).m,
// pkg.F. It is false for what cannot be named here.
func (d *duties) funcValue(id effects.FuncID) (string, bool) {
	if id.Name == "" || id.Generic {
		return "", false
	}
	qualifier := ""
	if id.Pkg != d.Types.Path() {
		if !ast.IsExported(id.Name) || id.Recv != "" && !ast.IsExported(strings.TrimPrefix(id.Recv, "*")) {
			return "", false
		}
		q, ok := d.qualifier(d.file, id.Pkg)
		if !ok {
			return "", false
		}
		qualifier = q
	} else if !d.visible(id) {
		return "", false
	}
	types := ""
	if id.Anys > 0 { // the names of all instances are the same
		types = "[any" + strings.Repeat(", any", id.Anys-1) + "]"
	}
	switch {
	case id.Recv == "":
		return qualifier + id.Name + types, true
	case id.Recv[0] == '*':
		return "(*" + qualifier + id.Recv[1:] + types + ")." + id.Name, true
	}
	return qualifier + id.Recv + types + "." + id.Name, true
}

// visible reports whether the name that id starts with means the package's own
// declaration at the spawn.
func (d *duties) visible(id effects.FuncID) bool {
	name := id.Name
	if id.Recv != "" {
		name = strings.TrimPrefix(id.Recv, "*")
	}
	_, obj := d.Info.Scopes[d.file].Innermost(d.hooking.optionPos()).LookupParent(name, d.hooking.optionPos())
	return obj != nil && obj.Parent() == d.Types.Scope()
}
