package registry

import (
	"testing"
	"time"
)

func TestSilentAgentsGoOffline(t *testing.T) {
	r := New(time.Second, nil)
	r.Register("agent-1", "acme")
	r.Register("agent-2", "globex")

	if got := r.markSilent(time.Now()); len(got) != 0 {
		t.Errorf("offline at once: %+v", got)
	}
	later := time.Now().Add((silentTicks + 1) * time.Second)
	if got := r.markSilent(later); len(got) != 2 {
		t.Errorf("offline later: %+v, want both", got)
	}
	if got := r.markSilent(later); len(got) != 0 {
		t.Errorf("told twice: %+v", got)
	}
	r.seen("agent-1")
	if got := r.Agents(); !got[0].Online || got[1].Online {
		t.Errorf("after a heartbeat of agent-1: %+v", got)
	}
}

func TestScore(t *testing.T) {
	r := New(time.Second, nil)
	r.Register("agent-1", "acme")
	r.score(Checks{Agent: "agent-1", Passed: 1, Total: 4})
	r.score(Checks{Agent: "unknown", Passed: 0, Total: 4})
	ill := r.unhealthy()
	if len(ill) != 1 || ill[0].ID != "agent-1" || ill[0].Percent != 25 {
		t.Errorf("unhealthy: %+v, want agent-1 at 25%%", ill)
	}
}
