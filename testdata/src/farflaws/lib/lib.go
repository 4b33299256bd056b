// Package lib recovers in vain.
package lib

func rescue() { _ = recover() }

// Rescue works.
func Rescue() { _ = recover() } // want Rescue:"recovers" Rescue:"contains"

// TooDeep recovers one call too deep.
func TooDeep() { inner() } // want TooDeep:"^contains$"

func inner() { rescue() }

// Indirect does with a function that recovers.
func Indirect() { rescue() } // want Indirect:"recovers in vain .\\d+. by rescue" Indirect:"contains"

// Literal does in a literal.
func Literal() { // want Literal:"recovers in vain" Literal:"contains"
	func() { _ = recover() }()
}

// Defers is only for itself.
func Defers() { defer rescue() } // want Defers:"^contains$"

// LateRun is late.
func LateRun(list []int) { // want LateRun:"recovers in vain .\\d+. by list.0."
	_ = list[0]
	defer rescue()
}

// Sometimes is not on every path.
func Sometimes(list []int, on bool) { // want Sometimes:"recovers in vain .\\d+. by list.0."
	if on {
		defer rescue()
	}
	_ = list[0]
}

// Wrong defers what does not recover.
func Wrong(list []int) { // want Wrong:"recovers in vain .\\d+. by rescue"
	defer Indirect()
	_ = list[0]
}

// Again returns what calls f.
func Again(f func()) func() { // want Again:"decorates" Again:"makes"
	return func() { f() }
}
