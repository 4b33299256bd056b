// Package locks measures what a deferred unlock costs, in place and in a function of
// its own, as -locks writes it: go test -bench . ./bench/locks
package locks

import (
	"sync"
	"testing"
)

type counter struct {
	mu sync.Mutex
	n  int
}

//go:noinline
func (c *counter) plain() {
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
}

//go:noinline
func (c *counter) deferred() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
}

//go:noinline
func (c *counter) literal() {
	func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.n++
	}()
}

//go:noinline
func (c *counter) wayOut() bool {
	if func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.n < 0 {
			return true
		}
		c.n++
		return false
	}() {
		return false
	}
	return true
}

func BenchmarkUnlock(b *testing.B) {
	var c counter
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			c.plain()
		}
	})
	b.Run("deferred", func(b *testing.B) {
		for b.Loop() {
			c.deferred()
		}
	})
	b.Run("literal", func(b *testing.B) {
		for b.Loop() {
			c.literal()
		}
	})
	b.Run("way out", func(b *testing.B) {
		for b.Loop() {
			c.wayOut()
		}
	})
}
