// Package app uses a vendored package.
package app

import "dep"

var risky func()

func f() {
	dep.Spawn(risky) // want `launcher: dep\.Spawn starts`
	go func() {
		defer dep.Rescue()
		risky()
	}()
}
