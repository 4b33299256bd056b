// Package base declares methods that other packages promote.
package base

var risky func()

type Base struct{ Failures int }

func (b *Base) Rescue() { // want Rescue:"recovers" Rescue:"contains if receiver is not nil"
	if r := recover(); r != nil {
		b.Failures++
	}
}

func (b *Base) Calm() { // want Calm:"contains"
	defer b.Rescue()
	risky()
}

func (b *Base) Wild() { risky() }
