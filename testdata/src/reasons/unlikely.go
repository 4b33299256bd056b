package reasons

import (
	"net/http"
	"slices"
	"sync"
	"unsafe"
)

// What hardly ever panics is named last.

type worker struct {
	slots  chan int
	events chan int
	once   sync.Once
	done   chan int
}

func (w *worker) stop() { close(w.events) }

func (w *worker) Fatalf(format string, args ...any) { risky() }

func unlikely(w *worker, n int, serve func() error, list []int) {
	go func() { // want `\(list\[n\] can panic\)`
		w.slots <- 1 // which nobody closes
		_ = make([]int, n)
		_ = list[n]
	}()
	go func() { // want `\(w\.events <- 1 can panic\)`
		_ = make([]int, n)
		w.events <- 1
	}()
	go func() { // want `\(http\.ListenAndServe\(.*\) can panic\)`
		if err := http.ListenAndServe("", nil); err != nil {
			w.Fatalf("%v", err)
		}
	}()
}

// What is handed to a function that only calls it is part of the body.
func handedOver(w *worker, list []int) {
	go func() { // want `\(close\(w\.done\) can panic\)`
		w.once.Do(func() { close(w.done) })
	}()
	go func() { // want `\(list\[0\] can panic\)`
		slices.SortFunc(list, func(i, k int) int { return list[0] - i })
	}()
}

// What a factory makes is looked into.
func every(f func()) func() {
	return func() {
		for {
			f()
		}
	}
}

func factories() {
	go every(risky)() // want `a panic in every\(risky\) ends the process \(f\(\) can panic\)`
}

// All of one thing as another.
func reinterpret(b []byte, s string, n int) {
	go func() {
		_ = unsafe.String(unsafe.SliceData(b), len(b))
		_ = unsafe.Slice(unsafe.StringData(s), len(s))
	}()
	go func() { // want `bare-go: `
		_ = unsafe.String(unsafe.SliceData(b), len(s))
	}()
	go func() { // want `bare-go: `
		_ = unsafe.Slice(unsafe.StringData(s), n)
	}()
}

// A method on what is nil says more than the call that returned it, and that more than what came with a checked error.
func checked(url string) {
	go func() { // want `\(req\.Cookies\(\) can panic\)`
		req, _ := http.NewRequest("G ET", url, nil)
		_ = req.Cookies()
	}()
	go func() { // want `\(http\.Get\(url\) can panic\)`
		resp, err := http.Get(url)
		if err != nil {
			return
		}
		_ = resp.StatusCode
	}()
	go func() { // want `\(resp\.StatusCode panics if resp is nil\)`
		resp, _ := http.Get(url)
		_ = resp.StatusCode
	}()
}
