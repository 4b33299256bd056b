package audit

import "testing"

func TestTrailKeepsTheLatest(t *testing.T) {
	trail := NewTrail()
	for i := 0; i < keep; i++ {
		trail.Append(Entry{Tenant: "acme", Action: "POST /jobs"})
	}
	trail.Record("globex", "message", "email:someone@globex.example")
	trail.Record("globex", "message", "slack:#ops")
	got := trail.Entries()
	if len(got) != keep {
		t.Fatalf("%d entries, want %d", len(got), keep)
	}
	if a, b := got[keep-2].Action, got[keep-1].Action; a != "message by email to globex.example" || b != "message by slack to #ops" {
		t.Errorf("latest: %q, %q", a, b)
	}
}
