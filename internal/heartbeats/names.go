package heartbeats

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"net/netip"
	"net/url"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/internal/lazy"
	"github.com/unsupervisedgo/unsupervisedgo/internal/suggest"
)

// NewNames returns an analyzer whose result is the *Names of a package. It builds on beats, an
// analyzer that New returned.
func NewNames(beats *analysis.Analyzer, config *Config) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:       "heartbeatnames",
		Doc:        "find the names that goroutines are supervised under, that probes expect and that loops beat as",
		Requires:   []*analysis.Analyzer{beats},
		FactTypes:  []analysis.Fact{new(names)},
		ResultType: reflect.TypeFor[*Names](),
		Run: func(pass *analysis.Pass) (any, error) {
			n := &Names{r: pass.ResultOf[beats].(*Result), pass: pass}
			if config.On && !n.r.IsStd(pass.Pkg.Path()) && pass.Pkg.Path() != n.r.runtime {
				n.collect(pass)
				pass.ExportPackageFact(n.program.exported())
			}
			return n, nil
		},
	}
}

// names is the fact of which names a package and those of the module that it imports use. In a
// program, that is all that there are.
type names struct {
	Runs     []string // supervised, sorted
	RunsMore bool     // and others, which are not constant
	Paced    []Use    // of those that are supervised, with passes to beat at the end of, sorted
	Shared   []string // the names of services in two packages that a package below tells of
	Expected []Use    // by probes, sorted
	MoreAre  bool     // and others are expected, whose names are not constant
	Beaten   []Use    // by Heartbeat, or asked of LastTick, sorted
	Lists    []List   // that the package itself exports, for a probe elsewhere to expect
	Ours     bool     // the runtime package is used
	Theirs   string   // the name of a package of the module's own that supervises, if one is used
}

func (*names) AFact() {}

func (f *names) String() string {
	var parts []string
	for _, run := range f.Runs {
		parts = append(parts, "runs "+run)
	}
	for _, list := range []struct {
		word string
		uses []Use
	}{{"expects", f.Expected}, {"beats", f.Beaten}} {
		for _, use := range list.uses {
			parts = append(parts, list.word+" "+use.Name)
		}
	}
	if f.Theirs != "" {
		parts = append(parts, "supervised by "+f.Theirs)
	}
	for _, list := range f.Lists {
		parts = append(parts, "exports "+list.Of+": "+strings.Join(list.Names, " "))
	}
	return strings.Join(parts, ", ")
}

// A List is a list of names that a package exports: a variable, or a function without parameters.
type List struct {
	Of    string // the variable or the function
	Names []string
	More  bool // it may have others
}

// A Use is a place that a name is written at.
type Use struct {
	Name  string
	Place string // import path, file and line
	Verb  string // what becomes of it there: "is expected"
	Maybe bool   // it is no finding if nothing is run by that name: in a URL that may be of something else, or taken out of a list

	node ast.Node // in this package
}

// Names are the names that a package uses.
type Names struct {
	r            *Result // not embedded: it answers for other facts
	pass         *analysis.Pass
	own, program names // of the package itself, and with those that it imports
	shared       []Namesake
}

// collect reads the package, and the facts of those that it imports.
func (n *Names) collect(pass *analysis.Pass) {
	for _, s := range n.r.Started() {
		if s.Name == "" {
			n.own.RunsMore = true
		} else if !s.Own && s.Theirs == nil {
			n.own.Runs = append(n.own.Runs, s.Name)
			if !s.Task && n.r.rhythmOfService(s).Paced {
				n.own.Paced = append(n.own.Paced, n.use(s.Name, "is run", s.At))
			}
		}
	}
	for c := range n.r.Preorder((*ast.CallExpr)(nil), (*ast.BasicLit)(nil)) {
		switch x := c.Node().(type) {
		case *ast.CallExpr:
			n.call(x)
		case *ast.BasicLit:
			n.url(x)
		}
	}
	n.program = n.own
	for _, imported := range pass.Pkg.Imports() {
		var f names
		n.program.Ours = n.program.Ours || n.r.supervising.isRuntime(imported)
		if n.r.isTheirs(imported) {
			n.program.Theirs = imported.Name()
		}
		if n.r.InModule(imported.Path()) && pass.ImportPackageFact(imported, &f) {
			n.program.add(&f)
		}
	}
	n.namesakes()
	n.program.sort()
	n.program.Lists = n.lists()
}

// lists reads what the package exports that a probe elsewhere may expect.
func (n *Names) lists() []List {
	var found []List
	scope := n.r.Types.Scope()
	for _, name := range scope.Names() {
		obj := scope.Lookup(name)
		of := &Names{r: n.r, pass: n.pass}
		l := list{Names: of, seen: make(map[types.Object]bool)}
		switch obj := obj.(type) {
		case *types.Var:
			if obj.Exported() && holdsNames(obj.Type()) {
				l.variable(obj)
			}
		case *types.Func:
			if sig := obj.Signature(); obj.Exported() && sig.Params().Len() == 0 && sig.Results().Len() == 1 && holdsNames(sig.Results().At(0).Type()) && n.r.Decl(obj) != nil {
				l.returned(obj, n.r.Decl(obj))
			}
		}
		if len(of.own.Expected) == 0 {
			continue
		}
		exported := List{Of: name, More: of.own.MoreAre}
		for _, use := range of.own.Expected {
			if use.Maybe {
				exported.More = true
			} else {
				exported.Names = append(exported.Names, use.Name)
			}
		}
		found = append(found, exported)
	}
	return found
}

// holdsNames reports whether a probe can expect what is of that type: strings, or the keys of a map.
func holdsNames(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Array:
		return types.Identical(t.Elem().Underlying(), types.Typ[types.String])
	case *types.Slice:
		return types.Identical(t.Elem().Underlying(), types.Typ[types.String])
	case *types.Map:
		return types.Identical(t.Key().Underlying(), types.Typ[types.String])
	}
	return false
}

func (f *names) add(g *names) {
	f.Runs = slices.Concat(f.Runs, g.Runs)
	f.Paced, f.Shared = slices.Concat(f.Paced, g.Paced), slices.Concat(f.Shared, g.Shared)
	f.Expected = slices.Concat(f.Expected, g.Expected)
	f.Beaten = slices.Concat(f.Beaten, g.Beaten)
	f.RunsMore, f.MoreAre = f.RunsMore || g.RunsMore, f.MoreAre || g.MoreAre
	f.Ours, f.Theirs = f.Ours || g.Ours, cmp.Or(f.Theirs, g.Theirs)
}

// exported is a copy of names as other packages see them: without nodes of this one.
func (f *names) exported() *names {
	out := *f
	out.Expected, out.Beaten, out.Paced = slices.Clone(f.Expected), slices.Clone(f.Beaten), slices.Clone(f.Paced)
	for _, uses := range [][]Use{out.Expected, out.Beaten, out.Paced} {
		for i := range uses {
			uses[i].node = nil
		}
	}
	return &out
}

// sort puts the names in the order that a fact has, each once.
func (f *names) sort() {
	slices.Sort(f.Runs)
	f.Runs = slices.Compact(f.Runs)
	slices.Sort(f.Shared)
	f.Shared = slices.Compact(f.Shared)
	for _, list := range []*[]Use{&f.Expected, &f.Beaten, &f.Paced} {
		slices.SortFunc(*list, func(a, b Use) int {
			return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Place, b.Place), cmp.Compare(maybe(a), maybe(b)))
		})
		*list = slices.CompactFunc(*list, func(a, b Use) bool { return a.Name == b.Name && a.Place == b.Place })
	}
}

// maybe puts what is certain first.
func maybe(u Use) int {
	if u.Maybe {
		return 1
	}
	return 0
}

// call takes in the names that a call of the runtime package uses.
func (n *Names) call(call *ast.CallExpr) {
	fn := n.r.Callee(call)
	if fn == nil || !n.r.supervising.isRuntime(fn.Pkg()) || fn.Signature().Recv() != nil || len(call.Args) == 0 {
		return
	}
	switch fn.Name() {
	case "Heartbeat", "LastTick":
		verb := "beats"
		if fn.Name() == "LastTick" {
			verb = "is asked for"
		}
		if name, ok := n.r.ConstantString(call.Args[0]); ok {
			n.own.Beaten = append(n.own.Beaten, n.use(name, verb, call.Args[0]))
		}
	case "IsHealthy", "IsUp":
		n.expect(call.Args[0])
	}
}

// url takes in the names of a literal that is the query of a probe: "…?expect=a,b&stale=2m".
func (n *Names) url(lit *ast.BasicLit) {
	text, ok := n.r.ConstantString(lit)
	if lit.Kind != token.STRING || !ok || asksAnother(text) {
		return
	}
	for _, param := range expected().FindAllStringSubmatch(text, -1) { // the handler takes several, too
		list, err := url.QueryUnescape(param[1])
		if err != nil || list == "" || strings.ContainsAny(list, "%{ ") { // to be filled in
			n.own.MoreAre = true
			continue
		}
		for _, name := range strings.Split(list, ",") {
			use := n.use(name, "is expected", lit)
			use.Maybe = !isProbe(text[:expected().FindStringIndex(text)[0]]) && !strings.Contains(text, "stale=")
			n.own.Expected = append(n.own.Expected, use)
		}
	}
}

// asksAnother reports whether a URL has the name of another host: what runs there says nothing of this program.
func asksAnother(address string) bool {
	address, _, _ = strings.Cut(address, "?")
	u, err := url.Parse(address)
	if err != nil {
		return false // to be filled in
	}
	host := u.Hostname()
	ip, _ := netip.ParseAddr(host)
	return host != "" && host != "localhost" && !ip.IsLoopback() && !ip.IsUnspecified()
}

// expected finds the lists of names in the query of a probe.
var expected = lazy.Regexp(`[?&]expect=([^&]*)`)

// isProbe reports whether a URL is that of the handler where it is by default, or has no path: that
// is put in front elsewhere. A search for elephants was taken for a probe of them.
func isProbe(address string) bool {
	address, _, _ = strings.Cut(address, "?")
	return address == "" || strings.HasSuffix(address, "/admin/liveness")
}

func (n *Names) use(name, verb string, node ast.Node) Use {
	at := n.r.Fset.Position(node.Pos())
	return Use{Name: name, Place: fmt.Sprintf("%s/%s:%d", n.r.Types.Path(), filepath.Base(at.Filename), at.Line), Verb: verb, node: node}
}

// Theirs returns the name of the package of the module's own that supervises what this one leaves to others, if
// those that it builds on use that, and not the runtime package: a context tells no name then. "" if none does.
func (n *Names) Theirs(s *Silence) string {
	if n.program.Ours || !s.IsForOthers() {
		return ""
	}
	return n.program.Theirs
}

// A Stranger is a name that is expected or beaten and that nobody runs.
type Stranger struct {
	Use
	Node  ast.Node // where it is; nil: in another package
	Meant string   // the name that it was to be, as suggest.Meant says it
}

// Strangers lists the names that nobody runs. That is certain of a program, which is package main
// and all that it imports, unless names are run that are not constant. Of another package, a program
// tells only where the name is nearly one that is run: it may use other parts of that package.
func (n *Names) Strangers() []Stranger {
	if n.r.Types.Name() != "main" || n.program.RunsMore || len(n.program.Runs) == 0 {
		return nil
	}
	var list []Stranger
	for _, use := range slices.Concat(n.program.Expected, n.program.Beaten) {
		if use.Maybe || slices.Contains(n.program.Runs, use.Name) {
			continue
		}
		if meant := suggest.Meant(use.Name, n.program.Runs); meant != "" || use.node != nil {
			list = append(list, Stranger{use, use.node, meant})
		}
	}
	return list
}

// Unexpected lists the services of a program, of those that its package main starts, that beat
// and that no probe expects, if there are probes and all that they expect is constant.
func (n *Names) Unexpected() []*Service {
	if n.r.Types.Name() != "main" || n.program.MoreAre || !slices.ContainsFunc(n.program.Expected, func(u Use) bool { return !u.Maybe || slices.Contains(n.program.Runs, u.Name) }) {
		return nil
	}
	var list []*Service
	for _, s := range n.r.Started() {
		if s.Task || s.Own || s.Theirs != nil || s.Name == "" || slices.ContainsFunc(n.program.Expected, func(u Use) bool { return u.Name == s.Name }) {
			continue
		}
		if of := n.r.rhythmOfService(s); of.Paced && !of.Endless {
			list = append(list, s)
		}
	}
	return list
}

// A Namesake is a name under which two packages of a program run a service: the registry has one of that name, so
// the heartbeats of either say that it is alive.
type Namesake struct {
	Name   string
	Node   ast.Node  // the service that is here; nil: a program imports both
	Places [2]string // where the other one is, or both
}

// Namesakes lists the names that the services of two packages share, where both are in view, which nobody below tells
// of: a service here and one in what the package imports, or, of a program, two in what it imports. One
// package may give a name to several: it may run one or the other.
func (n *Names) Namesakes() []Namesake { return n.shared }

func (n *Names) namesakes() {
	slices.SortFunc(n.program.Paced, func(a, b Use) int { return cmp.Compare(a.Place, b.Place) })
	far := make(map[string][]string) // by name, the places in other packages, one for each package
	for _, use := range n.program.Paced {
		if places := far[use.Name]; use.node == nil && !slices.ContainsFunc(places, func(p string) bool { return path.Dir(p) == path.Dir(use.Place) }) {
			far[use.Name] = append(places, use.Place)
		}
	}
	here := make(map[string]bool)
	for _, use := range n.own.Paced {
		if here[use.Name] = true; len(far[use.Name]) > 0 {
			n.shared = append(n.shared, Namesake{use.Name, use.node, [2]string{far[use.Name][0]}})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(far)) {
		if places := far[name]; n.r.Types.Name() == "main" && !here[name] && len(places) > 1 && !slices.Contains(n.program.Shared, name) {
			n.shared = append(n.shared, Namesake{name, nil, [2]string{places[0], places[1]}})
		}
	}
	for _, s := range n.shared {
		n.program.Shared = append(n.program.Shared, s.Name)
	}
}

// A Mistaken is a service whose loops beat as somebody else.
type Mistaken struct {
	*Service
	As string
}

// Mistaken lists the services that beat by another name than theirs.
func (r *Result) Mistaken() []Mistaken {
	var list []Mistaken
	for _, s := range r.Started() {
		if s.Task || s.Own || s.Theirs != nil || s.Name == "" {
			continue
		}
		if as := r.rhythmOfService(s).As; isConstant(as) && as != s.Name {
			list = append(list, Mistaken{s, as})
		}
	}
	return list
}
