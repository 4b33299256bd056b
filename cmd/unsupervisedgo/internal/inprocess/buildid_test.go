package inprocess

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The build ID is read as the go command reads it, in the formats of all systems, and is another one for another program.
func TestBuildID(t *testing.T) {
	dir := t.TempDir()
	seen := make(map[string]bool)
	for _, goos := range []string{"linux", "darwin", "windows"} {
		for _, text := range []string{"a", "b"} {
			src, exe := filepath.Join(dir, "main.go"), filepath.Join(dir, goos+text)
			if err := os.WriteFile(src, []byte("package main\n\nfunc main() { print(\""+text+"\") }\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			run := func(args ...string) string {
				cmd := exec.Command("go", args...)
				cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH=amd64", "CGO_ENABLED=0")
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
				}
				return strings.TrimSpace(string(out))
			}
			run("build", "-o", exe, src)
			head, err := os.ReadFile(exe)
			if err != nil {
				t.Fatal(err)
			}
			got := string(buildID(head[:min(len(head), maxHead)]))
			if want := run("tool", "buildid", exe); got != want || got == "" {
				t.Errorf("%s: build ID %q, want %q", goos, got, want)
			}
			if seen[got] {
				t.Errorf("%s: the build ID %q is that of another program", goos, got)
			}
			seen[got] = true

			run("build", "-ldflags=-buildid=", "-o", exe, src)
			if head, err = os.ReadFile(exe); err != nil {
				t.Fatal(err)
			}
			if id := buildID(head[:min(len(head), maxHead)]); len(id) > 0 {
				t.Errorf("%s: linked without a build ID, and has %q", goos, id)
			}
		}
	}
}
