// Package lib supervises what it is handed, with a guard that uses something else that it is handed.
package lib

import (
	"fmt"
	"io"
	"log"
	"os"
	"time"
)

func Log(l *log.Logger, f func()) { // want Log:`^supervises\(1\)$` Log:`^hooks\(0 if not nil\)$` Log:`^contains$`
	defer func() {
		if r := recover(); r != nil {
			l.Print(r)
		}
	}()
	f()
}

func Write(w io.Writer, f func()) { // want Write:`^supervises\(1\)$` Write:`^hooks\(0 if not nil\)$` Write:`^contains$`
	defer func() { fmt.Fprintln(w, recover()) }()
	f()
}

func Hook(h func(any), f func()) { // want Hook:`^supervises\(1\)$` Hook:`^hooks\(0 if not nil\)$` Hook:`^contains$`
	defer func() { h(recover()) }()
	f()
}

func Named(l *log.Logger, f func()) { // want Named:`^supervises\(1\)$` Named:`^hooks\(0 if not nil\)$` Named:`^contains$`
	defer report(l)
	f()
}

func report(l *log.Logger) { l.Print(recover()) }

func Asks(l *log.Logger, f func()) { // want Asks:`^supervises\(1\)$` Asks:`^contains$`
	defer func() {
		if r := recover(); r != nil && l != nil {
			l.Print(r)
		}
	}()
	f()
}

func Sets(l *log.Logger, f func()) { // want Sets:`^supervises\(1\)$` Sets:`^contains$`
	if l == nil {
		l = log.Default()
	}
	defer func() { l.Print(recover()) }()
	f()
}

type Server struct{ Log *log.Logger }

func (s *Server) Run(f func()) { // want Run:`^supervises\(0\)$` Run:`^hooks\(receiver.Log if not nil\)$` Run:`^contains, trusts its receiver$`
	defer func() {
		r := recover()
		s.Log.Print(r)
	}()
	f()
}

// Hooks calls each of hooks.
func Hooks(fn func(), hooks ...func(any)) { // want Hooks:`^supervises\(0\)$` Hooks:`^hooks\(1 if not nil\)$` Hooks:`^contains$`
	defer func() {
		if r := recover(); r != nil {
			for _, h := range hooks {
				h(r)
			}
		}
	}()
	fn()
}

// Options are asked for by AsksOptions only, and set by SetsOptions in its own copy.
type Options struct{ Say func(any) }

func ByOptions(o Options, f func()) { // want ByOptions:`^supervises\(1\)$` ByOptions:`^hooks\(0.Say if not nil\)$` ByOptions:`^contains$`
	defer func() {
		if r := recover(); r != nil {
			o.Say(r)
		}
	}()
	f()
}

func AsksOptions(o *Options, f func()) { // want AsksOptions:`^supervises\(1\)$` AsksOptions:`^hooks` AsksOptions:`^contains`
	defer func() {
		if r := recover(); r != nil && o.Say != nil {
			o.Say(r)
		}
	}()
	f()
}

func DefaultOptions(o Options, f func()) { // want DefaultOptions:`^supervises\(1\)$` DefaultOptions:`^contains$`
	if o.Say == nil {
		o.Say = func(any) {}
	}
	defer func() {
		if r := recover(); r != nil {
			o.Say(r)
		}
	}()
	f()
}

func SetsOptions(o Options, f func()) { // want SetsOptions:`^supervises\(1\)$` SetsOptions:`^contains$`
	o.Say = func(any) {}
	defer func() {
		if r := recover(); r != nil {
			o.Say(r)
		}
	}()
	f()
}

// A Cache is of an exported type: others may have one that is not made by New.
type Cache struct {
	ttl time.Duration
	n   int
}

func New(ttl time.Duration) *Cache { // want New:`^contains` New:`^[^c]`
	if ttl <= 0 {
		ttl = time.Minute
	}
	c := &Cache{ttl: ttl}
	go c.janitor()
	return c
}

func NewLoose(ttl time.Duration) *Cache { // want NewLoose:`^[^c]`
	if ttl < 0 {
		ttl = time.Minute
	}
	c := &Cache{ttl: ttl, n: 1}
	go c.janitor()  // want `bare-go: .*time.NewTicker\(c.ttl\) can panic`
	go c.counting() // want `bare-go: .*60 / c.n can panic`
	c.n = 2
	return c
}

func (c *Cache) janitor() { c.tick() }

func (c *Cache) tick() { time.NewTicker(c.ttl).Stop() }

func (c *Cache) counting() { fmt.Fprint(os.Stderr, 60/c.n) }
