// Package worker declares a launcher for the rest of its module.
package worker

func Start(f func()) { // want Start:"^launches\\(0\\)$" Start:"^contains$" Start:"^trusts 0$"
	go f() // want `bare-go: `
}

func Check(fine bool) { // want Check:"^harms$"
	if !fine {
		panic("not fine")
	}
}
