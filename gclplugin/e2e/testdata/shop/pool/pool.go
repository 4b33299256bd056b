// Package pool runs jobs.
package pool

import (
	"sync"

	"example.com/shop/guard"
)

// Go is a launcher inside the module: it is reported here, not where it is called.
func Go(wg *sync.WaitGroup, job func()) {
	wg.Add(1)
	go func() { // find: bare-go, no fix
		defer wg.Done()
		job()
	}()
}

// Both starts two jobs, on one line.
func Both(each func(start ...func()), one, two func()) {
	each(func() { go one() }, func() { go two() }) // find: bare-go, bare-go, no fix
}

// Nested starts a goroutine that starts another that starts another.
func Nested(job func(n int)) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { // find: bare-go
		defer wg.Done()
		job(1)
		wg.Go(func() { // find: launcher
			job(2)
			go job(3) // find: bare-go
		})
	}()
	wg.Wait()
}

// Guarded starts goroutines whose panics are contained, by facts of other packages.
func Guarded(job func()) {
	go func() {
		defer guard.Rescue("pool")
		job()
	}()
	go guard.Run(job)
	go func() { // find: ineffective-recover, no fix
		defer rescueAndReport()
		job()
	}()
	go guard.Trust(job) // find without flags: bare-go
}

// rescueAndReport has no effect when it is deferred: its recover is one call too deep.
func rescueAndReport() { rescue() }

func rescue() { _ = recover() }
