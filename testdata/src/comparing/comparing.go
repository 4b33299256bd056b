// Package comparing: guards that compare what they recover, or look it up: with what cannot be compared they panic. Each function here is run as well, in reality.
package comparing

import (
	"errors"
	"fmt"
	"os"
)

func panicsEq() {
	go func() { // want `ineffective-recover: `
		defer func() {
			if r := recover(); r == abort {
				note(r)
			}
		}()
		panic(odd{1})
	}()
}

func panicsMap() {
	go func() { // want `ineffective-recover: `
		defer func() {
			if r := recover(); r != nil {
				note(known[r])
			}
		}()
		panic(odd{1})
	}()
}

func panicsMapwrite() {
	go func() { // want `ineffective-recover: `
		defer func() {
			known[recover()]++
		}()
		panic(odd{1})
	}()
}

func panicsMapok() {
	go func() { // want `ineffective-recover: `
		defer func() {
			r := recover()
			if _, ok := known[r]; ok {
				return
			}
		}()
		panic(odd{1})
	}()
}

func panicsSwitch() {
	go func() { // want `ineffective-recover: `
		defer func() {
			switch r := recover(); r {
			case abort:
				note(r)
			}
		}()
		panic(odd{1})
	}()
}

func panicsSwitchdirect() {
	go func() { // want `ineffective-recover: `
		defer func() {
			switch recover() {
			case nil:
			case abort:
				note(1)
			}
		}()
		panic(odd{1})
	}()
}

func calmNil() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				note(r)
			}
		}()
		boom()
	}()
}

func calmSentinel() {
	go func() {
		defer func() {
			if r := recover(); r == errStop {
				note(r)
			}
		}()
		panic(errStop)
	}()
}

func calmString() {
	go func() {
		defer func() {
			if r := recover(); r == "stop" {
				note(r)
			}
		}()
		panic("stop")
	}()
}

func calmSwitchconst() {
	go func() {
		defer func() {
			switch r := recover(); r {
			case nil:
			case "x", 1:
				note(r)
			}
		}()
		panic("stop")
	}()
}

func calmErrorsis() {
	go func() {
		defer func() {
			if err, ok := recover().(error); ok && errors.Is(err, errStop) {
				note(err)
			}
		}()
		panic(errStop)
	}()
}

func calmText() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				note(fmt.Sprint(r))
			}
		}()
		panic(errStop)
	}()
}

func calmMapstr() {
	m := map[string]int{}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				m[fmt.Sprint(r)]++
			}
		}()
		panic(errStop)
	}()
}

func calmCode() {
	go func() {
		defer func() {
			if r := recover(); r == code(3) {
				note(r)
			}
		}()
		panic(code(3))
	}()
}

type odd []int

func (o odd) Error() string { return "odd" } // want Error:"contains"

var abort any = odd{1}

var known = map[any]int{}

var errStop = errors.New("stop")

type code int

var sink any

func use(v ...any) { sink = v }

func note(v any) { sink = v }

func boom() { panic("boom") }

func rescue() { _ = recover() }

func safe(f func()) {
	defer rescue()
	f()
}

func arg() int { return len(os.Args) - 2 }
