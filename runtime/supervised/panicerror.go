package supervised

import (
	"fmt"
	"runtime"
)

// A PanicError is a panic that was contained. [errors.Is] and [errors.As] look
// into its value when that is an error.
type PanicError struct {
	Name    string // of the supervised goroutine
	Value   any    // what panic was called with; never nil: see [runtime.PanicNilError]
	Stack   []byte // of the panic, as in a crash, cut off at 64 KiB
	Attempt int    // which run panicked; the first is 1
}

// Error says who panicked and with what, without the stack.
func (e *PanicError) Error() string {
	return fmt.Sprintf("panic in %q: %s", e.Name, e.text())
}

// Unwrap returns the value if it is an error, else nil.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// text is the value as text. The value's own code makes it, if it has any, and
// fmt stops only the first panic of that.
func (e *PanicError) text() (s string) {
	if guard(func() { s = fmt.Sprint(e.Value) }) != nil {
		s = fmt.Sprintf("a %T whose text panics", e.Value)
	}
	return s
}

// A crash is what CrashThrough panics with. The runtime prints its text, and the
// stack that the runtime prints after it is not the one that tells the cause.
type crash struct{ *PanicError }

func (c crash) Error() string { return c.PanicError.Error() + "\n\n" + string(c.Stack) }

func (c crash) Unwrap() error { return c.PanicError }

const maxStack = 64 << 10 // as net/http and Kubernetes

// stack returns the stack of the calling goroutine.
func stack() []byte {
	for size := 4 << 10; ; size *= 2 {
		buf := make([]byte, size)
		n := runtime.Stack(buf, false)
		if n < size || size >= maxStack {
			return buf[:n]
		}
	}
}
