// Package given is about what a pass calls by way of a value, and about timeouts that are said elsewhere.
package given

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"sync"
	"time"
)

type server struct {
	conn   net.Conn
	store  store
	work   func(context.Context)
	either func(context.Context)
	now    func() time.Time
	hooks  []func()
	client *http.Client
	once   sync.Once
}

type store interface {
	Load(context.Context) error
	Do(request) error
}

type request struct{ ctx context.Context }

func newServer(client *http.Client) *server {
	s := &server{client: client}
	s.work = func(ctx context.Context) { s.load(ctx, 3*time.Minute) }
	s.either = func(ctx context.Context) { s.load(ctx, time.Minute) }
	if client == nil {
		s.either = func(ctx context.Context) { s.load(ctx, 5*time.Minute) }
	}
	return s
}

// waits: has timeouts
func (s *server) load(ctx context.Context, d time.Duration) {
	short, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	_ = s.store.Load(short)
}

// passes: every 2m10s
func (s *server) constants(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		s.load(ctx, time.Minute)
		s.load(ctx, time.Minute)
	}
}

// passes: every 3m10s
func (s *server) field(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		s.work(ctx)
	}
}

// The longest of all that it may be.
// passes: every 5m10s
func (s *server) fieldOfTwo(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		s.either(ctx)
	}
}

// passes: by a clock
func (s *server) unknown() {
	for range time.Tick(10 * time.Second) {
		for _, hook := range s.hooks {
			hook()
		}
	}
}

// passes: every 10s
func (s *server) tells() {
	for range time.Tick(10 * time.Second) {
		println(s.now().String())
	}
}

// A literal that the pass calls sets its own timeouts.
// passes: every 11m10s
func (s *server) literal(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		func() {
			short, cancel := context.WithTimeout(ctx, 11*time.Minute)
			defer cancel()
			_ = s.store.Load(short)
		}()
	}
}

// One that it hands on runs who knows how often.
// passes: by a clock
func (s *server) handsOver() {
	for range time.Tick(10 * time.Second) {
		s.once.Do(func() { time.Sleep(time.Minute) })
	}
}

// passes: by a clock
func (s *server) jumps(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		n := 0
	again:
		if err := s.store.Load(ctx); err != nil && n < 10 {
			n++
			time.Sleep(time.Second)
			goto again
		}
	}
}

// The context is in a struct, and the connection in a decoder.
// passes: every 4m10s
func (s *server) inAStruct(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		short, cancel := context.WithTimeout(ctx, 4*time.Minute)
		_ = s.store.Do(request{short})
		cancel()
	}
}

// passes: every 6m10s
func (s *server) inADecoder() {
	for range time.Tick(10 * time.Second) {
		_ = s.conn.SetDeadline(time.Now().Add(6 * time.Minute))
		var v any
		_ = json.NewDecoder(s.conn).Decode(&v)
	}
}

// waits: waits for a clock
func (s *server) sleepsAtLast() {
	defer time.Sleep(2 * time.Minute)
	println(s.now().String())
}

// passes: every 2m10s
func (s *server) defers() {
	for range time.Tick(10 * time.Second) {
		s.sleepsAtLast()
	}
}

type slow struct{}

type step interface{ Step() error }

func (slow) Step() error { // want Step:"waits for a clock"
	time.Sleep(10 * time.Minute)
	return nil
}

// What implements an interface in the package may be what is called.
// passes: every 10m10s
func (s *server) steps(of step) {
	for range time.Tick(10 * time.Second) {
		_ = of.Step()
	}
}

// Who made the client is seen, or not.
// passes: every 10s
func (s *server) byDefault() {
	for range time.Tick(10 * time.Second) {
		_, _ = http.DefaultClient.Get("http://localhost")
	}
}

// passes: by a clock
func (s *server) byField() {
	for range time.Tick(10 * time.Second) {
		_, _ = s.client.Get("http://localhost")
	}
}

// passes: by a clock
func (s *server) byOthers(client *http.Client) {
	for range time.Tick(10 * time.Second) {
		_, _ = client.Get("http://localhost")
	}
}

// passes: every 2m10s
func (s *server) byMaker() {
	client := within(2 * time.Minute)
	for range time.Tick(10 * time.Second) {
		_, _ = client.Get("http://localhost")
	}
}

func within(d time.Duration) *http.Client { return &http.Client{Timeout: d} }

// waits: iterates for ever
func ticks(d time.Duration) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; ; i++ {
			time.Sleep(d)
			if !yield(i) {
				return
			}
		}
	}
}

// passes: every 7m0s
func (s *server) ranges() {
	for i := range ticks(7 * time.Minute) {
		println(i)
	}
}

// A list has an end.
// waits:
func few(yield func(int) bool) {
	for i := range 3 {
		if !yield(i) {
			return
		}
	}
}

// passes:
func (s *server) rangesFew() {
	for i := range few {
		println(i)
		time.Sleep(time.Second)
	}
}
