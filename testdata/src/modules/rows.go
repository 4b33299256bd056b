package shop

import "example.com/acme/shop/rows"

// What another package of the module returns is nil at times, and a guard that uses it is none, and no method runs on it.
func found(risky func()) {
	go func() { // want `recover in the deferred function does not help: rows.Find\(0\).Name can panic behind it`
		defer func() {
			if recover() != nil {
				rows.Find(0).Name = "x"
			}
		}()
		risky()
	}()
	t, u := rows.Find(0), rows.New()
	go t.Run(risky) // want `a panic in \(\*rows.Table\).Run ends the process`
	go u.Run(risky)
	if t != nil {
		go t.Run(risky)
	}
}
