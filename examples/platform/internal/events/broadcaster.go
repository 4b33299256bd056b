// Package events carries what happens on the platform to those who listen.
package events

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Event is one thing that happened to a tenant.
type Event struct {
	Tenant string
	Kind   string
	Detail string
}

// Broadcaster hands the events on the bus to the listeners of their tenant.
type Broadcaster struct {
	tick    time.Duration
	bus     chan string  // lines of the form tenant|kind|detail
	dropped atomic.Int64 // events for which the bus had no room

	mu        sync.Mutex
	listeners map[string]map[chan Event]bool
}

// NewBroadcaster returns a Broadcaster with an empty bus, which tells every tick
// how many events were dropped.
func NewBroadcaster(tick time.Duration) *Broadcaster {
	return &Broadcaster{
		tick:      tick,
		bus:       make(chan string, 256),
		listeners: make(map[string]map[chan Event]bool),
	}
}

// Publish puts an event on the bus. It never blocks: when the bus is full the
// event is dropped.
func (b *Broadcaster) Publish(tenant, kind, detail string) {
	select {
	case b.bus <- tenant + "|" + kind + "|" + detail:
	default:
		b.dropped.Add(1)
	}
}

// Receive puts a line from another node on the bus.
func (b *Broadcaster) Receive(ctx context.Context, line string) error {
	select {
	case b.bus <- line:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Subscribe reads the bus until ctx is done.
func (b *Broadcaster) Subscribe(ctx context.Context) {
	ticker := time.NewTicker(b.tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case line := <-b.bus:
			b.broadcast(decode(line))
		case <-ticker.C:
			if n := b.dropped.Swap(0); n > 0 {
				slog.Warn("event bus full, events dropped", "events", n)
			}
		}
	}
}

func decode(line string) Event {
	part := strings.SplitN(line, "|", 3)
	return Event{Tenant: part[0], Kind: part[1], Detail: part[2]}
}

func (b *Broadcaster) broadcast(ev Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for listener := range b.listeners[ev.Tenant] {
		select {
		case listener <- ev:
		default: // a slow listener misses events, the others don't
		}
	}
}

// Listen returns the events of one tenant from now on, and a function that
// ends it.
func (b *Broadcaster) Listen(tenant string) (stream <-chan Event, cancel func()) {
	listener := make(chan Event, 16)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listeners[tenant] == nil {
		b.listeners[tenant] = make(map[chan Event]bool)
	}
	b.listeners[tenant][listener] = true
	return listener, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.listeners[tenant], listener)
		if len(b.listeners[tenant]) == 0 {
			delete(b.listeners, tenant)
		}
	}
}
