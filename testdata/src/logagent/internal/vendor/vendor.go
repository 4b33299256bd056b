// Package vendor is of this module, not a copy of somebody else's: it keeps the
// vendors of the shop.
package vendor

var risky func()

func Start() { // want Start:"contains"
	go risky() // want `bare-go: `
}
