// Package facts uses what the facts of another package say.
package facts

import . "facts/lib"

var risky func()

var guard Guard[int]

func calm() {
	defer Both()
	risky()
}

func goroutines() {
	go Contains()
	go Both()
	go Nothing()      // want `bare-go: .*a panic in lib\.Nothing ends`
	go Recovers()     // want `bare-go: .*a panic in lib\.Recovers ends`
	go PartContains() // want `partial-recover: `
	go UnknownContains(risky)
	go Defers(risky) // want `bare-go: .*a panic in lib\.Defers ends`
	go AllOf("x", risky, 1, func(string) { risky() })
	go Second(risky, risky) // want `bare-go: .*a panic in lib\.Second ends`
	go Second(calm, risky)
	go guard.Run(func(int) { risky() })
	go Fail()     // want `bare-go: `
	go Variable() // want `bare-go: `
}

func deferred() {
	go func() {
		defer Recovers()
		risky()
	}()
	go func() {
		defer guard.Stop()
		risky()
	}()
	go func() {
		defer guard.Stopper()()
		risky()
	}()
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		defer Variable()
		risky()
	}()
	go func() { // want `partial-recover: `
		defer PartRecovers(false)
		risky()
	}()
	go func() {
		defer PartRecovers(true)
		risky()
	}()
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		defer Contains()
		risky()
	}()
	go func() { // want `ineffective-recover: recover in Recovers .* it is called, not deferred`
		Recovers()
		risky()
	}()
}

// This package and lib are of one module: its launchers are reported there.
func launched() {
	LaunchBoth(risky, risky)
	LaunchGuarded(risky)
	LaunchLater(risky)()
}
