package hub

import (
	"context"
	"testing"
)

// The package has a test, so a driver that reads tests sees it twice.
func TestRun(t *testing.T) {
	h := New()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go h.Run(ctx) // find with flags: bare-go
	h.Send("a")
	h.Send("b")
	if n := h.Seen("a"); n != 1 {
		t.Errorf("a was seen %d times", n)
	}
}
