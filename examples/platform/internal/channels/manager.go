// Package channels delivers messages of the tenants by chat and mail.
package channels

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// Message is one message on its way out.
type Message struct {
	Tenant string
	To     string // "slack:#ops"
	Text   string
}

// Adapter delivers messages by one kind of channel.
type Adapter interface {
	Send(to, text string) error
}

// Manager delivers messages and counts them.
type Manager struct {
	tick     time.Duration
	adapters map[string]Adapter // by kind
	outbox   chan Message

	mu   sync.Mutex
	sent map[string]map[string]int // by tenant and kind
}

// NewManager returns a Manager for these tenants, which looks every tick whether its
// outbox backs up.
func NewManager(tick time.Duration, tenants []string) *Manager {
	m := &Manager{
		tick:     tick,
		adapters: map[string]Adapter{"slack": dryRun("slack"), "email": dryRun("email")},
		outbox:   make(chan Message, 64),
		sent:     make(map[string]map[string]int),
	}
	for _, tenant := range tenants {
		m.sent[tenant] = make(map[string]int)
	}
	return m
}

// Send puts a message into the outbox.
func (m *Manager) Send(ctx context.Context, msg Message) error {
	select {
	case m.outbox <- msg:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Start empties the outbox until ctx is done.
func (m *Manager) Start(ctx context.Context) {
	ticker := time.NewTicker(m.tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case msg := <-m.outbox:
			m.deliver(msg)
		case <-ticker.C:
			if n := len(m.outbox); n > cap(m.outbox)/2 {
				slog.Warn("outbox backs up", "messages", n)
			}
		}
	}
}

// deliver counts a message and sends it off. It does not wait for the adapter.
func (m *Manager) deliver(msg Message) {
	kind, to, _ := strings.Cut(msg.To, ":")
	adapter, ok := m.adapters[kind]
	if !ok {
		slog.Warn("message to an unknown channel", "tenant", msg.Tenant, "to", msg.To)
		return
	}
	m.count(msg.Tenant, kind)
	go send(adapter, to, msg)
}

// send hands a message to an adapter. Adapters are other people's code, and
// one of them has panicked before.
func send(adapter Adapter, to string, msg Message) {
	defer func() {
		if v := recover(); v != nil {
			slog.Error("adapter panicked", "tenant", msg.Tenant, "to", msg.To, "panic", v)
		}
	}()
	if err := adapter.Send(to, msg.Text); err != nil {
		slog.Warn("message not delivered", "tenant", msg.Tenant, "to", msg.To, "err", err)
	}
}

func (m *Manager) count(tenant, kind string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sent[tenant][kind]++
}

// Sent returns the number of messages by tenant and kind of channel.
func (m *Manager) Sent() map[string]map[string]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	sent := make(map[string]map[string]int, len(m.sent))
	for tenant, kinds := range m.sent {
		sent[tenant] = make(map[string]int, len(kinds))
		for kind, n := range kinds {
			sent[tenant][kind] = n
		}
	}
	return sent
}

// dryRun is an Adapter that delivers to the log.
type dryRun string

func (d dryRun) Send(to, text string) error {
	if to == "" {
		return fmt.Errorf("%s: no recipient", string(d))
	}
	slog.Info("message", "channel", string(d), "to", to, "text", text)
	return nil
}
