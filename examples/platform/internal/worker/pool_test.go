package worker

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestCloseFinishesTheQueue(t *testing.T) {
	p := NewPool(2)
	for _, tenant := range []string{"acme", "acme", "globex"} {
		if err := p.Submit(Job{Tenant: tenant, Params: map[string]any{"days": 2.0}}); err != nil {
			t.Fatal(err)
		}
	}
	p.Start()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	for i := 0; i < 2; i++ { // closing twice is fine
		if err := p.Close(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if got := p.Rendered(); got["acme"] != 2 || got["globex"] != 1 {
		t.Errorf("rendered: %v", got)
	}
	if err := p.Submit(Job{Tenant: "acme"}); !errors.Is(err, ErrClosed) {
		t.Errorf("Submit after Close: %v", err)
	}
}

func TestSubmitDoesNotBlock(t *testing.T) {
	p := NewPool(1) // not started
	for i := 0; i < cap(p.jobs); i++ {
		if err := p.Submit(Job{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Submit(Job{}); !errors.Is(err, ErrBusy) {
		t.Errorf("Submit to a full queue: %v", err)
	}
}
