package e2e

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Machines that share a cache by GOCACHEPROG share what go vet has found out:
// one with an empty cache directory of its own runs the tool for no package,
// and tells the same findings. See docs/performance.md.
func TestFleetSharesFindings(t *testing.T) {
	bin := t.TempDir()
	build := func(module, pkg string) string {
		t.Helper()
		cmd := exec.Command("go", "build", "-o", bin+string(filepath.Separator), pkg)
		cmd.Dir = module
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go build %s: %v\n%s", pkg, err, out)
		}
		return filepath.Join(bin, filepath.Base(pkg))
	}
	cacher := build(".", "github.com/bradfitz/go-tool-cache/cmd/go-cacher")
	server := build(".", "github.com/bradfitz/go-tool-cache/cmd/go-cacher-server")
	tool := build("..", "github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo")
	url := serve(t, server)

	dir := t.TempDir()
	for name, content := range map[string]string{
		"go.mod":     "module example.com/fleet\n\ngo 1.26\n",
		"main.go":    "package main\n\nimport \"example.com/fleet/jobs\"\n\nfunc main() { go jobs.Run() }\n",
		"jobs/go.go": "package jobs\n\nimport \"sync\"\n\nvar Once sync.Once\n\nvar Job func()\n\nfunc Run() { Job() }\n",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	vet := func() (units int) {
		t.Helper()
		cmd := exec.Command("go", "vet", "-x", "-vettool="+tool, "./...")
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOCACHEPROG="+cacher+" -cache-dir "+t.TempDir()+" -cache-server "+url)
		out, err := cmd.CombinedOutput()
		if err == nil {
			t.Fatalf("go vet found nothing:\n%s", out)
		}
		findings := 0
		for line := range strings.Lines(string(out)) {
			if strings.Contains(line, "vet.cfg") && strings.Contains(line, tool) {
				units++
			}
			if strings.Contains(line, "a panic in jobs.Run ends the process") {
				findings++
			}
		}
		if findings != 1 {
			t.Errorf("go vet told %d findings, want 1:\n%s", findings, out)
		}
		return units
	}
	first, second := vet(), vet()
	t.Logf("the tool ran for %d packages, then for %d", first, second)
	if first < 3 {
		t.Errorf("the first machine ran the tool for %d packages, want at least those of the module and sync", first)
	}
	if second != 0 {
		t.Errorf("the second machine ran the tool for %d packages, want none", second)
	}
}

// serve starts a cache server on loopback and returns its address.
func serve(t *testing.T, server string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(server, "-cache-dir", t.TempDir(), "-listen", addr)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	url := "http://" + addr
	for range 100 {
		if resp, err := http.Get(url); err == nil {
			resp.Body.Close()
			return url
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the cache server does not answer")
	return ""
}
