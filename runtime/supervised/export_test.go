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
	old := names.cells.Swap(nil)
	warned := names.warned.Swap(false)
	t.Cleanup(func() {
		names.cells.Store(old)
		names.warned.Store(warned)
	})
}
