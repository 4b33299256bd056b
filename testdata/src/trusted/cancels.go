package trusted

import (
	"context"
	"sync"
)

// A cancel function in a field that the constructor sets is trusted, as long as the package makes no value without one.

type Group struct {
	once sync.Once
	stop context.CancelFunc
}

func withContext(ctx context.Context) (*Group, context.Context) {
	ctx, stop := context.WithCancel(ctx)
	return &Group{stop: stop}, ctx
}

func (g *Group) ends() {
	go g.stop()
	go func() { g.once.Do(func() { g.stop() }) }()
	go func() { g.once.Do(g.stop) }()
	go func() { g.stop() }()
	go g.quit()
}

func (g *Group) quit() { g.stop() }

type Task struct {
	once sync.Once
	stop context.CancelFunc
}

func withCancel(ctx context.Context) *Task {
	_, stop := context.WithCancel(ctx)
	return &Task{stop: stop}
}

func idleTask() *Task { return &Task{} }

func (t *Task) ends() {
	go t.stop()                                    // want `bare-go: `
	go func() { t.once.Do(func() { t.stop() }) }() // want `bare-go: .*t\.stop\(\) can panic`
	go func() { t.once.Do(t.stop) }()              // want `bare-go: .*t\.once\.Do\(t\.stop\) can panic`
}
