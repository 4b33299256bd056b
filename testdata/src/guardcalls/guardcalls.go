// Package guardcalls: a guard uses what a type assertion gave and nobody asked, or calls what sends to a channel that is closed.
package guardcalls

import (
	"log"

	"guardcalls/lib"
)

type E struct{ n int }

func (e *E) Error() string { return "e" } // want Error:`^contains$`
func (e *E) code() int     { return e.n }

var verbose bool

func asserts(f func()) {
	go func() { // want `ineffective-recover: `
		defer func() {
			r := recover()
			e, ok := r.(*E)
			if ok || verbose {
				log.Print(e.n)
			}
		}()
		f()
	}()
	go func() { // want `ineffective-recover: `
		defer func() {
			r := recover()
			e, ok := r.(*E)
			if !ok {
				log.Print("other")
			}
			log.Print(e.code())
		}()
		f()
	}()
	go func() { // want `ineffective-recover: `
		defer func() {
			r := recover()
			e, _ := r.(*E)
			log.Print(e.code())
		}()
		f()
	}()
	go func() {
		defer func() {
			r := recover()
			e, ok := r.(*E)
			if !ok {
				return
			}
			log.Print(e.code(), e.n)
		}()
		f()
	}()
	go func() {
		defer func() {
			if e, ok := recover().(*E); ok {
				log.Print(e.code(), e.n)
			}
		}()
		f()
	}()
	go func() {
		defer func() {
			r := recover()
			e, ok := r.(*E)
			if ok && e.n > 0 {
				log.Print(e.code(), e.n)
			}
		}()
		f()
	}()
	go func() {
		defer func() {
			r := recover()
			e, ok := r.(*E)
			if !ok {
				e = &E{}
			}
			log.Print(e.code(), e.n)
		}()
		f()
	}()
	go func() {
		defer func() {
			r := recover()
			e, ok := r.(*E)
			switch {
			case ok:
				log.Print(e.code(), e.n)
			}
		}()
		f()
	}()
}

type S struct{ errc chan error }

func sends(s *S, f func()) {
	go func() { // want `ineffective-recover: `
		errc := make(chan error, 1)
		defer func() {
			if r := recover(); r != nil {
				lib.Tell(errc, r)
			}
		}()
		defer close(errc)
		f()
	}()
	go func() { // want `ineffective-recover: `
		errc := make(chan error, 1)
		defer func() {
			if r := recover(); r != nil {
				tell(errc, r)
			}
		}()
		defer close(errc)
		f()
	}()
	go func() {
		errc := make(chan error, 1)
		defer close(errc)
		defer func() {
			if r := recover(); r != nil {
				lib.Tell(errc, r)
			}
		}()
		f()
	}()
	go func() { // want `ineffective-recover: `
		defer func() {
			if r := recover(); r != nil {
				lib.Tell(s.errc, r)
			}
		}()
		f()
	}()
	go func() { // want `ineffective-recover: `
		defer func() {
			if r := recover(); r != nil {
				s.tell(r)
			}
		}()
		f()
	}()
}

func tell(errc chan error, v any) { errc <- nil }
func (s *S) tell(v any)           { lib.Tell(s.errc, v) }
func (s *S) Close()               { close(s.errc) }

func captures(f func()) {
	go func() { // want `ineffective-recover: .*can panic behind it`
		defer func() {
			e, ok := recover().(*E)
			defer func() { log.Print(e.n) }()
			_ = ok
		}()
		f()
	}()
	go func() {
		defer func() {
			e, ok := recover().(*E)
			if !ok {
				return
			}
			defer func() { log.Print(e.n) }()
		}()
		f()
	}()
}

// The reason is what the guard is handed, not what it contains.

func guards(f func(), tell func(any)) {
	defer func() {
		if r := recover(); r != nil {
			tell(r)
		}
	}()
	f()
}

func boom() { panic("boom") }

func hands() {
	go guards(boom, nil)                         // want `ineffective-recover: .*it uses nil, which is handed over, and panics itself`
	go guards(boom, func(r any) { panic("no") }) // want `ineffective-recover: .*panic\("no"\) can panic behind it`
	go guards(boom, func(r any) { log.Print(r) })
}
