package analyzer

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis/analysistest"
)

// TestReality compares the verdicts with what happens: each case of
// testdata/src/reality is run, and a goroutine that it starts dies of a panic
// if and only if the analyzer reports the place where it was started.
//
// Under -strict only the language is trusted. A case with the comment
//
//	// trusted: WHY
//
// has a goroutine that only the default profile takes to be fine: it is silent
// there, and reported under -strict, whether it dies or not.
func TestReality(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs a program")
	}
	t.Parallel()
	dir := filepath.Join(testdata(t), "src", "reality")
	cases := realityCases(t, dir)
	if len(cases) < 200 {
		t.Errorf("only %d cases found", len(cases))
	}
	exe := filepath.Join(t.TempDir(), "reality.exe")
	if out, err := exec.Command("go", "build", "-o", exe, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var wg sync.WaitGroup
	free := make(chan bool, 4)
	for _, c := range cases {
		free <- true
		wg.Go(func() {
			c.died, c.output = crashed(t, exe, c)
			<-free
		})
	}
	wg.Wait()
	for _, flag := range []string{"-strict=false", "-strict=true"} {
		strict := flag == "-strict=true"
		found := make(map[string]string) // by file:line
		for _, res := range analysistest.Run(deaf{}, testdata(t), testAnalyzer(flag), "reality") {
			for _, d := range res.Action.Diagnostics {
				found[place(res.Action.Package.Fset.Position(d.Pos))] = d.Message
			}
		}
		for _, c := range cases {
			want := c.died
			if c.trusted {
				want = ""
				if strict {
					want = c.sites[0]
				}
			}
			for _, site := range c.sites {
				switch message := found[site]; {
				case site == want && message == "":
					t.Errorf("%s with %s: %s dies, and is not reported:\n%s", c.name, flag, site, c.output)
				case site != want && message != "" && (c.trusted || !diesSometime(t, exe, c, site)):
					t.Errorf("%s with %s: %s does not die, but is reported: %s", c.name, flag, site, message)
				}
			}
		}
	}
}

// A realityCase is a method of Cases.
type realityCase struct {
	name    string
	sites   []string // where it starts goroutines
	trusted bool
	died    string // the site that did; empty if none
	output  string
}

// realityCases lists the methods of Cases. A site is a go statement, or the
// call of a launcher: what starts with a selector and is handed a function.
func realityCases(t *testing.T, dir string) []*realityCase {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var cases []*realityCase
	for _, name := range names {
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || !strings.HasPrefix(fmt.Sprint(fn.Recv.List[0].Type), "Cases") {
				continue
			}
			c := &realityCase{name: fn.Name.Name}
			if fn.Doc != nil {
				c.trusted = strings.Contains("\n"+fn.Doc.Text(), "\ntrusted: ")
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GoStmt:
					c.sites = append(c.sites, place(fset.Position(n.Pos())))
				case *ast.CallExpr:
					if sel, ok := n.Fun.(*ast.SelectorExpr); ok && launching[sel.Sel.Name] {
						c.sites = append(c.sites, place(fset.Position(n.Pos())))
					}
				}
				return true
			})
			if len(c.sites) == 0 {
				t.Errorf("%s starts no goroutine", c.name)
				continue
			}
			cases = append(cases, c)
		}
	}
	return cases
}

// launching are the names of the launchers that the cases call.
var launching = map[string]bool{"Go": true, "AfterFunc": true, "SetFinalizer": true, "AddCleanup": true}

func place(p token.Position) string { return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line) }

// created matches the place in the program from which a goroutine was started.
var created = regexp.MustCompile(`(?m)^created by main\..*\n\t.*/(\w+\.go:\d+)`)

// diesSometime runs a case again: some die only if their goroutines come in one
// order, and on a loaded machine they came in another.
func diesSometime(t *testing.T, exe string, c *realityCase, site string) bool {
	for range 50 {
		if died, _ := crashed(t, exe, c); died == site {
			return true
		}
	}
	return false
}

// crashed returns the site of a case that dies of a panic, and what it says. A
// goroutine of a launcher was not started by the program: then it is the only site.
func crashed(t *testing.T, exe string, c *realityCase) (site, text string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, exe, c.name).CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return "", string(out)
	case errors.As(err, &exit) && exit.ExitCode() == 2:
		if m := created.FindStringSubmatch(string(out)); m != nil {
			return m[1], string(out)
		} else if len(c.sites) == 1 {
			return c.sites[0], string(out)
		}
	}
	t.Errorf("%s: %v\n%s", c.name, err, out)
	return "", ""
}
