// Package trusted shows what is taken not to panic in the default profile, and
// the neighbour of each that is not.
package trusted

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

var risky func()

type server struct {
	wg     sync.WaitGroup
	mu     sync.Mutex
	rw     *sync.RWMutex
	cond   *sync.Cond
	once   sync.Once
	n      atomic.Int64
	ready  atomic.Bool
	conf   atomic.Pointer[string]
	any    atomic.Value
	raw    int64
	timer  *time.Timer
	ticker *time.Ticker
	ctx    context.Context
	cancel context.CancelFunc
	quit   chan struct{}
	peer   *server
	count  int
}

// A field that nobody ever sets is trusted nowhere; package unset shows those.
func newServer(ctx context.Context, peer *server) *server {
	s := &server{rw: new(sync.RWMutex), timer: time.NewTimer(1), ticker: time.NewTicker(1), peer: peer}
	s.cond = sync.NewCond(&s.mu)
	s.ctx, s.cancel = context.WithCancel(ctx)
	return s
}

func (s *server) get() *server { return s.peer }

// Package sync.
func locks(s *server, wg *sync.WaitGroup, servers []*server, wgs [2]sync.WaitGroup) {
	go wg.Wait()
	go wg.Done()
	go wg.Add(-1)
	go s.wg.Wait()
	go s.peer.wg.Wait()
	go func() {
		s.mu.Lock()
		s.mu.Unlock()
		s.rw.RLock()
		s.rw.RUnlock()
		if s.mu.TryLock() {
			s.mu.Unlock()
		}
		s.cond.Signal()
		s.cond.Broadcast()
		wg.Done()
	}()
	go func() {
		defer wg.Done()
		defer s.mu.Unlock()
		s.mu.Lock()
		s.cond.Wait()
	}()
	go func() { // want `bare-go: .*\(s\.get\(\)\.wg panics if s\.get\(\) is nil\)`
		s.get().wg.Wait()
	}()
	go func() { // want `bare-go: `
		servers[0].wg.Wait()
	}()
	go func() { // want `bare-go: `
		wgs[s.count].Wait()
	}()
	go func() { // want `bare-go: .*\(s\.once\.Do\(risky\) can panic\)`
		s.once.Do(risky)
	}()
	go s.once.Do(risky) // want `bare-go: .*a panic in \(\*sync\.Once\)\.Do ends`
}

// Package sync/atomic.
func atomics(s *server, n *int64, list []atomic.Int64, v any) {
	go func() {
		s.n.Add(1)
		s.ready.Store(true)
		s.conf.Store(nil)
		if s.n.CompareAndSwap(1, 2) && s.ready.Load() {
			s.n.Store(0)
		}
		atomic.AddInt64(n, 1)
		atomic.StoreInt64(n, 1)
	}()
	go func() {
		var local atomic.Int32
		local.Add(1)
		x := int64(0)
		atomic.AddInt64(&x, 1)
	}()
	go atomic.AddInt64(n, 1)
	go func() { // want `bare-go: .*\(s\.any\.Store\(v\) can panic\)`
		s.any.Store(v)
	}()
	go func() { // want `bare-go: .*can panic`
		list[0].Add(1)
	}()
	go func() { // want `bare-go: .*load\(\) can panic`
		s.n.Add(load())
	}()
}

func load() int64 { return table[0] }

var table []int64

// Packages time and context.
func times(ctx context.Context, s *server, cancel context.CancelFunc, cause context.CancelCauseFunc, err error, f func(), wait time.Duration, key any) {
	go time.Sleep(time.Second)
	go func() {
		time.Sleep(10 * time.Millisecond)
		s.timer.Stop()
		s.ticker.Stop()
		cancel()
		cause(err)
		s.cancel()
	}()
	go cancel()
	go s.cancel()
	go func() {
		<-ctx.Done()
		if ctx.Err() != nil {
			cancel()
		}
	}()
	go func() {
		select {
		case <-ctx.Done():
		case <-s.ctx.Done():
		case <-s.timer.C:
		case <-s.quit:
		}
	}()
	go func() {
		s.timer.Reset(time.Second)
	}()
	go func() { // want `bare-go: .*\(s\.ticker\.Reset\(wait\) can panic\)`
		s.ticker.Reset(wait)
	}()
	go func() { // want `bare-go: .*\(ctx\.Value\(key\) can panic\)`
		ctx.Value(1)
		ctx.Value(key)
	}()
	go func() { // want `bare-go: .*can panic`
		s.get().cancel()
	}()
	go func() { // want `bare-go: .*\(f\(\) can panic\)`
		f()
	}()
}

// Receiving.
func receives(s *server, in <-chan int, list []chan int, m map[string]chan int) {
	go func() { <-in }()
	go func() { <-s.quit }()
	go func() { <-s.peer.quit }()
	go func() {
		for range in {
		}
	}()
	go func() {
		n := 0
		for v := range in {
			n += v
		}
		println(n)
	}()
	go func() {
		v, ok := <-in
		println(v, ok)
	}()
	go func() {
		select {
		case v := <-in:
			println(v)
		default:
		}
	}()
	go func() { // want `bare-go: .*\(list\[0\] can panic\)`
		<-list[0]
	}()
	go func() {
		for range m["a"] {
		}
	}()
	go func() { // want `bare-go: .*\(s\.get\(\)\.quit panics if s\.get\(\) is nil\)`
		<-s.get().quit
	}()
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		for range in {
			risky()
		}
	}()
}

// Constants, booleans, integers and floats on locals.
func arithmetic(k, d int, u uint, f, g float64) {
	go func() {
		n, ok := 1, true
		n = n*2 + k - 7
		n++
		n |= k & 0xf
		n <<= 3
		n >>= u
		n /= 2
		n %= 10
		ok = ok && n > 3 || !ok
		x := f / g
		s := "a" + "b"
		c := complex(f, g)
		p := &n
		print(n, ok, x, s, p == nil, real(c))
	}()
	go func() { // want `bare-go: .*\(k / d can panic\)`
		println(k / d)
	}()
	go func() { // want `bare-go: .*\(k % d can panic\)`
		println(k % d)
	}()
	go func() { // want `bare-go: .*can panic`
		println(1 << d)
	}()
}

// Everything else can panic.
func rest(s *server, list []int, m map[string]int, v, w any, p *int, str string, arr [4]int) {
	go func() { println(list[0]) }()      // want `bare-go: .*\(list\[0\] can panic\)`
	go func() { println(str[s.count]) }() // want `bare-go: .*can panic`
	go func() { m["k"] = 1 }()            // want `bare-go: .*\(m\["k"\] = 1 can panic\)`
	go func() { println(v.(int)) }()      // want `bare-go: .*\(v\.\(int\) can panic\)`
	go func() { println(*p) }()           // want `bare-go: .*\(\*p panics if p is nil\)`
	go func() { println(s.count) }()      // want `bare-go: .*\(s\.count panics if s is nil\)`
	go func() { s.count = 1 }()           // want `bare-go: .*\(s\.count panics if s is nil\)`
	go func() { println(list[1:]) }()     // want `bare-go: .*\(list\[1:\] can panic\)`
	go func() { println(v == w) }()       // want `bare-go: .*\(v == w can panic\)`
	go func() { _ = map[any]int{v: 1} }() // want `bare-go: .*can panic`
	go func() { panic(v) }()              // want `bare-go: .*\(panic\(v\) is there on purpose\); no fix: panic\(v\) is meant to end the process`
	go func() { println(v == nil, len(list), len(str), cap(list)) }()
	go func() { _, _ = v.(int) }()
	go func() {
		switch v.(type) {
		case int:
		}
	}()
}
