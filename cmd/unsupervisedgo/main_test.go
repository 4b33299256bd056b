package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/runtimecopy"
)

// TestMain lets the test binary be the command, under the name "markers": the
// scripts execute it, and the go command that the command runs. It has the
// analyzer of markers_test.go and a runtime package that imports nothing, so
// that no script has to wait until the standard library is analysed.
//
// (The test binary can't be the real command as well: to the go command, what
// has the same content is the same tool, and leaves the same in the cache.)
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"markers": func() {
			runtimecopy.Source = fstest.MapFS{
				"supervised/doc.go":      {Data: []byte("// Package supervised stands for the runtime.\npackage supervised\n")},
				"supervised/run.go":      {Data: []byte("package supervised\n\n// Run runs f.\nfunc Run(f func()) { f() }\n")},
				"supervised/run_test.go": {Data: []byte("package supervised\n")},
			}
			start(markers)
		},
	})
}

// The scripts named real*.txtar run the command as it is, the others "markers".
func TestScripts(t *testing.T) { testscript.Run(t, params(t, "testdata/script")) }

// buildCommand builds the command as it is, once, beside the one of the scripts,
// in a directory that testscript puts in the PATH and removes in the end.
var buildCommand = sync.OnceValue(func() error {
	markers, err := exec.LookPath("markers")
	if err != nil {
		return err
	}
	if out, err := exec.Command("go", "build", "-o", filepath.Dir(markers)+string(filepath.Separator), ".").CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
})

// params returns how the scripts of a directory are run.
func params(t *testing.T, dir string) testscript.Params {
	t.Helper()
	// The caches of whoever runs the tests: what a tool found in the standard
	// library is worth keeping from one script to the next.
	names := []string{"GOCACHE", "GOMODCACHE", "GOPROXY", "GOFLAGS", "GOTOOLCHAIN"}
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	values := strings.Split(string(out), "\n")
	return testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE") != "",
		Setup: func(env *testscript.Env) error {
			for i, name := range names {
				env.Setenv(name, values[i])
			}
			markers, err := exec.LookPath("markers")
			if err != nil {
				return err
			}
			env.Setenv("MARKERS", markers) // for go vet -vettool
			if strings.HasPrefix(filepath.Base(env.WorkDir), "script-real") {
				env.Setenv("TOOL", filepath.Join(filepath.Dir(markers), "unsupervisedgo"+filepath.Ext(markers)))
				return buildCommand()
			}
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Geteuid() == 0, nil
			}
			if name, ok := strings.CutPrefix(cond, "exists:"); ok {
				_, err := os.Stat(name)
				return err == nil, nil
			}
			return false, errors.New("unknown condition")
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"waitfor": waitFor,
		},
	}
}

// exits is the script command "exits CODE PROGRAM ARG...": it runs a program
// that must end with this exit code, where "! exec" takes any but 0.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code program [arg...]")
	}
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](ts.Exec(args[1], args[2:]...)); ok {
		code = exit.ExitCode()
	}
	if got := strconv.Itoa(code); got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// waitFor is the script command "waitfor FILE TEXT": it waits until the file
// holds the text, which a command in the background writes.
func waitFor(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: waitfor file text")
	}
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if content, err := os.ReadFile(ts.MkAbs(args[0])); err == nil && strings.Contains(string(content), args[1]) {
			return
		}
	}
	ts.Fatalf("%s does not hold %q after a minute", args[0], args[1])
}
