package e2e

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

// TestAction runs the steps of action.yml as the runner does.
func TestAction(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(root, "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var action struct {
		Inputs map[string]struct{ Default string }
		Runs   struct {
			Steps []struct {
				Run       string
				Directory string `yaml:"working-directory"`
				Env       map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(content, &action); err != nil {
		t.Fatal(err)
	}
	here, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	temp, module := t.TempDir(), newModule(t)
	expression := regexp.MustCompile(`\$\{\{ *(\S+) *\}\}`)
	run := func(inputs map[string]string) (output string, failed bool) {
		t.Helper()
		for _, step := range action.Runs.Steps {
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
					if _, ok := action.Inputs[input]; !ok {
						t.Errorf("what is %s?", e)
					}
					return action.Inputs[input].Default
				})
			}
			cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
			cmd.Dir = filepath.Join(module, expand(step.Directory))
			if dir := expand(step.Directory); filepath.IsAbs(dir) {
				cmd.Dir = dir
			}
			cmd.Env = append(os.Environ(), "RUNNER_TEMP="+temp, "GITHUB_PATH="+filepath.Join(temp, "path"), "GITHUB_WORKSPACE="+module)
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

	if out, failed := run(nil); !failed || !strings.Contains(out, "::warning file=m.go,line=3,") {
		t.Errorf("failed %v, and printed %s", failed, out)
	}
	if out, failed := run(map[string]string{"flags": "-diff", "format": "text"}); !failed || !strings.Contains(out, "+++ b/m.go") {
		t.Errorf("failed %v, and printed %s", failed, out)
	}
	if out, failed := run(map[string]string{"flags": "-fix -write-baseline .unsupervisedgo.json"}); failed || !strings.Contains(out, "fixed 1, left 0") {
		t.Errorf("failed %v, and printed %s", failed, out)
	}
	if out, failed := run(map[string]string{"flags": "-baseline .unsupervisedgo.json", "packages": ". ./internal/..."}); failed {
		t.Errorf("failed, and printed %s", out)
	}
	if out, failed := run(map[string]string{"packages": ""}); failed || out != "" {
		t.Errorf("failed %v, and printed %s", failed, out)
	}
	if path, err := os.ReadFile(filepath.Join(temp, "path")); err != nil || !strings.HasPrefix(string(path), temp) {
		t.Errorf("the PATH of later steps gets %q, %v", path, err)
	}
}

// TestGitLab runs the script of the job for GitLab.
func TestGitLab(t *testing.T) {
	if _, err := exec.LookPath("jq"); err != nil {
		t.Skip("SKIPPED: no jq")
	}
	bin, module := t.TempDir(), newModule(t)
	build := exec.Command("go", "build", "-o", bin+string(filepath.Separator), "./cmd/unsupervisedgo")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
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
