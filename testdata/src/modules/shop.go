// Package shop shows launchers inside the module, which are reported there,
// and in another module, which are reported at the call. Which is which says
// the module, not the look of the import path.
package shop

import (
	"context"

	"example.com/acme/shop/internal/supervised"
	"example.com/acme/shop/queue"
	"example.com/acme/shop/worker"
)

var risky func()

func f(ctx context.Context) {
	worker.Start(risky)
	queue.Consume(risky) // want `launcher: queue\.Consume starts`
	queue.Consume(func() {
		defer queue.Rescue()
		risky()
	})
	go supervised.RunWithRecover(ctx, "shop", func(context.Context) { risky() })
	go risky() // want `bare-go: `
}

// What a handler must not call is known within the module.
func handlers() {
	go func() { // want `ineffective-recover: .*worker\.Check\(false\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				worker.Check(false)
			}
		}()
		risky()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				queue.Check(false)
			}
		}()
		risky()
	}()
}
