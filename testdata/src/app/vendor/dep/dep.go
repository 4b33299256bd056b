// Package dep is vendored: somebody else's code, which is left alone. What it
// does is known all the same.
package dep

func Spawn(f func()) { // want Spawn:"^contains$" Spawn:"^launches\\(0\\)$"
	go f()
}

func Rescue() { _ = recover() } // want Rescue:"^contains$" Rescue:"^recovers$"
