package main

import (
	"os"
	"runtime"
)

// What stands where control does not get.

// trusted: a function of the standard library
func (Cases) BehindGoexit() {
	go func() {
		defer note("end")
		runtime.Goexit()
		boom()
	}()
}

func (Cases) BehindGoexitOfSome() {
	go func() {
		if len(os.Args) == 0 {
			runtime.Goexit()
		}
		boom()
	}()
}

func (Cases) BehindGoexitDeferredBefore() {
	go func() {
		defer boom()
		runtime.Goexit()
	}()
}

// trusted: a function of the standard library
func (Cases) BehindGoexitInCase() {
	go func() {
		switch len(os.Args) {
		case 0:
			runtime.Goexit()
			boom()
		default:
			note("here")
		}
	}()
}

func (Cases) BehindReturn() {
	go func() {
		for range 1 {
			continue
			boom()
		}
		return
		boom()
	}()
}

func (Cases) BehindJumpToLabel() {
	go func() {
		goto end
		note("never")
	end:
		boom()
	}()
}
