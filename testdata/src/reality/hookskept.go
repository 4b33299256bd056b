package main

// Hooks that a handler calls, in what it captures, and channels that are closed when a handler comes to send.

type HookBox struct {
	Hook  func(any)
	Done  chan bool
	Hooks []func(any)
}

func hookPanics(any) { boom() }

func hookSend(ch chan error) {
	if r := recover(); r != nil {
		select {
		case ch <- nil:
		default:
		}
	}
}

func (Cases) HookKept() {
	b := &HookBox{Hook: hookPanics}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				b.Hook(r)
			}
		}()
		boom()
	}()
}

// trusted: a handler may call a hook
func (Cases) HookKeptCalm() {
	b := &HookBox{Hook: func(r any) { note(r) }}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				b.Hook(r)
			}
		}()
		boom()
	}()
}

func (Cases) HookKeptNil() {
	b := &HookBox{}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				b.Hook(r)
			}
		}()
		boom()
	}()
}

func (Cases) HookKeptNilChannel() {
	b := &HookBox{}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				close(b.Done)
			}
		}()
		boom()
	}()
}

func (Cases) HookListed() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				for _, hook := range []func(any){hookPanics} {
					hook(r)
				}
			}
		}()
		boom()
	}()
}

func (Cases) HookListedCalm() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				for _, hook := range []func(any){func(r any) { note(r) }} {
					hook(r)
				}
			}
		}()
		boom()
	}()
}

func (Cases) HookSendsToClosed() {
	ch := make(chan error, 1)
	go func() {
		defer hookSend(ch)
		defer close(ch)
		boom()
	}()
}

func (Cases) HookSendsToClosedBefore() {
	ch := make(chan error, 1)
	close(ch)
	go func() {
		defer hookSend(ch)
		boom()
	}()
}

// HookSends sends to what stays open.
// trusted: handlers may send.
func (Cases) HookSends() {
	ch := make(chan error, 1)
	go func() {
		defer hookSend(ch)
		boom()
	}()
	<-ch
	close(ch)
}

// A copy of its own, of which somebody else asks, or that is set.

type hkOwn struct{ say func(any) }

func hkSays(o hkOwn) {
	defer func() {
		if r := recover(); r != nil {
			o.say(r)
		}
	}()
	boom()
}

func hkSets(o hkOwn) {
	o.say = func(r any) { note(r) }
	defer func() {
		if r := recover(); r != nil {
			o.say(r)
		}
	}()
	boom()
}

func hkAsks(o *hkOwn) {
	if o.say != nil {
		o.say(nil)
	}
}

func (Cases) HookOfOwnCopy() {
	hkAsks(&hkOwn{})
	go hkSays(hkOwn{})
}

func (Cases) HookOfOwnCopySet() { go hkSets(hkOwn{}) }
