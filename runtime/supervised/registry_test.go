package supervised_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
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
	run := func(i int) {
		supervised.RunWithRecover(context.Background(), name(i), func(context.Context) {})
	}
	for i := range supervised.MaxNames {
		run(i)
	}
	if n := len(logs.all()); n != 0 {
		t.Errorf("%d warnings before there are too many", n)
	}
	for i := range 100 {
		supervised.Heartbeat(name(supervised.MaxNames + i))
		run(supervised.MaxNames + i)
	}
	if r := logs.all(); len(r) != 1 || r[0].attrs["name"].String() != name(supervised.MaxNames) {
		t.Errorf("logged %v, want one warning", r)
	}
	if n := len(supervised.Status()); n != supervised.MaxNames+1 {
		t.Errorf("%d names, want %d", n, supervised.MaxNames+1)
	}
	if s := status(t, supervised.Other); s.Starts != 100 || s.State != supervised.Done {
		t.Errorf("the goroutines without a name: %+v", s)
	}
	// Names already known lose nothing.
	before := time.Now()
	supervised.Heartbeat(name(7))
	run(7)
	if s := status(t, name(7)); s.LastTick.Before(before) || s.Starts != 2 {
		t.Errorf("a known name: %+v", s)
	}
	if _, stale := supervised.IsHealthy([]string{name(7), name(supervised.MaxNames)}, time.Hour); !slices.Equal(stale, []string{name(supervised.MaxNames)}) {
		t.Errorf("stale %v", stale)
	}
}

// 4096 heartbeats of names made from ids left no place for one that is supervised,
// which then was stale for ever.
func TestHeartbeatsLeavePlaces(t *testing.T) {
	logs := isolate(t)
	for i := range supervised.MaxNames {
		supervised.Heartbeat(fmt.Sprint("request-", i))
	}
	if n := len(supervised.Snapshot()); n != supervised.MaxBeating || len(logs.all()) != 1 {
		t.Errorf("%d names and %d warnings, want %d and 1", n, len(logs.all()), supervised.MaxBeating)
	}
	supervised.RunWithRecover(context.Background(), "sweeper", func(context.Context) { supervised.Heartbeat("sweeper") })
	if healthy, stale := supervised.IsHealthy([]string{"sweeper"}, time.Hour); !healthy {
		t.Errorf("stale: %v", stale)
	}
}

// Names are kept for ever, so a long one is cut; and two of bytes that are not
// UTF-8 had one key in JSON.
func TestNamesAreMadeFit(t *testing.T) {
	supervised.ForgetNames(t)
	long := strings.Repeat("é", 1<<20)
	for _, name := range []string{long, "\xff", "\xfe", "a\xffb"} {
		supervised.Heartbeat(name)
		supervised.Heartbeat(name)
		supervised.RunWithRecover(context.Background(), name, func(context.Context) {})
		if supervised.LastTick(name).IsZero() {
			t.Errorf("no tick of %.20q", name)
		}
		if healthy, _ := supervised.IsHealthy([]string{name}, time.Hour); !healthy {
			t.Errorf("%.20q is stale", name)
		}
	}
	var names []string
	for _, s := range supervised.Status() {
		names = append(names, s.Name)
	}
	if len(names) != 4 || names[0] != `\xfe` || names[1] != `\xff` || names[2] != `a\xffb` ||
		len(names[3]) > supervised.MaxName+len("…") || !utf8.ValidString(names[3]) {
		t.Errorf("names %q", names)
	}
}

// Names that look alike to the first look are still told apart.
func TestNamesThatShareAPlace(t *testing.T) {
	supervised.ForgetNames(t)
	names := []string{"shard-10-a", "shxrd-10-a", "shard-01-a", "shard-10xa"}
	for range 3 {
		for _, name := range names {
			supervised.RunWithRecover(context.Background(), name, func(context.Context) {})
		}
	}
	for _, name := range names {
		if s := status(t, name); s.Starts != 3 {
			t.Errorf("%s: %d starts", name, s.Starts)
		}
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
