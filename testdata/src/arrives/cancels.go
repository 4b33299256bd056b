package arrives

import (
	"context"
	"os"
	"os/signal"
	"time"
)

// A cancel function in a field is trusted where it is called, whoever makes a value without it.
type stopper struct {
	cancel context.CancelFunc
	cause  context.CancelCauseFunc
	stop   func()
	given  context.CancelFunc
}

func newStopper() *stopper { return &stopper{} }

func (s *stopper) start(ctx context.Context, given context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	s.cancel = cancel
	ctx, cause := context.WithCancelCause(ctx)
	s.cause = cause
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	s.stop = stop
	s.given = given
	go func() {
		<-ctx.Done()
		s.cancel()
	}()
	go func() {
		<-ctx.Done()
		s.cause(nil)
	}()
	go func() {
		<-ctx.Done()
		s.stop()
	}()
	go func() {
		defer s.given()
		<-ctx.Done()
	}()
	go s.wait(ctx)
	time.AfterFunc(time.Second, s.cancel)
}

func (s *stopper) wait(ctx context.Context) {
	<-ctx.Done()
	s.cancel()
}

func stoppers() { newStopper().start(context.Background(), func() {}) }

// A guard calls one that nobody has set on the way to it.
type idler struct{ cancel context.CancelFunc }

func (i *idler) begin(ctx context.Context) {
	_, cancel := context.WithCancel(ctx)
	i.cancel = cancel
	go i.run()
}

func (i *idler) run() {
	defer func() {
		recover()
		i.cancel()
	}()
	risky()
}

type lazy struct{ cancel context.CancelFunc }

func (i *lazy) begin(ctx context.Context) {
	_, cancel := context.WithCancel(ctx)
	i.cancel = cancel
}

func idlers() {
	i := &idler{}
	i.begin(context.Background())
	l := &lazy{}
	go func() { // want `ineffective-recover: .*l.cancel`
		defer func() {
			recover()
			l.cancel()
		}()
		risky()
	}()
	var cancel context.CancelFunc
	if l.cancel != nil {
		cancel = l.cancel
	}
	go cancel() // want `bare-go`
}
