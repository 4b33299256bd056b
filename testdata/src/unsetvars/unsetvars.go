// Package unsetvars: what a guard calls, closes or writes to behind its recover, of a variable of the package or a field that nobody
// sets. A hook was trusted, since a file of another build may set it: one does, or none. A cancel function was trusted wherever it is.
// Each function here is run as well, in reality.
package unsetvars

import (
	"context"
	"fmt"
	"io"
	"os"
)

func boom() { panic("boom") }

type hookFunc func(any)

var (
	never     func(any)
	named     hookFunc
	done      chan any
	out       io.Writer
	stderr    io.Writer = os.Stderr
	closer    io.Closer
	cancel    context.CancelFunc
	inInit    func(any)
	later     func(any)
	asked     func(any)
	taken     func(any)
	elsewhere func(any)
)

var Exported func(any)

func init()                { inInit = func(any) {} }
func register(h func(any)) { later = h }
func takes() *func(any)    { return &taken }

func neverSet() {
	go func() { // want `ineffective-recover: .* never\(r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				never(r)
			}
		}()
		boom()
	}()
	go func() { // want `ineffective-recover: .* named\(recover\(\)\) can panic behind it`
		defer func() { named(recover()) }()
		boom()
	}()
	go func() { // want `ineffective-recover: .* close\(done\) can panic behind it`
		defer func() {
			recover()
			close(done)
		}()
		boom()
	}()
	go func() { // want `ineffective-recover: .* fmt.Fprintln\(out, recover\(\)\) can panic behind it`
		defer func() { fmt.Fprintln(out, recover()) }()
		boom()
	}()
	go func() { // want `ineffective-recover: .* closer.Close\(\) can panic behind it`
		defer func() {
			recover()
			closer.Close()
		}()
		boom()
	}()
	go func() { // want `ineffective-recover: .* cancel\(\) can panic behind it`
		defer func() {
			recover()
			cancel()
		}()
		boom()
	}()
	go func() { // want `ineffective-recover: `
		defer rescueTo(out)
		boom()
	}()
	go func() { // want `ineffective-recover: .* tell\(r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				tell(r)
			}
		}()
		boom()
	}()
}

func tell(r any) { never(r) }

func rescueTo(w io.Writer) {
	if r := recover(); r != nil {
		io.WriteString(w, "panic")
	}
}

func set() {
	go func() {
		defer func() { inInit(recover()) }()
		boom()
	}()
	go func() {
		defer func() { later(recover()) }()
		boom()
	}()
	go func() {
		defer func() { taken(recover()) }()
		boom()
	}()
	go func() {
		defer func() { Exported(recover()) }()
		boom()
	}()
	go func() {
		defer func() { elsewhere(recover()) }()
		boom()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil && asked != nil {
				asked(r)
			}
		}()
		boom()
	}()
	go func() {
		defer rescueTo(stderr)
		boom()
	}()
}

type worker struct {
	w      io.Writer
	cancel context.CancelFunc
	ch     chan any
	stop   context.CancelFunc
	out    io.Writer
	in     nested
}

type nested struct{ stop context.CancelFunc }

func newWorker() *worker {
	_, stop := context.WithCancel(context.Background())
	return &worker{stop: stop, out: os.Stderr}
}

func (s *worker) fields() {
	go func() { // want `ineffective-recover: .* fmt.Fprint\(s.w, recover\(\)\) can panic behind it`
		defer func() { fmt.Fprint(s.w, recover()) }()
		boom()
	}()
	go func() { // want `ineffective-recover: .* s.cancel\(\) can panic behind it`
		defer func() {
			recover()
			s.cancel()
		}()
		boom()
	}()
	go func() { // want `ineffective-recover: .* close\(s.ch\) can panic behind it`
		defer func() {
			recover()
			close(s.ch)
		}()
		boom()
	}()
	go func() { // want `ineffective-recover: .* s.in.stop\(\) can panic behind it`
		defer func() {
			recover()
			s.in.stop()
		}()
		boom()
	}()
	go func() {
		defer func() {
			recover()
			s.stop()
		}()
		boom()
	}()
	go func() {
		defer func() { fmt.Fprint(s.out, recover()) }()
		boom()
	}()
}
