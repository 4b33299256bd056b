package fix

import (
	"go/ast"
	"slices"
	"strconv"

	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
)

// names are the names of supervised goroutines in the package.
type names struct {
	taken  map[string]subject // and what has them
	shared map[string]bool    // names that several fixes would take for different things
}

// spend returns a name that is unique in the package, and takes it. Goroutines
// that run the same function share a name, since they are told apart by nothing
// else. Where different ones would have the same, all have one that says more: which comes
// first in the source decides only where that does not help.
func (f *Fixer) spend(t title) string {
	if f.names == nil {
		f.names = &names{taken: f.writtenNames()}
		f.names.shared = f.sharedNames()
	}
	free := func(name string) bool {
		of, taken := f.names.taken[name]
		return !taken || of.same(t.of)
	}
	base := t.pick(func(name string) bool { return !f.names.shared[name] && free(name) })
	name := base
	for i := 2; !free(name); i++ {
		name = base + "-" + strconv.Itoa(i)
	}
	f.names.taken[name] = t.of
	return name
}

// pick returns the shortest name that will do; if none does, the first that says more.
func (t title) pick(does func(string) bool) string {
	all := append([]string{t.name}, t.more...)
	if i := slices.IndexFunc(all, does); i >= 0 {
		return all[i]
	}
	return all[min(1, len(all)-1)]
}

// sharedNames lists the names that the fixes of the package would take for
// different goroutines: the short ones, and of what says more instead what is still the same.
func (f *Fixer) sharedNames() map[string]bool {
	titles := f.titles()
	shared := make(map[string]bool)
	for {
		before := len(shared)
		claimed := make(map[string]subject)
		for _, t := range titles {
			name := t.pick(func(name string) bool { return !shared[name] })
			if of, ok := claimed[name]; ok && !of.same(t.of) && !shared[name] {
				shared[name] = true
			}
			claimed[name] = t.of
		}
		if len(shared) == before {
			return shared
		}
	}
}

// titles lists what the goroutines can be called that the fixes of the package supervise.
func (f *Fixer) titles() []title {
	var list []title
	for _, file := range f.Files {
		if f.IsGenerated(file.Package) {
			continue
		}
		for _, s := range f.Spawns(file) {
			if f.Level(s) == panicflow.Full || f.outOfReachAt(s.Call.Pos()) != nil {
				continue
			}
			at := f.site(s)
			if _, r := f.plan(at); r == nil { // else it spends none
				list = append(list, at.title())
			}
		}
	}
	return list
}

// writtenNames are the names that stand in the source.
func (f *Fixer) writtenNames() map[string]subject {
	set := make(map[string]subject)
	for c := range f.Preorder((*ast.CallExpr)(nil)) {
		call := c.Node().(*ast.CallExpr)
		if len(call.Args) < 3 {
			continue
		}
		fn := f.Resolve(call.Fun).Func
		if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != f.runtime && !f.HasSupervisor(fn.Pkg()) {
			continue
		}
		if lit, ok := ast.Unparen(call.Args[1]).(*ast.BasicLit); ok {
			if name, err := strconv.Unquote(lit.Value); err == nil {
				t, _ := f.titleOf(call.Args[2])
				set[name] = t.of
			}
		}
	}
	return set
}
