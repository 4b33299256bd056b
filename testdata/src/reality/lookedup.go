package main

import (
	"context"
	"errors"
	"os"
	"sync"
	"sync/atomic"
)

// What is found in a map, or by a function that returns nil at times, is no plain operand: whoever locks it, waits for it or stops it has to ask
// whether it is there.

func (Cases) LocksElement() {
	go func() {
		d := luDesks[luName()]
		d.mu.Lock()
		defer d.mu.Unlock()
		d.n++
	}()
}

// trusted: who has asked may lock
func (Cases) LocksElementAsked() {
	go func() {
		d := luDesks[luName()]
		if d == nil {
			return
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.n++
	}()
}

// trusted: somebody has made what is found
func (Cases) LocksElementFound() {
	go func() {
		if d, ok := luDesks[luName()]; ok {
			d.mu.Lock()
			d.mu.Unlock()
		}
	}()
}

func (Cases) LocksElementNotFound() {
	go func() {
		if d, ok := luDesks[luName()]; !ok {
			d.mu.Lock()
			d.mu.Unlock()
		}
	}()
}

func (Cases) LocksElementWhetherFound() {
	go func() {
		d, ok := luDesks[luName()]
		if !ok {
			luMissed.Add(1)
		}
		d.mu.Lock()
		d.mu.Unlock()
	}()
}

// trusted: it is made where it is not there
func (Cases) LocksElementMadeBefore() {
	go func() {
		if _, ok := luMade[luName()]; !ok {
			luMade[luName()] = &luDesk{}
		}
		d := luMade[luName()]
		d.mu.Lock()
		d.mu.Unlock()
	}()
}

// trusted: the key is there
func (Cases) LocksElementOfKey() {
	luMade["kept"] = &luDesk{}
	go func() {
		for name := range luMade {
			d := luMade[name]
			d.mu.Lock()
			d.mu.Unlock()
		}
	}()
}

func (Cases) LocksElementOfOtherKey() {
	luMade["kept"] = &luDesk{}
	go func() {
		for name := range luMade {
			d := luDesks[name]
			d.mu.Lock()
			d.mu.Unlock()
		}
	}()
}

func (Cases) WaitsOnFound() {
	go func() {
		d := luFind(luName())
		<-d.closed
	}()
}

func (Cases) DrainsFound() {
	go func() {
		d := luFind(luName())
		for range d.closed {
		}
	}()
}

func (Cases) AsksContextOfFound() {
	go func() {
		d := luFind(luName())
		<-d.ctx.Done()
	}()
}

func (Cases) CountsFoundInNoTime() {
	go func() {
		n := luCounts[luName()]
		n.Add(1)
	}()
}

func (Cases) StopsElement() {
	go func() {
		stop := luStops[luName()]
		stop()
	}()
}

// trusted: who has asked may stop
func (Cases) StopsElementAsked() {
	go func() {
		if stop := luStops[luName()]; stop != nil {
			stop()
		}
	}()
}

func (Cases) DoneOfFound() {
	go func() {
		d := luFind(luName())
		defer d.wg.Done()
	}()
}

func (Cases) CallsWhatLocksFound() {
	go func() {
		d := luFind(luName())
		d.take()
	}()
}

func (Cases) StartsWhatLocksFound() {
	d := luFind(luName())
	go d.take()
}

// trusted: it locks what is there
func (Cases) StartsWhatLocksFoundAsked() {
	d := luFind(luName())
	if d == nil {
		d = &luDesk{}
	}
	go d.take()
}

func (Cases) HandsFoundToWhatLocks() { go luTake(luFind(luName())) }

func (Cases) CapturesFound() {
	d := luFind(luName())
	go func() {
		d.mu.Lock()
		d.mu.Unlock()
	}()
}

func (Cases) LocksOnlyIfNil() {
	go func() {
		d := luOpenAll()
		if d == nil {
			d.mu.Lock()
			d.mu.Unlock()
		}
	}()
}

func (Cases) WaitsWithError() {
	go func() {
		d, err := luOpen(luName())
		if err != nil {
			d.wg.Wait()
		}
	}()
}

// trusted: there is one if there is no error
func (Cases) WaitsWithoutError() {
	go func() {
		d, err := luOpen(luName())
		if err == nil {
			d.wg.Wait()
		}
	}()
}

func (Cases) WaitsWhatevertheError() {
	go func() {
		d, _ := luOpen(luName())
		d.wg.Wait()
	}()
}

func (Cases) LocksWhatWasNotAsserted() {
	go func() {
		d, _ := luAny.Load().(*luDesk)
		d.mu.Lock()
		d.mu.Unlock()
	}()
}

func (Cases) LocksWhatNobodySets() {
	go func() {
		d := luHall.front
		d.mu.Lock()
		d.mu.Unlock()
	}()
}

func (Cases) LocksFoundByVariable() {
	go func() {
		d := luKept(luName())
		d.mu.Lock()
		d.mu.Unlock()
	}()
}

// trusted: a parameter is somebody else's
func (Cases) LocksParameter() {
	go func(d *luDesk) {
		d.mu.Lock()
		d.mu.Unlock()
	}(luSame(&luDesk{}))
}

// trusted: so is the element of a list
func (Cases) LocksElementsOfList() {
	list := []*luDesk{luSame(&luDesk{})}
	go func() {
		for _, d := range list {
			d.mu.Lock()
			d.mu.Unlock()
		}
	}()
}

// trusted: a pool gives back what was put in
func (Cases) LocksPooled() {
	go func() {
		d, _ := luPool.Get().(*luDesk)
		d.mu.Lock()
		d.mu.Unlock()
	}()
}

// trusted: the literal has that key
func (Cases) CountsWrittenOut() {
	go func() {
		n := luTotals["in"]
		n.Add(1)
	}()
}

func (Cases) CountsNotWrittenOut() {
	go func() {
		n := luTotals["out"]
		n.Add(1)
	}()
}

// trusted: it is nil only where it is asked of nil
func (Cases) LocksNext() {
	first := luSame(&luDesk{next: &luDesk{}})
	go func() {
		d := first.follows()
		d.mu.Lock()
		d.mu.Unlock()
	}()
}

// trusted: a nil file answers with an error
func (Cases) ClosesFileOfNone() {
	go func() {
		f := luFiles["none"]
		f.Close()
	}()
}

func (Cases) LocksElementSetBehind() {
	go func() {
		d := luDesks["none"]
		d.mu.Lock()
		d.mu.Unlock()
		luDesks["none"] = d
	}()
}

// trusted: who finds none makes one
func (Cases) LocksFoundOrMade() {
	go func() {
		d := luFindOrMake("none")
		d.mu.Lock()
		d.mu.Unlock()
	}()
}

// trusted: it has been given a value meanwhile
func (Cases) LocksFoundMeanwhile() {
	luMade["meanwhile"] = &luDesk{}
	var d *luDesk
	ready := make(chan bool)
	go func() {
		<-ready
		d.mu.Lock()
		d.mu.Unlock()
	}()
	d = luMade["meanwhile"]
	close(ready)
}

// trusted: there is one beside the error
func (Cases) WaitsBesideError() {
	go func() {
		d, err := luOpenHalf()
		if err != nil {
			d.wg.Wait()
		}
	}()
}

func (Cases) LocksElementUnasked() {
	go func() {
		d, ok := luDesks["none"]
		_ = ok
		d.mu.Lock()
		d.mu.Unlock()
	}()
}

// A guard uses what it has looked up, and its function does not ask whether it was there.

func (Cases) GuardOfElementLogged() {
	d, ok := luDesks[luName()]
	if !ok {
		println("none")
	}
	go func() {
		defer func() {
			if recover() != nil {
				d.n++
			}
		}()
		boom()
	}()
}

func (Cases) GuardOfElementDropped() {
	go func() {
		d, _ := luDesks[luName()]
		defer func() {
			if recover() != nil {
				d.n++
			}
		}()
		boom()
	}()
}

func (Cases) GuardOfFoundLogged() {
	go func() {
		d, ok := luFindOK(luName())
		defer func() {
			if r := recover(); r != nil {
				println(ok)
				d.n++
			}
		}()
		boom()
	}()
}

func (Cases) GuardOfElementAskedBehind() {
	go func() {
		d, ok := luDesks["none"]
		defer func() {
			if recover() != nil {
				d.n++
			}
		}()
		if !ok {
			return
		}
		boom()
	}()
}

func (Cases) GuardOfAssertedFar() {
	go func() {
		defer func() {
			if recover() != nil {
				luAsserted().n++
			}
		}()
		boom()
	}()
}

func (Cases) GuardCountsElement() {
	go func() {
		defer func() {
			if recover() != nil {
				luCounts["none"].Add(1)
			}
		}()
		boom()
	}()
}

func (Cases) GuardLogsToElementAsked() {
	go func() {
		defer func() {
			if recover() != nil {
				if l := luLoggers["none"]; l != nil {
					l.log()
				}
			}
		}()
		boom()
	}()
}

func (Cases) GuardLogsToElement() {
	go func() {
		defer func() {
			if recover() != nil {
				l := luLoggers["none"]
				l.log()
			}
		}()
		boom()
	}()
}

type luLogger interface{ log() }

var luLoggers = map[string]luLogger{}

type luDesk struct {
	mu     sync.Mutex
	wg     sync.WaitGroup
	ctx    context.Context
	closed chan int
	n      int
	next   *luDesk
}

func (d *luDesk) follows() *luDesk {
	if d == nil {
		return nil
	}
	return d.next
}

func (d *luDesk) take() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.n++
}

func luTake(d *luDesk) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.n++
}

var (
	luDesks  = map[string]*luDesk{}
	luMade   = map[string]*luDesk{}
	luCounts = map[string]*atomic.Int64{}
	luStops  = map[string]context.CancelFunc{}
	luMissed atomic.Int64
	luPool   = sync.Pool{New: func() any { return new(luDesk) }}
	luTotals = map[string]*atomic.Int64{"in": {}}
	luFiles  = map[string]*os.File{}
	luAny    atomic.Value
	luHall   struct{ front *luDesk }
)

func luName() string { return os.Getenv("NOT_SET_AT_ALL") }

func luFind(name string) *luDesk { return luDesks[name] }

func luFindOK(name string) (*luDesk, bool) { d, ok := luDesks[name]; return d, ok }

func luKept(name string) *luDesk {
	d := luDesks[name]
	luMissed.Add(1)
	return d
}

func luOpen(name string) (*luDesk, error) {
	if name == "" {
		return nil, errors.New("no name")
	}
	return &luDesk{}, nil
}

func luOpenHalf() (*luDesk, error) {
	if luName() == "" {
		return &luDesk{}, errors.New("half open")
	}
	return nil, nil
}

func luFindOrMake(name string) *luDesk {
	d := luDesks[name]
	if d == nil {
		return &luDesk{}
	}
	return d
}

func luOpenAll() *luDesk {
	d, _ := luOpen(luName())
	return d
}

func luAsserted() *luDesk {
	d, _ := luAny.Load().(*luDesk)
	return d
}

//go:noinline
func luSame(d *luDesk) *luDesk { return d }
