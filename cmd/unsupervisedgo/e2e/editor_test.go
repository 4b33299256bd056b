package e2e

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// edit does in Neovim what editor.lua says, on a file below root, and returns
// what it saw.
func edit(t *testing.T, root, file string) string {
	t.Helper()
	nvim, err := exec.LookPath("nvim")
	if err != nil {
		t.Skip("SKIPPED: NOBODY TRIED IT IN AN EDITOR: THERE IS NO NEOVIM (apt-get install neovim)")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	script, err := filepath.Abs("editor.lua")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, nvim, "--headless", "--clean", "-n", "-c", "luafile "+script)
	cmd.Dir = root
	home := t.TempDir()
	cmd.Env = append(os.Environ(), "COMMAND="+buildCommand(t), "ROOT="+root, "FILE="+filepath.Join(root, file), "PATIENCE=240000", "XDG_STATE_HOME="+home, "XDG_DATA_HOME="+home)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil || strings.Contains(stderr.String(), "Error") {
		t.Fatalf("%v\n%s\n%s", err, &stdout, &stderr)
	}
	return stdout.String()
}

// Neovim shows the findings of main.go in examples/platform, fixes one of them
// and then all of the package, and what it has written builds.
func TestEditor(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(root, "examples", "platform"))); err != nil {
		t.Fatal(err)
	}
	seen := edit(t, dir, "main.go")
	for _, want := range []string{
		`(?m)^6 diagnostics$`,
		`(?m)^68:2: unsupervisedgo: goroutine is not supervised: a panic in .*Subscribe ends the process.* \(bare-go\)$`,
		`(?m)^hover: \*\*bare-go\*\* .*A goroutine does not contain its panics.*Nothing in the goroutine recovers`,
		`(?m)^quick fix: `,
		`(?m)^5 diagnostics after the quick fix$`,
		`(?m)^fix all: Supervise all goroutines of the package \(7\)$`,
		`(?m)^0 diagnostics in the end$`,
	} {
		if !regexp.MustCompile(want).MatchString(seen) {
			t.Errorf("no %s in\n%s", want, seen)
		}
	}
	build := exec.Command("go", "vet", "./...")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	// The same as the command would have written.
	cmd := exec.Command(buildCommand(t), "-diff", ".")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("there is more to fix: %v\n%s", err, out)
	}
}

// TestEditorOnProject does the same on a project of your own, which it
// changes: EDITOR_ROOT=DIR EDITOR_FILE=path/below.go.
func TestEditorOnProject(t *testing.T) {
	root := os.Getenv("EDITOR_ROOT")
	if root == "" {
		t.Skip("EDITOR_ROOT names no project")
	}
	t.Log("\n" + edit(t, root, os.Getenv("EDITOR_FILE")))
	build := exec.Command("go", "build", "./...")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
