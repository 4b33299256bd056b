package main

import (
	"errors"
	"time"
)

// Deferred functions that recover, and what else they do.

var (
	errFatal  = errors.New("fatal")
	quiet     bool
	nothing   []int
	counts    map[string]int
	attempts  int
	worker    *guard
	callbacks []func(any)
)

const always = true

func again() { panic("again") }

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func mustDeep(err error) { must(err) }

func rethrow(r any) {
	if err, ok := r.(error); ok && errors.Is(err, errFatal) {
		panic(r)
	}
}

func asError(r any) error { return r.(error) }

func redact(any) any { return nil }

func keep(r any) any { return r }

func (g *guard) count(r any) { g.n++; note(r) }

func (g *guard) recoverCounting() {
	if r := recover(); r != nil {
		g.n++
	}
}

func noteTo(log func(any)) {
	if r := recover(); r != nil {
		log(r)
	}
}

func noteIfAny(log func(any)) {
	if r := recover(); r != nil && log != nil {
		log(r)
	}
}

// What is done with the value.

func (Cases) AssertsError() {
	go func() {
		var err error
		defer func() {
			if r := recover(); r != nil {
				err = r.(error)
			}
		}()
		boom()
		note(err)
	}()
}

func (Cases) AssertsRecoverAtOnce() {
	go func() {
		defer func() { note(recover().(error)) }()
		boom()
	}()
}

func (Cases) AssertsChecked() {
	go func() {
		defer func() {
			if err, ok := recover().(error); ok {
				note(err)
			}
		}()
		boom()
	}()
}

func (Cases) AssertsOneCallDown() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				note(asError(r))
			}
		}()
		boom()
	}()
}

func (Cases) SwitchesOnType() {
	go func() {
		defer func() {
			switch r := recover().(type) {
			case nil:
			case error:
				note(r.Error())
			default:
				note(r)
			}
		}()
		boom()
	}()
}

// What else is done behind the recover.

func (Cases) TriesAgain() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				again()
			}
		}()
		boom()
	}()
}

func (Cases) TriesAgainGuarded() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				safely(again)
			}
		}()
		boom()
	}()
}

func (Cases) ChecksAnError() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				must(errFatal)
			}
		}()
		boom()
	}()
}

func (Cases) ChecksDeepDown() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				mustDeep(errFatal)
			}
		}()
		boom()
	}()
}

func (Cases) CountsInNilMap() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				counts["panics"]++
			}
		}()
		boom()
	}()
}

func (Cases) CountsInVariable() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				attempts++
			}
		}()
		boom()
	}()
}

func (Cases) IndexesBehindRecover() {
	go func() {
		defer func() {
			note(recover())
			note(nothing[0])
		}()
		boom()
	}()
}

func (Cases) ClosesTwice() {
	done := make(chan bool)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				close(done)
			}
			close(done)
		}()
		boom()
	}()
}

func (Cases) CallsKnownHook() {
	hook := func(any) { panic("hook") }
	go func() {
		defer func() {
			if r := recover(); r != nil {
				hook(r)
			}
		}()
		boom()
	}()
}

func (Cases) CallsSafeHook() {
	hook := func(r any) { note(r) }
	go func() {
		defer func() {
			if r := recover(); r != nil {
				hook(r)
			}
		}()
		boom()
	}()
}

// What is done before it.

func (Cases) IndexesBeforeRecover() {
	go func() {
		defer func() {
			note(nothing[0])
			note(recover())
		}()
	}()
}

func (Cases) CallsBeforeRecover() {
	go func() {
		defer func() {
			again()
			note(recover())
		}()
	}()
}

func (Cases) CalmBeforeRecover() {
	go func() {
		defer func() {
			attempts = len(nothing)
			note(recover())
		}()
		boom()
	}()
}

func (Cases) DerefsNilBeforeRecover() {
	var g *guard
	go func() {
		defer func() {
			g.n++
			note(recover())
		}()
	}()
}

// Nil.

func (Cases) NilReceiver() {
	var g *guard
	go func() {
		defer g.recoverCounting()
		boom()
	}()
}

func (Cases) ReceiverThatIsUnused() {
	var g *guard
	go func() {
		defer g.rescue()
		boom()
	}()
}

func (Cases) NilValueReceiver() {
	var g *guard
	go func() {
		defer g.rescueCopy()
		boom()
	}()
}

func (Cases) NilLogger() {
	go func() {
		defer noteTo(nil)
		boom()
	}()
}

func (Cases) NilLoggerVariable() {
	var log func(any)
	go func() {
		defer noteTo(log)
		boom()
	}()
}

// trusted: what a guard calls behind its recover
func (Cases) NilLoggerChecked() {
	go func() {
		defer noteIfAny(nil)
		boom()
	}()
}

// Who hands it on, in which order.

func (Cases) ForgetsAllButOne() {
	go func() {
		defer func() {
			err := recover()
			if err != errFatal {
				err = nil
			}
			if err != nil {
				panic(err)
			}
		}()
		panic(errFatal)
	}()
}

func (Cases) ForgetsAll() {
	go func() {
		defer func() {
			r := recover()
			r = nil
			if r != nil {
				panic(r)
			}
		}()
		boom()
	}()
}

func (Cases) Redacts() {
	go func() {
		defer func() {
			r := recover()
			r = redact(r)
			if r != nil {
				panic(r)
			}
		}()
		boom()
	}()
}

func (Cases) RethrowsInHelper() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				rethrow(r)
			}
		}()
		panic(errFatal)
	}()
}

func (Cases) RethrowsKept() {
	go func() {
		defer func() {
			r := recover()
			if kept := keep(r); kept != nil {
				panic(kept)
			}
		}()
		boom()
	}()
}

// Flags.

func (Cases) FlagOfNormalReturn() {
	go func() {
		normal := false
		defer func() {
			if !normal {
				note(recover())
			}
		}()
		boom()
		normal = true
	}()
}

func (Cases) FlagOfPanic() {
	go func() {
		panicked := true
		defer func() {
			if panicked {
				if r := recover(); r != nil {
					note(r)
				}
			}
		}()
		boom()
		panicked = false
	}()
}

func (Cases) FlagBeforeReturn() {
	go func() {
		done := false
		defer func() {
			if done {
				return
			}
			note(recover())
		}()
		if quiet {
			done = true
			return
		}
		boom()
		done = true
	}()
}

func (Cases) FlagTooEarly() {
	go func() {
		normal := false
		defer func() {
			if !normal {
				note(recover())
			}
		}()
		normal = true
		boom()
	}()
}

func (Cases) FlagConstant() {
	go func() {
		defer func() {
			if always {
				note(recover())
			}
		}()
		boom()
	}()
}

func (Cases) FlagNotSet() {
	go func() {
		defer func() {
			if quiet {
				note(recover())
			}
		}()
		boom()
	}()
}

// Handlers that do not end, or loop.

func (Cases) LoopsOverRecover() {
	go func() {
		defer func() {
			for r := recover(); r != nil; r = nil {
				note(r)
			}
		}()
		boom()
	}()
}

func (Cases) LoopsUntilNil() {
	go func() {
		defer func() {
			for recover() != nil {
			}
		}()
		boom()
	}()
}

func (Cases) LoopsBehindRecover() {
	go func() {
		defer func() {
			note(recover())
			for i := 0; i < 3; i++ {
				time.Sleep(time.Microsecond)
			}
		}()
		boom()
	}()
}

// trusted: it hands the panic on, always
func (Cases) LoopsAndPanics() {
	go func() {
		defer func() {
			r := recover()
			for i := 0; i < 3; i++ {
				attempts++
			}
			panic(r)
		}()
		boom()
	}()
}

func (Cases) RangesOverIterator() {
	once := func(yield func(int) bool) { yield(0) }
	go func() {
		defer func() {
			for range once {
				note(recover())
			}
		}()
		boom()
	}()
}

// Names.

type counter struct{ n int }

func (c *counter) Fatal()  { c.n++ }
func (c *counter) Panicf() { c.n++ }
func (c *counter) Panic()  { note(recover()) }

func provoke() {
	defer rescue()
	panic("provoked")
}

func provokeLate() {
	defer func() { attempts++ }()
	panic("provoked")
}

func (Cases) DefersOwnFatal() {
	c := &counter{}
	go func() {
		defer c.Fatal()
		boom()
	}()
}

func (Cases) DefersOwnPanicf() {
	c := &counter{}
	go func() {
		defer c.Panicf()
		boom()
	}()
}

func (Cases) DefersGuardNamedPanic() {
	c := &counter{}
	go func() {
		defer c.Panic()
		boom()
	}()
}

func (Cases) DefersProvoke() {
	go func() {
		defer provoke()
		boom()
	}()
}

func (Cases) HandlerCallsOwnFatal() {
	c := &counter{}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				c.Fatal()
			}
		}()
		boom()
	}()
}

func (Cases) HandlerProvokes() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				provoke()
			}
		}()
		boom()
	}()
}

// trusted: it panics on purpose
func (Cases) PanicsInDeferredBeforeGuard() {
	go func() {
		defer func() { panic("done") }()
		defer rescue()
		boom()
	}()
}

func (Cases) PanicsInDeferredBehindGuard() {
	go func() {
		defer rescue()
		defer func() { panic("done") }()
		boom()
	}()
}

// trusted: it panics on purpose
func (Cases) DefersProvokeLateBeforeGuard() {
	go func() {
		defer provokeLate()
		defer rescue()
	}()
}
