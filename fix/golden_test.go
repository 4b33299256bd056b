package fix_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/txtar"

	"github.com/unsupervisedgo/unsupervisedgo/internal/subtest"
)

var update = flag.Bool("update", false, "write the goldens")

// A golden is an archive in testdata: Go files as they are before the fix, and,
// beside each file that is changed, NAME.golden as it is after. The comment
// on top says what the case shows. A finding that stays is announced by
// a comment in the code,
//
//	go f() // want "regular expression that the message matches"
//
// The file flags holds flags of the analyzer, the file go the version in go.mod, the
// file output what the fixed program prints.
type golden struct {
	name    string // topic/case
	file    string
	archive *txtar.Archive
	flags   []string
	version string
}

// module is the module that the case is a part of: there is one for each
// version.
func (g *golden) module() string {
	if g.version == goVersion {
		return "app"
	}
	return "app" + strings.ReplaceAll(g.version, ".", "")
}

// path is the directory of the case in the workspace.
func (g *golden) path() string { return g.module() + "/" + g.name }

// get returns a file of the archive, and whether there is one.
func (g *golden) get(name string) (string, bool) {
	for _, f := range g.archive.Files {
		if f.Name == name {
			return string(f.Data), true
		}
	}
	return "", false
}

// sources lists the Go files before the fix.
func (g *golden) sources() []string {
	var list []string
	for _, f := range g.archive.Files {
		if strings.HasSuffix(f.Name, ".go") {
			list = append(list, f.Name)
		}
	}
	return list
}

// before returns a file before the fix.
func (g *golden) before(name string) string {
	s, _ := g.get(name)
	return s
}

// after returns a file after the fix.
func (g *golden) after(name string) string {
	if s, ok := g.get(name + ".golden"); ok {
		return s
	}
	return g.before(name)
}

func goldens(t *testing.T) []*golden {
	t.Helper()
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no goldens:", err)
	}
	var list []*golden
	for _, file := range files {
		if !selected(file) {
			continue
		}
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		rel, _ := filepath.Rel("testdata", strings.TrimSuffix(file, ".txtar"))
		g := &golden{name: filepath.ToSlash(rel), file: file, archive: a, version: goVersion}
		if s, ok := g.get("flags"); ok {
			g.flags = strings.Fields(s)
		}
		if s, ok := g.get("go"); ok {
			g.version = strings.TrimSpace(s)
		}
		if strings.TrimSpace(string(a.Comment)) == "" {
			t.Errorf("%s does not say what it shows", file)
		}
		list = append(list, g)
	}
	return list
}

// selected reports whether a case is asked for: go test -run TestGolden/context/fields
// reads and analyses no other. Without that, -run would only keep quiet about the others.
func selected(file string) bool {
	test, cases, _ := strings.Cut(flag.Lookup("test.run").Value.String(), "/")
	if test != "TestGolden" {
		return true
	}
	dir, name := filepath.Split(strings.TrimSuffix(file, ".txtar"))
	parts := []string{filepath.Base(dir), name}
	for i, pattern := range strings.SplitN(cases, "/", 3) {
		if i == len(parts) { // what is behind topic and case is not of the file
			break
		}
		if ok, err := regexp.MatchString(pattern, parts[i]); err == nil && !ok {
			return false
		}
	}
	return true
}

// TestGolden fixes every case and compares the result with the golden. The
// results compile, pass vet, and are what a second run leaves alone. They are
// analysed at once, or, with -run=TestGolden/topic/case, one alone.
func TestGolden(t *testing.T) {
	list := slices.DeleteFunc(goldens(t), func(g *golden) bool { return !subtest.Selected(t.Name() + "/" + g.name) })
	if len(list) == 0 {
		t.Skip("-run asks for none")
	}
	modules := make(map[string]string)
	for _, g := range list {
		modules[g.module()] = g.version
	}
	before := newWorkspace(t, t.TempDir(), modules)
	after := newWorkspace(t, t.TempDir(), modules)
	for _, g := range list {
		for _, name := range g.sources() {
			before.write(t, g.path()+"/"+name, g.before(name))
		}
	}
	found := analyzeGoldens(t, before, list)
	for _, g := range list {
		t.Run(g.name, func(t *testing.T) {
			g.checkWants(t, found, g.before)
			for _, name := range g.sources() {
				got, err := apply([]byte(g.before(name)), found[g.path()+"/"+name])
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				after.write(t, g.path()+"/"+name, string(got))
				if *update {
					g.set(name, string(got))
				} else if want := g.after(name); string(got) != want {
					t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
				}
			}
			if *update {
				if err := os.WriteFile(g.file, txtar.Format(g.archive), 0o666); err != nil {
					t.Error(err)
				}
			}
		})
	}

	vet := []string{"vet"}
	for m := range modules {
		vet = append(vet, "./"+m+"/...")
	}
	if out, err := after.run(vet...); err != nil {
		t.Errorf("after the fix: go vet: %v\n%s", err, out)
		return
	}
	for _, g := range list {
		if want, ok := g.get("output"); ok {
			t.Run(g.name+"/run", func(t *testing.T) {
				t.Parallel()
				if got, err := execute(after.build(t, "./"+g.path())); err != nil || got != want {
					t.Errorf("%v, got\n%swant\n%s", err, got, want)
				}
			})
		}
	}
	found = analyzeGoldens(t, after, list)
	for _, g := range list {
		t.Run(g.name+"/again", func(t *testing.T) {
			g.checkWants(t, found, g.after)
			for _, name := range g.sources() {
				for _, f := range found[g.path()+"/"+name] {
					if len(f.edits) > 0 {
						t.Errorf("%s:%d is fixed again: %s", name, f.line, f.message)
					}
				}
			}
		})
	}
}

// set makes content the golden of name; there is none for a file that stays.
func (g *golden) set(name, content string) {
	g.archive.Files = slices.DeleteFunc(g.archive.Files, func(f txtar.File) bool { return f.Name == name+".golden" })
	if content != g.before(name) {
		i := slices.IndexFunc(g.archive.Files, func(f txtar.File) bool { return f.Name == name })
		g.archive.Files = slices.Insert(g.archive.Files, i+1, txtar.File{Name: name + ".golden", Data: []byte(content)})
	}
}

// analyzeGoldens returns the findings of all cases, by file.
func analyzeGoldens(t *testing.T, w workspace, list []*golden) map[string][]finding {
	t.Helper()
	var patterns []string
	byFlags := make(map[string][]string)
	for _, g := range list {
		pattern := "./" + g.path() + "/..."
		patterns = append(patterns, pattern)
		key := strings.Join(g.flags, " ")
		byFlags[key] = append(byFlags[key], g.path())
	}
	pkgs := w.load(t, patterns...)
	found := make(map[string][]finding)
	for flags, paths := range byFlags {
		some := slices.Clone(pkgs)
		some = slices.DeleteFunc(some, func(p *packages.Package) bool {
			return !slices.ContainsFunc(paths, func(path string) bool { return strings.HasPrefix(p.PkgPath+"/", path+"/") })
		})
		for _, f := range w.analyze(t, some, strings.Fields(flags)...) {
			found[f.file] = append(found[f.file], f)
		}
	}
	return found
}

var wantComment = regexp.MustCompile("// want (\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`)")

// checkWants compares the findings that have no fix with the want comments.
func (g *golden) checkWants(t *testing.T, found map[string][]finding, source func(name string) string) {
	t.Helper()
	for _, name := range g.sources() {
		src := source(name)
		wants := make(map[int]*regexp.Regexp)
		for i, line := range strings.Split(src, "\n") {
			if m := wantComment.FindStringSubmatch(line); m != nil {
				s, err := strconv.Unquote(m[1])
				if err != nil {
					t.Fatal(err)
				}
				wants[i+1] = regexp.MustCompile(s)
			}
		}
		for _, f := range found[g.path()+"/"+name] {
			if len(f.edits) > 0 {
				continue
			}
			if rx := wants[f.line]; rx == nil {
				t.Errorf("%s:%d: unexpected: %s", name, f.line, f.message)
			} else if !rx.MatchString(f.message) {
				t.Errorf("%s:%d: got %q, want a match of %q", name, f.line, f.message, rx)
			}
			delete(wants, f.line)
		}
		for line, rx := range wants {
			t.Errorf("%s:%d: no finding without a fix, want a match of %q", name, line, rx)
		}
	}
}

// A driver that does not tell the module gets fixes only with an import path
// as -runtime.
func TestNoModule(t *testing.T) {
	w := newWorkspace(t, t.TempDir(), map[string]string{"app": goVersion})
	w.write(t, "app/p/p.go", "package p\n\nfunc f(n int) { println(100 / n) }\n\nfunc g() { go f(0) }\n")
	pkgs := w.load(t, "./app/p")
	for _, p := range pkgs {
		p.Module = nil
	}
	const want = "no fix: the driver does not tell the module's path: set -runtime to an import path"
	found := w.analyze(t, pkgs)
	if len(found) != 1 || len(found[0].edits) > 0 || !strings.HasSuffix(found[0].message, want) {
		t.Errorf("got %v, want one that ends in %q", found, want)
	}
	found = w.analyze(t, pkgs, "-runtime=app/internal/supervised")
	if len(found) != 1 || len(found[0].edits) == 0 {
		t.Errorf("got %v, want one with a fix", found)
	}
}
