package cron

import (
	"testing"
	"time"
)

func TestJobsRunWhenDue(t *testing.T) {
	s := New(time.Second, nil)
	s.load(Row{Tenant: "acme", Spec: "every 10s"})
	s.load(Row{Tenant: "globex", Spec: "every 1m"})
	s.load(Row{Tenant: "initech", Spec: "every day"}) // skipped

	now := time.Now()
	for _, step := range []struct {
		after time.Duration
		due   int
	}{{0, 2}, {5 * time.Second, 0}, {10 * time.Second, 1}, {19 * time.Second, 0}, {time.Minute, 2}} {
		if got := s.due(now.Add(step.after)); len(got) != step.due {
			t.Errorf("after %v: %v due, want %d", step.after, got, step.due)
		}
	}
	runs := s.Runs()
	if len(runs) != 2 || runs["acme"] != 3 || runs["globex"] != 2 {
		t.Errorf("runs: %v", runs)
	}
}
