package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Of a unit of go vet that asks for facts of the standard library, nothing is left to find. Each used to be
// analysed: a fifth of the time of a first run.
func TestStandardUnit(t *testing.T) {
	tests := []struct {
		name   string
		change func(*vetUnit)
		args   []string
		want   bool
	}{
		{name: "standard", want: true},
		{name: "with other flags", args: []string{"-heartbeats", "-json"}, want: true},
		{name: "its findings are asked for", change: func(u *vetUnit) { u.VetxOnly = false }},
		{name: "of a module called like it", change: func(u *vetUnit) { u.ModulePath = "log/agent" }},
		{name: "of GOPATH", change: func(u *vetUnit) { u.ImportPath = "example.com/log" }},
		{name: "strict", args: []string{"-strict"}},
		{name: "strict, in words", args: []string{"--strict=true"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			u := vetUnit{ImportPath: "log/slog", VetxOnly: true}
			if test.change != nil {
				test.change(&u)
			}
			text, err := json.Marshal(u)
			if err != nil {
				t.Fatal(err)
			}
			cfg := filepath.Join(t.TempDir(), "vet.cfg")
			if err := os.WriteFile(cfg, text, 0o666); err != nil {
				t.Fatal(err)
			}
			if got := unitOf(cfg).isWritten(append(test.args, cfg)); got != test.want {
				t.Errorf("written down: %t, want %t", got, test.want)
			}
		})
	}
	if u := unitOf(filepath.Join(t.TempDir(), "none.cfg")); u.VetxOnly {
		t.Error("what cannot be read asks for facts only")
	}
}
