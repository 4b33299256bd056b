package panicflow

import (
	"encoding/json"
	"flag"
	"go/types"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

var update = flag.Bool("update", false, "write std.txt anew")

// stdVersion is the version of Go whose standard library std.txt is of.
const stdVersion = "go1.26"

// TestStd compares std.txt with what is found in the standard library.
func TestStd(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses the standard library, for three systems")
	}
	if v := runtime.Version(); v != stdVersion && !strings.HasPrefix(v, stdVersion+".") {
		t.Skipf("SKIPPED: std.txt is of %s, this is %s", stdVersion, v)
	}
	var systems []stdFound
	for _, goos := range []string{"linux", "darwin", "windows"} {
		systems = append(systems, findStd(t, goos))
	}
	var lines []string
	for i, s := range systems {
		for key, fact := range s.facts {
			contradicts := func(other stdFound) bool { return other.declares(key) && other.facts[key] != fact }
			twice := func(earlier stdFound) bool { return earlier.facts[key] != "" }
			if !slices.ContainsFunc(systems, contradicts) && !slices.ContainsFunc(systems[:i], twice) {
				lines = append(lines, key+fact+"\n")
			}
		}
	}
	slices.Sort(lines)
	text := strings.Join(lines, "")
	if *update {
		if err := os.WriteFile("std.txt", []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if text == stdText {
		return
	}
	old := strings.SplitAfter(stdText, "\n")
	for _, line := range lines {
		if !slices.Contains(old, line) {
			t.Errorf("found, and not in std.txt: %s", line)
		}
	}
	for _, line := range old {
		if !slices.Contains(lines, line) {
			t.Errorf("in std.txt, and not found: %s", line)
		}
	}
	t.Error("if that is right: go test ./internal/panicflow -run TestStd -update")
}

// stdFound is what is found in the standard library of one system.
type stdFound struct {
	facts map[string]string // by stdKey
	funcs map[string]bool   // that it declares
}

// declares reports whether the system has the function that key is about.
func (s stdFound) declares(key string) bool {
	name, _, _ := strings.Cut(key, " ")
	return s.funcs[name]
}

func findStd(t *testing.T, goos string) stdFound {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadAllSyntax,
		Env:  append(os.Environ(), "GOOS="+goos, "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS="),
	}, "std")
	if err != nil {
		t.Fatal(err)
	}
	a := New(&Config{findStd: true})
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := stdFound{make(map[string]string), make(map[string]bool)}
	for act := range graph.All() {
		if act.Err != nil {
			t.Fatalf("%s: %s: %v", goos, act.Package.PkgPath, act.Err)
		}
		if act.Analyzer != a {
			continue
		}
		for _, obj := range act.Package.TypesInfo.Defs {
			if fn, ok := obj.(*types.Func); ok {
				found.funcs[fn.FullName()] = true
			}
		}
		for _, f := range act.AllObjectFacts() {
			fn := f.Object.(*types.Func)
			if _, byName := f.Fact.(*launches); !byName { // see stdLaunches
				found.facts[stdKey(fn, f.Fact)] = factText(t, f.Fact)
			}
		}
	}
	return found
}

// factText is the JSON of a fact without what is zero.
func factText(t *testing.T, fact analysis.Fact) string {
	t.Helper()
	fields := make(map[string]any)
	for field, v := range reflect.ValueOf(fact).Elem().Fields() {
		if !v.IsZero() {
			fields[field.Name] = v.Interface()
		}
	}
	text, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	back := reflect.New(reflect.TypeOf(fact).Elem())
	if err := json.Unmarshal(text, back.Interface()); err != nil || !reflect.DeepEqual(back.Interface(), fact) {
		t.Fatalf("%v: %s is read as %v: %v", fact, text, back, err)
	}
	return string(text)
}

// Every line of std.txt is found.
func TestStdFact(t *testing.T) {
	for i, line := range stdLines() {
		if i > 0 && stdLines()[i-1] >= line {
			t.Errorf("%q is not behind the line before it", line)
		}
	}
	pkg := types.NewPackage("strings", "strings")
	sig := types.NewSignatureType(nil, nil, nil, nil, nil, false)
	for name, want := range map[string]Level{"ToLower": Full, "Repeat": None, "Toolow": None} {
		var got contains
		stdFact(types.NewFunc(0, pkg, name, sig), &got)
		if got.Self != want {
			t.Errorf("strings.%s contains: %v, want %v", name, got.Self, want)
		}
	}
}
