package shop

import "example.com/acme/shop/crate"

// A value that is assigned over what a constructor made has other fields.
func overwritten() {
	c := crate.New()
	*c = crate.Crate{}
	go func() { c.Add("a") }() // want `bare-go: `
}
