//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var commands = regexp.MustCompile("(?m)`((?:TREE=|go run |go test )[^`]*)`|^((?:go run|go test) .*)$")

// The commands of docs/performance.md that are about this project's tree run,
// here on a small module instead of prometheus, and few packages.
func TestPerformancePage(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs every driver")
	}
	page, err := os.ReadFile("../docs/performance.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, content := range map[string]string{
		"go.mod":  "module example.com/small\n\ngo 1.26\n",
		"main.go": "package main\n\nimport \"sync\"\n\nvar once sync.Once\n\nvar f func()\n\nfunc main() { go f() }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	own := strings.NewReplacer("../prometheus", dir, "TREE=DIR", "TREE="+dir, "cmd/promtool/main.go", "main.go", "\n", " ", "-rounds 3 net/http go/types", "sync")
	ran := 0
	for _, m := range commands.FindAllStringSubmatch(string(page), -1) {
		line := own.Replace(m[1] + m[2])
		ran++
		cmd := exec.Command("bash", "-c", line)
		cmd.Dir = ".."
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", line, err, out)
			continue
		}
		t.Logf("%s\n%s", line, out)
		switch {
		case strings.Contains(line, "./bench/units"):
			if !strings.Contains(string(out), "times the user and system time") {
				t.Errorf("%s printed no ratio:\n%s", line, out)
			}
		case strings.Contains(line, "./bench"):
			if n := strings.Count(string(out), "\n| "); n < 4 {
				t.Errorf("%s printed %d rows, want one for each of 4 drivers:\n%s", line, n, out)
			}
		default:
			if strings.Contains(string(out), "no tests to run") {
				t.Errorf("%s runs no test:\n%s", line, out)
			}
		}
	}
	if ran < 3 {
		t.Errorf("found %d commands in docs/performance.md, want at least 3", ran)
	}
}
