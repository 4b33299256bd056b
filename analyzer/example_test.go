package analyzer_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/multichecker"
	"golang.org/x/tools/go/analysis/passes/lostcancel"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
)

// A checker of several analyzers, which works alone and in go vet. It prefixes
// the flags of each with its name: -unsupervisedgo.strict.
func Example_multichecker() {
	multichecker.Main(analyzer.Analyzer, lostcancel.Analyzer)
}

// A tool for go vet -vettool and go fix -fixtool only. It is smaller, as it
// leaves to the go command what is to be analysed.
func Example_unitchecker() {
	unitchecker.Main(analyzer.Analyzer)
}

// An analyzer of one's own, with options that users cannot forget. Another one
// in the same process keeps its own.
func ExampleNew() {
	strict := analyzer.New()
	if err := strict.Flags.Set("strict", "true"); err != nil {
		panic(err)
	}
	for _, a := range []*flag.FlagSet{&strict.Flags, &analyzer.Analyzer.Flags} {
		fmt.Println("strict:", a.Lookup("strict").Value)
	}
	// Output:
	// strict: true
	// strict: false
}

// TestMultichecker tests that a multichecker has the analyzer's flags, prefixed.
func TestMultichecker(t *testing.T) {
	const inside = "UNSUPERVISEDGO_MULTICHECKER"
	if os.Getenv(inside) != "" {
		os.Args = append(os.Args[:1], os.Args[slices.Index(os.Args, "--")+1:]...)
		Example_multichecker()
		return // not reached
	}

	dir := t.TempDir()
	for name, content := range map[string]string{
		"go.mod": "module example.com/crash\n\ngo 1.24\n",
		"crash.go": `package crash

func start(f func()) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				panic(r)
			}
		}()
		f()
	}()
}
`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	run := func(code int, args ...string) (stdout, stderr string) {
		t.Helper()
		cmd := exec.Command(os.Args[0], append([]string{"-test.run=^TestMultichecker$", "--"}, args...)...)
		cmd.Dir = dir
		cmd.Env = append(cmd.Environ(), inside+"=1", "GOWORK=off")
		var outbuf, errbuf bytes.Buffer
		cmd.Stdout, cmd.Stderr = &outbuf, &errbuf
		if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
			t.Fatal(err)
		}
		if got := cmd.ProcessState.ExitCode(); got != code {
			t.Errorf("with %v: exit %d, want %d\n%s%s", args, got, code, &outbuf, &errbuf)
		}
		return outbuf.String(), errbuf.String()
	}

	run(0, "./...")
	if _, stderr := run(3, "-unsupervisedgo.strict", "./..."); !strings.Contains(stderr, "crash.go:4:2: ") {
		t.Errorf("-unsupervisedgo.strict does not report the deliberate crash:\n%s", stderr)
	}
	if _, stderr := run(2, "-strict", "./..."); !strings.Contains(stderr, "not defined: -strict") {
		t.Errorf("-strict without a prefix:\n%s", stderr)
	}

	// What the go command is told that it may pass on.
	stdout, _ := run(0, "-flags")
	var flags []struct{ Name string }
	if err := json.Unmarshal([]byte(stdout), &flags); err != nil {
		t.Fatalf("%v\n%s", err, stdout)
	}
	var names []string
	for _, f := range flags {
		names = append(names, f.Name)
	}
	analyzer.Analyzer.Flags.VisitAll(func(f *flag.Flag) {
		if name := analyzer.Name + "." + f.Name; !slices.Contains(names, name) {
			t.Errorf("no flag -%s among %v", name, names)
		}
	})
}
