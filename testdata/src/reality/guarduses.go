package main

import (
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
)

// What guards use of what is around them: in functions that they call, and hand on, and in what callers make.

type useSink interface{ put(any) }
type useLoud struct{}

func (useLoud) put(v any) { panic(v) }

type useAsserting struct{ last string }

func (a *useAsserting) put(v any) { a.last = v.(error).Error() }

type useQuiet struct{}

func (useQuiet) put(any) {}

type useHub struct {
	counts map[string]int
	list   []int
	size   int
	out    useSink
	w      io.Writer
	lg     *slog.Logger
	std    *log.Logger
	errs   chan error
	done   chan struct{}
	once   sync.Once
	mu     sync.Mutex
	hooks  []func(any)
	onErr  func(any)
	table  sync.Map
	wg     sync.WaitGroup
	next   *useHub
	n      int
}

func newUseHub() *useHub {
	return &useHub{counts: map[string]int{}, out: useQuiet{}, w: os.Stderr, lg: slog.Default(), std: log.Default(), errs: make(chan error, 4), done: make(chan struct{}), onErr: func(any) {}, next: &useHub{}}
}

func (h *useHub) count(k string) { h.mu.Lock(); defer h.mu.Unlock(); h.counts[k]++ }
func (h *useHub) share() int     { return 100 / h.size }
func (h *useHub) tail() int      { return h.list[0] }
func (h *useHub) deep()          { h.count("deep") }
func (h *useHub) bump()          { h.mu.Lock(); h.n++; h.mu.Unlock() }
func (h *useHub) report(v any) {
	if h.out != nil {
		h.out.put(v)
	}
}

func (Cases) GuardUseCallMap() {
	func(h *useHub) {
		go func() {
			defer func() {
				if recover() != nil {
					h.deep()
				}
			}()
			boom()
		}()
	}(&useHub{})
}
func (Cases) GuardUseCallDiv() {
	func(h *useHub) {
		go func() {
			defer func() {
				if recover() != nil {
					log.Print(h.share())
				}
			}()
			boom()
		}()
	}(&useHub{})
}
func (Cases) GuardUseCallTail() {
	func(h *useHub) {
		go func() {
			defer func() {
				if recover() != nil {
					log.Print(h.tail())
				}
			}()
			boom()
		}()
	}(&useHub{})
}

// trusted: what a caller makes
func (Cases) GuardUseCallOk() {
	func(h *useHub) {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					h.bump()
					h.lg.Error("x", "r", r)
					h.std.Println(r)
					h.errs <- fmt.Errorf("%v", r)
				}
			}()
			boom()
		}()
	}(newUseHub())
}

// trusted: what a caller makes
func (Cases) GuardUseCallOkMade() {
	h := newUseHub()
	go func() {
		defer func() {
			if recover() != nil {
				h.deep()
			}
		}()
		boom()
	}()
}
func (h *useHub) start() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				h.report(r)
				h.onErr(r)
			}
		}()
		boom()
	}()
}
func (h *useHub) run() {
	defer func() {
		if r := recover(); r != nil {
			h.out.put(r)
		}
	}()
	boom()
}
func (h *useHub) ship() { go h.run() }

func (Cases) GuardUseHandOnce() {
	func(h *useHub) {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					h.once.Do(func() { log.Print(r.(error)) })
				}
			}()
			boom()
		}()
	}(newUseHub())
}
func (Cases) GuardUseHandOnceOK() {
	func(h *useHub) {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					h.once.Do(func() { h.n++ })
				}
			}()
			boom()
		}()
	}(newUseHub())
}
func (Cases) GuardUseHandSort() {
	func(h *useHub) {
		go func() {
			defer func() { recover(); slices.SortFunc([]int{1, 2}, func(a, b int) int { return a / (b - b) }) }()
			boom()
		}()
	}(newUseHub())
}
func (Cases) GuardUseHandRange() {
	h := newUseHub()
	h.table.Store(1, 1)
	func(h *useHub) {
		go func() {
			defer func() { recover(); h.table.Range(func(k, v any) bool { return len(k.(string)) > 0 }) }()
			boom()
		}()
	}(h)
}
func (Cases) GuardUseHandRangeOK() {
	h := newUseHub()
	h.table.Store(1, 1)
	func(h *useHub) {
		go func() {
			defer func() { recover(); h.table.Range(func(k, v any) bool { s, _ := k.(string); return len(s) > 0 }) }()
			boom()
		}()
	}(h)
}
func (Cases) GuardUseHandIndex() {
	go func() {
		defer func() {
			r := recover()
			log.Print(strings.IndexFunc("abc", func(c rune) bool { return r.(string)[9] == 'a' }))
		}()
		boom()
	}()
}
func useEach(list []int, f func(int)) {
	for _, x := range list {
		f(x)
	}
}
func (Cases) GuardUseHandEach() {
	go func() {
		defer func() { r := recover(); useEach([]int{1}, func(int) { log.Print(r.(error)) }) }()
		boom()
	}()
}
func (Cases) GuardUseHandSafely() {
	go func() { defer func() { r := recover(); safely(func() { log.Print(r.(error)) }) }(); boom() }()
}

func (Cases) GuardUseDeferDefer() {
	go func() { defer func() { r := recover(); defer func() { log.Print(r.(error)) }() }(); boom() }()
}
func (Cases) GuardUseDeferMethod() {
	func(h *useHub) { go func() { defer func() { defer h.deep(); recover() }(); boom() }() }(&useHub{})
}
func (Cases) GuardUseDeferOk() {
	func(h *useHub) {
		go func() {
			defer func() {
				h.mu.Lock()
				defer h.mu.Unlock()
				if r := recover(); r != nil {
					h.n++
				}
			}()
			boom()
		}()
	}(newUseHub())
}
func (Cases) GuardUseDeferGuarded() {
	go func() { defer func() { r := recover(); defer func() { recover() }(); log.Print(r.(error)) }(); boom() }()
}
func (Cases) GuardUseDeferGuardedDefer() {
	go func() {
		defer func() { r := recover(); defer func() { recover() }(); defer func() { log.Print(r.(error)) }() }()
		boom()
	}()
}
func (Cases) GuardUseDeferLate() {
	go func() { defer func() { r := recover(); log.Print(r.(error)); defer func() { recover() }() }(); boom() }()
}
func (Cases) GuardUseDeferUnder() {
	go func() {
		defer func() { r := recover(); defer func() { log.Print(r.(error)) }(); defer func() { recover() }() }()
		boom()
	}()
}
func (Cases) GuardUseDeferBranch() {
	func(b bool) {
		go func() {
			defer func() {
				r := recover()
				if b {
					defer func() { recover() }()
				}
				log.Print(r.(error))
			}()
			boom()
		}()
	}(false)
}
func (Cases) GuardUseDeferWg() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer func() {
			defer wg.Done()
			if r := recover(); r != nil {
				log.Print(r)
			}
		}()
		boom()
	}()
	wg.Wait()
}

func (Cases) GuardUseChanNil() {
	func(h *useHub) { go func() { defer func() { recover(); close(h.done) }(); boom() }() }(&useHub{})
}

// trusted: what a caller makes
func (Cases) GuardUseChanOk() {
	func(h *useHub) { go func() { defer func() { recover(); close(h.done) }(); boom() }() }(newUseHub())
}
func (Cases) GuardUseChanSend() {
	c := make(chan error, 1)
	close(c)
	func(h *useHub) {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					h.errs <- fmt.Errorf("%v", r)
				}
			}()
			boom()
		}()
	}(&useHub{errs: c})
}
func (Cases) GuardUseChanSendTo() {
	c := make(chan error, 1)
	close(c)
	func(c chan error) {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					select {
					case c <- fmt.Errorf("%v", r):
					default:
					}
				}
			}()
			boom()
		}()
	}(c)
}

// trusted: what a caller makes
func (Cases) GuardUseChanOwn() {
	errs := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				errs <- fmt.Errorf("%v", r)
			}
		}()
		boom()
	}()
	<-errs
}

func (Cases) GuardUseHookParam() {
	func(f func(any)) {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					f(r)
				}
			}()
			boom()
		}()
	}(nil)
}

// trusted: a hook
func (Cases) GuardUseHookParamOK() {
	func(f func(any)) {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					f(r)
				}
			}()
			boom()
		}()
	}(func(r any) { log.Print(r) })
}

// trusted: a hook
func (Cases) GuardUseHookAsked() {
	func(f func(any)) {
		go func() {
			defer func() {
				if r := recover(); r != nil && f != nil {
					f(r)
				}
			}()
			boom()
		}()
	}(nil)
}

var useHandlers []func(any)

func useOnCrash(f func(any)) { useHandlers = append(useHandlers, f) }
func (Cases) GuardUseHookList() {
	useOnCrash(func(r any) { log.Print(r.(error)) })
	go func() {
		defer func() {
			if r := recover(); r != nil {
				for _, f := range useHandlers {
					f(r)
				}
			}
		}()
		boom()
	}()
}
func (Cases) GuardUseHookHooks() {
	func(h *useHub) {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					for _, f := range h.hooks {
						f(r)
					}
				}
			}()
			boom()
		}()
	}(&useHub{hooks: []func(any){func(r any) { panic(r) }}})
}

type useOptions struct {
	name  string
	after func(any)
}

func useSupervise(f func(), o *useOptions) {
	defer func() {
		if r := recover(); r != nil && o.after != nil {
			o.after(r)
		}
	}()
	f()
}
func (Cases) GuardUseHookOpts() {
	func(o *useOptions) { go useSupervise(boom, o) }(&useOptions{after: func(any) { panic(1) }})
}

// trusted: a hook
func (Cases) GuardUseHookOptsOK() { go useSupervise(boom, &useOptions{name: "a"}) }

// trusted: a hook
func (Cases) GuardUseHookOptsOK2() {
	go useSupervise(boom, &useOptions{after: func(r any) { log.Print(r) }})
}

func (Cases) GuardUseWriter() {
	func(h *useHub) { go func() { defer func() { fmt.Fprintln(h.w, recover()) }(); boom() }() }(&useHub{})
}
func (Cases) GuardUseLogger() {
	func(h *useHub) { go func() { defer func() { h.lg.Error("x", "r", recover()) }(); boom() }() }(&useHub{})
}

func (Cases) GuardUseBefore() {
	func(h *useHub) { go func() { h.n++; defer func() { recover() }(); boom() }() }(nil)
}
func (Cases) GuardUseBeforeList() {
	func(hs []*useHub) {
		for _, h := range hs {
			go func() { h.n++; defer func() { recover() }(); boom() }()
		}
	}([]*useHub{nil})
}
func (Cases) GuardUseBeforeOk() {
	func(h *useHub) { go func() { h.n++; defer func() { recover() }(); boom() }() }(newUseHub())
}
func (Cases) GuardUseBeforeChan() {
	func(h *useHub) { go func() { defer func() { recover() }(); h.n++; boom() }() }(nil)
}

func (Cases) GuardUseChanOnceFirst() {
	func(h *useHub) {
		go func() {
			defer h.once.Do(func() { close(h.done) })
			defer func() { recover() }()
			boom()
		}()
	}(&useHub{})
}
