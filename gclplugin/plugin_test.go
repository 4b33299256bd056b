package gclplugin

import (
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
)

// build makes the linter as golangci-lint does.
func build(t *testing.T, settings any) *analysis.Analyzer {
	t.Helper()
	newPlugin, err := register.GetPlugin(analyzer.Name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPlugin(settings)
	if err != nil {
		t.Fatal(err)
	}
	if mode := p.GetLoadMode(); mode != register.LoadModeTypesInfo {
		t.Errorf("load mode %q gives the analyzer no types", mode)
	}
	list, err := p.BuildAnalyzers()
	if err != nil || len(list) != 1 {
		t.Fatalf("%d analyzers, error %v; want one", len(list), err)
	}
	if err := analysis.Validate(list); err != nil {
		t.Error(err)
	}
	return list[0]
}

func TestPlugin(t *testing.T) {
	strict := build(t, map[string]any{"strict": true})
	plain := build(t, nil)
	if strict.Name != analyzer.Name {
		t.Errorf("the analyzer is called %s, so that golangci-lint would prefix its messages", strict.Name)
	}
	if got := strict.Flags.Lookup("strict").Value.String(); got != "true" {
		t.Errorf("strict is %s after the setting", got)
	}
	if got := plain.Flags.Lookup("strict").Value.String(); got != "false" {
		t.Errorf("strict is %s without a setting: linters share their settings", got)
	}
}

func TestBadSettings(t *testing.T) {
	p, err := New(map[string]any{"strict": "yes"})
	if err == nil || !strings.Contains(err.Error(), "strict") {
		t.Errorf("plugin %v, error %v; want an error that names the setting", p, err)
	}
}
