// Package limits is about passes that a timeout of their own bounds.
package limits

import (
	"bufio"
	"context"
	"net"
	"time"
)

type server struct {
	conn  net.Conn
	queue queue
	every time.Duration
	jobs  chan int
}

type queue interface {
	Fetch(context.Context) (int, error)
	Next() (int, error)
	Receive(context.Context) (int, error)
	Consume(context.Context) error
	Save(context.Context) error
	Open(context.Context) (queue, error)
	Recv() (int, error)
	Pop(context.Context, string) int
}

const timeout = 40 * time.Second

func (s *server) work(n int) { println(100 / n) }

// A context with a timeout, made in the pass, bounds what it is handed to.
// passes: every timeout
func (s *server) fetches(ctx context.Context) {
	for ctx.Err() == nil {
		short, cancel := context.WithTimeout(ctx, timeout)
		n, err := s.queue.Fetch(short)
		cancel()
		if err == nil {
			s.work(n)
		}
	}
}

// passes: by a clock
func (s *server) fetchesForSome(ctx context.Context) {
	for ctx.Err() == nil {
		short, cancel := context.WithDeadline(ctx, time.Now().Add(s.every))
		_, _ = s.queue.Receive(context.WithValue(short, "a", "b"))
		cancel()
	}
}

// passes: every 5s
func (s *server) waitsForIt(ctx context.Context) {
	for {
		short, cancel := context.WithDeadline(ctx, time.Now().Add(5*time.Second))
		select {
		case n := <-s.jobs:
			s.work(n)
		case <-short.Done():
		}
		cancel()
	}
}

// passes: every 5s
func (s *server) receivesIt(ctx context.Context) {
	for {
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		<-short.Done()
		cancel()
	}
}

// It bounds a session, and what waits in a function, too.
// passes: every 5s
func (s *server) consumes(ctx context.Context) {
	for ctx.Err() == nil {
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		_ = s.queue.Consume(short)
		cancel()
	}
}

// waits: waits
func (s *server) next(ctx context.Context) int {
	select {
	case n := <-s.jobs:
		return n
	case <-ctx.Done():
		return 0
	}
}

// passes: every 5s
func (s *server) nexts(ctx context.Context) {
	for ctx.Err() == nil {
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		s.work(s.next(short))
		cancel()
	}
}

// Not under it: what is handed another context, what waits beside it, what has no context at all.
// passes: none
func (s *server) other(ctx context.Context) {
	for ctx.Err() == nil {
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		_ = s.queue.Save(short)
		cancel()
		s.work(s.next(ctx))
	}
}

// passes: none
func (s *server) beside(ctx context.Context) {
	for n := range s.jobs {
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		_ = s.queue.Save(short)
		s.work(n)
		cancel()
	}
}

// passes: tight
func (s *server) unused(ctx context.Context) {
	for ctx.Err() == nil {
		_, cancel := context.WithTimeout(ctx, 5*time.Second)
		s.work(1)
		cancel()
	}
}

// What has a timeout within a function is work: nothing says that the loop waits for that.
// waits: has timeouts
func (s *server) save(ctx context.Context) {
	short, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	_ = s.queue.Save(short)
}

// passes: none
func (s *server) saves(ctx context.Context) {
	for {
		if _, err := s.queue.Next(); err != nil {
			continue
		}
		s.save(ctx)
	}
}

// passes: none
func (s *server) savesItself(ctx context.Context) {
	for {
		if _, err := s.queue.Next(); err != nil {
			continue
		}
		short, cancel := context.WithTimeout(ctx, 10*time.Second)
		_ = s.queue.Save(short)
		cancel()
	}
}

// Within the period it is a part of the pass; what may take longer makes the period longer.
// passes: every 30s
func (s *server) within(ctx context.Context) {
	for range time.Tick(30 * time.Second) {
		s.save(ctx)
	}
}

// passes: every 11s
func (s *server) longer(ctx context.Context) {
	for range time.Tick(time.Second) {
		s.save(ctx)
	}
}

// passes: every 21s
func (s *server) twice(ctx context.Context) {
	for range time.Tick(time.Second) {
		s.save(ctx)
		s.save(ctx)
	}
}

func (s *server) saveForSome(ctx context.Context) {
	short, cancel := context.WithTimeout(ctx, s.every)
	defer cancel()
	_ = s.queue.Save(short)
}

// A timeout that is not known was taken to be within the period, and a loop that had an hour by its
// configuration was called stuck.
// passes: by a clock
func (s *server) withinSome(ctx context.Context) {
	for range time.Tick(30 * time.Second) {
		s.saveForSome(ctx)
	}
}

// passes: by a clock
func (s *server) longerThanSome(ctx context.Context) {
	for range time.Tick(time.Second) {
		s.saveForSome(ctx)
		s.save(ctx)
	}
}

// A deadline for what it reads.
// passes: every 5s
func (s *server) reads(buf []byte) {
	for {
		_ = s.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		if n, err := s.conn.Read(buf); err == nil {
			s.work(n)
		}
	}
}

// passes: by a clock
func (s *server) readsLines() {
	lines := bufio.NewReader(s.conn)
	for {
		_ = s.conn.SetDeadline(time.Now().Add(s.every))
		line, err := lines.ReadString('\n')
		if err != nil {
			continue
		}
		s.work(len(line))
	}
}

// passes: by a clock
func (s *server) readsTwice(buf []byte) {
	for {
		_ = s.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		_, _ = s.conn.Read(buf)
		_ = s.conn.SetReadDeadline(time.Now().Add(time.Minute))
		_, _ = s.conn.Read(buf)
	}
}

// passes: none
func (s *server) takenAway(buf []byte) {
	for {
		_ = s.conn.SetReadDeadline(time.Time{})
		if n, err := s.conn.Read(buf); err == nil {
			s.work(n)
		}
	}
}

// passes: none
func (s *server) before(buf []byte) {
	_ = s.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	for {
		if n, err := s.conn.Read(buf); err == nil {
			s.work(n)
		}
	}
}

// passes: tight
func (s *server) readsNothing() {
	for {
		_ = s.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		s.work(1)
	}
}

// A timeout for the work on a message bounds no wait for the message: a topic without messages was
// called stuck.
// passes: none
func (s *server) worksOn(ctx context.Context) {
	for {
		n, err := s.queue.Receive(ctx)
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		_ = s.queue.Save(short)
		s.work(n)
		cancel()
	}
}

// passes: none
func (s *server) worksOnStream(ctx context.Context) {
	for {
		n, err := s.queue.Recv()
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		_ = s.queue.Save(short)
		s.work(n)
		cancel()
	}
}

// passes: none
func (s *server) pops(ctx context.Context) {
	for {
		n := s.queue.Pop(ctx, "jobs")
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		_ = s.queue.Save(short)
		s.work(n)
		cancel()
	}
}

// What is opened with it is bounded by it.
// passes: every 5s
func (s *server) opens(ctx context.Context) {
	for ctx.Err() == nil {
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		if stream, err := s.queue.Open(short); err == nil {
			n, _ := stream.Recv()
			s.work(n)
		}
		cancel()
	}
}

// passes: none
func (s *server) another(peer net.Conn, buf []byte) {
	for {
		_ = peer.SetDeadline(time.Now().Add(5 * time.Second))
		n, err := s.conn.Read(buf)
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		_, _ = peer.Write(buf[:n])
	}
}
