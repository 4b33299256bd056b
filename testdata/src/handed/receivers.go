package handed

import "handed/lib"

// A list of hooks that is the receiver of its guard.

type hookList []func(any)

func (h hookList) catch() {
	if r := recover(); r != nil {
		for _, f := range h {
			f(r)
		}
	}
}

func (h hookList) fire(v any) {
	for _, f := range h {
		f(v)
	}
}

func (h hookList) catchFire() {
	if r := recover(); r != nil {
		h.fire(r)
	}
}

func fireAll(hooks []func(any), v any) {
	for _, f := range hooks {
		f(v)
	}
}

func (h hookList) catchFireAll() {
	if r := recover(); r != nil {
		fireAll(h, r)
	}
}

func (h hookList) catchCalmly() {
	if r := recover(); r != nil {
		func() {
			defer func() { _ = recover() }()
			h.fire(r)
		}()
	}
}

func (h hookList) count() int { return len(h) }

func (h hookList) catchOnly() {
	if r := recover(); r != nil {
		println(h.count())
	}
}

func (h hookList) run() {
	defer h.catch()
	boom()
}

func listReceivers() {
	bad, fine := hookList{panics}, hookList{func(any) {}}
	go func() { defer bad.catch(); boom() }()        // want `ineffective-recover: recover in hookList\.catch does not help: boom\(\)`
	go func() { defer bad.catchFire(); boom() }()    // want `ineffective-recover: `
	go func() { defer bad.catchFireAll(); boom() }() // want `ineffective-recover: `
	go func() { defer fine.catch(); boom() }()
	go func() { defer fine.catchFire(); boom() }()
	go func() { defer fine.catchFireAll(); boom() }()
	go func() { defer bad.catchCalmly(); boom() }()
	go func() { defer bad.catchOnly(); boom() }()
	go func() { defer hookList([]func(any){panics}).catch(); boom() }() // want `ineffective-recover: `
	more := fine
	more = append(more, panics)
	go func() { defer more.catch(); boom() }()              // want `ineffective-recover: `
	go func() { defer lib.Hooks{panics}.Catch(); boom() }() // want `ineffective-recover: recover in lib\.Hooks\.Catch does not help: boom\(\)`
	go func() { defer lib.Hooks{func(any) {}}.Catch(); boom() }()
}
