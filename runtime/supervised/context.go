package supervised

import (
	"context"
	"runtime/pprof"
)

// introductions is how many runs of a name are introduced. What is started more
// often is a short task, which nobody looks for by name, and which an introduction
// would make several times as expensive to start.
const introductions = 1000

// A runContext is the context of a run that is introduced: the one that its caller
// gave, with the name for [Beat] and the pprof label.
type runContext struct {
	context.Context
	cell   *cell
	labels context.Context // holds the label and nothing else; nil: Context has it
}

// Value asks no context twice: in supervisions within supervisions that would
// double with each.
func (c *runContext) Value(key any) any {
	if key == (cellKey{}) {
		return c.cell
	}
	if c.labels != nil {
		if own := c.labels.Value(key); own != nil {
			return own
		}
	}
	return c.Context.Value(key)
}

// LabelKey is the key of the pprof label that a supervised goroutine has; its
// value is the name. Profiles show it, and so do the goroutines that the goroutine
// starts.
const LabelKey = "supervised"

type labels struct{ ctx context.Context }

// introduce gives the goroutine its label, and returns the context that tells its
// function the name.
func (v *supervision) introduce(ctx context.Context) context.Context {
	v.introduced = true
	c := v.cell
	own := c.labels.Load()
	if own == nil {
		own = &labels{pprof.WithLabels(context.Background(), pprof.Labels(LabelKey, c.name))}
		c.labels.Store(own)
	}
	run := &runContext{Context: ctx, cell: c, labels: own.ctx}
	guard(func() { // a context is code from outside
		pprof.ForLabels(ctx, func(string, string) bool { // the caller has some, too
			run.Context, run.labels = pprof.WithLabels(ctx, pprof.Labels(LabelKey, c.name)), nil
			return false
		})
		pprof.SetGoroutineLabels(run)
	})
	return run
}

// dismiss gives the goroutine back the labels of the context that introduce got,
// which is what [pprof.Do] does. (No one can ask for those of the goroutine.)
func dismiss(ctx context.Context) {
	guard(func() { pprof.SetGoroutineLabels(ctx) })
}
