// Package must has functions that panic, for another package to hand on as callbacks of guards.
package must

import "log"

// Check panics with an error.
func Check(err error) { // want Check:`^hands on\(0\)$` Check:"^harms$"
	if err != nil {
		panic(err)
	}
}

// Note writes down an error.
func Note(err error) { log.Print(err) }

// DoWith tells what has panicked in f.
func DoWith(f func(), onErr func(error)) { // want DoWith:"^contains$" DoWith:`^hooks\(1 if not nil\)$` DoWith:`^supervises\(0\)$`
	defer func() {
		if err, ok := recover().(error); ok {
			onErr(err)
		}
	}()
	f()
}
