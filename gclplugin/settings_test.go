package gclplugin

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
)

// samples has a value for each setting, and what the flag is to be then.
var samples = map[string]struct {
	value any
	want  string
}{
	"strict":        {true, "true"},
	"tests":         {true, "true"},
	"dead-recovers": {true, "true"},
	"heartbeats":    {true, "true"},
	"locks":         {true, "true"},
	"runtime":       {"example.com/lib/supervised", "example.com/lib/supervised"},
	"supervisors":   {[]any{"(*example.com/lib.Group).Go"}, "(*example.com/lib.Group).Go"},
	"categories":    {[]any{"all", "-launcher"}, "all,-launcher"},
	"launchers":     {[]any{"example.com/lib.Spawn"}, "example.com/lib.Spawn"},
}

func TestEveryFlagIsASetting(t *testing.T) {
	a := analyzer.New()
	a.Flags.VisitAll(func(f *flag.Flag) {
		sample, ok := samples[f.Name]
		if !ok {
			t.Errorf("flag -%s has no sample: does its setting work?", f.Name)
			return
		}
		if f.Value.String() == sample.want {
			t.Errorf("-%s: the sample is the default", f.Name)
		}
		if err := configure(&a.Flags, map[string]any{f.Name: sample.value}); err != nil {
			t.Error(err)
		}
		if got := f.Value.String(); got != sample.want {
			t.Errorf("with the setting %s: %v the flag is %s, want %s", f.Name, sample.value, got, sample.want)
		}
	})
}

func TestConfigure(t *testing.T) {
	tests := []struct {
		settings any
		err      string // "" if it must be accepted
	}{
		{nil, ""},
		{map[string]any{}, ""},
		{map[string]any{"strict": false, "tests": true, "runtime": "./internal/safe"}, ""},
		{map[string]any{"supervisors": []any{}}, ""},
		{map[string]any{"supervisors": []any{"a.F", "(*example.com/b.T).M"}}, ""},

		{true, `settings: got true, want a mapping`},
		{[]any{"strict"}, `settings: got a list, want a mapping`},
		{map[string]any{"stric": true}, `settings: unknown key "stric"; there are categories, dead-recovers, heartbeats, launchers, locks, runtime, strict, supervisors, tests`},
		{map[string]any{"strict": "yes"}, `settings: strict: got "yes", want true or false`},
		{map[string]any{"strict": 1}, `settings: strict: got 1, want true or false`},
		{map[string]any{"tests": nil}, `settings: tests: got no value, want true or false`},
		{map[string]any{"runtime": false}, `settings: runtime: got false, want a string`},
		{map[string]any{"runtime": []any{"./a"}}, `settings: runtime: got a list, want a string`},
		{map[string]any{"runtime": map[string]any{"path": "./a"}}, `settings: runtime: got a mapping, want a string`},
		{map[string]any{"runtime": ""}, `settings: runtime: "" is neither an import path nor ./dir inside the module`},
		{map[string]any{"runtime": "../supervised"}, `settings: runtime: "../supervised" is neither an import path nor ./dir inside the module`},
		{map[string]any{"supervisors": "a.F"}, `settings: supervisors: got "a.F", want a list of strings`},
		{map[string]any{"supervisors": []any{"a.F", 2}}, `settings: supervisors: element 2: got 2, want a string`},
		{map[string]any{"supervisors": []any{"a.F", " "}}, `settings: supervisors: element 2 is empty`},
		{map[string]any{"supervisors": []any{"F"}}, `settings: supervisors: "F" is neither import/path.Func nor (*import/path.Type).Method`},
		{map[string]any{"tests": 1, "strict": 1}, `settings: strict: got 1, want true or false`}, // the first one, always
	}
	for _, test := range tests {
		err := configure(&analyzer.New().Flags, test.settings)
		switch {
		case err == nil && test.err != "":
			t.Errorf("%v is accepted, want the error %q", test.settings, test.err)
		case err != nil && err.Error() != test.err:
			t.Errorf("%v: error %q, want %q", test.settings, err, test.err)
		}
	}
}

// TestExample keeps the example complete, and its defaults true. (That it is
// valid is for the module e2e to find out, which has golangci-lint.)
func TestExample(t *testing.T) {
	example, err := os.ReadFile("testdata/golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	defaults := analyzer.New().Flags
	defaults.VisitAll(func(f *flag.Flag) {
		m := regexp.MustCompile(`(?m)^ +` + f.Name + `:(.*)$`).FindSubmatch(example)
		if m == nil {
			t.Errorf("the example lacks the setting %s", f.Name)
			return
		}
		if got := strings.Trim(string(m[1]), " []"); got != f.DefValue {
			t.Errorf("%s is %q in the example, the default is %q", f.Name, got, f.DefValue)
		}
	})
}
