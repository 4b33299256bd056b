// Package other declares what package reports calls from elsewhere.
package other

var risky func()

var say func(any)

func setSay(f func(any)) { say = f }

func Rescue() { // want Rescue:"^recovers$"
	if r := recover(); r != nil {
		say(r)
	}
}

func Wrapped() { Rescue() } // want Wrapped:"recovers in vain"

func Guarded() { // want Guarded:"^contains$"
	defer Rescue()
	risky()
}

func Unguarded() { risky() }

// Rescuer has a method of the same name that recovers nothing.
type Rescuer struct{}

func (Rescuer) Rescue() { say("nothing") }
