package supervised_test

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

// Everything at once, for the race detector; and at the end, the counters add up.
func TestStress(t *testing.T) {
	supervised.ForgetNames(t)
	const workers, runs = 32, 50
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var hooks atomic.Int64
	opts := []supervised.Option{
		supervised.Logger(nowhere),
		supervised.Backoff(time.Microsecond, 10*time.Microsecond),
		supervised.Jitter(1),
		supervised.OnPanic(func(*supervised.PanicError) { hooks.Add(1) }),
	}

	var work, read sync.WaitGroup
	for i := range workers {
		work.Add(1)
		go func() {
			defer work.Done()
			name := fmt.Sprint("worker-", i%8)
			n := 0
			supervised.RunWithRecover(ctx, name, func(context.Context) {
				supervised.Heartbeat(name)
				supervised.Heartbeat(fmt.Sprint("new-", i, "-", n))
				if n++; n <= runs {
					panic(n)
				}
			}, opts...)
			_ = supervised.Call(ctx, name, func(context.Context) error { panic("call") }, opts...)
		}()
	}
	for range 2 {
		read.Add(1)
		go func() {
			defer read.Done()
			for ctx.Err() == nil {
				for _, s := range supervised.Status() {
					if s.Running < 0 || s.Running > workers || s.Waiting < 0 || s.Waiting > workers || s.Restarts > s.Starts {
						t.Errorf("status %+v", s)
						return
					}
				}
				supervised.Snapshot()
				supervised.IsHealthy([]string{"worker-0", "worker-7"}, time.Hour)
				supervised.IsUp([]string{"worker-0", "worker-7"})
				_ = supervised.WriteMetrics(io.Discard)
			}
		}()
	}
	work.Wait()
	cancel()
	read.Wait()

	var total supervised.Subsystem
	for _, s := range supervised.Status() {
		if s.Running+s.Waiting != 0 {
			t.Errorf("still at work: %+v", s)
		}
		total.Starts += s.Starts
		total.Restarts += s.Restarts
		total.Panics += s.Panics
	}
	if total.Starts != workers*(runs+2) || total.Restarts != workers*runs || total.Panics != workers*(runs+1) || hooks.Load() != workers*(runs+1) {
		t.Errorf("%d starts, %d restarts, %d panics, %d hooks", total.Starts, total.Restarts, total.Panics, hooks.Load())
	}
	if !goroutines(before) {
		t.Errorf("%d goroutines, want %d", runtime.NumGoroutine(), before)
	}
}

// A million tasks run and are gone.
func TestMillionTasksLeaveNothing(t *testing.T) {
	n := 1_000_000
	if testing.Short() || raceEnabled {
		n /= 20
	}
	supervised.RunWithRecover(context.Background(), "task", func(context.Context) {})
	before := runtime.NumGoroutine()
	heap := liveHeap()
	var wg sync.WaitGroup
	var ran atomic.Int64
	const batch = 1000
	for range n / batch {
		wg.Add(batch)
		for range batch {
			go func() {
				defer wg.Done()
				supervised.RunWithRecover(context.Background(), "task", func(context.Context) { ran.Add(1) }, supervised.NoRestart())
			}()
		}
		wg.Wait()
	}
	if ran.Load() != int64(n) {
		t.Errorf("%d ran, want %d", ran.Load(), n)
	}
	if !goroutines(before) {
		t.Errorf("%d goroutines, want %d", runtime.NumGoroutine(), before)
	}
	// Structures of the runtime for batch goroutines at a time are kept by it.
	if grown := liveHeap() - heap; grown > 1<<20 {
		t.Errorf("the heap grew by %d bytes over %d tasks", grown, n)
	}
}

func liveHeap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// The sources go into other people's modules: they need nothing that is not
// there, and do nothing on being imported. Importing expvar would open /debug/vars
// on http.DefaultServeMux, importing net/http doubles a program without it. Nothing
// is started but the goroutine that asks a value for its text, and is waited for.
func TestSourcesAreCopyable(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		seen++
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(src), "//go:") {
			t.Errorf("%s has a directive", file)
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, file, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, imp := range f.Imports {
			if path, _ := strconv.Unquote(imp.Path.Value); strings.Contains(path, ".") || path == "expvar" || path == "net/http" || path == "html/template" || path == "encoding/json" || path == "embed" || path == "unsafe" || path == "C" {
				t.Errorf("%s imports %s", file, path)
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				if file != "text.go" {
					t.Errorf("%v: a go statement", fset.Position(n.Pos()))
				}
			case *ast.FuncDecl:
				if n.Name.Name == "init" && n.Recv == nil {
					t.Errorf("%v: an init function", fset.Position(n.Pos()))
				}
			}
			return true
		})
	}
	if seen == 0 {
		t.Error("saw no sources")
	}
}
