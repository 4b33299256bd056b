package trusted

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync/atomic"
	"time"
)

// Functions of the standard library that cannot panic, by what they are handed.

func locations(loc *time.Location) {
	go func() { _ = time.Now().In(time.UTC) }()
	go func() { _ = time.Date(2020, 1, 1, 0, 0, 0, 0, time.Local) }()
	go func() { _ = time.Now().In(time.FixedZone("x", 3)) }()
	go func() { _ = time.Now().In(loc) }() // want `bare-go: `
	if loc != nil {
		go func() { _ = time.Now().In(loc) }()
	}
}

type notFound struct{ name string }

func (*notFound) Error() string { return "" } // want Error:"contains"

func targets(err error, target any) {
	go func() {
		var e *notFound
		_ = errors.As(err, &e)
		var p *fs.PathError
		_ = errors.As(err, &p)
		var timeout interface{ Timeout() bool }
		_ = errors.As(err, &timeout)
	}()
	go func() { _ = errors.As(err, target) }() // want `bare-go: `
	go func() {                                // want `bare-go: `
		var e *notFound
		_ = errors.As(err, e)
	}()
	go func() { // want `bare-go: `
		var n int
		_ = errors.As(err, any(&n))
	}()
	go func() { _ = errors.Unwrap(err) }()
}

func files() {
	go func() { os.Stderr.WriteString("a") }()
	go func() {
		os.Stdout.Write(nil)
		io.WriteString(os.Stdout, "a")
	}()
	go func() { io.WriteString(io.Writer(nil), "a") }() // want `bare-go: `
}

func elements(plain map[string]int, any map[string]any) {
	go func() { _ = maps.Equal(plain, plain) }()
	go func() { _ = maps.Equal(any, any) }() // want `bare-go: `
	go func() { _ = cmp.Or(1, 2) }()
	go func() { _ = cmp.Or[error](io.EOF, nil) }()
	go func() { _ = slices.Max([]int{1, 2}) }()
	go func() { _ = slices.Max([]int{}) }() // want `bare-go: `
	go func() { _ = slices.MinFunc([]int{1}, cmp.Compare[int]) }()
	go func() { _ = slices.MinFunc([]int(nil), cmp.Compare[int]) }() // want `bare-go: `
}

func pairs(list []string) {
	go func() { _ = strings.NewReplacer("a", "b").Replace("a") }()
	go func() { _ = strings.NewReplacer("a") }()     // want `bare-go: `
	go func() { _ = strings.NewReplacer(list...) }() // want `bare-go: `
	go func() { _ = bytes.Repeat([]byte("a"), 3) }()
	go func() { _ = bytes.Repeat([]byte("a"), -3) }() // want `bare-go: `
}

func sorts(list sort.Interface, ints []int) {
	go func() { sort.Sort(sort.IntSlice(ints)) }()
	go func() { sort.Sort(sort.Reverse(sort.StringSlice{"a"})) }()
	go func() { sort.Sort(list) }()               // want `bare-go: `
	go func() { sort.Sort(sort.Reverse(list)) }() // want `bare-go: `
}

func process(n int) {
	go func() {
		defer println("done")
		runtime.Goexit()
	}()
	go func() { _ = runtime.GOMAXPROCS(0) }()
	go func() { _ = slog.Default().Enabled(nil, slog.LevelInfo) }()
	go func() { _ = atomic.LoadInt64(new(int64)) }()
	go func() { _ = atomic.LoadInt64((*int64)(nil)) }() // want `bare-go: `
}
