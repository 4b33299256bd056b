package trusted

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log"
	"maps"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// Entries of the table with a condition, and the neighbour of each that does not meet it.

var errOwn = errors.New("own")

var errAny error // somebody sets it to what cannot be compared

type list []error

func (list) Error() string { return "list" } // want Error:"contains"

func setAny() { errAny = list{nil} }

func sentinels(read func() error) {
	_, err := os.Open("x")
	go func() {
		if errors.Is(err, io.EOF) || errors.Is(err, errOwn) || errors.Is(os.ErrClosed, os.ErrExist) {
			return
		}
	}()
	go func() { _ = errors.Is(err, errAny) }()    // want `bare-go: .*errors\.Is\(err, errAny\) can panic`
	go func() { _ = errors.Is(err, list{nil}) }() // want `bare-go: .*errors\.Is\(err, list\{nil\}\) can panic`
}

func sequences(n int, f func(func(string) bool)) {
	go func() {
		for word := range strings.FieldsSeq("a b") {
			_ = word
		}
		for range bytes.SplitSeq(nil, nil) {
		}
		_ = slices.Collect(strings.Lines("a"))
		_ = maps.Collect(slices.All([]int{1}))
		for range slices.Chunk([]int{1}, 2) {
		}
	}()
	go func() { _ = slices.Collect(f) }() // want `bare-go: .*slices\.Collect\(f\) can panic`
	go func() {                           // want `bare-go: .*slices\.Chunk\(\[\]int\{1\}, n\) can panic`
		for range slices.Chunk([]int{1}, n) {
		}
	}()
	m := map[int]int{}
	go maps.Copy(m, m)
	go maps.Copy(nilMap(), m) // want `bare-go: .*maps\.Copy\(nilMap\(\), m\) can panic|bare-go: .*maps\.Copy`
}

func nilMap() map[int]int { return nil }

func runtimes(p *runtime.MemStats) {
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		var ms runtime.MemStats
		runtime.ReadMemStats(&ms)
		_ = os.Stdout.Sync()
		_ = log.New(os.Stderr, "", 0)
	}()
	go runtime.ReadMemStats(p) // want `bare-go: `
}

var digits = regexp.MustCompile(`^\d+$`)

func patterns(pattern string) {
	go func() { _ = regexp.MustCompile(`^\d+$`).MatchString("1") }()
	go func() { _ = digits.MatchString("1") }()
	go func() { regexp.MustCompile(`(`) }()     // want "bare-go: .*regexp\\.MustCompile\\(`\\(`\\) can panic"
	go func() { regexp.MustCompile(pattern) }() // want `bare-go: .*regexp\.MustCompile\(pattern\) can panic`
	go func() {                                 // want `bare-go: .*can panic`
		re, _ := regexp.Compile(pattern)
		_ = re.MatchString("1")
	}()
}

func headers(r *http.Request) {
	go func() {
		h := http.Header{}
		h.Set("a", "b")
		_ = h.Get("a")
	}()
	go func() { // want `bare-go: .*h\.Set\("a", "b"\) can panic`
		var h http.Header
		h.Set("a", "b")
	}()
}

type plain struct {
	Name string
	Tags map[string][]*plain
	At   time.Time
}

type encodes struct{ n *int }

func (e *encodes) MarshalJSON() ([]byte, error) { return []byte{byte(*e.n)}, nil }

func encoded(p *plain, e struct{ E *encodes }, a any) {
	go func() { _, _ = json.Marshal(map[string]string{"a": "b"}) }()
	go func() { _, _ = json.Marshal(p) }()
	go func() { _, _ = json.Marshal(e) }() // want `bare-go: .*json\.Marshal\(e\) can panic`
	go func() { _, _ = json.Marshal(a) }() // want `bare-go: .*json\.Marshal\(a\) can panic`
}

func pools() {
	go func() {
		pool := sync.Pool{}
		pool.Put(new(int))
		_ = pool.Get()
	}()
	go func() { // want `bare-go: .*pool\.Get\(\) can panic`
		pool := sync.Pool{New: func() any { panic("none") }}
		_ = pool.Get()
	}()
	go func() { // want `bare-go: .*pool\.Get\(\) can panic`
		var pool sync.Pool
		pool.New = func() any { panic("none") }
		_ = pool.Get()
	}()
}
