package supervised_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

func TestHeartbeat(t *testing.T) {
	supervised.ForgetNames(t)
	if !supervised.LastTick("a").IsZero() || len(supervised.Snapshot()) != 0 {
		t.Error("ticks before the first heartbeat")
	}
	before := time.Now()
	supervised.Heartbeat("a")
	after := time.Now()
	got := supervised.LastTick("a")
	if got.Before(before) || got.After(after) {
		t.Errorf("LastTick %v, want from %v to %v", got, before, after)
	}
	// As in the hand-made package: what never beat is not in the snapshot.
	supervised.RunWithRecover(context.Background(), "b", func(context.Context) {})
	if snap := supervised.Snapshot(); len(snap) != 1 || snap["a"].Sub(got).Abs() > time.Millisecond {
		t.Errorf("Snapshot %v", snap)
	}
	if !supervised.LastTick("b").IsZero() {
		t.Error("b never beat")
	}
}

func TestIsHealthy(t *testing.T) {
	supervised.ForgetNames(t)
	supervised.Heartbeat("a")
	supervised.RunWithRecover(context.Background(), "started", func(context.Context) {})
	for _, tt := range []struct {
		expected  []string
		threshold time.Duration
		stale     []string
	}{
		{nil, time.Hour, nil},
		{[]string{"a"}, time.Hour, nil},
		// Never seen is stale, not immortal: ai-dynamo/aiperf#1325.
		{[]string{"z", "a", "started", "b"}, time.Hour, []string{"z", "started", "b"}},
		{[]string{"a"}, -time.Hour, []string{"a"}},
	} {
		healthy, stale := supervised.IsHealthy(tt.expected, tt.threshold)
		if healthy != (len(tt.stale) == 0) || !slices.Equal(stale, tt.stale) {
			t.Errorf("IsHealthy(%v, %v) = %v, %v, want stale %v", tt.expected, tt.threshold, healthy, stale, tt.stale)
		}
	}
}

func TestNamesAreBounded(t *testing.T) {
	logs := isolate(t)
	name := func(i int) string { return fmt.Sprint("name-", i) }
	for i := range supervised.MaxNames {
		supervised.Heartbeat(name(i))
	}
	if n := len(logs.all()); n != 0 {
		t.Errorf("%d warnings before there are too many", n)
	}
	for i := range 100 {
		supervised.Heartbeat(name(supervised.MaxNames + i))
		supervised.RunWithRecover(context.Background(), name(supervised.MaxNames+i), func(context.Context) {})
	}
	if r := logs.all(); len(r) != 1 || r[0].attrs["name"].String() != name(supervised.MaxNames) {
		t.Errorf("logged %v, want one warning", r)
	}
	if n := len(supervised.Snapshot()); n != supervised.MaxNames {
		t.Errorf("%d names in the snapshot, want %d", n, supervised.MaxNames)
	}
	if s := status(t, supervised.Other); s.Starts != 100 || s.State != supervised.Done {
		t.Errorf("the goroutines without a name: %+v", s)
	}
	// Names already known lose nothing.
	before := time.Now()
	supervised.Heartbeat(name(7))
	supervised.RunWithRecover(context.Background(), name(7), func(context.Context) {})
	if s := status(t, name(7)); s.LastTick.Before(before) || s.Starts != 1 {
		t.Errorf("a known name: %+v", s)
	}
	if _, stale := supervised.IsHealthy([]string{name(7), name(supervised.MaxNames)}, time.Hour); !slices.Equal(stale, []string{name(supervised.MaxNames)}) {
		t.Errorf("stale %v", stale)
	}
}

// Goroutines that learn names at the same time agree on their cells, and on how
// many there are.
func TestNamesAreLearnedOnce(t *testing.T) {
	logs := isolate(t)
	const workers = 8
	var wg sync.WaitGroup
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range supervised.MaxNames + 10 {
				supervised.RunWithRecover(context.Background(), fmt.Sprint(i), func(context.Context) {})
			}
		}()
	}
	wg.Wait()
	all := supervised.Status()
	if len(all) != supervised.MaxNames+1 || len(logs.all()) != 1 {
		t.Errorf("%d names and %d warnings, want %d and 1", len(all), len(logs.all()), supervised.MaxNames+1)
	}
	starts := uint64(0)
	for i, s := range all {
		if i > 0 && s.Name == all[i-1].Name {
			t.Errorf("%q is there twice", s.Name)
		}
		if s.Name != supervised.Other && s.Starts != workers {
			t.Errorf("%d starts of %q, want %d", s.Starts, s.Name, workers)
		}
		starts += s.Starts
	}
	if want := uint64(workers * (supervised.MaxNames + 10)); starts != want {
		t.Errorf("%d starts, want %d", starts, want)
	}
}

// A user may call a goroutine what the registry calls the rest.
func TestNamedLikeTheRest(t *testing.T) {
	isolate(t)
	supervised.RunWithRecover(context.Background(), supervised.Other, func(context.Context) {})
	for i := range supervised.MaxNames + 10 {
		supervised.RunWithRecover(context.Background(), fmt.Sprint(i), func(context.Context) {})
	}
	if n := len(supervised.Status()); n > supervised.MaxNames+1 {
		t.Errorf("%d names", n)
	}
	if s := status(t, supervised.Other); s.Starts != 1+11 {
		t.Errorf("%+v, want its own start and 11 of the rest", s)
	}
}

// B6, and what keeps goroutines that beat for different names out of each
// other's cache lines.
func TestCellFillsTwoCacheLines(t *testing.T) {
	if unsafe.Sizeof(uintptr(0)) == 8 && supervised.CellSize != 128 {
		t.Errorf("%d bytes", supervised.CellSize)
	}
}

func TestStatusIsSorted(t *testing.T) {
	for i := range 100 {
		supervised.Heartbeat(fmt.Sprint(i * 7919 % 100))
	}
	if !slices.IsSortedFunc(supervised.Status(), func(a, b supervised.Subsystem) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("not sorted")
	}
}
