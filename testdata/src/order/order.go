// Package order has functions that call each other in a circle. What is found
// of one while another one is looked at is not yet the answer: it once decided
// about the go statement that happened to come first, and about those behind it.
package order

import "time"

var risky func()

// Which recovers a factory returns. Neither of these returns one in any case.

func ping(n int) func() {
	if n > 0 {
		return pong(n - 1)
	}
	return func() { _ = recover() }
}

func pong(n int) func() {
	if n > 0 {
		return ping(n - 1)
	}
	return func() {}
}

func pings() {
	go func() { // want `bare-go: `
		defer ping(1)()
		risky()
	}()
	go func() { // want `bare-go: `
		defer pong(1)()
		risky()
	}()
}

// These do.

func good(n int) func() {
	if n > 0 {
		return better(n - 1)
	}
	return func() { _ = recover() }
}

func better(n int) func() {
	if n > 0 {
		return good(n - 1)
	}
	return func() { _ = recover() }
}

func goods() {
	go func() {
		defer good(1)()
		risky()
	}()
	go func() {
		defer better(1)()
		risky()
	}()
}

// What a function contains.

func calmEven(n int) {
	if n > 0 {
		calmOdd(n - 1)
	}
}

func calmOdd(n int) {
	if n > 0 {
		calmEven(n - 1)
	}
}

func even(n int) {
	if n > 0 {
		odd(n - 1)
	}
}

func odd(n int) {
	if n > 0 {
		even(n - 1)
		return
	}
	risky()
}

func calls() {
	go calmEven(1)
	go calmOdd(1)
	go even(1) // want `bare-go: .* even `
	go odd(1)  // want `bare-go: .* odd `
}

// Which functions end in a panic.

func fails(n int) {
	if n > 0 {
		fails2(n - 1)
	}
	panic("on purpose")
}

func fails2(n int) {
	fails(n)
}

func failing() {
	go func() { // want `ineffective-recover: .*fails\(1\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				fails(1)
			}
		}()
		risky()
	}()
	go func() { // want `ineffective-recover: .*fails2\(1\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				fails2(1)
			}
		}()
		risky()
	}()
}

// What a function sends, which somebody waits for: there is no fix.

type answers struct{ ch chan int }

func (a *answers) first(n int) {
	if n > 0 {
		a.second(n - 1)
	}
	risky()
	a.ch <- n
}

func (a *answers) second(n int) {
	risky()
	a.first(n)
}

func ask(a *answers) int {
	go a.first(1)  // want `bare-go: .* \(\*answers\)\.first .*no fix: `
	go a.second(1) // want `bare-go: .* \(\*answers\)\.second .*no fix: `
	return <-a.ch + <-a.ch
}

// Which functions wait for something, so that a loop around them is a service.

type poller struct{ n int }

func (p *poller) poll(n int) {
	p.again(n)
	time.Sleep(time.Second)
	risky()
}

func (p *poller) again(n int) {
	if n > 0 {
		p.poll(n - 1)
	}
}

func poll(p *poller) {
	go func() { // want `bare-go: `
		for {
			p.poll(1)
		}
	}()
	go func() { // want `bare-go: `
		for {
			p.again(1)
		}
	}()
}
