// Package far declares entries for goroutines that start in another package.
package far

var risky func()

func Away() { risky() }

func Calm() { // want Calm:"contains"
	defer func() { _ = recover() }()
	risky()
}

type T struct{}

func (*T) Run() { risky() }

func (*T) Calm() { // want Calm:"contains"
	defer func() { _ = recover() }()
	risky()
}
