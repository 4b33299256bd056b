package shop

import "example.com/acme/shop/tally"

// Who declares what only a constructor makes is told so.
func tallies() {
	t := tally.New()
	go t.Add("a")
	var none tally.Tally
	go none.Add("a")                // want `bare-go: `
	go func() { none.Count("a") }() // want `bare-go: `
}
