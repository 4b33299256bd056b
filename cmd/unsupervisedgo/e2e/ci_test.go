package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"
	"go.yaml.in/yaml/v4"
)

const root = "../../.."

// blocks returns the blocks of YAML in docs/adopting.md below <!-- kind -->.
func blocks(t *testing.T, kind string) []string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(root, "docs", "adopting.md"))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, m := range regexp.MustCompile("(?m)^<!-- "+kind+" -->\n```yaml\n((?s:.*?))^```$").FindAllStringSubmatch(string(page), -1) {
		list = append(list, m[1])
	}
	if len(list) == 0 {
		t.Fatalf("docs/adopting.md has no block of YAML below <!-- %s -->", kind)
	}
	return list
}

// The workflows of docs/adopting.md are such as actionlint accepts, and give
// action.yml the inputs that it has.
func TestWorkflows(t *testing.T) {
	dir := t.TempDir()
	workflows := filepath.Join(dir, ".github", "workflows")
	if err := os.MkdirAll(workflows, 0o777); err != nil {
		t.Fatal(err)
	}
	action, err := os.ReadFile(filepath.Join(root, "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "action.yml"), action, 0o666); err != nil {
		t.Fatal(err)
	}
	project, err := actionlint.NewProject(dir)
	if err != nil {
		t.Fatal(err)
	}
	lint := func(name, workflow string) []*actionlint.Error {
		t.Helper()
		linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{Shellcheck: "shellcheck"})
		if err != nil {
			t.Fatal(err)
		}
		errs, err := linter.Lint(filepath.Join(workflows, name), []byte(workflow), project)
		if err != nil {
			t.Fatal(err)
		}
		return errs
	}
	for i, workflow := range blocks(t, "workflow") {
		local := regexp.MustCompile(`uses: unsupervisedgo/unsupervisedgo@\S+`).ReplaceAllString(workflow, "uses: ./")
		for _, err := range lint(fmt.Sprintf("%d.yml", i), local) {
			t.Errorf("%v in\n%s", err, workflow)
		}
		if strings.Contains(local, "uses: ./") {
			wrong := strings.Replace(local, "uses: ./", "uses: ./\n        with:\n          no-such-input: x", 1)
			if len(lint("wrong.yml", wrong)) == 0 {
				t.Error("an input that action.yml does not have is accepted: is action.yml read?")
			}
		}
	}
}

// newModule returns a directory with a module that has one finding.
func newModule(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example.com/m\n\ngo 1.22\n",
		"m.go":   "package m\n\nfunc Start(m map[string]int) { go start(m) }\n\nfunc start(m map[string]int) { m[\"x\"]++ }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// An action is what action.yml says.
type action struct {
	Inputs map[string]struct{ Default string }
	Runs   struct {
		Steps []struct {
			ID, If, Run, Uses string
			Directory         string `yaml:"working-directory"`
			Env, With         map[string]string
		}
	}
}

func readAction(t *testing.T) action {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var a action
	if err := yaml.Unmarshal(content, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

var expression = regexp.MustCompile(`\$\{\{ *(\S+) *\}\}`)

// A runner runs the steps of action.yml that are commands, as that of GitHub does.
type runner struct {
	action
	module string   // its working directory
	temp   string   // its directory for temporary files
	env    []string // of the job
}

func newRunner(t *testing.T, env ...string) *runner {
	return &runner{readAction(t), newModule(t), t.TempDir(), env}
}

// file returns the content of a file that steps write to.
func (r *runner) file(name string) string {
	content, _ := os.ReadFile(filepath.Join(r.temp, name))
	return string(content)
}

func (r *runner) run(t *testing.T, inputs map[string]string) (output string, failed bool) {
	t.Helper()
	here, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	expand := func(s string) string {
		return expression.ReplaceAllStringFunc(s, func(e string) string {
			name := expression.FindStringSubmatch(e)[1]
			if name == "github.action_path" {
				return here
			}
			input := strings.TrimPrefix(name, "inputs.")
			if value, ok := inputs[input]; ok {
				return value
			}
			if _, ok := r.Inputs[input]; !ok {
				t.Errorf("what is %s?", e)
			}
			return r.Inputs[input].Default
		})
	}
	for _, step := range r.Runs.Steps {
		if step.Run == "" {
			continue
		}
		cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
		cmd.Dir = filepath.Join(r.module, expand(step.Directory))
		if dir := expand(step.Directory); filepath.IsAbs(dir) {
			cmd.Dir = dir
		}
		cmd.Env = append(os.Environ(), "RUNNER_TEMP="+r.temp, "GITHUB_WORKSPACE="+r.module)
		for _, file := range []string{"PATH", "OUTPUT", "STEP_SUMMARY"} {
			cmd.Env = append(cmd.Env, "GITHUB_"+file+"="+filepath.Join(r.temp, file))
		}
		cmd.Env = append(cmd.Env, r.env...)
		for name, value := range step.Env {
			cmd.Env = append(cmd.Env, name+"="+expand(value))
		}
		var b bytes.Buffer
		cmd.Stdout, cmd.Stderr = &b, &b
		err := cmd.Run()
		output += b.String()
		if err != nil {
			return output, true
		}
	}
	return output, false
}

// TestAction runs the steps of action.yml as the runner does.
func TestAction(t *testing.T) {
	r := newRunner(t)
	if out, failed := r.run(t, nil); !failed || !strings.Contains(out, "::warning file=m.go,line=3,") {
		t.Errorf("failed %v, and printed %s", failed, out)
	}
	if summary := r.file("STEP_SUMMARY"); !strings.Contains(summary, "### unsupervisedgo: 1 finding\n") || !strings.Contains(summary, "\n| m.go:3 | goroutine is not supervised: ") {
		t.Errorf("the page of the job shows %q", summary)
	}
	if out, failed := r.run(t, map[string]string{"flags": "-diff", "format": "text"}); !failed || !strings.Contains(out, "+++ b/m.go") {
		t.Errorf("failed %v, and printed %s", failed, out)
	}
	if out, failed := r.run(t, map[string]string{"flags": "-fix -write-baseline .unsupervisedgo.json"}); failed || !strings.Contains(out, "fixed 1, left 0") {
		t.Errorf("failed %v, and printed %s", failed, out)
	}
	if out, failed := r.run(t, map[string]string{"flags": "-baseline .unsupervisedgo.json", "packages": ". ./internal/..."}); failed {
		t.Errorf("failed, and printed %s", out)
	}
	before := r.file("STEP_SUMMARY")
	if out, failed := r.run(t, map[string]string{"packages": ""}); failed || out != "" {
		t.Errorf("failed %v, and printed %s", failed, out)
	}
	if out, failed := r.run(t, map[string]string{"summary": "false"}); failed || r.file("STEP_SUMMARY") != before {
		t.Errorf("failed %v, wrote %q and printed %s", failed, r.file("STEP_SUMMARY"), out)
	}
	if path := r.file("PATH"); !strings.HasPrefix(path, r.temp) {
		t.Errorf("the PATH of later steps gets %q", path)
	}
	if sources := r.file("OUTPUT"); !regexp.MustCompile(`^(sources=[0-9a-f]{40}\n)+$`).MatchString(sources) {
		t.Errorf("the key of the cache is %q", sources)
	}
}

// The cache holds what the command keeps from one run to the next, and is
// another one for other sources of it.
func TestActionCaches(t *testing.T) {
	for _, step := range readAction(t).Runs.Steps {
		if !strings.HasPrefix(step.Uses, "actions/cache@") {
			continue
		}
		if step.If != "inputs.cache == 'true'" {
			t.Errorf("the cache is used if %s", step.If)
		}
		dir, err := os.UserCacheDir()
		if err != nil {
			t.Fatal(err)
		}
		if rel, err := filepath.Rel(os.Getenv("HOME"), dir); err == nil && !strings.Contains(step.With["path"], "~/"+filepath.ToSlash(rel)+"/unsupervisedgo\n") {
			t.Errorf("the cache holds %s, without %s/unsupervisedgo", step.With["path"], dir)
		}
		for _, key := range []string{"key", "restore-keys"} {
			if !strings.Contains(step.With[key], "${{ steps.unsupervisedgo.outputs.sources }}") {
				t.Errorf("%s is %s", key, step.With[key])
			}
		}
		return
	}
	t.Error("there is no cache")
}

// The Go of the project may be older than that with which the command is built,
// and setup-go forbids it to fetch another one by GOTOOLCHAIN=local: so the
// action failed for every project below Go 1.26.
func TestActionWithOlderGo(t *testing.T) {
	version := fmt.Sprintf("golang.org/toolchain@v0.0.1-go1.24.13.%s-%s", runtime.GOOS, runtime.GOARCH)
	cmd := exec.Command("go", "mod", "download", "-json", version)
	cmd.Dir = t.TempDir()
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("SKIPPED: NOBODY TRIED AN OLDER GO: %s is not to be had: %s", version, out)
	}
	var toolchain struct{ Dir string }
	if err := json.Unmarshal(out, &toolchain); err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(toolchain.Dir, "bin")
	if err := exec.Command("chmod", "-R", "u+x", bin, filepath.Join(toolchain.Dir, "pkg", "tool")).Run(); err != nil {
		t.Fatal(err) // as the go command does with a toolchain that it fetched
	}
	r := newRunner(t, "GOTOOLCHAIN=local", "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	check := exec.Command(filepath.Join(bin, "go"), "version")
	check.Env = append(os.Environ(), r.env...)
	if out, err := check.CombinedOutput(); err != nil || !strings.Contains(string(out), "go1.24.13") {
		t.Fatalf("the older Go is not: %v, %s", err, out)
	}
	if out, failed := r.run(t, nil); !failed || !strings.Contains(out, "::warning file=m.go,line=3,") {
		t.Errorf("failed %v, and printed %s", failed, out)
	}
	if out, failed := r.run(t, map[string]string{"flags": "-fix"}); failed || !strings.Contains(out, "fixed 1, left 0") {
		t.Errorf("failed %v, and printed %s", failed, out)
	}
}

// TestGitLab runs the script of the job for GitLab.
func TestGitLab(t *testing.T) {
	if _, err := exec.LookPath("jq"); err != nil {
		t.Skip("SKIPPED: no jq")
	}
	bin, module := filepath.Dir(buildCommand(t)), newModule(t)
	var jobs map[string]struct{ Script []string }
	if err := yaml.Unmarshal([]byte(blocks(t, "gitlab")[0]), &jobs); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		baseline, quality string
		failed            bool
	}{
		{`{"version": 1, "findings": []}`, `"check_name": "bare-go"`, true},
		{`{"version": 1, "findings": [{"package": "example.com/m", "func": "Start", "category": "bare-go", "entry": "go start", "text": ""}]}`, "[]", false},
	} {
		if err := os.WriteFile(filepath.Join(module, ".unsupervisedgo.json"), []byte(test.baseline), 0o666); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("bash", "-eo", "pipefail", "-c", strings.Join(jobs["unsupervisedgo"].Script, "\n"))
		cmd.Dir = module
		cmd.Env = append(os.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
		out, err := cmd.CombinedOutput()
		quality, readErr := os.ReadFile(filepath.Join(module, "quality.json"))
		if (err != nil) != test.failed || readErr != nil || !strings.Contains(string(quality), test.quality) {
			t.Errorf("%v, printed %s and wrote %s", err, out, quality)
		}
	}
}

// What pre-commit reads has the fields that it wants, and the page names hooks
// that there are.
func TestPreCommit(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(root, ".pre-commit-hooks.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var hooks []struct {
		ID, Name, Entry, Language string
		PassFilenames             *bool `yaml:"pass_filenames"`
	}
	if err := yaml.Unmarshal(content, &hooks); err != nil {
		t.Fatal(err)
	}
	there := make(map[string]bool)
	for _, h := range hooks {
		there[h.ID] = true
		if h.Name == "" || h.Language != "golang" || !strings.HasPrefix(h.Entry, "unsupervisedgo") || h.PassFilenames == nil || *h.PassFilenames {
			t.Errorf("hook %+v", h)
		}
	}
	for _, text := range blocks(t, "pre-commit") {
		var config struct {
			Repos []struct{ Hooks []struct{ ID string } }
		}
		if err := yaml.Unmarshal([]byte(text), &config); err != nil {
			t.Fatal(err)
		}
		for _, h := range config.Repos[0].Hooks {
			if !there[h.ID] {
				t.Errorf("docs/adopting.md uses a hook %s, which is not in .pre-commit-hooks.yaml", h.ID)
			}
		}
	}
}
