package nilhanded

import "log/slog"

// Other names for what nobody has set.

var hook func(any)

func packageHook() {
	h := hook
	go func() { // want `ineffective-recover: .*`
		defer func() {
			if r := recover(); r != nil {
				h(r)
			}
		}()
		boom()
	}()
}

func askedHook() {
	h := hook
	if h == nil {
		h = func(any) {}
	}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				h(r)
			}
		}()
		boom()
	}()
}

type aliasing struct {
	hook func(any)
	log  *slog.Logger
}

func (a *aliasing) hooked() {
	hook := a.hook
	defer func() {
		if r := recover(); r != nil {
			hook(r)
		}
	}()
	boom()
}

func (a *aliasing) logged() {
	log := a.log
	defer func() {
		if r := recover(); r != nil {
			log.Error("x")
		}
	}()
	boom()
}

func (a *aliasing) asks() {
	hook := a.hook
	defer func() {
		if r := recover(); r != nil && hook != nil {
			hook(r)
		}
	}()
	boom()
}

func call(h func(any)) {
	if r := recover(); r != nil {
		h(r)
	}
}

func (a *aliasing) handed() {
	defer call(a.hook)
	boom()
}

func (a *aliasing) handedAlias() {
	hook := a.hook
	defer call(hook)
	boom()
}

func aliases() {
	none, all := &aliasing{}, &aliasing{hook: func(any) {}, log: slog.Default()}
	go none.hooked()      // want `ineffective-recover: .*hook\(r\) can panic behind it`
	go none.logged()      // want `ineffective-recover: .*log\.Error can panic behind it`
	go none.handed()      // want `ineffective-recover: .*it uses a\.hook, which is handed over, and panics itself`
	go none.handedAlias() // want `ineffective-recover: .*it uses hook, which is handed over, and panics itself`
	go none.asks()
	go all.hooked()
	go all.logged()
	go all.handed()
	go all.handedAlias()
}

// A receiver is bound where the method value is evaluated.

type counting struct{ n int }

func (c *counting) rescue() {
	if r := recover(); r != nil {
		c.n++
	}
}

func methodValues() {
	go func() { // want `ineffective-recover: .*`
		var c *counting
		rescue := c.rescue
		defer rescue()
		boom()
	}()
	go func() {
		c := &counting{}
		rescue := c.rescue
		defer rescue()
		boom()
	}()
}

// What is set to nil behind the guard is nil for it.

func dropped(c, d, e *counting, out bool) {
	go func() { // want `ineffective-recover: .*`
		defer func() {
			if r := recover(); r != nil {
				c.n++
			}
		}()
		c = nil
		boom()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				d.n++
			}
		}()
		if out {
			d = nil
			return
		}
		d = nil
		d = &counting{}
		boom()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				e.n++
			}
		}()
		boom()
		e = nil
	}()
}
