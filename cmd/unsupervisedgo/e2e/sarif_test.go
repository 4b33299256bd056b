package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// buildCommand builds the command and returns its path.
func buildCommand(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "unsupervisedgo")
	cmd := exec.Command("go", "build", "-o", bin, "./cmd/unsupervisedgo")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return bin
}

// Microsoft's validator of SARIF, with the rules of the format and those of
// GitHub's code scanning, has nothing to warn of: neither where there are
// findings nor where there are none. It once missed the help and the full
// description of every rule (GH2012), without which an alert has no text.
func TestSARIF(t *testing.T) {
	npm, err := exec.LookPath("npm")
	if err != nil {
		t.Skip("SKIPPED: NOBODY VALIDATED SARIF, FOR THERE IS NO NPM")
	}
	tools := t.TempDir()
	if out, err := exec.Command(npm, "install", "--no-audit", "--no-fund", "--prefix", tools, "@microsoft/sarif-multitool@5.7.0").CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: NOBODY VALIDATED SARIF: npm install: %v\n%s", err, out)
	}
	found, err := filepath.Glob(filepath.Join(tools, "node_modules", "@microsoft", "sarif-multitool-*", "Sarif.Multitool*"))
	if err != nil {
		t.Fatal(err)
	}
	multitool := ""
	for _, name := range found {
		if ext := filepath.Ext(name); ext == ".Multitool" || ext == ".exe" {
			multitool = name
		}
	}
	if multitool == "" {
		t.Skip("SKIPPED: NOBODY VALIDATED SARIF: THERE IS NO VALIDATOR FOR THIS PLATFORM")
	}
	if err := os.Chmod(multitool, 0o755); err != nil { // what its own script of installation does
		t.Fatal(err)
	}

	command := buildCommand(t)
	for _, tt := range []struct {
		flags []string
		exit  int
	}{
		{nil, 1},
		{[]string{"-categories=-bare-go"}, 0},
	} {
		cmd := exec.Command(command, append(tt.flags, "-format", "sarif")...)
		cmd.Dir = newModule(t)
		log, err := cmd.Output()
		if cmd.ProcessState.ExitCode() != tt.exit {
			t.Fatalf("%v: %v", tt.flags, err)
		}
		file, result := filepath.Join(t.TempDir(), "log.sarif"), filepath.Join(t.TempDir(), "result.sarif")
		if err := os.WriteFile(file, log, 0o666); err != nil {
			t.Fatal(err)
		}
		validate := exec.Command(multitool, "validate", file, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--output", result)
		validate.Env = append(os.Environ(), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1") // it runs without ICU
		said, err := validate.CombinedOutput()
		content, readErr := os.ReadFile(result)
		if readErr != nil {
			t.Fatalf("%v, %v\n%s", err, readErr, said)
		}
		var complaints struct {
			Runs []struct{ Results []json.RawMessage }
		}
		if err := json.Unmarshal([]byte(strings.TrimPrefix(string(content), "\ufeff")), &complaints); err != nil {
			t.Fatal(err)
		}
		if len(complaints.Runs) != 1 || len(complaints.Runs[0].Results) > 0 {
			t.Errorf("%v: %s", tt.flags, said)
		}
	}
}
