package supervised_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A copy of the package works in a module whose go line is 1.22, with the
// toolchain of today, whose vet then reports what the standard library got later,
// and with that of Go 1.22: all tests pass that need nothing newer themselves.
func TestCopyUnderGo122(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and tests another module")
	}
	module := t.TempDir()
	dir := filepath.Join(module, "internal", "supervised")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	write := func(file, text string) {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(module, "go.mod"), "module example.com/m\n\ngo 1.22\n")
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	tests := 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(src)
		if strings.HasSuffix(file, "_test.go") {
			if file == "copy_test.go" || strings.HasPrefix(text, "//go:build go1.") {
				continue
			}
			tests++
			text = strings.ReplaceAll(text, `"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"`, `"example.com/m/internal/supervised"`)
		}
		write(filepath.Join(dir, file), text)
	}
	if tests < 5 {
		t.Errorf("only %d files of tests need nothing newer", tests)
	}
	command := func(env string, args ...string) error {
		cmd := exec.Command("go", args...)
		cmd.Dir = module
		cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", env)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s %v: %v\n%s", env, cmd, err, out)
		}
		return nil
	}
	// What counts on many goroutines would only do so a second time.
	test := []string{"test", "-short", "-vet=all", "-skip=Stress|Million|LearnedOnce", "./..."}
	t.Run("its language", func(t *testing.T) {
		if err := command("GOPROXY=off", test...); err != nil {
			t.Error(err)
		}
	})
	t.Run("its toolchain", func(t *testing.T) {
		const oldest = "GOTOOLCHAIN=go1.22.12"
		if err := command(oldest, "version"); err != nil {
			t.Skip("the go command cannot get that toolchain: ", err)
		}
		if err := command(oldest, test...); err != nil {
			t.Error(err)
		}
	})
}
