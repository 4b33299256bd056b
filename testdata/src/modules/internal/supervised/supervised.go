// Package supervised is the runtime package where -runtime ./internal/supervised
// looks for it.
package supervised

import "context"

type Option func()

func RunWithRecover(ctx context.Context, name string, fn func(context.Context), opts ...Option) { // want RunWithRecover:"^supervises\\(2\\)$" RunWithRecover:"^contains$"
	func() {
		defer func() { _ = recover() }()
		fn(ctx)
	}()
	go watch()
}

func watch() { println(names[0]) }

var names []string
