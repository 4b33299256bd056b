// Package others is about what a pass waits for that stands elsewhere: a function that is held by a
// variable, whoever holds a lock, resets a ticker, or implements an interface. Each had a period that was
// too short.
package others

import (
	"bufio"
	"container/heap"
	"container/list"
	"context"
	"crypto/rand"
	"database/sql"
	"io"
	"iter"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

var (
	sleep  = time.Sleep // tests replace it
	Pause  = time.Sleep // and whoever imports the package
	header = &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: 5 * time.Minute}}
	whole  = &http.Client{Timeout: 2 * time.Minute, Transport: header.Transport}
)

type server struct {
	n      int
	pause  func(time.Duration)
	ticker *time.Ticker
	steady *time.Ticker
	lent   *time.Ticker
	leader sync.Mutex
	brief  sync.Mutex
	rows   sync.RWMutex
	sync.Mutex
	page   sync.Mutex
	posted sync.Mutex
	soon   sync.Mutex
	table  sync.Mutex
	hooks  sync.Mutex
	copied sync.Mutex
	run    sync.Mutex
	queue  sync.Mutex
	filled *sync.Cond
	heap   sync.Mutex
	order  heap.Interface
	list   list.List
	hook   func()
	db     *sql.DB
	conn   net.Conn
	buffer chan int
	source iter.Seq[int]
}

func newServer() *server {
	return &server{
		pause: time.Sleep, ticker: time.NewTicker(time.Minute), steady: time.NewTicker(time.Minute), lent: time.NewTicker(time.Minute),
		buffer: make(chan int, 10),
	}
}

func (s *server) work(n int) { println(100 / n) }

// passes: every 4m0s
func (s *server) sleeps() {
	for range time.Tick(time.Minute) {
		sleep(3 * time.Minute)
	}
}

// passes: by a clock
func (s *server) sleepsAsTold() {
	for range time.Tick(time.Minute) {
		Pause(3 * time.Minute)
	}
}

// passes: every 4m0s
func (s *server) sleepsByField() {
	for range time.Tick(time.Minute) {
		s.pause(3 * time.Minute)
	}
}

// passes: every 4m0s
func (s *server) sleepsByParameter() {
	for range time.Tick(time.Minute) {
		s.retry(time.Sleep)
	}
}

func (s *server) retry(sleep func(time.Duration)) {
	for range 3 {
		sleep(time.Minute)
	}
}

// A sleep that is replaced paces a loop as well.
// passes: every 3m0s
func (s *server) pacedByVariable(ctx context.Context) {
	for ctx.Err() == nil {
		sleep(3 * time.Minute)
		s.work(1)
	}
}

func Poll(n int, f func(time.Duration)) { // want Poll:"calls what may last, loops by a clock, never beats"
	for range time.Tick(time.Minute) {
		f(time.Duration(n))
	}
}

// waits: calls what may last, loops by a clock, never beats
func (s *server) handsOverSleep() { Poll(1, time.Sleep) }

// passes: by a clock
func (s *server) sends() {
	for range time.Tick(time.Minute) {
		s.buffer <- 1
	}
}

// What is made in the pass is empty.
// passes: every 1m0s
func (s *server) sendsToItself() {
	for range time.Tick(time.Minute) {
		mine := make(chan int, 1)
		mine <- 1
		s.work(len(mine))
	}
}

// passes: every 1m0s
func (s *server) mayDrop() {
	for range time.Tick(time.Minute) {
		select {
		case s.buffer <- 1:
		default:
		}
	}
}

// passes: by a clock
func (s *server) asksForHeaders() {
	for range time.Tick(time.Minute) {
		_, _ = header.Get("http://localhost")
	}
}

// passes: every 3m0s
func (s *server) asksWithTimeout() {
	for range time.Tick(time.Minute) {
		_, _ = whole.Get("http://localhost")
	}
}

// passes: by a clock
func (s *server) resetElsewhere() {
	for range s.ticker.C {
		s.work(1)
	}
}

func (s *server) setInterval(d time.Duration) { s.ticker.Reset(d) }

// passes: by a clock
func (s *server) resetByParameter() {
	for range s.lent.C {
		s.work(1)
	}
}

func (s *server) slowDown(d time.Duration) { slow(s.lent, d) }

func slow(t *time.Ticker, d time.Duration) { t.Reset(d) }

// passes: every 1m0s
func (s *server) neverReset() {
	for range s.steady.C {
		s.work(1)
	}
}

func (s *server) pages() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; s.n == 0; i++ {
			time.Sleep(time.Minute)
			if !yield(i) {
				return
			}
		}
	}
}

// passes: by a clock
func (s *server) drains() {
	for range time.Tick(time.Minute) {
		for p := range s.pages() {
			s.work(p)
		}
	}
}

func (s *server) three(yield func(int) bool) {
	for i := range 3 {
		time.Sleep(time.Minute)
		if !yield(i) {
			return
		}
	}
}

// passes: every 4m0s
func (s *server) drainsThree() {
	for range time.Tick(time.Minute) {
		for p := range s.three {
			s.work(p)
		}
	}
}

// passes: by a clock
func (s *server) drainsWhatever() {
	for range time.Tick(time.Minute) {
		for p := range s.source {
			s.work(p)
		}
	}
}

func (s *server) slowList() []int {
	time.Sleep(3 * time.Minute)
	return nil
}

// What is ranged over was not looked into.
// passes: every 4m0s
func (s *server) rangesOver() {
	for range time.Tick(time.Minute) {
		for _, n := range s.slowList() {
			s.work(n)
		}
	}
}

func (s *server) leads() {
	s.leader.Lock()
	defer s.leader.Unlock()
	time.Sleep(time.Hour)
}

// passes: by a clock
func (s *server) waitsForTheLeader() {
	for range time.Tick(time.Minute) {
		s.leader.Lock()
		s.work(1)
		s.leader.Unlock()
	}
}

func (s *server) briefly() {
	s.brief.Lock()
	s.work(1)
	s.brief.Unlock()
	time.Sleep(time.Hour)
}

// passes: every 1m0s
func (s *server) waitsBriefly() {
	for range time.Tick(time.Minute) {
		s.brief.Lock()
		s.work(1)
		s.brief.Unlock()
	}
}

func (s *server) readsForLong() {
	s.rows.RLock()
	time.Sleep(time.Hour)
	s.rows.RUnlock()
}

// passes: every 1m0s
func (s *server) readsAsWell() {
	for range time.Tick(time.Minute) {
		s.rows.RLock()
		s.work(1)
		s.rows.RUnlock()
	}
}

// passes: by a clock
func (s *server) writes() {
	for range time.Tick(time.Minute) {
		s.rows.Lock()
		s.work(1)
		s.rows.Unlock()
	}
}

func (s *server) holdsItself() {
	s.Lock()
	<-s.buffer
	s.Unlock()
}

// passes: by a clock
func (s *server) waitsForItself() {
	for range time.Tick(time.Minute) {
		s.Lock()
		s.work(1)
		s.Unlock()
	}
}

// Who holds a lock while a peer answers, without a timeout, holds it for as long as the peer likes: the service that
// waits for it was called stuck.
func (s *server) holdsAndGets() {
	s.page.Lock()
	defer s.page.Unlock()
	_, _ = http.Get("http://localhost")
}

// passes: by a clock
func (s *server) waitsForAPage() {
	for range time.Tick(time.Minute) {
		s.page.Lock()
		s.work(1)
		s.page.Unlock()
	}
}

func (s *server) holdsAndPosts() {
	s.posted.Lock()
	if _, err := http.PostForm("http://localhost", nil); err != nil {
		s.posted.Unlock()
		return
	}
	s.posted.Unlock()
}

// passes: by a clock
func (s *server) waitsForAPost() {
	for range time.Tick(time.Minute) {
		s.posted.Lock()
		s.work(1)
		s.posted.Unlock()
	}
}

// The answer is in another function.
func (s *server) holdsAndAsks() {
	s.table.Lock()
	defer s.table.Unlock()
	s.rebuild()
}

func (s *server) rebuild() { _, _ = s.db.Exec("CALL rebuild()") }

// passes: by a clock
func (s *server) waitsForATable() {
	for range time.Tick(time.Minute) {
		s.table.Lock()
		s.work(1)
		s.table.Unlock()
	}
}

func (s *server) holdsAndCalls() {
	s.hooks.Lock()
	defer s.hooks.Unlock()
	s.hook()
}

// passes: by a clock
func (s *server) waitsForAHook() {
	for range time.Tick(time.Minute) {
		s.hooks.Lock()
		s.work(1)
		s.hooks.Unlock()
	}
}

func (s *server) holdsAndCopies(w io.Writer) {
	s.copied.Lock()
	defer s.copied.Unlock()
	_, _ = io.Copy(w, s.conn)
}

// passes: by a clock
func (s *server) waitsForACopy() {
	for range time.Tick(time.Minute) {
		s.copied.Lock()
		s.work(1)
		s.copied.Unlock()
	}
}

func (s *server) holdsAndRuns() {
	s.run.Lock()
	defer s.run.Unlock()
	_ = exec.Command("make").Run()
}

// passes: by a clock
func (s *server) waitsForACommand() {
	for range time.Tick(time.Minute) {
		s.run.Lock()
		s.work(1)
		s.run.Unlock()
	}
}

func (s *server) getsAndHolds() {
	_, _ = http.Get("http://localhost")
	s.soon.Lock()
	s.work(1)
	s.soon.Unlock()
}

// passes: every 1m0s
func (s *server) waitsForNoPage() {
	for range time.Tick(time.Minute) {
		s.soon.Lock()
		s.work(1)
		s.soon.Unlock()
	}
}

// To wait for a condition gives the lock back (https://pkg.go.dev/sync#Cond.Wait).
func (s *server) takes() int {
	s.queue.Lock()
	defer s.queue.Unlock()
	for s.n == 0 {
		s.filled.Wait()
	}
	return s.n
}

// passes: every 1m0s
func (s *server) waitsForTheQueue() {
	for range time.Tick(time.Minute) {
		s.queue.Lock()
		s.work(1)
		s.queue.Unlock()
	}
}

// A heap, a list and random numbers are at hand, whatever their functions are called.
func (s *server) sorts() {
	s.heap.Lock()
	defer s.heap.Unlock()
	for s.order.Len() > 0 {
		heap.Pop(s.order)
	}
	for e := s.list.Front(); e != nil; e = e.Next() {
		_, _ = rand.Read(e.Value.([]byte))
	}
}

// passes: every 1m0s
func (s *server) waitsForTheHeap() {
	for range time.Tick(time.Minute) {
		s.heap.Lock()
		s.work(1)
		s.heap.Unlock()
	}
}

// passes: by a clock
func (s *server) locksAFile(f *os.File) {
	for range time.Tick(time.Minute) {
		_ = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
	}
}

// passes: every 1m0s
func (s *server) triesAFile(f *os.File) {
	for range time.Tick(time.Minute) {
		_ = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	}
}

type Store interface{ Load(context.Context) }

type local struct{}

func (local) Load(context.Context) {}

type Logger interface{ Info(string) }

type Cache struct {
	Store  Store
	Logger Logger
	own    Store
	Waiter waiter
}

// passes: by a clock
func (c *Cache) loads(ctx context.Context) {
	for range time.Tick(time.Minute) {
		c.Store.Load(ctx)
	}
}

// passes: every 1m0s
func (c *Cache) loadsItsOwn(ctx context.Context) {
	for range time.Tick(time.Minute) {
		c.own.Load(ctx)
		c.Logger.Info("loaded")
	}
}

type waiter interface{ Wait(time.Duration) }

type real struct{}

func (real) Wait(d time.Duration) { time.Sleep(d) } // want Wait:"waits for a clock"

// An interface that others cannot name, with one method behind it, had no pass.
// passes: every 1m0s
func waits(w waiter, ctx context.Context) {
	for ctx.Err() == nil {
		w.Wait(time.Minute)
	}
}

type reader interface{ Read([]byte) (int, error) }

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

// Here it holds a type of another package.
// passes: none
func reads(b []byte) {
	var in reader = bufio.NewReader(os.Stdin)
	for {
		_, _ = in.Read(b)
		time.Sleep(time.Minute)
	}
}

// passes: every 1m0s
func readsZeros(b []byte, in reader) {
	for {
		_, _ = in.Read(b)
		time.Sleep(time.Minute)
	}
}

// passes: by a clock
func (c *Cache) waits(ctx context.Context) {
	for ctx.Err() == nil {
		c.Waiter.Wait(time.Minute)
	}
}
