package harms

import (
	"errors"
	"log"
)

// What a type assertion gives is nil where it fails, and where ok is not known to be true.

var verbose bool

func describe(err error) string { return err.Error() }

func assertedOr(f func()) {
	go func() { // want `ineffective-recover: .*err.Error\(\) can panic behind it`
		defer func() {
			if err, ok := recover().(error); ok || verbose {
				log.Print(err.Error())
			}
		}()
		f()
	}()
}

func assertedBeside(f func()) {
	go func() { // want `ineffective-recover: .*err.Error\(\) can panic behind it`
		defer func() {
			r := recover()
			err, ok := r.(error)
			log.Print(ok, err.Error())
		}()
		f()
	}()
}

func assertedHanded(f func()) {
	go func() { // want `ineffective-recover: .*describe\(err\) can panic behind it`
		defer func() {
			r := recover()
			err, ok := r.(error)
			if !ok {
				log.Print(describe(err))
			}
		}()
		f()
	}()
}

func assertedAnd(f func()) {
	go func() {
		defer func() {
			if err, ok := recover().(error); ok && verbose {
				log.Print(err.Error(), describe(err))
			}
		}()
		f()
	}()
}

func assertedReturn(f func()) {
	go func() {
		defer func() {
			r := recover()
			err, ok := r.(error)
			if !ok {
				log.Print(r)
				return
			}
			switch {
			case verbose && errors.Unwrap(err) != nil:
				log.Print(describe(err))
			default:
				log.Print(err.Error())
			}
		}()
		f()
	}()
}

func assertedSwitch(f func()) {
	go func() {
		defer func() {
			err, ok := recover().(error)
			switch {
			case !ok:
			case verbose:
				log.Print(err.Error())
			}
		}()
		f()
	}()
}

func assertedNil(f func()) {
	go func() {
		defer func() {
			err, _ := recover().(error)
			if err != nil {
				log.Print(err.Error(), describe(err))
			}
		}()
		f()
	}()
}
