package supervised

import (
	"bytes"
	"runtime"
	"sync"
)

// A dump is the stacks of all goroutines at one moment. To take it stops the program, the longer the more goroutines
// there are. Where a database hangs, all that use it are stuck at once: they share a dump, or the program would do little else.
type dump struct {
	once   sync.Once
	stacks map[string][]byte // by the first line, up to the state
}

// dumps takes dumps: one at a time, and one for all who ask while another is taken.
type dumps struct {
	take func() map[string][]byte

	taking sync.Mutex
	mu     sync.Mutex
	next   *dump // not begun yet; nil: nobody has asked
}

var allStacks = dumps{take: takeStacks}

// stacks returns the stacks of all goroutines at a moment after the call.
func (d *dumps) stacks() map[string][]byte {
	d.mu.Lock()
	if d.next == nil {
		d.next = new(dump)
	}
	own := d.next
	d.mu.Unlock()
	own.once.Do(func() {
		d.taking.Lock()
		defer d.taking.Unlock()
		d.mu.Lock()
		d.next = nil // whoever asks from now on gets a later one
		d.mu.Unlock()
		own.stacks = d.take()
	})
	return own.stacks
}

// stackOf returns the stack of another goroutine, which begins like this; nil if
// there is none.
func stackOf(head []byte) []byte {
	one := allStacks.stacks()[string(head)]
	return bytes.Clone(one[:min(len(one), maxStack)])
}

// mostStacks bounds what is written down to find one stack.
const mostStacks = 64 << 20

func takeStacks() map[string][]byte {
	for size := 1 << 20; ; size *= 4 {
		buf := make([]byte, size)
		n := runtime.Stack(buf, true)
		if n == size && size < mostStacks {
			continue
		}
		all := make(map[string][]byte)
		for rest := buf[:n]; len(rest) > 0; {
			var one []byte
			one, rest, _ = bytes.Cut(rest, []byte("\n\n"))
			head, _, _ := bytes.Cut(one, []byte("["))
			all[string(head)] = one
		}
		return all
	}
}
