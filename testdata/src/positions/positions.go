// Package positions shows that a go statement is found wherever a statement
// can stand, and that the recover of one goroutine is no use to another.
package positions

var risky func()

var atStart = func() bool {
	go risky() // want `bare-go: `
	return true
}()

var table = map[string]func(){
	"start": func() {
		go risky() // want `bare-go: `
	},
}

func init() {
	go risky() // want `bare-go: `
}

func statements(k int, in chan int, list []int) {
	if k > 0 {
		go risky() // want `bare-go: `
	} else if k < 0 {
		go risky() // want `bare-go: `
	} else {
		go risky() // want `bare-go: `
	}
	for range list {
		go risky() // want `bare-go: `
	}
	switch k {
	case 1:
		go risky() // want `bare-go: `
		fallthrough
	default:
		go risky() // want `bare-go: `
	}
	switch any(k).(type) {
	case int:
		go risky() // want `bare-go: `
	}
	select {
	case <-in:
		go risky() // want `bare-go: `
	default:
		go risky() // want `bare-go: `
	}
again:
	go risky() // want `bare-go: `
	if k++; k < 3 {
		goto again
	}
	{
		go risky() // want `bare-go: `
	}
	func() {
		go risky() // want `bare-go: `
	}()
	defer func() {
		go risky() // want `bare-go: `
	}()
}

// Two on a line are two.
func oneLine() {
	func() { go risky(); go risky() }() // want `bare-go: ` `bare-go: `
}

// The parent recovers; its child is another goroutine.
func child() {
	defer func() { _ = recover() }()
	go risky() // want `bare-go: `
	risky()
}

// A guarded goroutine is not guarded by what its child recovers, nor the other
// way round.
func nested() {
	go func() { // want `bare-go: .*risky\(\) can panic`
		go func() {
			defer func() { _ = recover() }()
			risky()
		}()
		risky()
	}()
	go func() {
		defer func() { _ = recover() }()
		go risky() // want `bare-go: `
		risky()
	}()
	go func() { // starting one cannot panic
		go risky() // want `bare-go: `
	}()
	go func() {
		go func() {
			defer func() { _ = recover() }()
			risky()
		}()
	}()
}
