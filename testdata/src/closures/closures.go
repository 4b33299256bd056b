// Package closures shows when a variable stands for the one function that it
// holds, as what is started and as what is deferred.
package closures

var risky func()

var pkgOnce = func() { _ = recover() }

var pkgTwice = func() { _ = recover() }

func init() { pkgTwice = func() {} }

// Exported is open to assignments by other packages.
var Exported = func() { _ = recover() }

// OnPanic is, too, but its name says what it is for.
var OnPanic = func() { _ = recover() }

func deferredOnce() {
	local := func() { _ = recover() }
	var declared = func() { _ = recover() }
	chain := local
	go func() {
		defer local()
		risky()
	}()
	go func() {
		defer declared()
		risky()
	}()
	go func() {
		defer chain()
		risky()
	}()
	go func() {
		defer pkgOnce()
		risky()
	}()
}

// What is assigned through a pointer or by a caller is not known, and one of two
// values that does not recover is enough: these are no guards. Only a name that
// says that it recovers is given the benefit of the doubt.
func deferredUnknown(param func()) {
	twice := func() { _ = recover() }
	twice = func() {}
	taken := func() {}
	assign(&taken)
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		defer twice()
		risky()
	}()
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		defer taken()
		risky()
	}()
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		defer param()
		risky()
	}()
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		defer pkgTwice()
		risky()
	}()
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		defer Exported()
		risky()
	}()
	recoverer := param
	recoverer = func() {}
	go func() { // want `bare-go: `
		defer recoverer()
		risky()
	}()
	go func() {
		defer OnPanic()
		risky()
	}()
}

func assign(f *func()) { *f = func() {} }

// What is known not to recover is known.
func deferredKnown() {
	local := func() {}
	go func() { // want `bare-go: `
		defer local()
		risky()
	}()
}

// As the entry of a goroutine.
func entries(param func()) {
	calm := func() {
		defer func() { _ = recover() }()
		risky()
	}
	wild := func() { risky() }
	twice := func() {}
	twice = func() {}
	taken := func() {}
	assign(&taken)
	var late func()
	late = func() {}
	go calm()
	go wild()  // want `bare-go: .*a panic in wild ends`
	go twice() // all that it ever holds is known, and calm
	go taken() // want `bare-go: .*a panic in taken ends`
	go param() // want `bare-go: .*a panic in param ends`
	go late()
	for _, f := range []func(){calm} {
		go f()
	}
	for _, f := range []func(){calm, wild} {
		go f() // want `bare-go: .*a panic in f ends`
	}
	f, g := calm, wild
	go f()
	go g() // want `bare-go: .*a panic in g ends`
	calmOf, h := pair()
	go calmOf()
	go h() // want `bare-go: .*a panic in h ends`
}

func pair() (func(), func()) { return func() {}, func() { risky() } }

// A variable that is assigned later than it is used, in a closure.
func reassigned() {
	f := func() {}
	go func() { // want `bare-go: `
		f()
	}()
	f = risky
}

// A recursive closure.
func recursive() {
	var walk func(int)
	walk = func(n int) {
		if n > 0 {
			walk(n - 1)
		}
	}
	go walk(3)
	var fall func(int)
	fall = func(n int) {
		risky()
		fall(n - 1)
	}
	go fall(3) // want `bare-go: `
}

// A variable of several values is as good as the worst of them, where it is set.
func several(some bool) {
	calm := func() {
		defer func() { _ = recover() }()
		risky()
	}
	wild := func() { risky() }
	both := calm
	if some {
		both = func() {}
	}
	worse := calm
	if some {
		worse = wild
	}
	var branches func()
	if some {
		branches = calm
	} else {
		branches = func() {}
	}
	var perhaps func()
	if some {
		perhaps = calm
	}
	if some {
		perhaps = func() {}
	}
	cleared := calm
	if some {
		cleared = nil
	}
	go both()
	go worse() // want `bare-go: .*a panic in worse ends`
	go branches()
	go perhaps() // want `bare-go: .*a panic in perhaps ends`
	go cleared() // want `bare-go: .*a panic in cleared ends`
	if cleared != nil {
		go cleared()
	}
	go func() { // want `bare-go: .*worse\(\) can panic`
		both()
		branches()
		worse()
	}()
	each(both)
	go each(both)
	go each(worse)   // want `bare-go: `
	go each(perhaps) // want `bare-go: `
}

func each(f func()) { f() }

// As the deferred function.
func severalGuards(some bool) {
	rescue := func() { _ = recover() }
	guard := rescue
	if some {
		guard = func() { _ = recover() }
	}
	var branches func()
	if some {
		branches = rescue
	} else {
		branches = guard
	}
	var perhaps func()
	if some {
		perhaps = rescue
	}
	if some {
		perhaps = guard
	}
	go func() {
		defer guard()
		risky()
	}()
	go func() {
		defer branches()
		risky()
	}()
	go func() { // want `bare-go: `
		defer perhaps()
		risky()
	}()
	recoverAll := Anybody
	go func() { // its name says that it recovers
		defer recoverAll()
		risky()
	}()
	all := Anybody
	go func() { // want `bare-go: `
		defer all()
		risky()
	}()
	recoverNothing := func() {}
	recoverNothing = func() {}
	go func() { // want `bare-go: `
		defer recoverNothing()
		risky()
	}()
}

// Anybody may set it.
var Anybody = func() {}
