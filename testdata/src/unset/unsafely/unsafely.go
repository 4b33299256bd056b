// Package unsafely imports unsafe: what it never sets by name may be set all the same.
package unsafely

import (
	"sync"
	"unsafe"
)

type header struct{ group *sync.WaitGroup }

func wait(p unsafe.Pointer) {
	h := (*header)(p)
	go h.group.Wait()
}
