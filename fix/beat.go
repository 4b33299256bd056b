package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/internal/heartbeats"
)

// Beat returns the fix of a loop that never beats: a heartbeat at the end of each pass,
// that is, where its body ends and before each continue, so that a pass that hangs or panics
// does not beat. A goto to the loop is like a continue, or all that makes it one; one within the body leaves the pass as it is. Where the period of the loop is constant and its service starts in the same file,
// it gets a deadline (Period.Deadline).
func (f *Fixer) Beat(beats *heartbeats.Result, s *heartbeats.Silence) (*analysis.SuggestedFix, *Refusal) {
	if r := f.outOfReachAt(s.Stmt.Pos()); r != nil {
		return nil, r
	}
	b := &beat{place: f.placeAt(s.Stmt.Pos()), loop: s.Loop}
	b.find(beats, s.Body(), false)
	call, r := b.call(s)
	if r != nil {
		return nil, r
	}
	theirs, _ := s.Theirs()
	qualifier, imports, ok := b.packageAt(theirs, b.places()...)
	if !ok {
		return nil, refuse(ComesLater)
	}
	call = qualifier + call
	p := &printer{site: b.site, edits: imports}
	for _, next := range b.continues {
		p.insert(next.Pos(), call+"\n"+p.indentation(next.Pos()))
	}
	if body := s.Body(); beats.FallsThrough(body.List) {
		end := body.Lbrace
		if n := len(body.List); n > 0 {
			end = body.List[n-1].End()
		}
		if p.line(end) == p.line(body.Rbrace) {
			p.insert(body.Rbrace, "\n"+call+"\n")
		} else {
			p.insert(body.Rbrace, "\t"+call+"\n"+p.indentation(body.Rbrace))
		}
	}
	for _, way := range s.Ways {
		if way.Service != nil && f.File(way.Service.Call.Pos()) == b.file {
			text, more, ok := b.deadline(way.Service, beats.PeriodOf(way.Service, s.Loop))
			if ok && (len(more) == 0 || len(imports) == 0) { // else it is a fix of its own, the next time
				p.edits, imports = append(p.edits, more...), append(imports, more...)
				p.insertOption(way.Service.Call, text)
			}
		}
	}
	return p.fix("Beat at the end of each pass"), nil
}

// Deadline returns the fix of a service that beats and has no deadline: an option, by its period.
func (f *Fixer) Deadline(s *heartbeats.Service, period heartbeats.Period) (*analysis.SuggestedFix, *Refusal) {
	if r := f.outOfReachAt(s.Call.Pos()); r != nil {
		return nil, r
	}
	at := f.placeAt(s.Call.Pos())
	text, imports, ok := at.deadline(s, period)
	if !ok {
		return nil, refuse(ComesLater)
	}
	p := &printer{site: at.site, edits: imports}
	p.insertOption(s.Call, text)
	d, _ := period.Deadline()
	return p.fix("Call " + strconv.Quote(s.Name) + " stuck after " + d.String() + " without a heartbeat"), nil
}

// indentation returns the tabs before what begins a line at pos. Drivers format what they have
// changed only where the rest of the file was formatted.
func (p *printer) indentation(pos token.Pos) string {
	return strings.Repeat("\t", p.Fset.PositionFor(pos, false).Column-1)
}

// insertOption appends an option to a call that supervises.
func (p *printer) insertOption(call *ast.CallExpr, text string) {
	p.insert(call.Args[len(call.Args)-1].End(), ", "+text)
}

// fix is the fix of the edits that were printed.
func (p *printer) fix(message string) *analysis.SuggestedFix {
	return &analysis.SuggestedFix{Message: message, TextEdits: p.finish()}
}

// A place is where something is written that starts no goroutine.
type place struct{ *site }

func (f *Fixer) placeAt(pos token.Pos) place {
	file := f.File(pos)
	return place{&site{Fixer: f, file: file, imp: f.importsOf(file)}}
}

// packageAt returns how the runtime package, or theirs, is called at all of the positions, and the
// edits that import it if it is not, or where something hides its name; false if those of
// the goroutines of the file, which import context as well, would not go with them.
func (p place) packageAt(theirs *types.Package, positions ...token.Pos) (qualifier string, imports []analysis.TextEdit, ok bool) {
	path := p.runtime
	if theirs != nil {
		path = theirs.Path()
	}
	for _, spec := range p.file.Imports {
		pkg := p.Info.PkgNameOf(spec)
		if pkg == nil || pkg.Imported().Path() != path {
			continue
		}
		if pkg.Name() == "." {
			return "", nil, true
		}
		if !slices.ContainsFunc(positions, func(pos token.Pos) bool { return p.meaning(pkg.Name(), pos) != pkg }) {
			return pkg.Name() + ".", nil, true
		}
	}
	missing, qualifier := p.imp.runtime, p.imp.supervised
	if theirs != nil {
		name := p.freeName(p.file, theirs.Name(), "supervisor")
		missing, qualifier = newImport{path, alias(name, theirs.Name())}, name+"."
	}
	alone := p.addImports(p.file, []newImport{missing})
	return qualifier, alone, p.compatible(alone)
}

// compatible reports whether edits of imports can be made beside those that the fixes of the
// file's goroutines make, if there are any: each of them is among those.
func (p place) compatible(edits []analysis.TextEdit) bool {
	if !p.imp.used {
		return true
	}
	for _, e := range edits {
		same := false
		for _, other := range p.imp.list {
			same = same || e.Pos == other.Pos && e.End == other.End && string(e.NewText) == string(other.NewText)
		}
		if !same {
			return false
		}
	}
	return true
}

// deadline returns the option that gives a service its deadline, and the edits of
// imports that it needs; false if there is no period, or those have to wait for other fixes of
// the file.
func (p place) deadline(s *heartbeats.Service, period heartbeats.Period) (option string, imports []analysis.TextEdit, ok bool) {
	d, twice := period.Deadline()
	if d == 0 {
		return "", nil, false
	}
	qualifier, imports, ok := p.packageAt(nil, s.Call.Pos())
	if !ok {
		return "", nil, false
	}
	option = qualifier + "StaleAfter("
	if c, ok := p.meaning(period.Const, s.Call.Pos()).(*types.Const); ok && twice && c.Parent() == p.Types.Scope() {
		return option + "2*" + period.Const + ")", imports, true
	}
	name, has := p.qualifier(p.file, "time")
	if !has {
		free := p.freeName(p.file, "time", "stdtime")
		name = free + "."
		if len(imports) > 0 {
			return "", nil, false // one after the other
		}
		imports = p.addImports(p.file, []newImport{{"time", alias(free, "time")}})
	}
	return option + spellDuration(d, name) + ")", imports, has || !p.imp.used
}

// spellDuration returns d as code says it, in the largest unit of which it is a multiple.
func spellDuration(d time.Duration, qualifier string) string {
	for _, unit := range []struct {
		d    time.Duration
		name string
	}{{time.Hour, "Hour"}, {time.Minute, "Minute"}, {time.Second, "Second"}, {time.Millisecond, "Millisecond"}, {time.Microsecond, "Microsecond"}} {
		switch {
		case d == unit.d:
			return qualifier + unit.name
		case d%unit.d == 0:
			return strconv.FormatInt(int64(d/unit.d), 10) + " * " + qualifier + unit.name
		}
	}
	return strconv.FormatInt(int64(d), 10) + " * " + qualifier + "Nanosecond"
}

// A beat is the search for the ends of the passes of a loop.
type beat struct {
	place
	loop      *heartbeats.Loop
	continues []*ast.BranchStmt
}

// places lists the ends of the passes.
func (b *beat) places() []token.Pos {
	places := []token.Pos{b.loop.Body().Rbrace}
	for _, next := range b.continues {
		places = append(places, next.Pos())
	}
	return places
}

// call returns the heartbeat as it reads on all of its places, behind the name of its package.
func (b *beat) call(s *heartbeats.Silence) (string, *Refusal) {
	if theirs, mixed := s.Theirs(); theirs != nil && (mixed || s.Name() == "") {
		kind := ManyNames
		if s.IsForOthers() {
			kind = WantsName
		}
		return "", &Refusal{Kind: kind, What: theirs.Name() + ".Heartbeat"}
	}
	if name := s.Name(); name != "" {
		return "Heartbeat(" + b.nameText(s, name) + ")", nil
	}
	ctx := s.Context()
	if ctx == nil || ctx.Name() == "_" || ctx.Name() == "" {
		return "", refuse(NoContext)
	}
	for _, pos := range b.places() {
		switch got := b.meaning(ctx.Name(), pos); {
		case got == nil:
			return "", refuse(NoContext)
		case !b.carries(got, ctx):
			return "", &Refusal{Kind: HidesContext, What: ctx.Name()}
		}
	}
	return "Beat(" + ctx.Name() + ")", nil
}

func (b *beat) carries(got types.Object, ctx *types.Var) bool {
	v, ok := got.(*types.Var)
	return ok && heartbeats.Carries(b.Package, v, ctx)
}

// meaning returns what a name means at a position, or nil.
func (p place) meaning(name string, pos token.Pos) types.Object {
	scope := p.Info.Scopes[p.file].Innermost(pos)
	if scope == nil {
		return nil
	}
	_, obj := scope.LookupParent(name, pos)
	return obj
}

// nameText returns the name as the services write it, if that is a constant of the package
// which means the same in the loop.
func (b *beat) nameText(s *heartbeats.Silence, name string) string {
	if id, ok := ast.Unparen(s.Ways[0].Service.NameExpr()).(*ast.Ident); ok {
		if obj := b.Info.Uses[id]; obj != nil && obj == b.meaning(id.Name, b.loop.Body().Rbrace) {
			return id.Name
		}
	}
	return strconv.Quote(name)
}

// find looks for the statements that end a pass. inner says that a plain continue is that of
// a loop inside.
func (b *beat) find(beats *heartbeats.Result, n ast.Node, inner bool) {
	ast.Inspect(n, func(m ast.Node) bool {
		switch m := m.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ForStmt:
			b.find(beats, m.Body, true)
			return false
		case *ast.RangeStmt:
			b.find(beats, m.Body, true)
			return false
		case *ast.BranchStmt:
			again := m.Tok == token.CONTINUE || m.Tok == token.GOTO
			if again && (m.Label == nil && !inner || m.Label != nil && beats.IsLabelOf(b.loop.Stmt, m.Label)) {
				b.continues = append(b.continues, m)
			}
		}
		return true
	})
}
