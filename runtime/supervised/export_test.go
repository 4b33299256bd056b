package supervised

import (
	"testing"
	"unsafe"
)

const (
	MaxNames      = maxNames
	MaxBeating    = maxBeating
	MaxName       = maxName
	Other         = other
	MaxStack      = maxStack
	MaxText       = maxText
	CellSize      = unsafe.Sizeof(cell{})
	Introductions = introductions
)

var (
	Grow      = grow
	Spread    = spread
	ValueText = valueText
)

// ForgetNames gives the test an empty registry.
func ForgetNames(t testing.TB) {
	old := std
	std = new(Supervisor)
	if d := old.defaults.Load(); d != nil {
		std.defaults.Store(d)
	}
	t.Cleanup(func() { std = old })
}

// Unwanted forgets that somebody asked for a name in vain.
func Unwanted(t testing.TB) {
	old := wanted.Swap(false)
	t.Cleanup(func() { wanted.Store(old) })
}
