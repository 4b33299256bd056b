package main

// Guards that fail on what they have recovered, and calls with several functions.

type tally struct {
	never map[string]int
	list  []int
}

func (t *tally) count(key string) { t.never[key]++ }
func (t *tally) at(i int)         { t.list[i]++ }
func share(a, b int) int          { return a / b }
func text(r any) string           { return r.(error).Error() }

func all(list ...func()) {
	for _, f := range list {
		f()
	}
}

func calm()       { defer rescue(); boom() }
func recoverEnd() { defer recover() }

// The assertion was hidden by the method that is called on it.
func (Cases) AssertsAndCalls() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				println(r.(error).Error())
			}
		}()
		boom()
	}()
}

func (Cases) AssertsInHelper() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				println(text(r))
			}
		}()
		boom()
	}()
}

func (Cases) AssertionFailed() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				err, _ := r.(error)
				println(err.Error())
			}
		}()
		boom()
	}()
}

func (Cases) AssertionAsked() {
	go func() {
		defer func() {
			err, _ := recover().(error)
			if err != nil {
				note(err.Error())
			}
		}()
		boom()
	}()
}

// What a handler called was not looked at, but for panics on purpose.
func (Cases) CountsInNilField() {
	t := &tally{}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				t.count("panics")
			}
		}()
		boom()
	}()
}

func (Cases) IndexesInHelper() {
	t, i := &tally{}, len(attemptsOf)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				t.at(i)
			}
		}()
		boom()
	}()
}

var attemptsOf string

func (Cases) DividesInHelper() {
	n := len(attemptsOf)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				note(share(1, n))
			}
		}()
		boom()
	}()
}

// What has panicked is called again.
func (Cases) CallsOnceMore() {
	f := boom
	run := func(f func()) {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					f()
				}
			}()
			f()
		}()
	}
	run(f)
}

func (Cases) ClosesDoneAgain() {
	done := make(chan bool)
	go func() {
		defer func() { note(recover()); close(done) }()
		close(done)
	}()
}

// trusted: a signal behind the recover is the first one.
func (Cases) ClosesOnce() {
	done := make(chan bool)
	go func() {
		defer func() { note(recover()); close(done) }()
		boom()
	}()
}

// One function that contains its panics made up for all.
func (Cases) VariadicSecond() { go all(calm, boom) }

func (Cases) VariadicFirst() { go all(boom, calm) }

func (Cases) VariadicAllCalm() { go all(calm, calm) }

// In a deferred function it is that function that calls what it has deferred.
func (Cases) RecoverAtEndOfDeferred() {
	go func() {
		defer func() {
			defer recover()
		}()
		boom()
	}()
}

func (Cases) RecoverAtEndOfNamed() {
	go func() {
		defer recoverEnd()
		boom()
	}()
}

func (Cases) RecoverAtEndSometimes() {
	go func() {
		defer func() {
			if attemptsOf != "" {
				defer recover()
			}
		}()
		boom()
	}()
}

func (Cases) RecoverAtEndTooDeep() {
	go func() {
		defer func() { recoverEnd() }()
		boom()
	}()
}
