package fix

import (
	"go/ast"
	"slices"
	"strconv"

	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
)

// names are the names of supervised goroutines in the package.
type names struct {
	taken map[string]subject  // and what has them
	given map[ast.Expr]string // to the functions that goroutines run
}

// A claim is the name that a fix would take.
type claim struct {
	title
	entry ast.Expr
	at    int  // which of the title's names
	spent bool // others want all of them
}

func (c *claim) wanted() string { return c.all()[c.at] }

// next claims the next name, which says more. If there is none, the name is the first that says more than the shortest, with a
// number.
func (c *claim) next() {
	if c.at++; c.at == len(c.all()) {
		c.at, c.spent = min(1, len(c.all())-1), true
	}
}

// nameFor returns a name that is unique in the package. Goroutines
// that run the same function share a name, since they are told apart by nothing
// else. Where different ones would have the same, all have one that says more: which comes
// first in the source decides only where that does not help.
func (f *Fixer) nameFor(at *site) string {
	if f.names == nil {
		f.names = f.nameAll()
	}
	name, ok := f.names.given[at.Entry()]
	if !ok {
		name = f.names.number(at.title())
	}
	return name
}

// nameAll names the goroutines that the fixes of the package supervise.
func (f *Fixer) nameAll() *names {
	n := &names{f.writtenNames(), make(map[ast.Expr]string)}
	list := f.claims()
	for n.settle(list) {
	}
	for _, c := range list {
		if !c.spent {
			n.given[c.entry] = c.wanted()
			n.taken[c.wanted()] = c.of
		}
	}
	for _, c := range list {
		if c.spent {
			n.given[c.entry] = n.number(title{name: c.wanted(), of: c.of})
		}
	}
	return n
}

// settle lets those claim another name of which different ones claim the same, and reports whether there are any. Who has
// it as a shorter name keeps it.
func (n *names) settle(list []*claim) bool {
	byName := make(map[string][]*claim)
	for _, c := range list {
		if !c.spent {
			byName[c.wanted()] = append(byName[c.wanted()], c)
		}
	}
	settled := true
	for name, claims := range byName {
		first := slices.MinFunc(claims, func(a, b *claim) int { return a.at - b.at })
		of, taken := n.taken[name]
		if !taken {
			of = first.of
			for _, c := range claims {
				if c != first && c.at == first.at && !of.same(c.of) {
					of, taken = subject{}, true // nobody has it
				}
			}
		}
		for _, c := range claims {
			if !of.same(c.of) && (taken || c != first) {
				c.next()
				settled = false
			}
		}
	}
	return !settled
}

// number takes a name, with a number if something else has it.
func (n *names) number(t title) string {
	name := t.name
	for i := 2; ; i++ {
		if of, taken := n.taken[name]; !taken || of.same(t.of) {
			break
		}
		name = t.name + "-" + strconv.Itoa(i)
	}
	n.taken[name] = t.of
	return name
}

// claims lists what the fixes of the package would take for names, each the shortest at first.
func (f *Fixer) claims() []*claim {
	var list []*claim
	for _, file := range f.Files {
		if f.IsGenerated(file.Package) {
			continue
		}
		for _, s := range f.Spawns(file) {
			if f.Level(s) == panicflow.Full || f.outOfReachAt(s.Call.Pos()) != nil {
				continue
			}
			at := f.site(s)
			if _, r := f.plan(at); r == nil { // else it takes none
				list = append(list, &claim{title: at.title(), entry: at.Entry()})
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
