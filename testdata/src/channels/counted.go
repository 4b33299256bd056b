package channels

import "sync"

// A Wait is for goroutines that an Add has counted before they start. It was taken for
// one whatever was added: https://pkg.go.dev/golang.org/x/tools/go/analysis/passes/waitgroup
// looks for the commonest of these.
func counted(list []int, n int, more bool) {
	ch := make(chan int)
	var inside, none, one, few, fits, some, two sync.WaitGroup
	for i := range 3 {
		go func() { // want `bare-go: .*ch <- i can panic`
			inside.Add(1)
			defer inside.Done()
			ch <- i
		}()
	}
	inside.Wait()
	go func() { // want `bare-go: .*ch <- 1 can panic`
		defer none.Done()
		ch <- 1
	}()
	none.Wait()
	one.Add(1)
	for i := range 3 {
		go func() { // want `bare-go: .*ch <- i can panic`
			defer one.Done()
			ch <- i
		}()
	}
	one.Wait()
	few.Add(n)
	for i := range n + 1 {
		go func() { // want `bare-go: .*ch <- i can panic`
			defer few.Done()
			ch <- i
		}()
	}
	few.Wait()
	if more {
		some.Add(1)
	}
	go func() { // want `bare-go: .*ch <- 1 can panic`
		defer some.Done()
		ch <- 1
	}()
	some.Wait()
	two.Add(1)
	go func() { // want `bare-go: .*ch <- 1 can panic`
		defer two.Done()
		ch <- 1
	}()
	go func() { // want `bare-go: .*ch <- 2 can panic`
		defer two.Done()
		ch <- 2
	}()
	two.Wait()
	fits.Add(len(list))
	for i := range list {
		go func() {
			defer fits.Done()
			ch <- i
		}()
	}
	fits.Wait()
	close(ch)
}

func countedWell(list []int, n int, more bool) {
	ch := make(chan int)
	var each, all, three, pair, before, branch, both sync.WaitGroup
	for i := range list {
		each.Add(1)
		go func() {
			defer each.Done()
			ch <- i
		}()
	}
	all.Add(n + 1)
	go func() {
		defer all.Done()
		ch <- n
	}()
	for i := 0; i < n; i++ {
		go func() {
			defer all.Done()
			ch <- i
		}()
	}
	three.Add(3)
	for i := 1; i <= 3; i++ {
		go func() {
			defer three.Done()
			ch <- i
		}()
	}
	pair.Add(2)
	go func() {
		defer pair.Done()
		ch <- 1
	}()
	go func() {
		defer pair.Done()
		ch <- 2
	}()
	for range list {
		before.Add(1)
	}
	for i := range list {
		go func() {
			defer before.Done()
			ch <- i
		}()
	}
	if more {
		branch.Add(1)
		go func() {
			defer branch.Done()
			ch <- 1
		}()
	}
	both.Add(1)
	send := func() {
		defer both.Done()
		ch <- 1
	}
	go send()
	go func() {
		each.Wait()
		all.Wait()
		three.Wait()
		pair.Wait()
		before.Wait()
		branch.Wait()
		both.Wait()
		close(ch)
	}()
}
