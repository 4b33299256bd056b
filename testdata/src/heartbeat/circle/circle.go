// Package circle is about services that call each other: how one waits rests on how the other does. // want package:`runs other, runs run`
package circle

import (
	"context"
	"time"

	"example.com/supervised"
)

type client struct {
	ready, quit chan struct{}
	lost        bool
	tick        *time.Ticker
}

// The loop of other was found while it was open how run waits, which rests on reconnect, too, and stayed
// what it was then: one that only its clock paces. With the declarations in another order it was not.
func start(ctx context.Context, c *client) {
	go supervised.RunWithRecover(ctx, "other", func(context.Context) { c.other() })
	go supervised.RunWithRecover(ctx, "run", func(context.Context) { c.run() })
}

func (c *client) other() {
	for {
		select {
		case <-c.quit:
			return
		case <-c.tick.C:
		}
		c.reconnect()
	}
}

// reconnect waits for something that no clock tells.
func (c *client) reconnect() {
	<-c.ready
	if c.lost {
		c.run()
	}
}

func (c *client) run() {
	for {
		select {
		case <-c.quit:
			return
		case <-c.tick.C:
		}
		c.reconnect()
	}
}
