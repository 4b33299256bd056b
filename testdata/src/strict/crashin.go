package strict

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

func (b *box) safe(k string) { *b.m[k]++ }

// The crash is kept for all that there is.
func keepsAll(ctx context.Context, b *box) {
	go supervised.RunWithRecover(ctx, "all", func(context.Context) {
		b.add("k")
	}, supervised.CrashIn((*box).add)) // want `^deliberate-crash: CrashIn keeps the crash for all that can panic in the supervised function$`
	run := func(context.Context) { b.add("k") }
	go supervised.RunWithRecover(ctx, "run", run, supervised.CrashIn((*box).add)) // want `^deliberate-crash: CrashIn keeps the crash for all that can panic in run$`
}

// A panic in safe is contained.
func keepsSome(ctx context.Context, b *box) {
	go supervised.RunWithRecover(ctx, "some", func(context.Context) {
		b.add("k")
		b.safe("k")
	}, supervised.CrashIn((*box).add))
}
