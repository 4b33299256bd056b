package events

import (
	"context"
	"testing"
	"time"
)

func TestEventsReachTheirTenant(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	b := NewBroadcaster(time.Second)
	go b.Subscribe(ctx)

	acme, stopAcme := b.Listen("acme")
	globex, stopGlobex := b.Listen("globex")
	defer stopGlobex()
	b.Publish("globex", "report.scheduled", "last day")
	b.Publish("acme", "agent.offline", "agent-1|east")

	want := Event{Tenant: "acme", Kind: "agent.offline", Detail: "agent-1|east"}
	select {
	case got := <-acme:
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("no event")
	}
	if got := len(globex); got != 1 {
		t.Errorf("globex has %d events, want 1", got)
	}

	stopAcme()
	if _, ok := b.listeners["acme"]; ok {
		t.Error("acme still has a listener")
	}
}
