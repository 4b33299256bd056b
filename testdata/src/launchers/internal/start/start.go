// Package start declares launchers in the module that uses them.
package start

func Spawn(f func()) { // want Spawn:"^launches\\(0\\)$" Spawn:"^contains$"
	go f() // want `bare-go: .*a panic in f ends`
}

func All(fs ...func()) { // want All:"^contains$" All:"^launches\\(0\\)$"
	for _, f := range fs {
		go f() // want `bare-go: .*a panic in f ends`
	}
}
