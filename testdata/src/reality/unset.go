package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"
)

// What nobody has set: the methods of packages sync and time panic on nil, and those of Timer,
// Ticker and Cond on what was not made.

func (Cases) UnsetGroup() {
	var w *sync.WaitGroup
	go func() { w.Done() }()
}

func (Cases) UnsetGroupItself() {
	var w *sync.WaitGroup
	go w.Wait()
}

func (Cases) UnsetMutex() {
	go func() {
		var mu *sync.Mutex
		mu.Lock()
	}()
}

func (Cases) UnsetOnce() {
	go func() {
		var once *sync.Once
		once.Do(func() {})
	}()
}

func (Cases) UnsetLocker() {
	go func() {
		var l sync.Locker
		l.Lock()
	}()
}

func (Cases) UnsetTicker() {
	go func() {
		var t *time.Ticker
		t.Stop()
	}()
}

func (Cases) UnsetTimerRead() {
	var t *time.Timer
	go func() {
		select {
		case <-t.C:
		default:
		}
	}()
}

func (Cases) NilConverted() {
	w := (*sync.WaitGroup)(nil)
	go func() { w.Done() }()
}

func (Cases) NilAssigned() {
	w := new(sync.WaitGroup)
	w = nil
	go w.Wait()
}

// trusted: package sync
func (Cases) SetLater() {
	var w *sync.WaitGroup
	w = new(sync.WaitGroup)
	w.Add(1)
	go func() { w.Done() }()
}

func (Cases) TimerUnmade() {
	go func() {
		var t time.Timer
		t.Stop()
	}()
}

func (Cases) TimerUnmadeReset() {
	go func() {
		t := new(time.Timer)
		t.Reset(1)
	}()
}

func (Cases) TimerUnmadeLiteral() {
	go func() {
		t := &time.Timer{}
		t.Stop()
	}()
}

func (Cases) TickerUnmade() {
	go func() {
		var t time.Ticker
		t.Reset(1)
	}()
}

// trusted: stopping tickers
func (Cases) TickerUnmadeStopped() {
	go func() {
		var t time.Ticker
		t.Stop()
	}()
}

func (Cases) CondWithoutLocker() {
	go func() { sync.NewCond(nil).Wait() }()
}

func (Cases) CondWithoutLockerKept() {
	go func() {
		c := sync.NewCond(nil)
		c.L.Lock()
	}()
}

func (Cases) CondUnmade() {
	go func() {
		var c sync.Cond
		c.Wait()
	}()
}

// trusted: package sync
func (Cases) CondUnmadeWoken() {
	go func() {
		var c sync.Cond
		c.Broadcast()
	}()
}

// trusted: package sync
func (Cases) CondGivenLocker() {
	go func() {
		var c sync.Cond
		c.L = new(sync.Mutex)
		c.L.Lock()
		c.Broadcast()
	}()
}

// Variables of the package that nothing sets.
var (
	unsetGroup  *sync.WaitGroup
	unsetTicker *time.Ticker
	unsetMutex  *sync.Mutex = nil
	unmadeTimer time.Timer
	setGroup    *sync.WaitGroup
	askedGroup  *sync.WaitGroup
)

func init() { setGroup = new(sync.WaitGroup) }

func (Cases) UnsetGlobal()         { go func() { unsetGroup.Done() }() }
func (Cases) UnsetGlobalItself()   { go unsetGroup.Wait() }
func (Cases) UnsetGlobalDeferred() { go func() { defer unsetGroup.Done() }() }
func (Cases) UnsetGlobalMutex()    { go func() { unsetMutex.Lock() }() }
func (Cases) UnmadeGlobal()        { go func() { unmadeTimer.Stop() }() }

func (Cases) UnsetGlobalRead() {
	go func() {
		for range unsetTicker.C {
		}
	}()
}

func (Cases) UnsetGlobalBesideGuard() {
	go func() {
		defer unsetGroup.Done()
		defer rescue()
		boom()
	}()
}

// trusted: package sync
func (Cases) SetGlobal() { go func() { setGroup.Wait() }() }

// trusted: package sync
func (Cases) AskedGlobal() {
	go func() {
		if askedGroup != nil {
			note(1)
			askedGroup.Wait()
		}
	}()
}

// Fields that nothing sets.
type unset struct {
	group  *sync.WaitGroup
	ticker *time.Ticker
	once   *sync.Once
	timer  time.Timer
	set    *sync.WaitGroup
}

type unsetGeneric[T any] struct {
	group *sync.WaitGroup
	v     T
}

type unsetEmbedded struct{ *sync.Mutex }

type setEmbedded struct{ *sync.Mutex }

func newUnset() *unset { return &unset{set: new(sync.WaitGroup)} }

func (u *unset) run() { u.group.Done() }

func (Cases) UnsetField() {
	u := newUnset()
	go func() { u.group.Done() }()
}

func (Cases) UnsetFieldItself() {
	u := newUnset()
	go u.group.Wait()
}

func (Cases) UnsetFieldInMethod() {
	u := newUnset()
	go u.run()
}

func (Cases) UnsetFieldRead() {
	u := newUnset()
	go func() { <-u.ticker.C }()
}

func (Cases) UnsetFieldOnce() {
	u := newUnset()
	go func() { u.once.Do(func() {}) }()
}

func (Cases) UnmadeField() {
	u := newUnset()
	go func() { u.timer.Stop() }()
}

func (Cases) UnsetFieldBesideGuard() {
	u := newUnset()
	go func() {
		defer u.group.Done()
		defer rescue()
		boom()
	}()
}

func (Cases) UnsetFieldOfGeneric() {
	u := &unsetGeneric[int]{}
	go func() { u.group.Wait() }()
}

func (Cases) UnsetEmbedded() {
	u := &unsetEmbedded{}
	go func() { u.Lock() }()
}

func (Cases) UnsetMethodValue() {
	u := newUnset()
	time.AfterFunc(1, u.group.Done)
	time.Sleep(5 * time.Millisecond)
}

// trusted: package sync
func (Cases) SetField() {
	u := newUnset()
	go func() { u.set.Wait() }()
}

// trusted: package sync
func (Cases) SetEmbedded() {
	u := &setEmbedded{new(sync.Mutex)}
	go func() { u.Lock() }()
}

// Guards of what nobody has set.
type guardBase struct{ n int }

func (b *guardBase) rescue()     { note(recover()); b.n++ }
func (b *guardBase) rescueOnly() { note(recover()) }

type guardOuter struct{ guardInner }

type guardInner struct{ *guardBase }

type rescuer interface{ rescue() }

type guardHolder struct {
	unset rescuer
	set   rescuer
}

func (h *guardHolder) run()    { defer h.unset.rescue(); boom() }
func (h *guardHolder) runSet() { defer h.set.rescue(); boom() }

func (Cases) UnsetGuardPromoted() {
	g := &guardOuter{}
	go func() { defer g.rescue(); boom() }()
}

func (Cases) UnsetGuardPromotedUnused() {
	g := &guardOuter{}
	go func() { defer g.rescueOnly(); boom() }()
}

func (Cases) UnsetGuardInterface() { go (&guardHolder{}).run() }

// trusted: all implementations in view
func (Cases) SetGuardInterface() { go (&guardHolder{set: new(guardBase)}).runSet() }

type convertedFrom struct{ group *sync.WaitGroup }

type convertedTo struct{ group *sync.WaitGroup }

// trusted: package sync
func (Cases) SetByConversion() {
	c := convertedTo(convertedFrom{new(sync.WaitGroup)})
	go c.group.Wait()
}

// What guards use of variables of the package, and of fields, that nobody sets.
var (
	hookNever   func(any)
	hookInInit  func(any)
	hookLater   func(any)
	chanNever   chan any
	writerNever io.Writer
	writerSet   io.Writer = io.Discard
	stopNever   context.CancelFunc
)

func init()                  { hookInInit = note }
func hookBy(hook func(any))  { hookLater = hook }
func tellNever(r any)        { hookNever(r) }
func rescueInto(w io.Writer) { fmt.Fprint(w, recover()) }

func (Cases) HookNever() {
	go func() {
		defer func() { hookNever(recover()) }()
		boom()
	}()
}

func (Cases) HookNeverFar() {
	go func() {
		defer func() { tellNever(recover()) }()
		boom()
	}()
}

func (Cases) HookInInit() {
	go func() {
		defer func() { hookInInit(recover()) }()
		boom()
	}()
}

// trusted: hooks
func (Cases) HookLater() {
	hookBy(note)
	go func() {
		defer func() { hookLater(recover()) }()
		boom()
	}()
}

func (Cases) ChanNever() {
	go func() {
		defer func() { note(recover()); close(chanNever) }()
		boom()
	}()
}

func (Cases) WriterNever() {
	go func() {
		defer func() { fmt.Fprintln(writerNever, recover()) }()
		boom()
	}()
}

func (Cases) WriterNeverFar() {
	go func() {
		defer rescueInto(writerNever)
		boom()
	}()
}

func (Cases) WriterSet() {
	go func() {
		defer rescueInto(writerSet)
		boom()
	}()
}

func (Cases) StopNever() {
	go func() {
		defer func() { note(recover()); stopNever() }()
		boom()
	}()
}

type stopsField struct {
	stop context.CancelFunc
	set  context.CancelFunc
	w    io.Writer
	ch   chan any
}

func newStopsField() *stopsField {
	_, stop := context.WithCancel(context.Background())
	return &stopsField{set: stop}
}

func (s *stopsField) finish() { note(recover()); s.stop() }
func (s *stopsField) end()    { note(recover()); s.set() }
func (s *stopsField) write()  { fmt.Fprint(s.w, recover()) }
func (s *stopsField) close()  { note(recover()); close(s.ch) }

func (Cases) StopFieldNever() {
	s := newStopsField()
	go func() { defer s.finish(); boom() }()
}

// trusted: cancel functions
func (Cases) StopFieldSet() {
	s := newStopsField()
	go func() { defer s.end(); boom() }()
}

func (Cases) WriterFieldNever() {
	s := newStopsField()
	go func() { defer s.write(); boom() }()
}

func (Cases) ChanFieldNever() {
	s := newStopsField()
	go func() { defer s.close(); boom() }()
}
