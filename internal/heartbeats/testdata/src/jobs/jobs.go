// Package jobs is about the work of a worker beside an idle ticker, which says nothing of how long that takes:
// a worker with a long job was called stuck.
package jobs

import (
	"context"
	"database/sql"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/smtp"
	"net/url"
	"strings"
	"time"
)

type job interface {
	Do()
	Try() error
	Name() string
	Logf(string, ...any)
}

type worker struct {
	urls  chan string
	jobs  chan job
	conns chan net.Conn
	db    *sql.DB
	log   *slog.Logger
	next  job
}

var client = &http.Client{Timeout: 10 * time.Second}

// passes: by a clock
func (w *worker) gets() {
	for {
		select {
		case url := <-w.urls:
			_, _ = http.Get(url)
		case <-time.After(time.Second):
		}
	}
}

// passes: by a clock
func (w *worker) asks(req *http.Request) {
	for {
		select {
		case <-w.urls:
			_, _ = http.DefaultClient.Do(req)
		case <-time.After(time.Second):
		}
	}
}

// One with a timeout has its time, by the client or by the context that the request is made with.
// passes: every 11s
func (w *worker) getsInTime() {
	for {
		select {
		case url := <-w.urls:
			_, _ = client.Get(url)
		case <-time.After(time.Second):
		}
	}
}

// waits: calls what may last
func (w *worker) ask(req *http.Request) { _, _ = new(http.Client).Do(req) }

// passes: by a clock
func (w *worker) queries() {
	for {
		select {
		case <-w.urls:
			_, _ = w.db.Exec("CALL rebuild()")
		case <-time.After(time.Second):
		}
	}
}

// To log has a twin with a context as well, and waits for nothing.
// passes: every 1s
func (w *worker) logs() {
	for {
		select {
		case url := <-w.urls:
			w.log.Info(url)
		case <-time.After(time.Second):
		}
	}
}

// passes: by a clock
func (w *worker) mails() {
	for {
		select {
		case to := <-w.urls:
			_ = smtp.SendMail("mail:25", nil, to, []string{to}, nil)
		case <-time.After(time.Second):
		}
	}
}

// passes: by a clock
func (w *worker) dials() {
	for {
		select {
		case addr := <-w.urls:
			_, _ = net.Dial("tcp", addr)
		case <-time.After(time.Second):
		}
	}
}

// passes: by a clock
func (w *worker) tries() {
	for {
		select {
		case j := <-w.jobs:
			_ = j.Try()
		case <-time.After(time.Second):
		}
	}
}

// passes: by a clock
func (w *worker) copies() {
	for {
		select {
		case c := <-w.conns:
			_, _ = io.Copy(io.Discard, c)
		case <-time.After(time.Second):
		}
	}
}

// passes: every 1s
func (w *worker) copiesWhatIsThere() {
	for {
		select {
		case s := <-w.urls:
			_, _ = io.Copy(io.Discard, strings.NewReader(s))
		case <-time.After(time.Second):
		}
	}
}

// passes: by a clock
func (w *worker) works() {
	for {
		select {
		case j := <-w.jobs:
			j.Do()
		case <-time.After(time.Second):
		}
	}
}

// passes: by a clock
func (w *worker) worksBelow() {
	for {
		select {
		case j := <-w.jobs:
			carryOut(j)
		case <-time.After(time.Second):
		}
	}
}

// waits: calls what may last
func carryOut(j job) { j.Do() }

// To tell its name or to log is not to carry it out, and what the worker holds itself is none of the jobs.
// passes: every 1s
func (w *worker) names() {
	for {
		select {
		case j := <-w.jobs:
			j.Logf("%s", j.Name())
			w.next.Do()
		case <-time.After(time.Second):
		}
	}
}

// passes: every 31s
func (w *worker) asksInTime(ctx context.Context) {
	for {
		select {
		case url := <-w.urls:
			short, cancel := context.WithTimeout(ctx, 30*time.Second)
			req, err := http.NewRequestWithContext(short, http.MethodGet, url, nil)
			if err == nil {
				_, _ = new(http.Client).Do(req)
			}
			cancel()
		case <-time.After(time.Second):
		}
	}
}

// What is made of itself has no end of its own: the search for a timeout had none either.
// passes: by a clock
func (w *worker) wraps(wrap interface {
	With(*http.Request) *http.Request
}) {
	var req *http.Request
	for {
		select {
		case <-w.urls:
			req = wrap.With(req)
			_, _ = new(http.Client).Do(req)
		case <-time.After(time.Second):
		}
	}
}

type consumer interface {
	Poll(timeoutMs int) *url.URL
	ReadMessage(timeout time.Duration) (string, error)
	Fetch(n int) error
}

// What polls comes back in time by what it is told.
// passes: every 30s
func (w *worker) polls(c consumer) {
	for {
		if text, err := c.ReadMessage(30 * time.Second); err == nil {
			println(len(text))
		}
	}
}

// passes: by a clock
func (w *worker) pollsMilliseconds(c consumer) {
	for {
		if u := c.Poll(100); u != nil {
			println(u.Host)
		}
	}
}

// passes: none
func (w *worker) pollsForEver(c consumer) {
	for {
		if text, err := c.ReadMessage(-1); err == nil {
			println(len(text))
		}
	}
}

// passes: none
func (w *worker) fetches(c consumer) {
	for {
		_ = c.Fetch(30)
	}
}

// Hooks are set by others.
type Hooks struct {
	IsFailure func(error) bool
	Handle    func(string) bool
}

// passes: every 1m0s
func (h *Hooks) tellsErrors(err error) {
	for range time.Tick(time.Minute) {
		println(h.IsFailure(err))
	}
}

// passes: by a clock
func (h *Hooks) handles() {
	for range time.Tick(time.Minute) {
		println(h.Handle("job"))
	}
}
