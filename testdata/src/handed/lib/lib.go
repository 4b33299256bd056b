// Package lib has guards that call what they are handed. Which of it panics is seen where it is handed over.
package lib

import "fmt"

type Options struct {
	OnPanic func(any)
	Asked   func(any)
	Named   func(any)
	Name    string
}

func RescueWith(hook func(any)) { // want RescueWith:"^recovers if 0 is not nil, idles$" RescueWith:"^contains what it is not handed$" RescueWith:`^hooks\(0\)$`
	if r := recover(); r != nil {
		hook(r)
	}
}

func RescueCalmly(hook func(any)) { // want RescueCalmly:"^recovers$" RescueCalmly:"^contains$" RescueCalmly:`^supervises\(0\)$`
	if r := recover(); r != nil {
		func() {
			defer func() { _ = recover() }()
			hook(r)
		}()
	}
}

func Run(o Options, f func()) { // want Run:`^supervises\(1\)$` Run:`^contains$` Run:`^hooks\(0.OnPanic if not nil, 0.Named, 0.Asked\)$`
	defer func() {
		if r := recover(); r != nil {
			o.OnPanic(r)
			if o.Name != "" {
				o.Named(r)
			}
			if o.Asked != nil {
				o.Asked(r)
			}
		}
	}()
	f()
}

type Guard struct{ OnPanic func(any) }

func (g *Guard) Rescue() { // want Rescue:"^recovers if receiver is not nil, idles$" Rescue:`^hooks\(receiver.OnPanic if not nil\)$`
	if r := recover(); r != nil {
		g.OnPanic(r)
	}
}

func Report(errc chan<- error) { // want Report:"^recovers$" Report:`^borrows\(0\), sends to 0 behind its recover$`
	if r := recover(); r != nil {
		errc <- fmt.Errorf("panic: %v", r)
	}
}

func ReportAnyway(errc chan<- error) { // want ReportAnyway:"^recovers$" ReportAnyway:`^borrows\(0\), sends to 0 at last$`
	_ = recover()
	errc <- nil
}

func CloseAfter(done chan struct{}) { // want CloseAfter:"^recovers$" CloseAfter:`^closes 0 behind its recover$`
	if r := recover(); r != nil {
		close(done)
	}
}

var kept chan<- error

func ReportKeeping(errc chan<- error) { // want ReportKeeping:"^recovers$" ReportKeeping:`^sends to 0 behind its recover$`
	kept = errc
	if r := recover(); r != nil {
		errc <- fmt.Errorf("panic: %v", r)
	}
}

type Hooks []func(any)

func (h Hooks) Catch() { // want Catch:"^recovers$" Catch:`^hooks\(receiver\)$`
	if r := recover(); r != nil {
		for _, f := range h {
			f(r)
		}
	}
}
