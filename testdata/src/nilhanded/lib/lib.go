// Package lib supervises what it is handed, with a guard that uses something else that it is handed.
package lib

import (
	"fmt"
	"io"
	"log"
)

func Log(l *log.Logger, f func()) { // want Log:`^supervises\(1\)$` Log:`^hooks\(0 if not nil\)$` Log:`^contains$`
	defer func() {
		if r := recover(); r != nil {
			l.Print(r)
		}
	}()
	f()
}

func Write(w io.Writer, f func()) { // want Write:`^supervises\(1\)$` Write:`^hooks\(0 if not nil\)$` Write:`^contains$`
	defer func() { fmt.Fprintln(w, recover()) }()
	f()
}

func Hook(h func(any), f func()) { // want Hook:`^supervises\(1\)$` Hook:`^hooks\(0 if not nil\)$` Hook:`^contains$`
	defer func() { h(recover()) }()
	f()
}

func Named(l *log.Logger, f func()) { // want Named:`^supervises\(1\)$` Named:`^hooks\(0 if not nil\)$` Named:`^contains$`
	defer report(l)
	f()
}

func report(l *log.Logger) { l.Print(recover()) }

func Asks(l *log.Logger, f func()) { // want Asks:`^supervises\(1\)$` Asks:`^contains$`
	defer func() {
		if r := recover(); r != nil && l != nil {
			l.Print(r)
		}
	}()
	f()
}

func Sets(l *log.Logger, f func()) { // want Sets:`^supervises\(1\)$` Sets:`^contains$`
	if l == nil {
		l = log.Default()
	}
	defer func() { l.Print(recover()) }()
	f()
}

type Server struct{ Log *log.Logger }

func (s *Server) Run(f func()) { // want Run:`^supervises\(0\)$` Run:`^hooks\(receiver.Log if not nil\)$` Run:`^contains, trusts its receiver$`
	defer func() {
		r := recover()
		s.Log.Print(r)
	}()
	f()
}

// Hooks calls each of hooks.
func Hooks(fn func(), hooks ...func(any)) { // want Hooks:`^supervises\(0\)$` Hooks:`^hooks\(1 if not nil\)$` Hooks:`^contains$`
	defer func() {
		if r := recover(); r != nil {
			for _, h := range hooks {
				h(r)
			}
		}
	}()
	fn()
}
