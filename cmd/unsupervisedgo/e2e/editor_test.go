package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"
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

// editorBlocks returns the blocks of docs/editors.md in a language, below <!-- kind -->.
func editorBlocks(t *testing.T, kind, language string) []string {
	t.Helper()
	var list []string
	for _, m := range regexp.MustCompile("(?m)^<!-- "+kind+" -->\n```"+language+"\n((?s:.*?))^```$").FindAllStringSubmatch(read(t, "docs/editors.md"), -1) {
		list = append(list, m[1])
	}
	if len(list) == 0 {
		t.Fatalf("docs/editors.md has no %s below <!-- %s -->", language, kind)
	}
	return list
}

// What docs/editors.md tells users of a Neovim as old as Debian's to write shows
// the findings.
func TestEditorSetup(t *testing.T) {
	nvim, err := exec.LookPath("nvim")
	if err != nil {
		t.Skip("SKIPPED: NOBODY TRIED THE SET-UP: THERE IS NO NEOVIM (apt-get install neovim)")
	}
	lua := filepath.Join(t.TempDir(), "init.lua")
	if err := os.WriteFile(lua, []byte(editorBlocks(t, "lua old", "lua")[0]), 0o666); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, nvim, "--headless", "--clean", "-n", "-c", "luafile "+lua, "-c", "edit m.go",
		"-c", "lua vim.wait(240000, function() return #vim.diagnostic.get(0) > 0 end, 50)",
		"-c", "lua io.stdout:write(vim.diagnostic.get(0)[1].message)", "-c", "quitall!")
	cmd.Dir = newModule(t)
	home := t.TempDir()
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(buildCommand(t))+string(filepath.ListSeparator)+os.Getenv("PATH"), "XDG_STATE_HOME="+home, "XDG_DATA_HOME="+home)
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "a panic in start ends the process") {
		t.Errorf("%v: %s", err, out)
	}
}

// The settings for other editors can be read, and the pattern of the task for
// VS Code matches what the command prints.
func TestEditorSettings(t *testing.T) {
	pattern := ""
	for _, text := range editorBlocks(t, "json", "json") {
		var settings struct {
			Tasks []struct {
				ProblemMatcher struct{ Pattern struct{ Regexp string } }
			}
		}
		if err := json.Unmarshal([]byte(text), &settings); err != nil {
			t.Errorf("%v in\n%s", err, text)
		}
		for _, task := range settings.Tasks {
			pattern = task.ProblemMatcher.Pattern.Regexp
		}
	}
	cmd := exec.Command(buildCommand(t), "./...")
	cmd.Dir = newModule(t)
	out, _ := cmd.Output()
	if m := regexp.MustCompile(pattern).FindStringSubmatch(strings.TrimSpace(string(out))); len(m) != 5 || m[1] != "m.go" || m[2] != "3" {
		t.Errorf("%s matches %q in %s", pattern, m, out)
	}
	for _, text := range editorBlocks(t, "toml", "toml") {
		var settings map[string]any
		if err := toml.Unmarshal([]byte(text), &settings); err != nil {
			t.Errorf("%v in\n%s", err, text)
		}
	}
}
