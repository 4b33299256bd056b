package guardfields

import "log"

// A hook is nil until somebody calls the method that sets it.

type Verbose struct{ hook, first, asked, lazy func(any) }

func (v *Verbose) OnPanic(f func(any)) { v.hook = f }  // want OnPanic:"^contains if receiver is not nil$" OnPanic:`^launches\(0\)$`
func (v *Verbose) Asked(f func(any))   { v.asked = f } // want Asked:"^contains if receiver is not nil$" Asked:`^launches\(0\)$`

func (v *Verbose) start(f func()) {
	go func() { // want `ineffective-recover: .*v.hook\(r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				v.hook(r)
			}
		}()
		f()
	}()
}

func (v *Verbose) startAlways(f func()) {
	go func() { // want `ineffective-recover: .*v.hook\(nil\) can panic behind it`
		defer func() {
			_ = recover()
			v.hook(nil)
		}()
		f()
	}()
}

// Its constructor sets this one, which others may set again.

func newVerbose() *Verbose {
	v := &Verbose{}
	v.first = func(r any) { log.Print(r) }
	return v
}

func (v *Verbose) First(f func(any)) { v.first = f } // want First:"^contains if receiver is not nil$" First:`^launches\(0\)$`

func (v *Verbose) startFirst(f func()) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				v.first(r)
			}
		}()
		f()
	}()
}

func (v *Verbose) startAsked(f func()) {
	go func() {
		defer func() {
			if r := recover(); r != nil && v.asked != nil {
				v.asked(r)
			}
		}()
		f()
	}()
}

// What starts the goroutine sets this one before.

func (v *Verbose) Serve(f func()) { // want Serve:`^supervises\(0\)$`
	v.lazy = func(r any) { log.Print(r) }
	v.serve(f)
}

func (v *Verbose) serve(f func()) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				v.lazy(r)
			}
		}()
		f()
	}()
}

// Set by what this package calls itself.

type inited struct{ hook func(any) }

func (i *inited) Init() { i.hook = func(r any) { log.Print(r) } }

func newInited() *inited {
	i := new(inited)
	i.Init()
	return i
}

func (i *inited) start(f func()) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				i.hook(r)
			}
		}()
		f()
	}()
}

var (
	hook    func(any)
	hookNow = func(r any) { log.Print(r) }
)

func InitHook()          { hook = func(r any) { log.Print(r) } }
func SetNow(f func(any)) { hookNow = f } // want SetNow:"^contains$" SetNow:`^launches\(0\)$`

func startHook(f func()) {
	go func() { // want `ineffective-recover: .*hook\(r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				hook(r)
			}
		}()
		f()
	}()
}

func startNow(f func()) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				hookNow(r)
			}
		}()
		f()
	}()
}
