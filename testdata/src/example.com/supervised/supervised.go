// Package supervised stands for the runtime package: -runtime names it in
// these tests. Its own goroutines are not reported.
package supervised

import (
	"context"
	"time"
)

type Option func(*int)

func NoRestart() Option { return func(n *int) { *n = 1 } } // want NoRestart:"^contains, returns contains if 0 is not nil$" NoRestart:"makes"

func OnPanic(f func(*PanicError)) Option { // want OnPanic:"^contains, returns contains$" OnPanic:"makes"
	return func(*int) {}
}

func Until[T any](stop <-chan T) Option { // want Until:"^contains, returns contains$" Until:"makes"
	return func(*int) {}
}

func CrashIn(funcs ...any) Option { // want CrashIn:"^contains, returns contains$" CrashIn:"makes"
	return func(*int) {}
}

func StaleAfter(d time.Duration) Option { // want StaleAfter:"^contains, returns contains$" StaleAfter:"makes"
	return func(*int) {}
}

func Heartbeat(name string) {} // want Heartbeat:"^contains$"

func Beat(ctx context.Context) {} // want Beat:"^contains$"

func LastTick(name string) (t time.Time) { return } // want LastTick:"^contains$"

func IsHealthy(expected []string, staleThreshold time.Duration) (bool, []string) { // want IsHealthy:"^contains$"
	return true, nil
}

func IsUp(expected []string) (bool, []string) { return true, nil } // want IsUp:"^contains$"

type PanicError struct{ Value any }

func (*PanicError) Error() string { return "panic" } // want Error:"^contains$"

func Call(ctx context.Context, name string, fn func(context.Context) error, opts ...Option) (err error) { // want Call:"^contains$" Call:"^supervises\\(2\\)$"
	defer func() {
		if r := recover(); r != nil {
			err = &PanicError{r}
		}
	}()
	return fn(ctx)
}

func Run(ctx context.Context, name string, fn func(context.Context) error, opts ...Option) error { // want Run:"^contains$" Run:"^supervises\\(2\\)$"
	return Call(ctx, name, fn, opts...)
}

func RunWithRecover(ctx context.Context, name string, fn func(context.Context), opts ...Option) { // want RunWithRecover:"^supervises\\(2\\)$" RunWithRecover:"^contains what it is not handed$"
	for once(ctx, fn) {
		go watch(name)
	}
	for _, o := range opts {
		o(new(int))
	}
}

func once(ctx context.Context, fn func(context.Context)) (again bool) {
	defer func() { again = recover() != nil }()
	fn(ctx)
	return false
}

func watch(name string) { println(table[name]) }

var table map[string]int
