package main

import (
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
)

// A baseline lost the entries of the categories that a run did not look for.
func TestLooksFor(t *testing.T) {
	tests := []struct {
		args     []string
		category string
		want     bool
	}{
		{nil, "bare-go", true},
		{nil, "crash-list", true},
		{nil, "no-heartbeat", false},
		{[]string{"-heartbeats"}, "no-heartbeat", true},
		{[]string{"-heartbeats"}, "unknown-name", true},
		{[]string{"-heartbeats=false"}, "unknown-name", false},
		{nil, "dead-recover", false},
		{[]string{"-dead-recovers"}, "dead-recover", true},
		{nil, "held-lock", false},
		{[]string{"-locks"}, "held-lock", true},
		{nil, "deliberate-crash", false},
		{[]string{"-strict"}, "deliberate-crash", true},
		{[]string{"-categories", "launcher"}, "bare-go", false},
		{[]string{"-categories", "launcher"}, "launcher", true},
		{[]string{"-categories", "all,-launcher"}, "launcher", false},
		{[]string{"-categories", "all"}, "no-heartbeat", false},
	}
	for _, test := range tests {
		o, err := parse(analyzer.New(), test.args)
		if err != nil {
			t.Fatal(err)
		}
		if got := o.looksFor(test.category); got != test.want {
			t.Errorf("%v: %s is looked for: %t", test.args, test.category, got)
		}
	}
}
