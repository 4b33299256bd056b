package main

import (
	"errors"
	"log"
	"sync"
)

// Guards that recover, and panic behind that: through what nobody has set, by a second close, in a
// hook.

type harmTally struct {
	fails int
	inner *harmTally
	hook  func(any)
}

func (t *harmTally) bump() { t.fails++ }
func (t *harmTally) bumpIf() {
	if t != nil {
		t.fails++
	}
}

type harmed struct {
	unset *harmTally
	set   *harmTally
	hook  func(any)
	log   *log.Logger
	sink  interface{ Log(any) }
	err   *error
	res   chan error
	done  chan struct{}
	once  sync.Once
}

func newHarmed() *harmed {
	return &harmed{set: new(harmTally), res: make(chan error, 4), done: make(chan struct{})}
}

func (h *harmed) finish()     { close(h.done) }
func (h *harmed) finishOnce() { h.once.Do(func() { close(h.done) }) }
func (h *harmed) count()      { h.unset.fails++ }

func (h *harmed) rescueUnset() {
	if r := recover(); r != nil {
		h.unset.fails++
	}
}

func (h *harmed) rescueUnsetMethod() {
	note(recover())
	h.unset.bump()
}

func (h *harmed) rescueUnsetAsked() {
	note(recover())
	h.unset.bumpIf()
}

func (h *harmed) rescueUnsetFurther() {
	note(recover())
	h.count()
}

func (h *harmed) rescueUnsetDeeper() {
	note(recover())
	h.set.inner.fails++
}

func (h *harmed) rescueUnsetLog() {
	h.log.Println(recover())
}

func (h *harmed) rescueUnsetInterface() {
	note(recover())
	h.sink.Log(1)
}

func (h *harmed) rescueUnsetHook() {
	note(recover())
	h.hook(1)
}

func (h *harmed) rescueUnsetError() {
	note(recover())
	*h.err = errors.New("failed")
}

func (h *harmed) rescueSet() {
	note(recover())
	h.set.bump()
}

func (h *harmed) rescueClosing() {
	note(recover())
	close(h.done)
}

func (h *harmed) rescueFinishing() {
	note(recover())
	h.finish()
}

func (h *harmed) rescueFinishingTwice() {
	note(recover())
	h.finish()
	h.finish()
}

func (h *harmed) rescueSendingToClosed() {
	note(recover())
	close(h.res)
	h.res <- errors.New("failed")
}

func (h *harmed) rescueFinishingOnce() {
	note(recover())
	h.finishOnce()
}

func (Cases) HarmUnset() {
	h := newHarmed()
	go func() { defer h.rescueUnset(); boom() }()
}

func (Cases) HarmUnsetMethod() {
	h := newHarmed()
	go func() { defer h.rescueUnsetMethod(); boom() }()
}

func (Cases) HarmUnsetAsked() {
	h := newHarmed()
	go func() { defer h.rescueUnsetAsked(); boom() }()
}

func (Cases) HarmUnsetFurther() {
	h := newHarmed()
	go func() { defer h.rescueUnsetFurther(); boom() }()
}

func (Cases) HarmUnsetDeeper() {
	h := newHarmed()
	go func() { defer h.rescueUnsetDeeper(); boom() }()
}

func (Cases) HarmUnsetLog() {
	h := newHarmed()
	go func() { defer h.rescueUnsetLog(); boom() }()
}

func (Cases) HarmUnsetInterface() {
	h := newHarmed()
	go func() { defer h.rescueUnsetInterface(); boom() }()
}

func (Cases) HarmUnsetHook() {
	h := newHarmed()
	go func() { defer h.rescueUnsetHook(); boom() }()
}

func (Cases) HarmUnsetError() {
	h := newHarmed()
	go func() { defer h.rescueUnsetError(); boom() }()
}

func (Cases) HarmSet() {
	h := newHarmed()
	go func() { defer h.rescueSet(); boom() }()
}

func (Cases) HarmClosedBefore() {
	h := newHarmed()
	close(h.done)
	go func() { defer h.rescueClosing(); boom() }()
}

// trusted: a close in a handler
func (Cases) HarmClosedByOther() {
	h, other := newHarmed(), newHarmed()
	close(other.done)
	go func() { defer h.rescueClosing(); boom() }()
}

// A second close was seen only in the outermost block.
func (Cases) HarmClosedInBranch() {
	h := newHarmed()
	go func() {
		if h.set != nil {
			defer func() {
				note(recover())
				close(h.done)
			}()
			defer close(h.done)
			boom()
		}
	}()
}

func (Cases) HarmClosedInBody() {
	h := newHarmed()
	go func() {
		defer h.rescueFinishing()
		close(h.done)
		boom()
	}()
}

// trusted: a close in a handler
func (Cases) HarmClosedAtEnd() {
	h := newHarmed()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				close(h.done)
			}
		}()
		boom()
		close(h.done)
	}()
}

func (Cases) HarmClosedByDeferred() {
	h := newHarmed()
	go func() {
		defer h.rescueClosing()
		defer h.finish()
		boom()
	}()
}

func (Cases) HarmClosesTwice() {
	h := newHarmed()
	go func() { defer h.rescueFinishingTwice(); boom() }()
}

// trusted: a close in a handler
func (Cases) HarmClosesTwo() {
	h, other := newHarmed(), newHarmed()
	go func() {
		defer func() {
			note(recover())
			close(h.done)
			close(other.done)
		}()
		boom()
	}()
}

func (Cases) HarmSendsToClosed() {
	h := newHarmed()
	go func() { defer h.rescueSendingToClosed(); boom() }()
}

func (Cases) HarmClosesOnce() {
	h := newHarmed()
	go func() {
		defer h.rescueFinishingOnce()
		h.finishOnce()
		boom()
	}()
}

func safelyThen(f func(), failed func(any)) {
	defer func() {
		if r := recover(); r != nil {
			failed(r)
		}
	}()
	f()
}

func safelyThenIf(f func(), failed func(any)) {
	defer func() {
		if r := recover(); r != nil && failed != nil {
			failed(r)
		}
	}()
	f()
}

func (h *harmed) failed(any) { h.unset.fails++ }
func (h *harmed) quiet(any)  { h.set.fails++ }

func (Cases) HookNil() { go safelyThen(boom, nil) }

// trusted: a hook
func (Cases) HookNilAsked() { go safelyThenIf(boom, nil) }
func (Cases) HookAsserts()  { go safelyThenIf(boom, func(r any) { note(r.(error)) }) }

// trusted: a hook
func (Cases) HookQuiet()  { go safelyThen(boom, note) }
func (Cases) HookMethod() { go safelyThen(boom, newHarmed().failed) }

// trusted: a hook
func (Cases) HookMethodCalm() { go safelyThen(boom, newHarmed().quiet) }
func (Cases) HookUnset()      { h := newHarmed(); go safelyThen(boom, h.hook) }

func (Cases) HookUnsetLocal() {
	var hook func(any)
	go func() {
		defer func() {
			note(recover())
			hook(1)
		}()
		boom()
	}()
}

type hooked struct{ failed func(int) }

func (h *hooked) run(f func()) {
	defer func() {
		if r := recover(); r != nil {
			h.failed(1)
		}
	}()
	f()
}

func (Cases) HookInField() {
	h := &hooked{failed: func(i int) { note([]int{}[i]) }}
	go h.run(boom)
}

func (Cases) HarmClosedAtEndAnyway() {
	h := newHarmed()
	go func() {
		defer h.rescueClosing()
		close(h.done)
	}()
}

func (Cases) HarmRecoveredFunc() {
	go func() {
		defer func() {
			if f, ok := recover().(func()); ok {
				f()
			}
		}()
		panic(boom)
	}()
}

func (Cases) HarmRecoveredFuncVar() {
	go func() {
		defer func() {
			r := recover()
			if r == nil {
				return
			}
			if f, ok := r.(func()); ok {
				f()
			}
		}()
		panic(boom)
	}()
}

func (Cases) HarmRecoveredFuncSwitch() {
	go func() {
		defer func() {
			switch f := recover().(type) {
			case nil:
			case func():
				f()
			}
		}()
		panic(boom)
	}()
}

func (Cases) HarmRecoveredFuncLater() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				f, ok := r.(func())
				if !ok {
					return
				}
				f()
			}
		}()
		panic(boom)
	}()
}

func (Cases) HarmRecoveredFuncContained() {
	go func() {
		defer func() {
			if f, ok := recover().(func()); ok {
				defer rescue()
				f()
			}
		}()
		panic(boom)
	}()
}

func (Cases) HarmRecoveredError() {
	go func() {
		defer func() {
			if err, ok := recover().(error); ok {
				use(err.Error())
			}
		}()
		panic(errors.New("x"))
	}()
}
