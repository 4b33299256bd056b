package main

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be the command. The scripts, and the go command
// that the command runs, execute it under the names below.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"unsupervisedgo": main,
		"markers":        func() { start(markers()) },
	})
}

// The scripts named real_*.txtar run the command as it is, the others with the
// analyzer of markers_test.go under the name "markers".
func TestScripts(t *testing.T) {
	// The caches of whoever runs the tests: what a tool found in the standard
	// library is worth keeping from one script to the next.
	names := []string{"GOCACHE", "GOMODCACHE", "GOPROXY", "GOFLAGS", "GOTOOLCHAIN"}
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	values := strings.Split(string(out), "\n")
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE") != "",
		Setup: func(env *testscript.Env) error {
			for i, name := range names {
				env.Setenv(name, values[i])
			}
			tool, err := exec.LookPath("markers") // for go vet -vettool
			env.Setenv("MARKERS", tool)
			return err
		},
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, errors.New("unknown condition")
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"waitfor": waitFor,
		},
	})
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
