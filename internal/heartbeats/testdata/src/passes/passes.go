// Package passes is about what a pass of a loop waits for.
package passes

import (
	"bufio"
	"context"
	"flag"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

type server struct {
	jobs   chan int
	out    chan int // whose capacity nobody knows
	plain  chan int
	buffer chan int
	every  time.Duration
	closed bool
	conn   net.Conn
	cond   *sync.Cond
	queue  queue
	store  store
	Pause  time.Duration
}

type store interface {
	Load(context.Context, int) (int, error)
	Start(context.Context) (func(), context.Context)
}

type queue interface {
	Consume(context.Context) error
	Subscribe(string) (<-chan int, error)
	Run(context.Context) error
	Fetch(context.Context) (int, error)
	Receive() (int, error)
	Save(int)
}

func newServer(n int) *server {
	return &server{plain: make(chan int), buffer: make(chan int, n)}
}

func (s *server) work(n int) { println(100 / n) }

// A clock paces it, and adds up.
// passes: every 1m15s
func (s *server) sleeps() {
	for !s.closed {
		s.work(1)
		time.Sleep(time.Minute)
		if s.closed {
			time.Sleep(15 * time.Second)
		}
	}
}

// passes: by a clock
func (s *server) sleepsForSome() {
	for !s.closed {
		time.Sleep(time.Second)
		time.Sleep(s.every)
	}
}

// A variable is as good as a constant if it never holds anything else.
// passes: every 1m0s
func (s *server) sleepsForAVariable() {
	pause := time.Minute
	for !s.closed {
		s.work(1)
		time.Sleep(pause)
	}
}

// passes: by a clock
func (s *server) sleepsLonger() {
	pause := time.Minute
	for !s.closed {
		s.work(1)
		time.Sleep(pause)
		pause *= 2
	}
}

// passes: by a clock
func (s *server) sleepsAsFlagged() {
	pause := time.Minute
	flag.DurationVar(&pause, "pause", pause, "")
	for !s.closed {
		s.work(1)
		time.Sleep(pause)
	}
}

// A return sets a result, too, and other packages an exported field.
// passes: by a clock
func (s *server) sleepsForAResult() (pause time.Duration) {
	pause = time.Minute
	for !s.closed {
		s.work(1)
		time.Sleep(pause)
	}
	return time.Hour
}

// passes: by a clock
func (s *server) sleepsAsOthersSay() {
	if s.Pause == 0 {
		s.Pause = time.Minute
	}
	for !s.closed {
		s.work(1)
		time.Sleep(s.Pause)
	}
}

// passes: tight
func (s *server) tight() {
	for !s.closed {
		s.work(1)
	}
}

// The shortest clock of a select statement is how long it waits.
// passes: every 1s
func (s *server) selects(ctx context.Context) {
	for {
		select {
		case <-time.After(time.Minute):
		case <-time.After(time.Second):
		case n := <-s.jobs:
			s.work(n)
		case <-ctx.Done():
			return
		}
	}
}

// passes: none
func (s *server) selectsWithout(ctx context.Context) {
	for {
		select {
		case n := <-s.jobs:
			s.work(n)
		case <-ctx.Done():
			return
		}
		time.Sleep(time.Second)
	}
}

// passes: every 1s
func (s *server) selectsWithDefault() {
	for {
		select {
		case n := <-s.jobs:
			s.work(n)
		default:
			time.Sleep(time.Second)
		}
	}
}

// passes: none
func (s *server) receives() {
	for {
		s.work(<-s.jobs)
		time.Sleep(time.Second)
	}
}

// It comes round; when, nobody knows, so it has no deadline.
// passes: by a clock
func (s *server) receivesUnderACondition() {
	for {
		time.Sleep(time.Second)
		if s.closed {
			s.work(<-s.jobs)
		}
	}
}

// A sender waits for as long as its reader likes: it was called stuck where the reader was slow.
// passes: none
func (s *server) sends() {
	for !s.closed {
		time.Sleep(time.Second)
		s.plain <- 1
	}
}

// passes: none
func (s *server) sendsToWhomEver() {
	for !s.closed {
		time.Sleep(time.Second)
		s.out <- 1
	}
}

// A buffer may be full: there was a period.
// passes: by a clock
func (s *server) sendsToABuffer() {
	for !s.closed {
		time.Sleep(time.Second)
		s.buffer <- 1
	}
}

// Behind a tick the pass is over when somebody has taken what is sent: it beats, but its period is
// not known.
// passes: by a clock
func (s *server) sendsBehindATick(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
			s.plain <- 1
		}
	}
}

// passes: by a clock
func (s *server) sendsInASelect(ctx context.Context) {
	for range time.Tick(time.Second) {
		if !s.closed {
			select {
			case <-ctx.Done():
				return
			case s.plain <- 1:
			}
		}
	}
}

// passes: by a clock
func (s *server) sendsAll(due []int) {
	for range time.Tick(time.Second) {
		for _, n := range due {
			s.plain <- n
		}
	}
}

// passes: every 1s
func (s *server) sendsOrNot() {
	for range time.Tick(time.Second) {
		select {
		case s.plain <- 1:
		default:
		}
	}
}

// passes: every 3s
func (s *server) sendsInTime() {
	for range time.Tick(time.Second) {
		select {
		case s.plain <- 1:
		case <-time.After(2 * time.Second):
		}
	}
}

// waits: waits, takes as long as others like
func (s *server) emit(n int) { s.plain <- n }

// passes: none
func (s *server) emits() {
	for range time.Tick(time.Second) {
		s.emit(1)
	}
}

// passes: by a clock
func (s *server) emitsSome() {
	for range time.Tick(time.Second) {
		if s.closed {
			s.emit(1)
		}
	}
}

// What serves lasts for the life of the service, wherever it stands in a loop that tries again.
// passes: none
func (s *server) serves() {
	for {
		time.Sleep(time.Second)
		if err := http.ListenAndServe(":80", nil); err != nil {
			println(err.Error())
		}
	}
}

// passes: none
func (s *server) servesUnderACondition(srv *http.Server, ln net.Listener) {
	for range time.Tick(time.Second) {
		if !s.closed {
			_ = srv.Serve(ln)
		}
	}
}

// waits: waits, takes as long as others like, calls what may last, loops without bound
func (s *server) serve(srv *http.Server) {
	_ = srv.ListenAndServeTLS("cert", "key")
}

// passes: none
func (s *server) servesByACall(srv *http.Server) {
	for range time.Tick(time.Second) {
		s.serve(srv)
	}
}

// passes: every 1s
func (s *server) answers(h http.Handler, w http.ResponseWriter, r *http.Request) {
	for range time.Tick(time.Second) {
		h.ServeHTTP(w, r)
	}
}

// passes: none
func (s *server) consumes(ctx context.Context) {
	for ctx.Err() == nil {
		time.Sleep(time.Second)
		_ = s.queue.Consume(ctx)
	}
}

// passes: every 1s
func (s *server) subscribes(ctx context.Context) {
	for ctx.Err() == nil {
		_, _ = s.queue.Subscribe("jobs")
		time.Sleep(time.Second)
	}
}

// passes: every 1s
func (s *server) listens(ctx context.Context) {
	for ctx.Err() == nil {
		if ln, err := net.Listen("tcp", ":80"); err == nil {
			println(ln.Addr().String())
		}
		time.Sleep(time.Second)
	}
}

// What may last: in front of a pause it is a try, which has no pass.
// passes: none
func (s *server) tries(ctx context.Context) {
	for {
		_ = s.queue.Run(ctx)
		time.Sleep(time.Second)
	}
}

// A pause after a failure alone is not in front of what comes next.
// passes: none
func (s *server) triesAgain() {
	for {
		cmd := exec.Command("tail", "-f", "log")
		if err := cmd.Start(); err != nil {
			time.Sleep(time.Second)
			continue
		}
		_ = cmd.Wait()
		time.Sleep(time.Second)
	}
}

// Behind a pause it beats, but nobody knows how long it takes.
// passes: by a clock
func (s *server) triesLater(ctx context.Context) {
	for {
		time.Sleep(time.Second)
		_ = s.queue.Run(ctx)
	}
}

// passes: by a clock
func (s *server) triesUnderACondition() {
	for {
		if cmd := exec.Command("tail", "-f", "log"); cmd.Start() == nil {
			_ = cmd.Wait()
		}
		time.Sleep(time.Second)
	}
}

// With a ticker it is the work of the pass, and takes its time.
// passes: by a clock
func (s *server) runsEach(ctx context.Context) {
	for range time.Tick(time.Second) {
		_ = s.queue.Run(ctx)
	}
}

// A ticker says how much time there is for what it wakes, and nothing of what others wake: a worker
// beside an idle ticker was called stuck in a long job.
// passes: by a clock
func (s *server) worksBesideATicker(ctx context.Context, do func(int)) {
	ticker := time.NewTicker(time.Second)
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-s.jobs:
			do(n)
		case <-ticker.C:
		}
	}
}

// passes: by a clock
func (s *server) fetchesBesideATicker(ctx context.Context) {
	for {
		select {
		case <-s.jobs:
			s.fetchAll(ctx)
		case <-time.After(time.Second):
		}
	}
}

// waits: calls what may last
func (s *server) fetchAll(ctx context.Context) {
	for range 3 {
		if s.closed {
			_, _ = s.queue.Fetch(ctx)
		}
	}
}

// passes: by a clock
func (s *server) readsBesideATicker(buf []byte) {
	for {
		select {
		case <-s.jobs:
			_, _ = s.conn.Read(buf)
		case <-time.After(time.Second):
		}
	}
}

// passes: every 1s
func (s *server) readsInTimeBesideATicker(buf []byte) {
	for {
		select {
		case <-s.jobs:
			s.conn.SetReadDeadline(time.Now().Add(time.Second))
			_, _ = s.conn.Read(buf)
		case <-time.After(time.Second):
		}
	}
}

// passes: by a clock
func (s *server) worksOrSleeps(ctx context.Context) {
	for {
		select {
		case <-s.jobs:
			_, _ = s.store.Load(ctx, 1)
		default:
			time.Sleep(time.Second)
		}
	}
}

// What has a timeout, logs, or is work of the tick, has its place in the period.
// passes: every 1s
func (s *server) savesBesideATicker(ctx context.Context, f *os.File, buf []byte) {
	for {
		select {
		case n := <-s.jobs:
			s.work(n)
			s.queue.Save(n)
			slog.InfoContext(ctx, "saved")
			_, _ = f.Read(buf)
			s.loadInTime(ctx)
		case <-time.After(time.Second):
			_, _ = s.store.Load(ctx, 1)
		}
	}
}

func (s *server) loadInTime(ctx context.Context) {
	_, ctx = s.store.Start(ctx)
	short, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_, _ = s.store.Load(short, 1)
}

// Who asks for the work of the tick out of turn gets what there is time for in a period.
// passes: every 1s
func (s *server) savesOutOfTurn(ctx context.Context) {
	for {
		select {
		case <-s.jobs:
			_, _ = s.store.Load(ctx, 2)
		case <-time.After(time.Second):
			_, _ = s.store.Load(ctx, 1)
		}
	}
}

// What is done when the loop is told to stop is not part of a pass.
// passes: every 1s
func (s *server) flushesAtLast(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			_, _ = s.store.Load(context.Background(), 1)
			return
		case <-time.After(time.Second):
			s.work(1)
		}
	}
}

// Who reads lines of a peer waits for them.
// passes: none, none
func (s *server) scans() {
	for !s.closed {
		lines := bufio.NewScanner(s.conn)
		for lines.Scan() {
			s.work(len(lines.Text()))
		}
		time.Sleep(time.Second)
	}
}

// passes: none, none
func (s *server) scansInput() {
	for !s.closed {
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			s.work(len(lines.Text()))
		}
		time.Sleep(time.Second)
	}
}

// passes: every 1s
func (s *server) scansText(text string) {
	for !s.closed {
		lines := bufio.NewScanner(strings.NewReader(text))
		for lines.Scan() {
			s.work(len(lines.Text()))
		}
		time.Sleep(time.Second)
	}
}

// passes: none
func (s *server) reads(buf []byte) {
	for {
		if _, err := s.conn.Read(buf); err != nil {
			time.Sleep(time.Second)
		}
	}
}

// passes: every 1s
func (s *server) readsAFile(f *os.File, buf []byte) {
	for {
		if _, err := f.Read(buf); err == io.EOF {
			time.Sleep(time.Second)
		}
	}
}

// passes: none, none
func (s *server) waitsForACondition() {
	for {
		s.cond.L.Lock()
		for !s.closed {
			s.cond.Wait()
		}
		s.cond.L.Unlock()
		time.Sleep(time.Second)
	}
}

// While a loop inside goes on without a pass, there is none outside; with one, they beat both, and
// how long the outer one takes is not known.
// passes: none, none
func (s *server) loopInside() {
	for {
		for n := range s.jobs {
			s.work(n)
		}
		time.Sleep(time.Second)
	}
}

// passes: by a clock, every 1s
func (s *server) pacedInside(ctx context.Context) {
	for ctx.Err() == nil {
		for range time.Tick(time.Second) {
			if s.closed {
				break
			}
		}
		time.Sleep(time.Second)
	}
}
