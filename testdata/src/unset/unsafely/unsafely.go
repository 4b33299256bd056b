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

// What no pointer is converted to, or from, is as safe as anywhere.
type untouched struct{ group *sync.WaitGroup }

func waitElse(u *untouched) {
	go u.group.Wait() // want `bare-go: `
}

type given struct{ group *sync.WaitGroup }

func waitGiven(g *given) unsafe.Pointer {
	go g.group.Wait()
	return unsafe.Pointer(g)
}
