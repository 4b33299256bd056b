// Package errgroup stands for golang.org/x/sync/errgroup.
package errgroup

import "sync"

type Group struct {
	wg  sync.WaitGroup
	err error
}

func (g *Group) Wait() error { // want Wait:"contains"
	g.wg.Wait()
	return g.err
}

func (g *Group) Go(f func() error) { // want Go:"^launches\\(0\\)$" Go:"^contains$"
	g.wg.Add(1)
	go func() { // want `bare-go: `
		defer g.wg.Done()
		if err := f(); err != nil {
			g.err = err
		}
	}()
}

func (g *Group) TryGo(f func() error) bool { // want TryGo:"^launches\\(0\\)$" TryGo:"^contains$"
	g.Go(f)
	return true
}
