package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"log"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A point is a place where a goroutine that is fixed can panic.
type point struct {
	number int
	place  string // file:line in the module, before the fix
	text   string // what can panic there
}

// A change is an edit of a file, by offsets.
type change struct {
	start, end int
	text       string
	planted    bool // a point: behind what a fix inserts at the same offset
}

// plant fixes one copy of a module, and puts the points into both.
func plant(fixed, control string, patterns []string) ([]*point, error) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: fixed}, patterns...)
	if err != nil {
		return nil, err
	}
	tool := analyzer.New()
	entries := entryAnalyzer(tool)
	graph, err := checker.Analyze([]*analysis.Analyzer{tool, entries}, pkgs, nil)
	if err != nil {
		return nil, err
	}
	bodies := make(map[token.Pos]entry)
	for _, action := range graph.Roots {
		if found, ok := action.Result.(map[token.Pos]entry); ok {
			for pos, e := range found {
				bodies[pos] = e
			}
		}
	}
	p := &planter{fixed: fixed, control: control, fixes: make(map[string][]change), points: make(map[string][]change), helpers: make(map[string]string)}
	for _, action := range graph.Roots {
		if action.Analyzer != tool {
			continue
		}
		if action.Err != nil {
			log.Print(action.Err)
			continue
		}
		for _, d := range action.Diagnostics {
			if len(d.SuggestedFixes) > 0 {
				p.fix(action.Package, d.SuggestedFixes[0])
				p.plant(action.Package, bodies[d.Pos])
			}
		}
	}
	return p.list, p.write()
}

// An entry is the body that a goroutine runs, and the statements in it before which
// a panic is likely.
type entry struct {
	body  *ast.BlockStmt
	stmts []ast.Stmt
	texts []string
}

// entryAnalyzer finds the entries of the spawns of a package, by the position of their
// findings. It asks the same analyzer of panics as the tool.
func entryAnalyzer(tool *analysis.Analyzer) *analysis.Analyzer {
	i := slices.IndexFunc(tool.Requires, func(a *analysis.Analyzer) bool { return a.ResultType == reflect.TypeFor[*panicflow.Judge]() })
	panics := tool.Requires[i]
	return &analysis.Analyzer{
		Name:       "entries",
		Doc:        "find what goroutines run, and where it can panic",
		Requires:   []*analysis.Analyzer{panics},
		ResultType: reflect.TypeFor[map[token.Pos]entry](),
		Run: func(pass *analysis.Pass) (any, error) {
			judge := pass.ResultOf[panics].(*panicflow.Judge)
			found := make(map[token.Pos]entry)
			for _, file := range judge.Files {
				for _, s := range judge.Spawns(file) {
					if node := judge.Node(judge.Target(s)); node != nil && syntax.Body(node) != nil {
						pos := s.Call.Pos()
						if s.Go != nil {
							pos = s.Go.Pos()
						}
						found[pos] = entryOf(judge, syntax.Body(node))
					}
				}
			}
			return found, nil
		},
	}
}

// maxPoints bounds the points of one goroutine, maxDepth how far they are looked for
// in what it calls.
const (
	maxPoints = 8
	maxDepth  = 2
)

// entryOf lists the statements of a body in which something can panic, and of what it
// calls in the package.
func entryOf(judge *panicflow.Judge, body *ast.BlockStmt) entry {
	e := entry{body: body}
	e.add(judge, body, 0)
	return e
}

func (e *entry) add(judge *panicflow.Judge, body *ast.BlockStmt, depth int) {
	var called []*ast.BlockStmt
	judge.Operations(body, func(op ast.Node) bool {
		call, isCall := op.(*ast.CallExpr)
		if isCall && known.Logs(judge.Callee(call)) {
			return true // which the tool trusts
		}
		stmt := listed(body, op)
		if stmt != nil && !slices.Contains(e.stmts, stmt) {
			e.stmts = append(e.stmts, stmt)
			e.texts = append(e.texts, judge.Text(op))
		}
		if isCall {
			if node := judge.Node(judge.Resolve(call.Fun)); node != nil && syntax.Body(node) != nil {
				called = append(called, syntax.Body(node))
			}
		}
		return len(e.stmts) < maxPoints
	})
	for _, inner := range called {
		if depth < maxDepth && len(e.stmts) < maxPoints {
			e.add(judge, inner, depth+1)
		}
	}
}

// listed returns the innermost statement around n that stands in a list of
// statements of the function itself.
func listed(body *ast.BlockStmt, n ast.Node) (found ast.Stmt) {
	syntax.Own(body, func(m ast.Node) bool {
		if m == nil {
			return true
		}
		for _, stmt := range syntax.Stmts(m) {
			switch stmt.(type) {
			case *ast.CaseClause, *ast.CommClause: // in front of it nothing can stand
				continue
			}
			if stmt.Pos() <= n.Pos() && n.End() <= stmt.End() {
				found = stmt
			}
		}
		return true
	})
	return found
}

// A planter collects the changes of both copies.
type planter struct {
	fixed, control string
	fixes, points  map[string][]change // by file
	helpers        map[string]string   // package names by directory
	list           []*point
}

func (p *planter) fix(pkg *packages.Package, fix analysis.SuggestedFix) {
	for _, e := range fix.TextEdits {
		file := pkg.Fset.File(e.Pos)
		c := change{start: file.Offset(e.Pos), end: file.Offset(e.End), text: string(e.NewText)}
		if c.start != c.end || !slices.Contains(p.fixes[file.Name()], c) || !strings.Contains(c.text, "\"") { // an import that others add, too
			p.fixes[file.Name()] = append(p.fixes[file.Name()], c)
		}
	}
}

func (p *planter) plant(pkg *packages.Package, e entry) {
	if e.body == nil {
		return
	}
	for i, stmt := range e.stmts {
		file := pkg.Fset.File(stmt.Pos())
		posn := pkg.Fset.Position(stmt.Pos())
		name, err := filepath.Rel(p.fixed, file.Name())
		if err != nil {
			continue
		}
		at := change{start: file.Offset(stmt.Pos()), end: file.Offset(stmt.Pos()), planted: true}
		if slices.ContainsFunc(p.points[file.Name()], func(c change) bool { return c.start == at.start }) {
			continue // another goroutine runs the same
		}
		n := len(p.list) + 1
		at.text = fmt.Sprintf("injectPanic(%d)\n", n)
		p.points[file.Name()] = append(p.points[file.Name()], at)
		p.helpers[filepath.Dir(file.Name())] = pkg.Name
		p.list = append(p.list, &point{number: n, place: fmt.Sprintf("%s:%d", filepath.ToSlash(name), posn.Line), text: e.texts[i]})
	}
}

// helper is the function that panics at a point.
const helper = `package %s

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
)

var injectedOnce atomic.Bool

func injectPanic(n int) {
	if os.Getenv("INJECT_LOG") == "" && os.Getenv("INJECT") != fmt.Sprint(n) {
		return
	}
	stack := string(debug.Stack())
	if os.Getenv("INJECT_ENDS") == "" && !strings.Contains(stack, "/internal/supervised.") || strings.Contains(stack, "testing.tRunner(") {
		return // another goroutine runs the function as well
	}
	if name := os.Getenv("INJECT_LOG"); name != "" {
		if f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0); err == nil {
			fmt.Fprintln(f, n)
			f.Close()
		}
		return
	}
	if injectedOnce.Swap(true) {
		return
	}
	if os.Getenv("INJECT_ENDS") != "" {
		runtime.Goexit()
	}
	panic(%q)
}
`

// write changes both copies.
func (p *planter) write() error {
	for name := range p.points {
		rel, err := filepath.Rel(p.fixed, name)
		if err != nil {
			return err
		}
		if err := apply(name, append(p.fixes[name], p.points[name]...)); err != nil {
			return err
		}
		delete(p.fixes, name)
		if err := apply(filepath.Join(p.control, rel), p.points[name]); err != nil {
			return err
		}
	}
	for name, changes := range p.fixes {
		if err := apply(name, changes); err != nil {
			return err
		}
	}
	for dir, pkg := range p.helpers {
		rel, err := filepath.Rel(p.fixed, dir)
		if err != nil {
			return err
		}
		src := fmt.Sprintf(helper, pkg, injected)
		for _, root := range []string{p.fixed, p.control} {
			if err := os.WriteFile(filepath.Join(root, rel, "inject_panic.go"), []byte(src), 0o666); err != nil {
				return err
			}
		}
	}
	return nil
}

// apply changes a file. A point in what a fix moves is left out.
func apply(name string, changes []change) error {
	src, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	slices.SortStableFunc(changes, func(a, b change) int {
		return cmp.Or(cmp.Compare(a.start, b.start), compareBool(a.planted, b.planted))
	})
	var out strings.Builder
	at := 0
	for _, c := range changes {
		if c.start < at {
			if c.planted {
				continue
			}
			return fmt.Errorf("%s: fixes overlap", name)
		}
		out.Write(src[at:c.start])
		out.WriteString(c.text)
		at = c.end
	}
	out.Write(src[at:])
	formatted, err := format.Source([]byte(out.String()))
	if err != nil {
		return fmt.Errorf("%s: %v", name, err)
	}
	return os.WriteFile(name, formatted, 0o666)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
