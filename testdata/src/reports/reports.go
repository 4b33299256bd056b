// Package reports retells what users of such tools, and of the programs that
// such tools are for, have reported in public: each function names its report.
package reports

import (
	"runtime"
	"sync"
	"time"

	"reports/other"
)

var risky func()

var say func(...any)

func setSay(f func(...any)) { say = f }

func rescue() {
	if r := recover(); r != nil {
		say(r)
	}
}

// https://github.com/github/gh-aw/issues/58150: a defer behind the code that
// panics was taken for a guard.
func deferBehind(rows map[string][]int) {
	go func() { // want `late-recover: recover is deferred too late: .*rows\["first"\].* can panic before it`
		first := rows["first"][0]
		defer rescue()
		say(first)
	}()
}

// https://github.com/github/gh-aw/pull/50848: deferred helpers, generic ones
// too, were not taken for guards.
func deferredHelpers() {
	go func() {
		defer rescue()
		risky()
	}()
	go func() {
		defer rescueInto(new(string))
		risky()
	}()
}

func rescueInto[T any](to *T) {
	if v, ok := recover().(T); ok {
		*to = v
	}
}

// https://github.com/github/gh-aw/issues/33346: a goroutine that waits, then
// closes, cannot panic.
func waitThenClose(wg *sync.WaitGroup) <-chan bool {
	all := make(chan bool)
	go func() {
		defer close(all)
		wg.Wait()
	}()
	return all
}

// https://github.com/Buzzvil/recovergoroutine/pull/6: a recover in another
// package wanted a flag, by which any function of its name was believed.
func otherPackage() {
	go func() {
		defer other.Rescue()
		risky()
	}()
	go func() { // want `bare-go: `
		defer other.Rescuer{}.Rescue()
		risky()
	}()
}

// https://github.com/Buzzvil/recovergoroutine/pull/7: named functions were
// given up on.
func namedFunctions() {
	go guarded()
	go unguarded() // want `bare-go: .*a panic in unguarded ends`
	go other.Guarded()
	go other.Unguarded() // want `bare-go: .*a panic in other\.Unguarded ends`
}

func guarded() {
	defer rescue()
	risky()
}

func unguarded() { risky() }

// https://github.com/cksidharthan/recovercheck, testdata/src/recovercheck/safe1.go:
// a factory without its second call was believed.
func factory() {
	handler := func() func() { return func() { _ = recover() } }
	go func() { // want `ineffective-recover: defer handler\(\) has no effect: .*\(did you mean handler\(\)\(\)\?\)`
		defer handler()
		risky()
	}()
	go func() {
		defer handler()()
		risky()
	}()
}

// https://github.com/topcheer/ggcode/issues/239: the recover of a goroutine
// inside was counted for the one around it.
func innerGoroutine() {
	go func() { // want `bare-go: `
		go func() {
			defer rescue()
			risky()
		}()
		say("started")
	}()
}

// https://github.com/mgechev/revive/issues/863: a literal passed to a deferred
// call is not the deferred function.
func literalAsArgument(verify func(func() error)) {
	check := func(f func() error) { say(f()) }
	go func() { // want `ineffective-recover: recover has no effect here: the deferred function does not call it directly`
		defer check(func() error {
			_ = recover()
			return nil
		})
		risky()
	}()
}

// https://github.com/dominikh/go-tools/issues/1409 and
// https://github.com/QuesmaOrg/quesma/pull/1128: recover, or what calls it,
// without a defer.
func useless() {
	go func() { // want `ineffective-recover: recover\(\) has no effect here: only a deferred function can recover`
		if r := recover(); r != nil {
			say(r)
		}
		risky()
	}()
	go func() { // want `ineffective-recover: recover in rescue has no effect here: it is called, not deferred \(did you mean defer\?\)`
		rescue()
		risky()
	}()
}

// https://github.com/golang/go/issues/14273 and
// https://github.com/golang/go/issues/20768: recover itself deferred.
func deferRecover() {
	go func() { // want `ineffective-recover: defer recover\(\) has no effect`
		defer recover()
		risky()
	}()
}

// https://github.com/nuclio/nuclio/pull/2629: a wrapper around a helper that
// recovered broke it without a sound.
func wrapped() {
	go func() { // want `ineffective-recover: recover in rescue has no effect here: the deferred function calls it`
		defer func() {
			say("leaving")
			rescue()
		}()
		risky()
	}()
	go func() { // want `ineffective-recover: recover in other.Rescue has no effect here: the deferred function calls it`
		defer other.Wrapped()
		risky()
	}()
}

// https://github.com/gofr-dev/gofr/issues/2081 and
// https://github.com/grpc-ecosystem/go-grpc-middleware/issues/441: the recover
// of a handler does not cover the goroutines that it starts.
func handler() {
	defer rescue()
	go risky() // want `bare-go: `
}

// https://github.com/modelcontextprotocol/go-sdk/issues/958: a library took
// its host down.
type transport struct {
	incoming chan []byte
	handlers map[string]func([]byte)
}

func (t *transport) Connect() { // want Connect:"^contains$"
	go t.read() // want `bare-go: .*a panic in \(\*transport\)\.read ends the process \(.* can panic\)`
}

func (t *transport) read() {
	for msg := range t.incoming {
		t.handlers[string(msg[:4])](msg[4:])
	}
}

// https://github.com/hibiken/asynq/issues/1132 and
// https://github.com/robfig/cron/issues/484: the callback of a user panics in
// a goroutine of the library.
type scheduler struct {
	jobs    []interface{ Run() }
	onError func(error)
}

func (s *scheduler) tick(every time.Duration) {
	for _, job := range s.jobs {
		go job.Run() // want `bare-go: .*a panic in job\.Run ends`
	}
	go func() { // want `bare-go: .*\(s\.onError\(nil\) can panic\)`
		s.onError(nil)
	}()
}

// https://github.com/kaspanet/kaspad/pull/600: timers wanted a wrapper of
// their own.
func timer() {
	time.AfterFunc(time.Minute, risky) // want `launcher: time\.AfterFunc starts`
	time.AfterFunc(time.Minute, guarded)
}

// https://github.com/golang/go/issues/76126 and
// https://github.com/dsh2dsh/zrepl/issues/21: WaitGroup.Go does not recover.
func waitGroup() {
	var wg sync.WaitGroup
	wg.Go(risky)   // want `launcher: \(\*sync\.WaitGroup\)\.Go starts`
	wg.Go(func() { // want `launcher: \(\*sync\.WaitGroup\)\.Go starts`
		defer wg.Done()
		risky()
	})
	wg.Wait()
}

// https://github.com/status-im/status-go/pull/5969: a helper that starts what
// it is handed is one finding, not one a call.
func async(f func()) {
	go f() // want `bare-go: .*a panic in f ends`
}

func asyncs() {
	async(risky)
	async(unguarded)
}

// https://github.com/csstaub/hue-scene-keeper/issues/4: it panics again on
// purpose.
func onPurpose() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				say("crashing", r)
				panic(r)
			}
		}()
		risky()
	}()
}

// https://github.com/tomarrell/lbadd/issues/57: some panics are stopped, others
// are not.
func somePanics() {
	go func() { // want `partial-recover: `
		defer func() {
			switch r := recover().(type) {
			case nil:
			case error:
				say(r)
			default:
				panic(r)
			}
		}()
		risky()
	}()
}

// https://github.com/golang/go/issues/53757: Goexit is neither a return nor a
// panic.
func goexit() {
	go func() { // want `bare-go: `
		say("leaving")
		runtime.Goexit()
	}()
	go func() {
		defer rescue()
		runtime.Goexit()
	}()
}

// https://github.com/golang/go/issues/48124: an analyzer of go statements
// crashed on a callee that it did not expect.
func callees(list []func(), ch chan int) {
	go list[0]()                     // want `bare-go: `
	go close(ch)                     // want `bare-go: `
	go (func() func())(nil)()()      // want `bare-go: `
	go interface{ Run() }(nil).Run() // want `bare-go: `
	go println()
}

// https://github.com/golang/go/issues/18432 and
// https://github.com/golangci/golangci-lint/issues/3201: go vet filters no
// nolint, and where one stands matters.
func nolint() {
	go func() { //nolint:unsupervisedgo // crash wanted
		risky()
	}()
	go func() { // want `bare-go: `
		risky()
	}() //nolint:unsupervisedgo
}
