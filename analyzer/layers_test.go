package analyzer

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// layers are the packages of the analysis and the rewrite, each of which may
// import those before it: questions about code know nothing of verdicts, verdicts
// nothing of fixes, and fixes nothing of how they are told.
var layers = []string{
	"internal/lazy",
	"internal/fixpoint",
	"internal/suggest",
	"internal/syntax",
	"internal/known",
	"internal/panicflow",
	"internal/effects",
	"internal/heartbeats",
	"fix",
	"deadrecover",
	"analyzer",
}

func TestLayers(t *testing.T) {
	const module = "github.com/unsupervisedgo/unsupervisedgo/"
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		list := strings.Fields(line)
		path := strings.TrimPrefix(list[0], module)
		layer := slices.Index(layers, path)
		if layer >= 0 {
			seen++
		}
		for _, imported := range list[1:] {
			imported, mine := strings.CutPrefix(imported, module)
			if !mine {
				continue
			}
			switch below := slices.Index(layers, imported); {
			case layer >= 0 && (below < 0 || below >= layer):
				t.Errorf("%s imports %s: only %v are below it", path, imported, layers[:layer])
			case strings.HasPrefix(path, "runtime/supervised") && !strings.HasPrefix(imported, "runtime/supervised"):
				t.Errorf("%s imports %s: it has to do without the tool", path, imported)
			}
		}
	}
	if seen != len(layers) {
		t.Errorf("%d of the packages %v found", seen, layers)
	}
}
