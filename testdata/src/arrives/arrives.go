// Package arrives: a field, or a variable of the package, is nil on some way from where it is made to a guard that uses it. That others set
// it, or ask for nil elsewhere, does not help.
package arrives

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"sync"
)

func risky(...any) { panic("at times") }

type metrics struct{ n int }

func (m *metrics) inc() { m.n++ }

type printer interface{ Print(...any) }

// A server is made without most of its fields.
type server struct {
	addr string
	log  *slog.Logger
	met  *metrics
	out  printer
	w    io.Writer
	hook func(any)
	errs map[string]any
	once *metrics
}

func newServer(addr string) *server { return &server{addr: addr} }

func (s *server) setLog(l *slog.Logger) { s.log = l }
func (s *server) enable()               { s.met = &metrics{} }
func (s *server) setOut(p printer)      { s.out = p }
func (s *server) setWriter(w io.Writer) { s.w = w }
func (s *server) setHook(f func(any))   { s.hook = f }
func (s *server) makeErrs()             { s.errs = make(map[string]any) }
func (s *server) stats() {
	if s.met != nil {
		s.met.inc()
	}
	if s.hook != nil {
		s.hook(1)
	}
}

func (s *server) logs() {
	if r := recover(); r != nil {
		s.log.Error("panic", "value", r)
	}
}

func (s *server) counts() {
	if r := recover(); r != nil {
		s.met.n++
	}
}

func (s *server) calls() {
	if r := recover(); r != nil {
		s.met.inc()
	}
}

func (s *server) prints() {
	if r := recover(); r != nil {
		s.out.Print(r)
	}
}

func (s *server) writes() {
	if r := recover(); r != nil {
		fmt.Fprintln(s.w, r)
	}
}

func (s *server) hooks() {
	if r := recover(); r != nil {
		s.hook(r)
	}
}

func (s *server) keeps() {
	if r := recover(); r != nil {
		s.errs["last"] = r
	}
}

// asks does, and stops every panic.
func (s *server) asks() {
	r := recover()
	if s.met != nil {
		s.met.n++
	}
	if s.hook == nil {
		return
	}
	s.hook(r)
}

func (s *server) counting() bool { return s.once != nil }

func (s *server) asksBeside() {
	if recover(); s.counting() {
		s.once.inc()
	}
}

func (s *server) makeOnce() { s.once = &metrics{} }

func rescueBy(hook func(any)) {
	if r := recover(); r != nil {
		hook(r)
	}
}

func guards() {
	s := newServer("x")
	s.stats()
	go func() { // want `ineffective-recover: .*s.log.Error\("panic", "value", r\)`
		defer s.logs()
		risky()
	}()
	go func() { // want `ineffective-recover: .*s.met`
		defer s.counts()
		risky()
	}()
	go func() { // want `ineffective-recover: .*s.met`
		defer s.calls()
		risky()
	}()
	go func() { // want `ineffective-recover: .*s.out.Print`
		defer s.prints()
		risky()
	}()
	go func() { // want `ineffective-recover: .*fmt.Fprintln`
		defer s.writes()
		risky()
	}()
	go func() { // want `ineffective-recover: .*s.hook`
		defer s.hooks()
		risky()
	}()
	go func() { // want `ineffective-recover: .*s.errs`
		defer s.keeps()
		risky()
	}()
	go func() { // want `ineffective-recover: .*rescueBy does not help: it is deferred with nil`
		defer rescueBy(s.hook)
		risky()
	}()
	go func() {
		defer s.asks()
		risky()
	}()
	go func() {
		defer s.asksBeside()
		risky()
	}()
}

// An option is applied by those who hand it over.
type client struct {
	hook func(any)
	log  *slog.Logger
}

type option func(*client)

func withHook(f func(any)) option { return func(c *client) { c.hook = f } }

func withLog(l *slog.Logger) option { return func(c *client) { c.log = l } }

func newClient(opts ...option) *client {
	c := &client{}
	for _, opt := range opts {
		opt(c)
	}
	return c
}

func (c *client) rescue() {
	if r := recover(); r != nil {
		c.hook(r)
	}
}

func (c *client) rescueLogged() {
	if r := recover(); r != nil {
		c.log.Warn("panic")
	}
}

func optional() {
	c := newClient(withLog(slog.Default()))
	go func() { // want `ineffective-recover: .*c.hook`
		defer c.rescue()
		risky()
	}()
	go func() { // everybody hands over a logger
		defer c.rescueLogged()
		risky()
	}()
}

// Variables of the package.
var reportHook func(any)

func SetReportHook(f func(any)) { reportHook = f } // want SetReportHook:`^contains$` SetReportHook:`^launches\(0\)$`

var total *metrics

func enableTotal() { total = &metrics{} }

var inited *metrics

func init() { inited = &metrics{} }

var opened *metrics

// Open does more than to set it, and comes before those who work.
func Open(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	opened = &metrics{}
	return f.Close()
}

func variables() {
	go func() { // want `ineffective-recover: .*reportHook`
		defer func() {
			if r := recover(); r != nil {
				reportHook(r)
			}
		}()
		risky()
	}()
	go func() { // want `ineffective-recover: .*total`
		defer func() {
			recover()
			total.inc()
		}()
		risky()
	}()
	go func() {
		defer func() {
			recover()
			inited.inc()
			opened.inc()
		}()
		risky()
	}()
}

// A worker shows the ways by which a field is there: what its guard uses is, on every one.
type worker struct {
	name string

	inAll    *metrics // in every literal
	default_ *metrics // by the constructor, where it is nil
	either   *slog.Logger
	always   func(any) // by an option that is always applied
	inInit   *metrics  // by a method that the constructor calls
	inStart  *metrics  // by the method that starts the goroutine
	deeper   *metrics  // by what that calls
	checked  func(any) // who has none is told so
	known    *metrics  // by what the caller does first
	once     *metrics  // by what is done once
	lazily   *metrics  // where it is used
	branch   *metrics  // on each of two branches
	clause   *metrics
}

type workerOption func(*worker)

func withAlways(f func(any)) workerOption { return func(w *worker) { w.always = f } }

func newWorker(name string, m *metrics, l *slog.Logger, opts ...workerOption) *worker {
	w := &worker{name: name, inAll: new(metrics), default_: m}
	if w.default_ == nil {
		w.default_ = &metrics{}
	}
	w.either = cmp.Or(l, slog.Default())
	withAlways(func(any) {})(w)
	for _, opt := range opts {
		opt(w)
	}
	w.init()
	if name == "" {
		w.branch = &metrics{}
	} else {
		w.branch = m
	}
	switch name {
	case "a":
		w.clause = m
	default:
		w.clause = &metrics{}
	}
	return w
}

func (w *worker) init() { w.inInit = &metrics{} }

func (w *worker) check() error {
	if w.checked == nil {
		return fmt.Errorf("no function")
	}
	return nil
}

func (w *worker) setChecked(f func(any)) { w.checked = f }

func (w *worker) makeKnown() { w.known = &metrics{} }

func (w *worker) prepare() {
	w.deeper = &metrics{}
}

var doing sync.Once

func (w *worker) start(ctx context.Context) error {
	if err := w.check(); err != nil {
		return err
	}
	w.inStart = &metrics{}
	w.prepare()
	doing.Do(func() { w.once = &metrics{} })
	go w.run(ctx)
	return nil
}

func (w *worker) run(ctx context.Context) {
	defer func() {
		if r := recover(); r != nil {
			w.inAll.inc()
			w.default_.inc()
			w.either.Error("panic")
			w.always(r)
			w.inInit.inc()
			w.inStart.inc()
			w.deeper.inc()
			w.checked(r)
			w.known.inc()
			w.once.inc()
			w.branch.inc()
			w.clause.inc()
			if w.lazily == nil {
				w.lazily = &metrics{}
			}
			w.lazily.inc()
		}
	}()
	risky()
}

func starts(ctx context.Context) error {
	w := newWorker("w", nil, nil)
	w.setChecked(func(any) {})
	w.makeKnown()
	return w.start(ctx)
}

// A conditional one is not there for the others.
type half struct {
	log *log.Logger
	met *metrics
}

func newHalf(verbose bool) *half {
	h := &half{}
	if verbose {
		h.log = log.Default()
	}
	return h
}

func (h *half) start(on bool) {
	if on {
		h.met = &metrics{}
	}
	go h.run()   // want `ineffective-recover: .*h.log`
	go h.count() // want `ineffective-recover: .*h.met`
}

func (h *half) run() {
	defer func() {
		if r := recover(); r != nil {
			h.log.Print(r)
		}
	}()
	risky()
}

func (h *half) count() {
	defer func() {
		recover()
		h.met.inc()
	}()
	risky()
}

func halves() {
	newHalf(false).start(true)
}

// quiet has a nil-safe method.
type quiet struct{ n int }

func (q *quiet) note() {
	if q != nil {
		q.n++
	}
}

type silent struct{ q *quiet }

func (s *silent) set(q *quiet) { s.q = q }

func safe() {
	s := &silent{}
	go func() {
		defer func() {
			recover()
			s.q.note()
		}()
		risky()
	}()
}
