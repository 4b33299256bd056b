package supervised

import (
	"sync"
	"testing"
	"time"
)

// Each of a thousand names that were stuck at once stopped the program for a dump of its own, which left it time for little else.
func TestDumpIsShared(t *testing.T) {
	begun, goOn := make(chan int), make(chan bool)
	taken := 0
	d := &dumps{}
	d.take = func() map[string][]byte {
		taken++
		begun <- taken
		<-goOn
		return map[string][]byte{"goroutine 1 ": []byte("goroutine 1 [running]:")}
	}
	var wg sync.WaitGroup
	ask := func() {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if len(d.stacks()) != 1 {
				t.Error("no stacks")
			}
		}()
	}
	ask()
	<-begun
	for i := 0; i < 100; i++ {
		ask()
	}
	for { // until somebody waits for the next one
		d.mu.Lock()
		next := d.next
		d.mu.Unlock()
		if next != nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	time.Sleep(50 * time.Millisecond) // and the others have asked, most of them
	goOn <- true
	<-begun
	goOn <- true
	done := make(chan bool)
	go func() { wg.Wait(); close(done) }()
	for { // those that came late
		select {
		case <-begun:
			goOn <- true
		case <-done:
			if taken > 20 {
				t.Errorf("%d dumps for those who asked during one", taken)
			}
			return
		}
	}
}
