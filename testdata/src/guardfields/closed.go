package guardfields

import (
	"fmt"
	"sync"
)

// A guard sends to a channel of its receiver, which another method closes, whoever runs meanwhile.

type closer struct {
	errc   chan error
	waited chan error
	own    chan error
	flag   chan error
	wg     sync.WaitGroup
	mu     sync.Mutex
	closed bool
	run    func()
}

func (c *closer) close() { close(c.errc) }

func (c *closer) report() {
	if r := recover(); r != nil {
		c.errc <- fmt.Errorf("%v", r)
	}
}

func (c *closer) startMethod() {
	go func() { // want `bare-go|ineffective-recover`
		defer c.report()
		c.run()
	}()
}

func (c *closer) startLiteral() {
	go func() { // want `ineffective-recover: .*c.errc <- .* can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				select {
				case c.errc <- fmt.Errorf("%v", r):
				default:
				}
			}
		}()
		c.run()
	}()
}

func (c *closer) send(r any) { c.errc <- fmt.Errorf("%v", r) }

func (c *closer) startHelper() {
	go func() { // want `ineffective-recover: .*c.send\(r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				c.send(r)
			}
		}()
		c.run()
	}()
}

// Who closes has waited.

func (c *closer) stop() {
	c.wg.Wait()
	close(c.waited)
}

func (c *closer) startWaited() {
	c.wg.Add(1)
	go func() {
		defer c.wg.Done()
		defer func() {
			if r := recover(); r != nil {
				c.waited <- fmt.Errorf("%v", r)
			}
		}()
		c.run()
	}()
}

// The goroutine itself closes, and later.

func (c *closer) reportOwn() {
	if r := recover(); r != nil {
		c.own <- fmt.Errorf("%v", r)
	}
}

func (c *closer) startOwn() {
	go func() {
		defer c.reportOwn()
		c.run()
		close(c.own)
	}()
}

// A flag says that it is closed.

func (c *closer) closeFlagged() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	close(c.flag)
}

func (c *closer) startFlagged() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				c.mu.Lock()
				defer c.mu.Unlock()
				if !c.closed {
					c.flag <- fmt.Errorf("%v", r)
				}
			}
		}()
		c.run()
	}()
}

// A variable of the package, likewise.

var errors = make(chan error, 1)

func closeErrors() { close(errors) }

func startGlobal(f func()) {
	go func() { // want `ineffective-recover: .*errors <- .* can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				errors <- fmt.Errorf("%v", r)
			}
		}()
		f()
	}()
}
