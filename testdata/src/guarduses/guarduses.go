// Package guarduses: what guards use of what is around them, seen in the functions that they call, and in what callers of this
// package hand on. Each function here is run as well, in reality.
package guarduses

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

func boom() { panic("boom") }

type sink interface{ put(any) }
type loud struct{}

func (loud) put(v any) { panic(v) }

type asserting struct{ last string }

func (a *asserting) put(v any) { a.last = v.(error).Error() }

type quiet struct{}

func (quiet) put(any) {}

type hub struct {
	counts map[string]int
	list   []int
	size   int
	out    sink
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
	next   *hub
	n      int
}

func newHub() *hub {
	return &hub{counts: map[string]int{}, out: quiet{}, w: os.Stderr, lg: slog.Default(), std: log.Default(), errs: make(chan error, 4), done: make(chan struct{}), onErr: func(any) {}, next: &hub{}}
}

// What a guard calls of the module is judged as what it does itself.

func (h *hub) count(k string) { h.mu.Lock(); defer h.mu.Unlock(); h.counts[k]++ }
func (h *hub) share() int     { return 100 / h.size }
func (h *hub) tail() int      { return h.list[0] }
func (h *hub) deep()          { h.count("deep") }
func (h *hub) bump()          { h.mu.Lock(); h.n++; h.mu.Unlock() }
func (h *hub) report(v any) {
	if h.out != nil {
		h.out.put(v)
	}
}

func callMap(h *hub) {
	go func() { // want `ineffective-recover: .*h\.deep\(\) can panic behind it`
		defer func() {
			if recover() != nil {
				h.deep()
			}
		}()
		boom()
	}()
}
func callDiv(h *hub) {
	go func() { // want `ineffective-recover: .*h\.share\(\) can panic behind it`
		defer func() {
			if recover() != nil {
				log.Print(h.share())
			}
		}()
		boom()
	}()
}
func callTail(h *hub) {
	go func() { // want `ineffective-recover: .*h\.tail\(\) can panic behind it`
		defer func() {
			if recover() != nil {
				log.Print(h.tail())
			}
		}()
		boom()
	}()
}
func callOk(h *hub) {
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
}
func callOkMade() {
	h := newHub()
	go func() {
		defer func() {
			if recover() != nil {
				h.deep()
			}
		}()
		boom()
	}()
}
func (h *hub) start() {
	go func() { // want `ineffective-recover: .*h\.report\(r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				h.report(r)
				h.onErr(r)
			}
		}()
		boom()
	}()
}
func (h *hub) run() {
	defer func() {
		if r := recover(); r != nil {
			h.out.put(r)
		}
	}()
	boom()
}
func (h *hub) ship() { go h.run() } // want `ineffective-recover: .*v\.\(error\)\.Error\(\) can panic behind it`

// The functions that a guard hands on are called there.

func handOnce(h *hub) {
	go func() { // want `ineffective-recover: .*h\.once\.Do\(…\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				h.once.Do(func() { log.Print(r.(error)) })
			}
		}()
		boom()
	}()
}
func handOnceOK(h *hub) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				h.once.Do(func() { h.n++ })
			}
		}()
		boom()
	}()
}
func handSort(h *hub) {
	go func() { // want `ineffective-recover: .*slices\.SortFunc\(…\) can panic behind it`
		defer func() { recover(); slices.SortFunc([]int{1, 2}, func(a, b int) int { return a / (b - b) }) }()
		boom()
	}()
}
func handRange(h *hub) {
	go func() { // want `ineffective-recover: .*h\.table\.Range\(…\) can panic behind it`
		defer func() { recover(); h.table.Range(func(k, v any) bool { return len(k.(string)) > 0 }) }()
		boom()
	}()
}
func handRangeOK(h *hub) {
	go func() {
		defer func() { recover(); h.table.Range(func(k, v any) bool { s, _ := k.(string); return len(s) > 0 }) }()
		boom()
	}()
}
func handIndex() {
	go func() { // want `ineffective-recover: .*strings\.IndexFunc\(…\) can panic behind it`
		defer func() {
			r := recover()
			log.Print(strings.IndexFunc("abc", func(c rune) bool { return r.(string)[9] == 'a' }))
		}()
		boom()
	}()
}
func each(list []int, f func(int)) {
	for _, x := range list {
		f(x)
	}
}
func handEach() {
	go func() { defer func() { r := recover(); each([]int{1}, func(int) { log.Print(r.(error)) }) }(); boom() }() // want `ineffective-recover: .*each\(…\) can panic behind it`
}
func safely(f func()) { defer func() { recover() }(); f() }
func handSafely() {
	go func() { defer func() { r := recover(); safely(func() { log.Print(r.(error)) }) }(); boom() }()
}

// What a guard defers panics when it ends, unless a guard of its own is up.

func deferDefer() {
	go func() { defer func() { r := recover(); defer func() { log.Print(r.(error)) }() }(); boom() }() // want `ineffective-recover: .*func literal can panic behind it`
}
func deferMethod(h *hub) { go func() { defer func() { defer h.deep(); recover() }(); boom() }() } // want `ineffective-recover: .*h\.deep\(\) can panic behind it`
func deferOk(h *hub) {
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
}
func deferGuarded() {
	go func() { defer func() { r := recover(); defer func() { recover() }(); log.Print(r.(error)) }(); boom() }()
}
func deferGuardedDefer() {
	go func() {
		defer func() { r := recover(); defer func() { recover() }(); defer func() { log.Print(r.(error)) }() }()
		boom()
	}()
}
func deferLate() {
	go func() { defer func() { r := recover(); log.Print(r.(error)); defer func() { recover() }() }(); boom() }() // want `ineffective-recover: .*r\.\(error\) can panic behind it`
}
func deferUnder() {
	go func() { // want `ineffective-recover: .*func literal can panic behind it`
		defer func() { r := recover(); defer func() { log.Print(r.(error)) }(); defer func() { recover() }() }()
		boom()
	}()
}
func deferBranch(b bool) {
	go func() { // want `ineffective-recover: .*r\.\(error\) can panic behind it`
		defer func() {
			r := recover()
			if b {
				defer func() { recover() }()
			}
			log.Print(r.(error))
		}()
		boom()
	}()
}
func deferWg() {
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

// A channel from outside is nil, or closed, in what callers hand on.

func chanNil(h *hub) { go func() { defer func() { recover(); close(h.done) }(); boom() }() } // want `ineffective-recover: .*close\(h\.done\) can panic behind it`
func chanOk(h *hub)  { go func() { defer func() { recover(); close(h.done) }(); boom() }() }
func chanSend(h *hub) {
	go func() { // want `ineffective-recover: .*h\.errs <\- fmt\.Errorf\("%v", r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				h.errs <- fmt.Errorf("%v", r)
			}
		}()
		boom()
	}()
}
func chanSendTo(c chan error) {
	go func() { // want `ineffective-recover: .*c <\- fmt\.Errorf\("%v", r\) can panic behind it`
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
}
func chanOwn() {
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

// What closes under a sync.Once closes like any other, registered before a guard, too.
func chanOnceFirst(h *hub) {
	go func() { // want `late-recover: .*close\(h\.done\), deferred before it, runs after it`
		defer h.once.Do(func() { close(h.done) })
		defer func() { recover() }()
		boom()
	}()
}

// Hooks are looked at where they are made.

func hookParam(f func(any)) {
	go func() { // want `ineffective-recover: .*f\(r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				f(r)
			}
		}()
		boom()
	}()
}
func hookParamOK(f func(any)) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				f(r)
			}
		}()
		boom()
	}()
}
func hookAsked(f func(any)) {
	go func() {
		defer func() {
			if r := recover(); r != nil && f != nil {
				f(r)
			}
		}()
		boom()
	}()
}

var handlers []func(any)

func onCrash(f func(any)) { handlers = append(handlers, f) }
func hookList() {
	go func() { // want `ineffective-recover: .*f\(r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				for _, f := range handlers {
					f(r)
				}
			}
		}()
		boom()
	}()
}
func hookHooks(h *hub) {
	go func() { // want `ineffective-recover: .*f\(r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				for _, f := range h.hooks {
					f(r)
				}
			}
		}()
		boom()
	}()
}

type options struct {
	name  string
	after func(any)
}

func supervise(f func(), o *options) {
	defer func() {
		if r := recover(); r != nil && o.after != nil {
			o.after(r)
		}
	}()
	f()
}
func hookOpts(o *options) { go supervise(boom, o) } // want `ineffective-recover: .*panic\(1\) can panic behind it`
func hookOptsOK()         { go supervise(boom, &options{name: "a"}) }
func hookOptsOK2()        { go supervise(boom, &options{after: func(r any) { log.Print(r) }}) }

// So are writers and loggers.

func writerUnset(h *hub) { go func() { defer func() { fmt.Fprintln(h.w, recover()) }(); boom() }() }    // want `ineffective-recover: .*fmt\.Fprintln\(h\.w, recover\(\)\) can panic behind it`
func loggerUnset(h *hub) { go func() { defer func() { h.lg.Error("x", "r", recover()) }(); boom() }() } // want `ineffective-recover: .*h\.lg\.Error\("x", "r", recover\(\)\) can panic behind it`

// What is used before the guard is trusted, unless a caller is seen to hand on nil.

func beforeUnset(h *hub) { go func() { h.n++; defer func() { recover() }(); boom() }() } // want `late-recover: .*recover is deferred too late: h\.n can panic before it`
func beforeList(hs []*hub) {
	for _, h := range hs {
		go func() { h.n++; defer func() { recover() }(); boom() }() // want `late-recover: .*recover is deferred too late: h\.n can panic before it`
	}
}
func beforeOk(h *hub)   { go func() { h.n++; defer func() { recover() }(); boom() }() }
func beforeChan(h *hub) { go func() { defer func() { recover() }(); h.n++; boom() }() }

// callers hand on what the guards use.
func callers() {
	callMap(&hub{})
	callDiv(&hub{})
	callTail(&hub{})
	callOk(newHub())
	callOkMade()
	(&hub{out: loud{}, onErr: func(any) {}}).start()
	{
		h := &hub{out: &asserting{}}
		h.ship()
	}
	handOnce(newHub())
	handOnceOK(newHub())
	handSort(newHub())
	{
		h := newHub()
		h.table.Store(1, 1)
		handRange(h)
	}
	{
		h := newHub()
		h.table.Store(1, 1)
		handRangeOK(h)
	}
	handIndex()
	handEach()
	handSafely()
	deferDefer()
	deferMethod(&hub{})
	deferOk(newHub())
	deferGuarded()
	deferGuardedDefer()
	deferLate()
	deferUnder()
	deferBranch(false)
	deferWg()
	chanNil(&hub{})
	chanOnceFirst(&hub{})
	chanOk(newHub())
	{
		c := make(chan error, 1)
		close(c)
		chanSend(&hub{errs: c})
	}
	{
		c := make(chan error, 1)
		close(c)
		chanSendTo(c)
	}
	chanOwn()
	hookParam(nil)
	hookParamOK(func(r any) { log.Print(r) })
	hookAsked(nil)
	onCrash(func(r any) { log.Print(r.(error)) })
	hookList()
	hookHooks(&hub{hooks: []func(any){func(r any) { panic(r) }}})
	hookOpts(&options{after: func(any) { panic(1) }})
	hookOptsOK()
	hookOptsOK2()
	writerUnset(&hub{})
	loggerUnset(&hub{})
	beforeUnset(nil)
	beforeList([]*hub{nil})
	beforeOk(newHub())
	beforeChan(nil)
}
