// Package lib has guards that call what they are handed. Which of it panics is seen where it is handed over.
package lib

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
