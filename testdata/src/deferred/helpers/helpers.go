// Package helpers declares what another package defers: the facts tell which
// of it recovers.
package helpers

var Last any

func Rescue() { // want Rescue:"recovers" Rescue:"contains"
	if r := recover(); r != nil {
		Last = r
	}
}

func Note() {} // want Note:"contains"

// TooDeep has a recover in its call tree, one call too deep.
func TooDeep() { Rescue() } // want TooDeep:"^contains" TooDeep:"recovers in vain"

func Factory(who string) func() { // want Factory:"^returns recovers$" Factory:"^contains, returns contains$" Factory:"makes"
	return func() {
		if r := recover(); r != nil {
			Last = who
		}
	}
}
