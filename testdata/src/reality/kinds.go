package main

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Kinds of crashes that were missed, and of false alarms. Where a public
// report is known, it stands beside the case.

// A function that supervises what it is handed, and has steps of its own.

type meter struct {
	rows  []int
	stats map[string]int
}

func (m *meter) sample(tick func()) {
	for range 2 {
		m.stats["rows"]++
		safely(tick)
	}
}

func (m *meter) sampleAndAdd(tick func()) {
	safely(tick)
	m.rows[len(m.rows)]++
}

func (Cases) StepBeforeSupervised() { go new(meter).sample(func() {}) }
func (Cases) StepBehindSupervised() { go new(meter).sampleAndAdd(func() {}) }

// A guard that panics itself.

func (Cases) AssertsWhatItRecovered() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				note(r.(error))
			}
		}()
		boom()
	}()
}

func (Cases) PanicsBeforeItRecovers() {
	go func() {
		defer func() {
			println(null.n)
			_ = recover()
		}()
	}()
}

func (Cases) WritesWhatItRecovered() {
	go func() {
		defer func() {
			if recover() != nil {
				table["panics"]++
			}
		}()
		boom()
	}()
}

func report(to *meter) {
	if recover() != nil {
		to.rows = append(to.rows, 1)
	}
}

func (Cases) ReportsToNil() {
	go func() {
		defer report(nil)
		boom()
	}()
}

func (Cases) ReportsToWhatIsMade() {
	go func() {
		defer report(new(meter))
		boom()
	}()
}

// https://github.com/kubernetes/kubernetes/issues/91561: what is deferred
// before the guard runs behind it.
func job(done func()) {
	defer done()
	defer rescue()
}

func (Cases) CallbackBehindGuard() { go job(boom) }

// A deferred function that can be told, and does not recover.

func acquire() (func(), error) { return func() { last = nil }, nil }

func (Cases) ReleaseIsNoGuard() {
	release, err := acquire()
	note(err)
	go func() {
		defer release()
		boom()
	}()
}

type loan interface{ Release() }

type disk struct{}

func (disk) Release() { last = nil }

func (Cases) InterfaceIsNoGuard() {
	var l loan = disk{}
	go func() {
		defer l.Release()
		boom()
	}()
}

func run(f, done func()) {
	defer done()
	f()
}

func (Cases) HandedNoGuard() { go run(boom, func() { last = nil }) }
func (Cases) HandedGuard()   { go run(boom, rescue) }

// A variable that is set once, or not at all.

func (Cases) PerhapsSet() {
	var f func()
	if n > 100 {
		f = func() {}
	}
	go func() { f() }()
}

func (Cases) PerhapsSetGuard() {
	var f func()
	if n > 100 {
		f = rescue
	}
	go func() {
		defer f()
	}()
}

// Operands.

func (Cases) ValueMethodOfNil() { go func() { null.rescueCopy() }() }

func (Cases) PromotedOfNil() {
	var e deep
	go func() {
		defer e.rescueCopy()
		boom()
	}()
}

func (Cases) SupervisedMethodOfNil() { go func() { safely(iface.rescue) }() }
func (Cases) KeyOfLiteral()          { go func() { println(len(map[int]int{list[n]: 1})) }() }

func (Cases) DeleteStructKey() {
	type key struct{ v any }
	go func() { delete(map[key]int{{1}: 1}, key{value}) }()
}

func toArray[T ~[]int](s T) [4]int { return [4]int(s) }

func (Cases) GenericToArray() { go func() { println(toArray(list) == [4]int{}) }() }

// Channels that somebody closes.

func (Cases) OwnerClosesFirst() {
	c, gate := make(chan int, 1), make(chan int)
	defer close(gate)
	defer close(c)
	go func() {
		<-gate
		c <- 1
	}()
}

type keeper struct{ c chan int }

func (k *keeper) end() { close(k.c) }

func (Cases) KeeperCloses() {
	c := make(chan int, 1)
	k := keeper{c}
	k.end()
	go func() { c <- 1 }()
}

func (Cases) ClosesOwnTwice() {
	c := make(chan int)
	go func() {
		close(c)
		close(c)
	}()
}

// trusted: a sync.Once guards both closes
func (Cases) ClosesOnceEach() {
	c := make(chan int)
	var once sync.Once
	go func() { once.Do(func() { close(c) }) }()
	once.Do(func() { close(c) })
}

// trusted: one of two closes runs
func (Cases) ClosesInBranches() {
	c := make(chan int)
	go func() {
		if n > 100 {
			close(c)
			return
		}
		close(c)
	}()
	<-c
}

// Names.

// Fatal only notes.
func Fatal(v any) { note(v) }

func (Cases) NamedFatal() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				Fatal(r)
				return
			}
		}()
		boom()
	}()
}

func (Cases) BehindNamedFatal() {
	go func() {
		Fatal("x")
		boom()
	}()
}

// The value that was recovered, in its order.

var errAbort = errors.New("abort")

func (Cases) HandsOneOn() {
	go func() {
		defer func() {
			r := recover()
			if r != errAbort {
				r = nil
			}
			if r != nil {
				panic(r)
			}
		}()
		panic(errAbort)
	}()
}

// Launchers.

func (Cases) AfterFuncPanics() {
	timer := time.AfterFunc(0, boom)
	for timer.Stop() {
		timer.Reset(0)
		time.Sleep(time.Millisecond)
	}
}

func (Cases) AfterFuncCalm() {
	timer := time.AfterFunc(0, func() {})
	for timer.Stop() {
		timer.Reset(0)
		time.Sleep(time.Millisecond)
	}
}

func (Cases) ContextPanics() {
	ctx, cancel := context.WithCancel(context.Background())
	context.AfterFunc(ctx, boom)
	cancel()
}

func (Cases) GroupPanics() { new(sync.WaitGroup).Go(boom) }
func (Cases) GroupCalm()   { new(sync.WaitGroup).Go(func() { safely(boom) }) }

// Its goroutine is not seen by NumGoroutine: wait for it in another way.
func (Cases) FinalizerPanics() {
	runtime.SetFinalizer(new(keeper), func(*keeper) { boom() })
	for range 50 {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
}

// What cannot panic.

func (Cases) Made() {
	m := new(meter)
	go func() { m.rows = append(m.rows, 1) }()
}

func (Cases) MadeAndWritten() {
	m := &meter{stats: make(map[string]int)}
	stats := make(map[string]int)
	go func() {
		m.rows = nil
		stats["k"]++
	}()
}

func (Cases) Compared() {
	p := null
	go func() {
		if p != nil {
			p.n++
		}
	}()
}

func (Cases) ComparedTheWrongWay() {
	p := null
	go func() {
		if p == nil {
			p.n++
		}
	}()
}

func (Cases) ComparedAndChanged() {
	p := new(guard)
	go func() {
		if p != nil {
			p = null
			p.n++
		}
	}()
}

func (Cases) ReadsMap() { go func() { println(table["k"]) }() }

func (Cases) InBounds() {
	own := list
	go func() {
		for i := range own {
			println(own[i])
		}
		if len(own) > 1 {
			println(own[1])
		}
		var four [4]int
		println(four[3], four[:] == nil)
	}()
}

func (Cases) OutOfBounds() {
	go func() {
		if len(list) >= 0 {
			println(list[0])
		}
	}()
}

func (Cases) NotZero() {
	own := zero
	go func() {
		if own != 0 {
			println(n / own)
		}
	}()
}

// trusted: errors of the library can be compared
func (Cases) EndOfFile() {
	var err error
	go func() { println(err == io.EOF) }()
}

func sizeOf[T ~int | ~int32](v T) int64 { return int64(v) }

func (Cases) GenericNumbers() { go func() { println(sizeOf(n)) }() }

// These are the trusted ones of every day.

// trusted: the time
func (Cases) Times() {
	go func() {
		start := time.Now()
		println(time.Since(start) > time.Hour)
	}()
}

// trusted: a ticker of a constant
func (Cases) Ticks() {
	go func() {
		t := time.NewTicker(time.Hour)
		t.Stop()
	}()
}

func (Cases) TicksOfNothing() {
	go func() {
		t := time.NewTicker(time.Duration(zero))
		t.Stop()
	}()
}

// trusted: atomics of a field
func (Cases) Atomics() {
	s := new(struct{ n int64 })
	go func() { atomic.AddInt64(&s.n, 1) }()
}

// trusted: pure functions
func (Cases) Pure() { go func() { println(strings.ToUpper("x")) }() }

func (Cases) NotPure() { go func() { println(strings.Repeat("x", minus)) }() }

// Handlers that recover in any case.

func (Cases) NoNormalReturn() {
	go func() {
		normal := false
		defer func() {
			if !normal {
				_ = recover()
			}
		}()
		boom()
		normal = true
	}()
}

func (Cases) Constant() {
	const recovers = true
	go func() {
		defer func() {
			if recovers {
				_ = recover()
			}
		}()
		boom()
	}()
}

func (Cases) LoopsOverRecovered() {
	go func() {
		defer func() {
			for r := recover(); r != nil; r = nil {
				note(r)
			}
		}()
		boom()
	}()
}

// What is always panicking and catches nothing is no guard.

func (Cases) DefersBoom()    { go func() { defer boom() }() }
func (Cases) DefersLiteral() { go func() { defer func() { panic("boom") }() }() }

// A guard that panics only when it has recovered.

func (Cases) CountsNothing() {
	go func() {
		defer func() {
			if recover() != nil {
				table["panics"]++
			}
		}()
		note(1)
	}()
}

func (Cases) CountsAlways() {
	go func() {
		defer func() {
			_ = recover()
			table["runs"]++
		}()
		note(1)
	}()
}

func (Cases) PanicsWithoutPanic() {
	go func() {
		defer func() {
			if recover() == nil {
				panic("no panic")
			}
		}()
	}()
}

// What is declared without a value.

func (Cases) GuardOfUnset() {
	var g *guard
	if n > 100 {
		g = new(guard)
	}
	go func() {
		defer g.rescueField()
		boom()
	}()
}

func (g *guard) rescueField() {
	g.n++
	_ = recover()
}

// trusted: the receiver of a guard
func (Cases) GuardOfSet() {
	var g *guard
	if n > 100 {
		g = new(guard)
	} else {
		g = &guard{1}
	}
	go func() {
		defer g.rescueField()
		boom()
	}()
}

// Results that a deferred function replaces.

func recovered() *guard {
	defer rescue()
	boom()
	return new(guard)
}

func (Cases) UsesRecovered() {
	g := recovered()
	go func() { g.n++ }()
}

// Several values.

func (Cases) AllCalm() {
	f := rescue
	if n > 100 {
		f = func() { last = 1 }
	}
	go f()
}

func (Cases) OneBoom() {
	f := rescue
	if n < 100 {
		f = boom
	}
	go f()
}

// trusted: a channel of one's own is closed by a callee
func (Cases) CalleeCloses() {
	c := make(chan int, 1)
	go func() {
		c <- 1
		end(c)
	}()
}

func end(c chan int) { close(c) }
