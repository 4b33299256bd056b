package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// The programs are built once, for all tests.
var (
	unsupervisedgo string
	golangciLint   string
	multichecker   string
	golangciCache  string
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "unsupervisedgo-e2e-")
	if err != nil {
		log.Fatal(err)
	}
	program := func(name string) string {
		if runtime.GOOS == "windows" {
			name += ".exe"
		}
		return filepath.Join(dir, name)
	}
	unsupervisedgo = program("unsupervisedgo")
	golangciLint = program("golangci-lint")
	multichecker = program("multichecker")
	golangciCache = filepath.Join(dir, "cache")

	code := 1
	err = errors.Join(
		build(dir, "../..", "./cmd/unsupervisedgo"),
		build(dir, ".", "./multichecker", "./golangci-lint"))
	if err != nil {
		log.Print(err)
	} else {
		code = m.Run()
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// build builds packages of the module in dir.
func build(to, dir string, packages ...string) error {
	cmd := exec.Command("go", append([]string{"build", "-o", to + string(filepath.Separator)}, packages...)...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", cmd, err, out)
	}
	return nil
}

// A result is what a program did.
type result struct {
	command        string
	code           int
	stdout, stderr string
}

func (r result) String() string {
	return fmt.Sprintf("%s: exit %d\n--- stdout\n%s\n--- stderr\n%s", r.command, r.code, r.stdout, r.stderr)
}

// run runs a program in dir, which must exit with this code.
func run(t *testing.T, dir string, code int, name string, args ...string) result {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "GOWORK=off", "GOLANGCI_LINT_CACHE="+golangciCache)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	r := result{strings.Join(append([]string{filepath.Base(name)}, args...), " "), cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v\n%s", err, r)
	}
	if r.code != code {
		t.Fatalf("want exit %d from\n%s", code, r)
	}
	return r
}
