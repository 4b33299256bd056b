package analyzer

import (
	"context"
	"errors"
	"go/ast"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestReality compares the verdict with what happens: each case of
// testdata/src/reality is run, and its process dies of a panic if and only if
// the analyzer reports the case. The profile is the strict one, which trusts
// only the language.
func TestReality(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs a program")
	}
	dir := filepath.Join("..", "testdata", "src", "reality")
	var src string
	for _, name := range []string{"guards.go", "dangers.go"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		_, body, _ := strings.Cut(string(text), "package main\n")
		src += body
	}
	p, err := load("cases.go", "package main\n"+src)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	found := p.analyse(t, fuzzAnalyzer(t, "-strict"))

	exe := filepath.Join(t.TempDir(), "reality.exe")
	if out, err := exec.Command("go", "build", "-o", exe, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cases := 0
	for _, decl := range p.file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Recv == nil || !fn.Name.IsExported() {
			continue
		}
		cases++
		reported := "nothing"
		for _, d := range found {
			if fn.Pos() <= d.Pos && d.Pos < fn.End() {
				reported = d.Message
			}
		}
		died, out := crashed(t, exe, fn.Name.Name)
		if died != (reported != "nothing") {
			t.Errorf("%s: died is %t, reported: %s\n%s", fn.Name.Name, died, reported, out)
		}
	}
	if cases < 100 {
		t.Errorf("only %d cases found", cases)
	}
}

// crashed reports whether the process dies of a panic, and what it says.
func crashed(t *testing.T, exe, name string) (bool, string) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, exe, name).CombinedOutput()
	text, _, _ := strings.Cut(string(out), "\n")
	var exit *exec.ExitError
	switch {
	case err == nil:
		return false, text
	case errors.As(err, &exit) && exit.ExitCode() == 2:
		return true, text
	}
	t.Fatalf("%s: %v\n%s", name, err, out)
	return false, ""
}
