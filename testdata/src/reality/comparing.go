package main

import (
	"errors"
	"fmt"
	"sync"
)

// Guards that compare what they recover, or look it up: with what cannot be compared they panic.

func (Cases) ComparePanicsEq() {
	go func() {
		defer func() {
			if r := recover(); r == cgAbort {
				note(r)
			}
		}()
		panic(cgOdd{1})
	}()
}

func (Cases) ComparePanicsMap() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				note(cgKnown[r])
			}
		}()
		panic(cgOdd{1})
	}()
}

func (Cases) ComparePanicsMapwrite() {
	go func() {
		defer func() {
			cgKnown[recover()]++
		}()
		panic(cgOdd{1})
	}()
}

func (Cases) ComparePanicsMapok() {
	go func() {
		defer func() {
			r := recover()
			if _, ok := cgKnown[r]; ok {
				return
			}
		}()
		panic(cgOdd{1})
	}()
}

func (Cases) ComparePanicsSwitch() {
	go func() {
		defer func() {
			switch r := recover(); r {
			case cgAbort:
				note(r)
			}
		}()
		panic(cgOdd{1})
	}()
}

func (Cases) ComparePanicsSwitchdirect() {
	go func() {
		defer func() {
			switch recover() {
			case nil:
			case cgAbort:
				note(1)
			}
		}()
		panic(cgOdd{1})
	}()
}

func (Cases) ComparePanicsErr() {
	go func() {
		defer func() {
			if err, ok := recover().(error); ok && err == errCgAbort {
				note(err)
			}
		}()
		panic(cgOdd{1})
	}()
}

func (Cases) ComparePanicsDelete() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				delete(cgKnown, r)
			}
		}()
		panic(cgOdd{1})
	}()
}

func (Cases) ComparePanicsLit() {
	go func() {
		defer func() {
			r := recover()
			note(map[any]bool{r: true})
		}()
		panic(cgOdd{1})
	}()
}

func (Cases) ComparePanicsSyncmap() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				cgSeen.Store(r, 1)
			}
		}()
		panic(cgOdd{1})
	}()
}

func (Cases) ComparePanicsFunc() {
	go func() {
		defer cmpRescue()
		panic(cgOdd{1})
	}()
}

func (Cases) ComparePanicsStruct() {
	type key struct{ v any }
	last := key{cgOdd{1}}
	go func() {
		defer func() {
			k := key{recover()}
			if k == last {
				note(1)
			}
		}()
		panic(cgOdd{1})
	}()
}

func (Cases) CompareNil() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				note(r)
			}
		}()
		boom()
	}()
}

// trusted: an error that packages compare with
func (Cases) CompareSentinel() {
	go func() {
		defer func() {
			if r := recover(); r == errCgStop {
				note(r)
			}
		}()
		panic(errCgStop)
	}()
}

func (Cases) CompareString() {
	go func() {
		defer func() {
			if r := recover(); r == "stop" {
				note(r)
			}
		}()
		panic("stop")
	}()
}

func (Cases) CompareSwitchconst() {
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

func (Cases) CompareErrorsis() {
	go func() {
		defer func() {
			if err, ok := recover().(error); ok && errors.Is(err, errCgStop) {
				note(err)
			}
		}()
		panic(errCgStop)
	}()
}

func (Cases) CompareText() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				note(fmt.Sprint(r))
			}
		}()
		panic(errCgStop)
	}()
}

func (Cases) CompareMapstr() {
	m := map[string]int{}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				m[fmt.Sprint(r)]++
			}
		}()
		panic(errCgStop)
	}()
}

func (Cases) CompareCode() {
	go func() {
		defer func() {
			if r := recover(); r == cgCode(3) {
				note(r)
			}
		}()
		panic(cgCode(3))
	}()
}

func (Cases) CompareStructsentinel() {
	go func() {
		defer func() {
			if r := recover(); r == (cgStop{}) {
				note(r)
			}
		}()
		panic(cgStop{})
	}()
}

func (Cases) ComparePtr() {
	p := new(int)
	go func() {
		defer func() {
			if r := recover(); r == p {
				note(r)
			}
		}()
		panic(p)
	}()
}

type cgOdd []int

func (o cgOdd) Error() string { return "odd" }

var cgAbort any = cgOdd{1}

var errCgAbort error = cgOdd{2}

var cgKnown = map[any]int{}

var cgSeen sync.Map

func cmpRescue() {
	r := recover()
	if isAbort(r) {
		note(r)
	}
}

var errCgStop = errors.New("stop")

type cgCode int

type cgStop struct{}

func isAbort(r any) bool { return r == cgAbort }
