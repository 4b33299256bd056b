package fix

import (
	"strings"
	"testing"
)

// Every kind of refusal has words, and every word of a refusal is filled in.
func TestRefusals(t *testing.T) {
	for kind, words := range reasons {
		if words == "" {
			t.Errorf("kind %d has no words", kind)
		}
		r := &Refusal{Kind: RefusalKind(kind), What: "x", In: "f", Why: "w"}
		if text := r.String(); strings.ContainsAny(text, "{}") {
			t.Errorf("kind %d: %q is not filled in", kind, text)
		}
	}
	locked := &Refusal{Kind: StaysLocked, What: "s.mu"}
	if got, want := locked.String(), "after a contained panic s.mu would stay locked: unlock it in a defer"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	locked.In = "step"
	if got, want := locked.String(), "after a contained panic s.mu would stay locked: unlock it in a defer in step"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	// In a loop, a defer of the function itself would come too late.
	locked.Loops, locked.Why = true, "p.go:1"
	if got, want := locked.String(), "after a contained panic s.mu would stay locked: unlock it in a defer in step, in a function literal around the region, as -locks writes it (p.go:1)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	locked.In = "a function literal"
	if got, want := locked.String(), "after a contained panic s.mu would stay locked: unlock it in a defer, in a function literal around the region (p.go:1)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What is read is what an assignment assigns to.
func TestLeftSide(t *testing.T) {
	for text, want := range map[string]string{
		`p.state = "shipped"`:        "p.state",
		"s.n, s.m[f(x)] = 0, 0":      "s.n, s.m[f(x)]",
		"n += 2":                     "n",
		"n++":                        "n",
		"a &^= b":                    "a",
		"j.set(a == b)":              "j.set(a == b)",
		`log("x = y")`:               `log("x = y")`,
		"f(func() { x = 1 })":        "f(func() { x = 1 })",
		"resp.Error = NewError(err…": "resp.Error",
		"out":                        "out",
	} {
		if got := (&Refusal{Kind: LosesValue, What: text}).String(); got != "whoever reads "+want+" would take a contained panic for a result" {
			t.Errorf("%s: got %q", text, got)
		}
	}
}
