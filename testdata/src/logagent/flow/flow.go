// Package flow is of a module whose path starts like one of the standard library.
package flow

import (
	"sync"
	"time"
)

var risky func()

type stopper interface{ Stop() }

func launches(wg *sync.WaitGroup, s stopper) {
	wg.Go(risky)             // want `launcher: \(\*sync\.WaitGroup\)\.Go starts .* a panic in risky ends`
	time.AfterFunc(1, risky) // want `launcher: time\.AfterFunc starts .* a panic in risky ends`
	go risky()               // want `bare-go: `
	go func() {              // want `bare-go: .*\(risky\(\) can panic\)`
		defer s.Stop()
		risky()
	}()
}
