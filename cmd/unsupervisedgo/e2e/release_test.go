package e2e

import (
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

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// The workflows of this repository are such as actionlint accepts, what they
// use is pinned to a commit, and nothing may write but what says so.
func TestOwnWorkflows(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*.yml"))
	if err != nil || len(files) < 2 {
		t.Fatalf("%v, %v", files, err)
	}
	project, err := actionlint.NewProject(root)
	if err != nil {
		t.Fatal(err)
	}
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{Shellcheck: "shellcheck"})
	if err != nil {
		t.Fatal(err)
	}
	errs, err := linter.LintFiles(files, project)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range errs {
		t.Error(err)
	}
	for _, name := range append(files, filepath.Join(root, "action.yml")) {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^ +(?:- )?uses: (.*)$`).FindAllStringSubmatch(string(content), -1) {
			if m[1] != "./" && !regexp.MustCompile(`^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`).MatchString(m[1]) {
				t.Errorf("%s: %s is not pinned to a commit, with its version behind it", name, m[1])
			}
		}
		if filepath.Base(name) == "action.yml" {
			continue
		}
		var workflow struct{ Permissions map[string]string }
		if err := yaml.Unmarshal(content, &workflow); err != nil {
			t.Fatal(err)
		}
		if len(workflow.Permissions) != 1 || workflow.Permissions["contents"] != "read" {
			t.Errorf("%s: permissions are %v, want to read contents alone", name, workflow.Permissions)
		}
	}
}

// The version that the documents name is the one that CHANGELOG.md begins with,
// and the workflow of a release finds its notes.
func TestVersions(t *testing.T) {
	m := regexp.MustCompile(`(?m)^## (\d+\.\d+\.\d+) - \d{4}-\d\d-\d\d$`).FindStringSubmatch(read(t, "CHANGELOG.md"))
	if m == nil {
		t.Fatal("CHANGELOG.md has no version")
	}
	version := "v" + m[1]
	named := 0
	ours := regexp.MustCompile(`(?:unsupervisedgo/unsupervisedgo(?:/\S+)?@|\brev: |\bversion: )(v\d[\w.-]*)`)
	for _, name := range []string{"README.md", "docs/adopting.md", "docs/editors.md", ".custom-gcl.yml"} {
		text := read(t, name)
		if name == ".custom-gcl.yml" { // its first version is that of golangci-lint
			text, _, _ = strings.Cut(text, "\nversion: ")
		}
		for _, m := range ours.FindAllStringSubmatch(text, -1) {
			if named++; m[1] != version {
				t.Errorf("%s names %s, the newest is %s", name, m[1], version)
			}
		}
	}
	if named < 6 {
		t.Errorf("only %d places name a version: are they looked for rightly?", named)
	}

	var workflow struct {
		Jobs map[string]struct {
			Steps []struct{ Name, Run string }
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, ".github/workflows/release.yml")), &workflow); err != nil {
		t.Fatal(err)
	}
	for _, step := range workflow.Jobs["release"].Steps {
		if step.Name != "Notes" {
			continue
		}
		temp := t.TempDir()
		notes := func(tag string) (string, error) {
			cmd := exec.Command("bash", "-eo", "pipefail", "-c", step.Run)
			cmd.Dir = root
			cmd.Env = append(os.Environ(), "RUNNER_TEMP="+temp, "GITHUB_REF_NAME="+tag)
			_, err := cmd.Output()
			content, _ := os.ReadFile(filepath.Join(temp, "notes.md"))
			return string(content), err
		}
		if text, err := notes(version); err != nil || !strings.Contains(text, "\n- ") || strings.Contains(text, "\n## ") {
			t.Errorf("the notes are %q, %v", text, err)
		}
		if _, err := notes(version + "-rc.1"); err == nil {
			t.Error("a version without a section is released without notes")
		}
		return
	}
	t.Error("the workflow makes no notes")
}

// What is attested is what goreleaser made, which no later step can change.
func TestAttestation(t *testing.T) {
	var workflow struct {
		Jobs map[string]struct {
			Permissions map[string]string
			Steps       []struct {
				Uses string
				With map[string]string
			}
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, ".github/workflows/release.yml")), &workflow); err != nil {
		t.Fatal(err)
	}
	var archives struct {
		Checksum struct {
			NameTemplate string `yaml:"name_template"`
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, ".goreleaser.yaml")), &archives); err != nil {
		t.Fatal(err)
	}
	job := workflow.Jobs["release"]
	if job.Permissions["id-token"] != "write" || job.Permissions["attestations"] != "write" {
		t.Errorf("permissions %v do not allow to attest", job.Permissions)
	}
	made := false
	for i, step := range job.Steps {
		action, _, _ := strings.Cut(step.Uses, "@")
		switch action {
		case "goreleaser/goreleaser-action":
			made = true
		case "actions/attest-build-provenance":
			if got, want := step.With["subject-checksums"], "dist/"+archives.Checksum.NameTemplate; !made || i != len(job.Steps)-1 || got != want {
				t.Errorf("step %d attests %q, want %q, last and after the archives", i, got, want)
			}
			return
		}
	}
	t.Error("nothing is attested")
}

// goreleaser, where it is installed, makes an archive of this commit as if it
// were tagged, and the command in it knows its version.
func TestGoreleaser(t *testing.T) {
	if _, err := exec.LookPath("goreleaser"); err != nil {
		t.Skip("SKIPPED: NO ARCHIVE WAS MADE: THERE IS NO GORELEASER (go install github.com/goreleaser/goreleaser/v2@v2.16.0)")
	}
	dir := t.TempDir()
	run := func(name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	here, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	run("git", "clone", "--quiet", here, ".")
	run("git", "tag", "v1.98.7")
	run("git", "remote", "set-url", "origin", "https://github.com/unsupervisedgo/unsupervisedgo")
	run("goreleaser", "check")
	run("goreleaser", "build", "--snapshot", "--clean", "--single-target", "--output", "unsupervisedgo.bin")
	// Not "devel": files that the release leaves in the tree once made it so.
	if out := run(filepath.Join(dir, "unsupervisedgo.bin"), "version"); !strings.HasPrefix(out, "unsupervisedgo v1.98.7 (") {
		t.Errorf("the version is %s", out)
	}
}
