package main

import "os"

// Handlers that hand a panic on where they are told to.

type pvPolicy int

const (
	pvLog pvPolicy = iota
	pvCrash
	pvBoth
)

func pvHandle(p pvPolicy) {
	switch r := recover(); {
	case r == nil:
	case p == pvCrash:
		panic(r)
	default:
		note(r)
	}
}

func pvOnlyLogs(p pvPolicy) {
	if r := recover(); r != nil {
		if p != pvLog {
			panic(r)
		}
	}
}

func pvFlag(crash bool) {
	if r := recover(); r != nil && crash {
		panic(r)
	}
}

func pvSets(crash bool) {
	crash = len(os.Args) > 0
	if r := recover(); r != nil && crash {
		panic(r)
	}
}

func pvTwo(crash, again bool) {
	if r := recover(); r != nil {
		if again {
			panic(r)
		}
		if crash {
			panic(r)
		}
	}
}

func pvUnless(calm bool) {
	r := recover()
	if calm || r == nil {
		return
	}
	panic(r)
}

func (Cases) ToldToBeCalm() {
	go func() {
		defer pvUnless(true)
		boom()
	}()
}

func (Cases) ToldNotToBeCalm() {
	go func() {
		defer pvUnless(false)
		boom()
	}()
}

func (Cases) ToldToLog() {
	go func() {
		defer pvHandle(pvLog)
		boom()
	}()
}

func (Cases) ToldToCrash() {
	go func() {
		defer pvHandle(pvCrash)
		boom()
	}()
}

func (Cases) ToldWhatNobodyKnows() {
	p := pvPolicy(len(os.Args) - 1)
	go func() {
		defer pvHandle(p)
		boom()
	}()
}

func (Cases) ToldToLogOnly() {
	go func() {
		defer pvOnlyLogs(pvLog)
		boom()
	}()
}

func (Cases) ToldMoreThanToLog() {
	go func() {
		defer pvOnlyLogs(pvBoth)
		boom()
	}()
}

func (Cases) ToldByFlag() {
	go func() {
		defer pvFlag(false)
		boom()
	}()
}

func (Cases) ToldToCrashByFlag() {
	go func() {
		defer pvFlag(true)
		boom()
	}()
}

func (Cases) ToldByFlagThatIsSet() {
	go func() {
		defer pvSets(false)
		boom()
	}()
}

func (Cases) ToldByOneOfTwo() {
	go func() {
		defer pvTwo(true, false)
		boom()
	}()
}
