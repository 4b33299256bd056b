package deadrecover_test

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/unsupervisedgo/unsupervisedgo/deadrecover"
)

func testdata(t *testing.T) string {
	dir, err := filepath.Abs("../testdata")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestAnalyzer(t *testing.T) {
	analysistest.Run(t, testdata(t), deadrecover.Analyzer, "deadrecover", "deadrecover/program", "deadrecover/partial")
}

func TestDoc(t *testing.T) {
	if err := analysis.Validate([]*analysis.Analyzer{deadrecover.Analyzer}); err != nil {
		t.Error(err)
	}
	doc := deadrecover.Analyzer.Doc
	if !strings.HasPrefix(doc, "report calls of recover") || strings.Contains(doc, "//\n") || !strings.Contains(doc, "\n\tdefer recover() ") {
		t.Errorf("got %q", doc)
	}
}
