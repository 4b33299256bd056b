package main

// Guards that ask a flag.

func (Cases) FlagFlag() {
	go func() {
		ok := false
		defer func() {
			if ok {
				return
			}
			_ = recover()
		}()
		boom()
		ok = true
	}()
}

func (Cases) FlagFlag2() {
	go func() {
		done := false
		defer func() {
			if !done {
				_ = recover()
			}
		}()
		boom()
		done = true
	}()
}

func (Cases) FlagResult() {
	go func() {
		_, _ = pfWork()
	}()
}

func (Cases) FlagPanicsEarly() {
	go func() {
		ok := false
		defer func() {
			if ok {
				return
			}
			_ = recover()
		}()
		ok = true
		boom()
	}()
}

func (Cases) FlagPanicsTrue() {
	go func() {
		ok := true
		defer func() {
			if ok {
				return
			}
			_ = recover()
		}()
		boom()
		ok = false
	}()
}

func (Cases) FlagPanicsGlobal() {
	go func() {
		defer func() {
			if debugOn {
				return
			}
			_ = recover()
		}()
		boom()
	}()
}

func (Cases) FlagPanicsCond() {
	go func() {
		ok := false
		defer func() {
			if ok {
				return
			}
			_ = recover()
		}()
		if arg() == 0 {
			ok = true
		}
		boom()
	}()
}

func (Cases) FlagPanicsLoop() {
	go func() {
		ok := false
		defer func() {
			if ok {
				return
			}
			_ = recover()
		}()
		for i := range 2 {
			if i == 1 {
				boom()
			}
			ok = true
		}
	}()
}

func (Cases) FlagConst() {
	const debug = false
	go func() {
		defer func() {
			if debug {
				return
			}
			_ = recover()
		}()
		boom()
	}()
}

func (Cases) FlagAssert() {
	go func() {
		defer func() {
			r := recover()
			if r == nil {
				return
			}
			if err, ok := r.(error); ok {
				note(err)
				return
			}
			note(r)
		}()
		boom()
	}()
}

var debugOn = arg() == 0
