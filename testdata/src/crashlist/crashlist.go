// Package crashlist is about what CrashIn names.
package crashlist

import (
	"context"
	"sync"

	"example.com/supervised"
)

type box struct {
	mu sync.Mutex
	m  map[string]*int
}

func (b *box) add(k string) {
	b.mu.Lock()
	*b.m[k]++
	b.mu.Unlock()
}

func (b *box) put(k string) {
	b.mu.Lock()
	*b.m[k] = 0
	b.mu.Unlock()
}

func (b *box) safe(k string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	*b.m[k]++
}

func lists(ctx context.Context, b *box) {
	go supervised.RunWithRecover(ctx, "missing", func(context.Context) {
		b.safe("k")
		b.add("k")
		b.put("k")
	}, supervised.CrashIn((*box).add)) // want `^crash-list: CrashIn lacks a function: after a contained panic b\.mu would stay locked \(crashlist\.go:\d+ in \(\*box\)\.put\)$`
	go supervised.RunWithRecover(ctx, "idle", func(context.Context) {
		b.safe("k")
		b.add("k")
	}, supervised.CrashIn((*box).add, (*box).safe)) // want `^crash-list: CrashIn names \(\*box\)\.safe, which leaves nothing locked or undone any more: a panic there can be contained$`
	go supervised.RunWithRecover(ctx, "complete", func(context.Context) {
		b.add("k")
		b.put("k")
	}, supervised.CrashIn((*box).add, (*box).put))
	//unsupervisedgo:ignore safe writes a file that must be complete
	go supervised.RunWithRecover(ctx, "on purpose", func(context.Context) { b.safe("k") }, supervised.CrashIn((*box).safe))
}
