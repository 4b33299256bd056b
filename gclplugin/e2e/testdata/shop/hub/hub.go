// Package hub has a service, and tasks around it.
package hub

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"
)

// A Hub counts.
type Hub struct {
	mu   sync.Mutex
	seen map[string]int
	in   chan string
}

// New returns a Hub.
func New() *Hub {
	return &Hub{seen: make(map[string]int), in: make(chan string)}
}

// Run counts what comes in until ctx is done.
func (h *Hub) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case name := <-h.in:
			h.count(name)
		}
	}
}

func (h *Hub) count(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if name == "" {
		panic("no name")
	}
	h.seen[name]++
}

// Seen returns how often a name was seen.
func (h *Hub) Seen(name string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.seen[name]
}

// Start starts what a hub consists of.
func (h *Hub) Start(ctx context.Context) {
	go h.Run(ctx)                        // find: bare-go
	go h.poll(time.Second)               // find: bare-go
	time.AfterFunc(time.Minute, h.reset) // find: launcher
}

func (h *Hub) poll(every time.Duration) {
	for range time.Tick(every) {
		h.Send("poll")
	}
}

// Send has a name counted.
func (h *Hub) Send(name string) { h.in <- name }

func (h *Hub) reset() {
	h.mu.Lock()
	if h.seen == nil {
		panic("not made by New") // no defer yet: the fix writes one
	}
	h.seen = make(map[string]int)
	h.mu.Unlock()
}

// Check has its answer sent by a goroutine.
func (h *Hub) Check(name string) error {
	errc := make(chan error, 1)
	go func() { // find: bare-go
		if h.Seen(name) == 0 {
			errc <- errors.New("not seen")
			return
		}
		h.count(name)
		errc <- nil
	}()
	return <-errc
}

// Late recovers when it is too late.
func (h *Hub) Late(name string) {
	go func() { // find: late-recover
		h.count(name)
		defer func() { _ = recover() }()
		h.count(name + name)
	}()
}

// Partial hands some panics on.
func (h *Hub) Partial(name string) {
	go func() { // find: partial-recover, no fix
		defer func() {
			if r := recover(); r != nil && r != "no name" {
				panic(r)
			}
		}()
		h.count(name)
	}()
}

// Crash is meant to end the process.
func (h *Hub) Crash(name string) {
	go func() { // find with flags: deliberate-crash, no fix
		defer func() {
			if recover() != nil {
				os.Exit(1)
			}
		}()
		h.count(name)
	}()
}
