package channels

import (
	"testing"
	"time"
)

// broken is an Adapter that panics.
type broken struct{ called chan string }

func (b broken) Send(to, text string) error {
	b.called <- to
	var none map[string]int
	none[to]++
	return nil
}

func TestDeliver(t *testing.T) {
	m := NewManager(time.Second, []string{"acme"})
	b := broken{called: make(chan string, 1)}
	m.adapters["pager"] = b
	m.deliver(Message{Tenant: "acme", To: "slack:#ops", Text: "hello"})
	m.deliver(Message{Tenant: "acme", To: "slack:", Text: "to nobody"})
	m.deliver(Message{Tenant: "acme", To: "pigeon:loft", Text: "no such channel"})
	m.deliver(Message{Tenant: "acme", To: "pager:oncall", Text: "wake up"})
	select {
	case to := <-b.called:
		if to != "oncall" {
			t.Errorf("sent to %q", to)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("the adapter was not called")
	}
	if got := m.Sent()["acme"]; got["slack"] != 2 || got["pager"] != 1 || len(got) != 2 {
		t.Errorf("sent: %v", got)
	}
}
