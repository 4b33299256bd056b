// Package channels shows which closes and sends are taken not to panic: those
// on a channel that the enclosing function made, has not let go of, and closes
// in one place.
package channels

import (
	"cmp"
	"fmt"
	"os"
	"os/signal"
	"sync"
)

var risky func()

type hub struct{ done chan struct{} }

// The waiter-closer.
func waiter(wg *sync.WaitGroup) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		wg.Wait()
		close(done)
	}()
	return done
}

func deferred(wg *sync.WaitGroup) <-chan struct{} {
	var done = make(chan struct{})
	go func() {
		defer close(done)
		wg.Wait()
	}()
	return done
}

func sends(n int) <-chan int {
	out := make(chan int)
	go func() {
		for i := range n {
			out <- i
		}
		close(out)
	}()
	return out
}

func selects(quit <-chan struct{}) {
	out := make(chan int, 1)
	go func() {
		select {
		case out <- 1:
		case <-quit:
		}
	}()
	<-out
}

// Each goroutine of the loop has its own.
func perPass(n int, wg *sync.WaitGroup) {
	for range n {
		done := make(chan struct{})
		go func() {
			wg.Wait()
			close(done)
		}()
		<-done
	}
}

func collect(workers int) int {
	var wg sync.WaitGroup
	out := make(chan int)
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out <- 1
		}()
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	sum := 0
	for v := range out {
		sum += v
	}
	return sum
}

// The value that is sent may panic.
func value(load func() int) {
	out := make(chan int)
	go func() { // want `bare-go: .*\(load\(\) can panic\)`
		out <- load()
	}()
	<-out
}

// Closed in two places.
func twice(wg *sync.WaitGroup, stop bool) {
	done := make(chan struct{})
	go func() { // want `bare-go: .*\(close\(done\) can panic\)`
		wg.Wait()
		close(done)
	}()
	if stop {
		close(done)
	}
}

// Closed in one place, but more than once.
func inLoop(n int, wg *sync.WaitGroup) {
	done := make(chan struct{})
	for range n {
		go func() { // want `bare-go: .*\(close\(done\) can panic\)`
			wg.Wait()
			close(done)
		}()
	}
}

func inCallback(each func(func())) {
	done := make(chan struct{})
	each(func() {
		go func() { // want `bare-go: .*\(close\(done\) can panic\)`
			close(done)
		}()
	})
}

// Not made here.
func foreign(wg *sync.WaitGroup, param chan struct{}, h *hub, errs chan<- error, list []chan int) {
	go func() { // want `bare-go: .*\(close\(param\) can panic\)`
		wg.Wait()
		close(param)
	}()
	go func() { // want `bare-go: .*\(close\(h\.done\) can panic\)`
		wg.Wait()
		close(h.done)
	}()
	go func() { // want `bare-go: .*\(errs <- nil can panic\)`
		errs <- nil
	}()
	go func() { // want `bare-go: `
		list[0] <- 1
	}()
	go func() { // want `bare-go: .*\(close\(global\) can panic\)`
		close(global)
	}()
}

var global = make(chan int)

// Not only made here.
func assignedTwice(other chan int) {
	out := make(chan int)
	go func() { // want `bare-go: .*\(out <- 1 can panic\)`
		out <- 1
	}()
	out = other
}

func declared() {
	var out chan int
	go func() { // want `bare-go: .*\(close\(out\) can panic\)`
		close(out)
	}()
}

// Let go of: somebody else may close it.
func passed(wg *sync.WaitGroup, stop func(chan struct{})) {
	done := make(chan struct{})
	stop(done)
	go func() { // want `bare-go: .*\(close\(done\) can panic\)`
		wg.Wait()
		close(done)
	}()
}

func returned(wg *sync.WaitGroup) chan struct{} {
	done := make(chan struct{})
	go func() { // want `bare-go: .*\(close\(done\) can panic\)`
		wg.Wait()
		close(done)
	}()
	return done
}

func stored(wg *sync.WaitGroup, h *hub) {
	done := make(chan struct{})
	h.done = done
	go func() { // want `bare-go: .*\(close\(done\) can panic\)`
		wg.Wait()
		close(done)
	}()
}

func inLiteral(wg *sync.WaitGroup) *hub {
	done := make(chan struct{})
	go func() { // want `bare-go: .*\(close\(done\) can panic\)`
		wg.Wait()
		close(done)
	}()
	return &hub{done: done}
}

func address(wg *sync.WaitGroup, take func(*chan struct{})) {
	done := make(chan struct{})
	take(&done)
	go func() { // want `bare-go: .*\(close\(done\) can panic\)`
		wg.Wait()
		close(done)
	}()
}

// Let go of for receiving, or to where it can be seen to stay open.
func lent(wg *sync.WaitGroup, watch func(<-chan struct{})) {
	done := make(chan struct{})
	watch(done)
	wait(done)
	count(done)
	var r <-chan struct{} = done
	go func() {
		wg.Wait()
		close(done)
	}()
	<-r
}

func wait(done chan struct{}) { <-done }

func count(chan struct{}) {}

func lentToCloser(wg *sync.WaitGroup) {
	done := make(chan struct{})
	go shut(done) // want `bare-go: `
	go func() {   // want `bare-go: .*\(close\(done\) can panic\)`
		wg.Wait()
		close(done)
	}()
}

func shut(done chan struct{}) { close(done) }

// As an argument of the goroutine, a channel is the one that was made outside. It was taken
// for anybody's.
func argument() {
	out := make(chan int)
	go func(out chan<- int) {
		out <- 1
	}(out)
	<-out
	ch := make(chan int)
	go func(out chan<- int) { // want `bare-go: .*\(out <- 1 can panic\)`
		out <- 1
	}(ch)
	close(ch)
}

// Who closes it, and when.
func first(list []int) int {
	ch := make(chan int)
	defer close(ch)
	for _, v := range list {
		go func() { // want `bare-go: .*\(ch <- v can panic\)`
			ch <- v
		}()
	}
	return <-ch
}

func doneTooEarly(wg *sync.WaitGroup) {
	ch := make(chan int)
	go func() { // want `bare-go: .*\(ch <- 1 can panic\)`
		wg.Done()
		ch <- 1
	}()
	go func() {
		wg.Wait()
		close(ch)
	}()
}

func otherGroup(wg, other *sync.WaitGroup) {
	ch := make(chan int)
	go func() { // want `bare-go: .*\(ch <- 1 can panic\)`
		defer other.Done()
		ch <- 1
	}()
	go func() {
		wg.Wait()
		close(ch)
	}()
}

func branches(ok bool) {
	done := make(chan bool)
	go func() {
		if !ok {
			close(done)
			return
		}
		close(done)
	}()
	other := make(chan bool)
	go func() { // want `bare-go: .*\(close\(other\) can panic\)`
		if !ok {
			close(other)
		}
		close(other)
	}()
}

func leaving(list []int) {
	done := make(chan bool)
	go func() {
		for _, v := range list {
			if v > 0 {
				close(done)
				return
			}
		}
	}()
	again := make(chan bool)
	go func() { // want `bare-go: .*\(close\(again\) can panic\)`
		for _, v := range list {
			if v > 0 {
				close(again)
			}
		}
	}()
}

func guarded(list []int) {
	done := make(chan bool)
	var once sync.Once
	go func() { once.Do(func() { close(done) }) }()
	go func() { once.Do(func() { close(done) }) }()
	again := make(chan bool)
	for range list {
		var once sync.Once
		go func() { // want `bare-go: `
			once.Do(func() { close(again) })
		}()
	}
}

type keeper struct{ out chan<- int }

func (k *keeper) keep(out chan<- int) { k.out = out }

func kept(k *keeper, produce func(chan<- int)) {
	ch := make(chan int)
	k.keep(ch)
	go func() { // want `bare-go: .*\(ch <- 1 can panic\)`
		ch <- 1
	}()
	lent := make(chan int)
	produce(lent)
	go func() { // want `bare-go: .*\(close\(lent\) can panic\)`
		close(lent)
	}()
}

func jumps(n int) {
	ch := make(chan int)
again:
	go func() { // want `bare-go: .*\(close\(ch\) can panic\)`
		close(ch)
	}()
	if n--; n > 0 {
		goto again
	}
}

func end(ch chan int)      { close(ch) }
func endBoth(ch chan int)  { end(ch) }
func endTwice(ch chan int) { end(ch); close(ch) }

func endSome(ch chan int, n int) {
	for range n {
		close(ch)
	}
}

// A callee closes what it is handed: that is up to who hands it over.
func callees(param chan int, n int) {
	own := make(chan int)
	go func() {
		own <- 1
		end(own)
	}()
	deeper := make(chan int)
	go endBoth(deeper)
	deferred := make(chan int)
	go func() {
		defer end(deferred)
		<-param
	}()
	twice := make(chan int)
	go endTwice(twice) // want `bare-go: `
	both := make(chan int)
	go end(both)         // want `bare-go: .*\(close\(ch\) can panic\)`
	go end(both)         // want `bare-go: .*\(close\(ch\) can panic\)`
	go end(param)        // want `bare-go: .*\(close\(ch\) can panic\)`
	go endSome(param, n) // want `bare-go: .*\(close\(ch\) can panic\)`
	some := make(chan int)
	go endSome(some, n) // want `bare-go: .*\(close\(ch\) can panic\)`
	var unset chan int
	go end(unset) // want `bare-go: .*\(close\(ch\) can panic\)`
}

// A receive from what the sending goroutine closes behind its send is a join.
func receives(n int) {
	out, done := make(chan int), make(chan struct{})
	go func() {
		out <- 1
		close(done)
	}()
	<-done
	close(out)

	out2, done2 := make(chan int), make(chan struct{})
	go func() {
		defer close(done2)
		out2 <- 1
	}()
	_, _ = <-done2
	close(out2)

	out3, done3 := make(chan int), make(chan struct{})
	go func() { // want `bare-go: .*\(out3 <- 1 can panic\)`
		close(done3)
		out3 <- 1
	}()
	<-done3
	close(out3)

	out4, done4 := make(chan int), make(chan struct{})
	for range n { // the first answer is not that of all
		go func() { // want `bare-go: .*\(out4 <- 1 can panic\)`
			out4 <- 1
			done4 <- struct{}{}
		}()
	}
	<-done4
	close(out4)

	out5, done5 := make(chan int), make(chan struct{})
	go func() { // want `bare-go: .*\(out5 <- 1 can panic\)`
		out5 <- 1
		close(done5)
	}()
	select { // or not
	case <-done5:
	default:
	}
	close(out5)

	out6, done6 := make(chan int), make(chan struct{}, 1)
	go func() { // want `bare-go: .*\(out6 <- 1 can panic\)`
		out6 <- 1
		close(done6)
	}()
	done6 <- struct{}{}
	<-done6
	close(out6)
}

// A function that sends may be started wherever its value goes: by a variable, from a
// field, by who gets it. Then a close behind it does not come after the send.
func startedByName() {
	ch := make(chan int, 1)
	var send = func() { ch <- 1 }
	go send() // want `bare-go: .*ch <- 1 can panic`
	close(ch)

	ch2 := make(chan int, 1)
	w := worker{send: func() { ch2 <- 1 }}
	go w.send() // want `bare-go: `
	close(ch2)

	go startedByCaller()() // want `bare-go: `
}

type worker struct{ send func() }

func startedByCaller() func() {
	ch := make(chan int, 1)
	defer close(ch)
	return func() { ch <- 1 }
}

// What a known function keeps, others can get at and close.
func keptByOthers(id string) {
	ch, ch2, ch3 := make(chan int, 1), make(chan int, 1), make(chan os.Signal, 1)
	registry.Store(id, ch)
	go func() { // want `bare-go: .*ch <- 1 can panic`
		ch <- 1
	}()
	go func() { // want `bare-go: `
		closeAll(cmp.Or(ch2, nil))
		ch2 <- 1
	}()
	signal.Notify(ch3, os.Interrupt)
	fmt.Println(ch3)
	go func() { ch3 <- os.Interrupt }()
	<-ch3
}

var registry sync.Map

func closeAll(ch chan int) { close(ch) }

func call(f func()) { f() }

// A channel of the function's own is one for each call.
func perCall() {
	go func() {
		call(func() {
			ch := make(chan int, 1)
			ch <- 1
			close(ch)
		})
	}()
	go func() { // want `bare-go: .*\(ch <- 1 can panic\)`
		call(func() {
			ch := make(chan int, 1)
			close(ch)
			ch <- 1
		})
	}()
	go func() {
		ch := make(chan int, 1)
		call(func() {
			ch <- 1
			close(ch)
		})
	}()
}

// A return behind both closes keeps nobody from the second one: where there was a return
// at the end, two closes were taken for one.
func returnsBehind(stop bool) {
	go func() (err error) { // want `bare-go: .*close\(c\) can panic`
		c := make(chan int)
		close(c)
		close(c)
		return
	}()
	go func() {
		c := make(chan int)
		if stop {
			close(c)
			return
		}
		println()
		close(c)
	}()
}
