// Package safego is the kind of helper library that contains, supervises and
// launches: its users see that by facts.
package safego

var Log func(any)

func Rescue() { // want Rescue:"^recovers$"
	if r := recover(); r != nil {
		Log(r)
	}
}

func Safely(f func()) { // want Safely:"^contains$" Safely:"^supervises\\(0\\)$"
	defer Rescue()
	f()
}

func Forward(f func()) { // want Forward:"^contains$" Forward:"^supervises\\(0\\)$"
	Safely(func() { f() })
}

// Wrap returns a function that contains the panics of f.
func Wrap(f func()) func() { // want Wrap:"^contains, returns contains$" Wrap:"^supervises\\(0\\)$" Wrap:"makes"
	return func() {
		defer Rescue()
		f()
	}
}

func OnlyFirst(f, g func()) { // want OnlyFirst:"^contains what it is not handed$" OnlyFirst:"^supervises\\(0\\)$"
	Safely(f)
	g()
}

// Go is a launcher that supervises.
func Go(f func()) { // want Go:"^contains$" Go:"^supervises\\(0\\)$"
	go Safely(f)
}

// Spawn is a launcher that does not.
func Spawn(f func()) { // want Spawn:"^contains$" Spawn:"^launches\\(0\\)$"
	go f() // want `bare-go: `
}

func Spawn2(name string, f func(string)) { // want Spawn2:"^contains$" Spawn2:"^launches\\(1\\)$"
	go func() { // want `bare-go: `
		f(name)
	}()
}

// Pool starts what it is handed, as methods.
type Pool struct{ n int }

func (p *Pool) Go(f func()) { // want Go:"^launches\\(0\\)$" Go:"^contains if receiver is not nil$"
	p.n++
	go f() // want `bare-go: `
}

func (p *Pool) Do(f func()) { f() } // want Do:"^contains what it is not handed$"

// Later keeps f for later: nobody sees what becomes of it.
func (p *Pool) Later(f func()) { later = append(later, f) } // want Later:"^contains$"

var later []func()

// Both launches two.
func Both(f, g func()) { // want Both:"^contains$" Both:"^launches\\(0,1\\)$"
	go f() // want `bare-go: `
	go g() // want `bare-go: `
}

// All launches any number.
func All(fs ...func()) { // want All:"^contains$" All:"^launches\\(0\\)$"
	for _, f := range fs {
		go f() // want `bare-go: `
	}
}

// AllSafely launches any number, and supervises them.
func AllSafely(name string, fs ...func()) { // want AllSafely:"^contains$" AllSafely:"^supervises\\(1\\)$"
	println(name, len(fs))
	for _, f := range fs {
		go func() {
			defer Rescue()
			f()
		}()
	}
}

// InTurn calls all but the first.
func InTurn(fs ...func()) {
	for _, f := range fs[1:] {
		Safely(f)
	}
}

// A Job holds what Start runs.
type Job struct{ Run func() }

func Start(j Job) { // want Start:"^contains$" Start:"^launches\\(0\\.Run\\)$"
	go j.Run() // want `bare-go: `
}

// Panics may do that.
func Panics() { later[0]() }
