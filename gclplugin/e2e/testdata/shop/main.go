// The shop is a program with all kinds of goroutines.
package main

import (
	"context"
	"os"
	"os/signal"
	"sync"

	"example.com/async"

	"example.com/shop/guard"
	"example.com/shop/hub"
	"example.com/shop/pool"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	h := hub.New()
	go h.Run(ctx) // find: bare-go
	h.Start(ctx)
	silenced(h)

	var wg sync.WaitGroup
	for _, name := range []string{"a", "b"} {
		wg.Add(1)
		go func(name string) { // find: bare-go
			defer wg.Done()
			h.Send(name)
		}(name)
		pool.Go(&wg, func() { h.Send(name) }) // a launcher of this module
	}
	async.Do(func() { // find: launcher
		h.Send("async")
	})
	async.Safely(func() { h.Send("safely") })
	async.Do(func() { guard.Run(func() { h.Send("guarded") }) })

	done := make(chan struct{})
	go func() { // find with flags: bare-go
		wg.Wait()
		close(done)
	}()
	<-done
	stop()
}
