package supervised

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A PanicError is a panic that was contained. [errors.Is] and [errors.As] look
// into its value when that is an error.
type PanicError struct {
	Name    string // of the supervised goroutine
	Value   any    // what panic was called with; never nil: see [runtime.PanicNilError]
	Stack   []byte // of the panic, as in a crash, cut off at 64 KiB
	Attempt int    // which run panicked; the first is 1

	message string    // the value as text, made once: the value may change, or be slow
	pcs     []uintptr // see StackTrace
}

// Error says who panicked and with what, without the stack.
func (e *PanicError) Error() string {
	return fmt.Sprintf("panic in %q: %s", e.Name, e.text())
}

func (e *PanicError) text() string {
	if e.message == "" { // made by hand
		return valueText(e.Value)
	}
	return e.message
}

// Unwrap returns the value if it is an error, else nil. It is nil as well for
// what stands for the end of a context: panic(ctx.Err()) is a panic, and whoever
// asks whether work was merely cancelled must not hear that it was.
func (e *PanicError) Unwrap() error {
	err, ok := e.Value.(error)
	if !ok {
		return nil
	}
	cancelled := false
	if guard(func() { // methods of the value are asked
		cancelled = errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	}) != nil || cancelled {
		return nil
	}
	return err
}

// StackTrace returns the program counters of the panic, for
// [runtime.CallersFrames]: from the function that panicked to the supervised one,
// at most 256. Sentry and other error trackers look for a method of this name.
func (e *PanicError) StackTrace() []uintptr { return slices.Clone(e.pcs) }

// A crash is what CrashThrough panics with. The runtime prints its text, and the
// stack that the runtime prints after it is not the one that tells the cause.
type crash struct{ *PanicError }

func (c crash) Error() string { return c.PanicError.Error() + "\n\n" + string(c.Stack) }

func (c crash) Unwrap() error { return c.PanicError }

// cut returns at most n bytes of s, of whole characters where it has such, and
// says by an ellipsis that there was more. The rest can be collected.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := n; i > n-4 && i > 0; i-- { // not in the middle of a character
		if c := s[i]; c < 0x80 || c >= 0xC0 {
			n = i
			break
		}
	}
	return strings.Clone(s[:n]) + "…"
}
