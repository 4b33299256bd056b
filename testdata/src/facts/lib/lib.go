// Package lib declares functions of each kind, to be seen by their facts in
// another package.
package lib

var risky func()

func setRisky(f func()) { risky = f }

// Neither property.
func Nothing() { risky() }

// Both are different things: a function that recovers when it is deferred does
// nothing for what it calls itself.
func Recovers() { // want Recovers:"^recovers$"
	_ = recover()
	risky()
}

func Contains() { // want Contains:"^contains$"
	defer Recovers()
	risky()
}

func Both() { // want Both:"^recovers$" Both:"^contains$"
	_ = recover()
}

// Levels.
func PartRecovers(all bool) { // want PartRecovers:"^recovers\\(partial\\), all if 0 is true, where all is false$" PartRecovers:"^contains$"
	if all {
		_ = recover()
	}
}

func PartContains() { // want PartContains:"^contains\\(partial\\)$"
	defer PartRecovers(false)
	risky()
}

func UnknownContains(recoverer func()) { // want UnknownContains:"^contains\\(unknown\\)$"
	defer recoverer()
	risky()
}

func Defers(f func()) { // nothing says that f recovers
	defer f()
	risky()
}

// Parameters.
func Second(f, g func()) { // want Second:"^supervises\\(1\\)$" Second:"^contains what it is not handed$"
	f()
	defer Recovers()
	g()
}

func AllOf(name string, f func(), n int, g func(string)) { // want AllOf:"^supervises\\(1,3\\)$" AllOf:"^contains$"
	defer func() { _ = recover() }()
	f()
	g(name)
}

func LaunchBoth(f, g func()) { // want LaunchBoth:"^launches\\(0,1\\)$" LaunchBoth:"^contains$"
	go f()      // want `bare-go: `
	go func() { // want `bare-go: `
		g()
	}()
}

func LaunchGuarded(f func()) { // want LaunchGuarded:"^supervises\\(0\\)$" LaunchGuarded:"^contains$"
	go func() {
		defer Recovers()
		f()
	}()
}

func LaunchLater(f func()) func() { // want LaunchLater:"^contains, returns contains$" LaunchLater:"^launches\\(0\\)$" LaunchLater:"makes"
	return func() { go f() } // want `bare-go: `
}

// A guard and a factory, as methods, of a generic type, too.
type Guard[T any] struct{ Last T }

func (g *Guard[T]) Stop() { // want Stop:"^recovers$" Stop:"^contains$"
	_ = recover()
}

func (g Guard[T]) Stopper() func() { // want Stopper:"^returns recovers$" Stopper:"^contains, returns contains$" Stopper:"makes"
	return func() { _ = recover() }
}

func (g *Guard[T]) Run(f func(T)) { // want Run:"^contains$" Run:"^supervises\\(0\\)$"
	defer g.Stop()
	f(g.Last)
}

// A function value is no function: nothing is exported for it.
var Variable = func() { _ = recover() }

// Never returns.
func Fail() { panic("always") } // want Fail:"^panics$"
