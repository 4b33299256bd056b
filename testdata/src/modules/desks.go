package shop

import "example.com/acme/shop/desk"

// A method that begins with a lock is trusted to be called on something, but not on what is not there at times.
func desks(given *desk.Desk) {
	h := desk.New()
	go func() { // want `bare-go: .*d\.Take\(\) can panic`
		d := h.Find("a")
		d.Take()
	}()
	go func() {
		if d := h.Find("a"); d != nil {
			d.Take()
		}
	}()
	go h.Find("a").Take()        // want `bare-go: `
	go desk.Take(h.Find("a"), 1) // want `bare-go: `
	go desk.Take(given, 1)
	go given.Take()
	front := struct{ desk *desk.Desk }{h.Find("a")}
	go front.desk.Take()
}
