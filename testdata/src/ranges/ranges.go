// Package ranges shows what an editor underlines: from the go keyword, or the
// launcher, to the end of the callee. TestDefaultProfile has the list.
package ranges

import (
	"sync"
	"time"
)

var risky func()

type hub struct{}

func (h *hub) run(int)    { risky() }
func (h *hub) next() *hub { return h }

func named(string)       { risky() }
func generic[T any](v T) { risky() }

func f(h *hub, list []func(), ch chan int, wg *sync.WaitGroup) {
	go func() { // want `bare-go: `
		risky()
	}()
	go func(n int) (err error) { // want `bare-go: `
		risky()
		return nil
	}(
		1,
	)
	go named( // want `bare-go: `
		"x",
	)
	go (named)("x")    // want `bare-go: `
	go h.run(1)        // want `bare-go: `
	go h.next().run(1) // want `bare-go: `
	go list[0]()       // want `bare-go: `
	go generic[int](1) // want `bare-go: `
	go close(ch)       // want `bare-go: `
	time.AfterFunc(    // want `launcher: `
		time.Second,
		risky,
	)
	wg.Go(func() { // want `launcher: `
		risky()
	})
	/* want +1 `directive: ` */
	//unsupervisedgo:ignore
	go risky()
}
