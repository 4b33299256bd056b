package main

import (
	"math/rand"
	"os"
	"time"
)

// Numbers and lists that are the same at all times, and some that are not.

var (
	poFixed   = 10 * time.Microsecond
	poChanged = 10 * time.Microsecond
	poNames   = []string{"one", "two"}
	poShrinks = []string{"one", "two"}
)

func (Cases) PeriodOfPackage() {
	go func() {
		println(time.Second / poFixed)
	}()
}

func (Cases) PeriodOfPackageSet() {
	poChanged = 0
	go func() {
		println(time.Second / poChanged)
	}()
}

func (Cases) RangeOverListOfPackage() {
	go func() {
		for i := range poNames {
			println(poNames[i])
		}
	}()
}

func (Cases) RangeOverListThatShrinks() {
	go func() {
		for i := range poShrinks {
			println(poShrinks[i])
			poShrinks = nil
		}
	}()
}

// trusted: a field that nobody assigns
func (Cases) PeriodOfConstructor() {
	go newPoClock(time.Duration(len(os.Getenv("NOT_SET_AT_ALL")))).run()
}

func (Cases) PeriodOfConstructorUnbound() {
	go newPoLoose(time.Duration(len(os.Getenv("NOT_SET_AT_ALL")))).run()
}

func (Cases) PeriodOfZeroValue() { go new(poBare).run() }

type poClock struct{ every time.Duration }

func newPoClock(d time.Duration) *poClock {
	if d <= 0 {
		d = time.Microsecond
	}
	c := &poClock{every: d}
	return c
}

func (c *poClock) run() { time.NewTicker(c.every).Stop() }

type poLoose struct{ every time.Duration }

func newPoLoose(d time.Duration) *poLoose {
	if d < 0 {
		d = time.Microsecond
	}
	return &poLoose{every: d}
}

func (c *poLoose) run() { time.NewTicker(c.every).Stop() }

type poBare struct{ every time.Duration }

func newPoBare() *poBare { return &poBare{every: time.Second} }

func (c *poBare) run() { time.NewTicker(c.every).Stop() }

func poOther() { newPoBare().run() }

// trusted: a function of the standard library
func (Cases) ShuffleOfAll() {
	list := make([]int, 3)
	go func() {
		rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}()
}

func (Cases) ShuffleOfMore() {
	list := make([]int, 3)
	go func() {
		rand.Shuffle(len(list)+1, func(i, j int) { list[i], list[j] = list[j], list[i] })
	}()
}

// A guard of one value's own, and a logger that a constructor makes if it is handed none.

// trusted: a field that others could assign
func (Cases) GuardOfOneValue() {
	poDropGuard(new(poTask))
	t := poTask{cleanup: poRescue}
	go func() {
		defer t.cleanup()
		boom()
	}()
}

func (Cases) GuardOfOneValueReplaced() {
	t := poTask{cleanup: poRescue}
	t.cleanup = func() {}
	go func() {
		defer t.cleanup()
		boom()
	}()
}

func (Cases) GuardWithDefault() { go newPoLogged(nil).talk() }

func (Cases) GuardWithoutDefault() { go newPoUnlogged(nil).talk() }

type poTask struct{ cleanup func() }

func poDropGuard(t *poTask) { t.cleanup = func() {} }

func poRescue() { recover() }

type poLog struct{ lines int }

type poLogged struct{ log *poLog }

func newPoLogged(l *poLog) *poLogged {
	if l == nil {
		l = &poLog{}
	}
	return &poLogged{log: l}
}

func (s *poLogged) talk() {
	defer func() {
		if recover() != nil {
			s.log.lines++
		}
	}()
	boom()
}

type poUnlogged struct{ log *poLog }

func newPoUnlogged(l *poLog) *poUnlogged { return &poUnlogged{log: l} }

func (s *poUnlogged) talk() {
	defer func() {
		if recover() != nil {
			s.log.lines++
		}
	}()
	boom()
}

// A shift panics by a negative count only.

func (Cases) ShiftByLength() {
	n := len(os.Args)
	go func() { println(poShifted(n), poTwice(n)) }()
	go poShift(n)
}

func (Cases) ShiftByIndex() {
	for i := range 3 {
		go func() { println(poShifted(i)) }()
	}
}

func (Cases) ShiftByDifference() {
	n := len(os.Getenv("NOT_SET_AT_ALL")) - 1
	go func() { println(poShifted(n)) }()
}

func (Cases) ShiftTwiceByDifference() {
	n := len(os.Getenv("NOT_SET_AT_ALL")) - 1
	go func() { println(poTwice(n)) }()
}

func (Cases) GoShiftByDifference() {
	n := len(os.Getenv("NOT_SET_AT_ALL")) - 1
	go poShift(n)
}

func (Cases) ShiftByConstant() { go poShift(0) }

func (Cases) ShiftByAssignment() {
	go poShiftTo(len(os.Args))
}

func (Cases) ShiftByAssignmentOfDifference() {
	go poShiftTo(len(os.Getenv("NOT_SET_AT_ALL")) - 1)
}

func poShifted(n int) int { return 1 << n }

func poTwice(n int) int { return poShifted(n) }

func poShift(n int) { println(8 >> n) }

func poShiftTo(n int) {
	x := 1
	x <<= n
	println(x)
}

// trusted: a function of the standard library
func (Cases) ShuffleSome() { go poShuffle(len(os.Args)) }

func (Cases) ShuffleLess() { go poShuffle(len(os.Getenv("NOT_SET_AT_ALL")) - 1) }

func poShuffle(n int) { rand.Shuffle(n, func(int, int) {}) }
