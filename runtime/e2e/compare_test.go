package e2e

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sourcegraph/conc"
	"github.com/thejerf/suture/v4"
	"golang.org/x/sync/errgroup"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

// What it costs to start a goroutine that ends at once, and to wait for its end, as
// a multiple of a bare go statement: with this package and with its neighbours. All
// of them take turns in one process, each turn is compared with the bare one of its
// round, and the median of the rounds is told:
//
//	go test -run '^$' -bench Compare ./runtime/e2e
func BenchmarkCompare(b *testing.B) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var wg sync.WaitGroup
	done := func(context.Context) { wg.Done() }
	tree := suture.NewSimple("benchmark")
	tree.ServeBackground(ctx)
	ways := []struct {
		name string
		one  func()
	}{
		{"go", func() { wg.Add(1); go done(ctx); wg.Wait() }},
		{"supervised", func() { wg.Add(1); go supervised.RunWithRecover(ctx, "benchmark", done); wg.Wait() }},
		{"supervised-NoRestart", func() {
			wg.Add(1)
			go func() { supervised.RunWithRecover(ctx, "benchmark", done, supervised.NoRestart()) }()
			wg.Wait()
		}},
		{"WaitGroup.Go", func() { wg.Go(func() {}); wg.Wait() }},
		{"HandleCrash", func() {
			wg.Add(1)
			go func() { defer wg.Done(); defer utilruntime.HandleCrash() }()
			wg.Wait()
		}},
		{"errgroup", func() {
			var g errgroup.Group
			g.Go(func() error { return nil })
			_ = g.Wait()
		}},
		{"conc", func() {
			var g conc.WaitGroup
			g.Go(func() {})
			g.Wait()
		}},
		{"suture.Add", func() { wg.Add(1); tree.Add(service{&wg}); wg.Wait() }},
	}
	for range 2000 { // past the introductions
		ways[1].one()
	}
	ratios := make([][]float64, len(ways))
	for b.Loop() {
		var bare float64
		for i, way := range ways {
			start := time.Now()
			for range 300 {
				way.one()
			}
			d := float64(time.Since(start))
			if i == 0 {
				bare = d
			}
			ratios[i] = append(ratios[i], d/bare)
		}
	}
	b.ReportMetric(0, "ns/op")
	for i, way := range ways[1:] {
		r := ratios[i+1]
		slices.Sort(r)
		b.ReportMetric(r[len(r)/2], way.name+"/go")
	}
}

type service struct{ wg *sync.WaitGroup }

func (s service) Serve(context.Context) error { s.wg.Done(); return suture.ErrDoNotRestart }
