package supervised

import (
	"testing"
	"unsafe"
)

const (
	MaxNames = maxNames
	Other    = other
	MaxStack = maxStack
	CellSize = unsafe.Sizeof(cell{})
)

var (
	Grow   = grow
	Spread = spread
)

// ForgetNames gives the test an empty registry.
func ForgetNames(t testing.TB) {
	old := names
	names = new(registry)
	t.Cleanup(func() { names = old })
}
