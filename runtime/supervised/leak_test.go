package supervised_test

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"testing"
	"time"
)

// No test leaves a goroutine behind.
func TestMain(m *testing.M) {
	// Fuzzing starts the one of os/signal, which never ends.
	c := make(chan os.Signal, 1)
	signal.Notify(c)
	signal.Stop(c)
	before := runtime.NumGoroutine()
	code := m.Run()
	if code == 0 && !goroutines(before) {
		buf := make([]byte, 1<<20)
		fmt.Printf("goroutines: %d before the tests, %d after:\n%s\n", before, runtime.NumGoroutine(), buf[:runtime.Stack(buf, true)])
		code = 1
	}
	os.Exit(code)
}

// goroutines reports whether there are no more of them than most: one that has
// done its last may take a moment to end.
func goroutines(most int) bool {
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > most; {
		if time.Now().After(deadline) {
			return false
		}
		runtime.Gosched()
	}
	return true
}
