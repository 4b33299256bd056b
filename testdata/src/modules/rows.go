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

// So is one that hands such to a function that uses it.
func handsNil(risky func(), v any, name func() string) {
	var none *rows.Table
	var m map[string]int
	set, t := map[string]int{}, rows.New()
	go func() { // want `rows.Put\(m\) can panic behind it`
		defer func() {
			if recover() != nil {
				rows.Put(m)
			}
		}()
		risky()
	}()
	go func() { // want `rows.Call\(nil, v\) can panic behind it`
		defer func() {
			if recover() != nil {
				rows.Call(nil, v)
			}
		}()
		risky()
	}()
	go func() { // want `rows.Pick\(nil, "x"\)\(\) can panic behind it`
		defer func() {
			if recover() != nil {
				rows.Pick(nil, "x")()
			}
		}()
		risky()
	}()
	go func() { // want `none.Rename\(name\) can panic behind it`
		defer func() {
			if recover() != nil {
				none.Rename(name)
			}
		}()
		risky()
	}()
	go func() { // want `t.Last\(\) can panic behind it`
		defer func() {
			if recover() != nil {
				_ = t.Last()
			}
		}()
		risky()
	}()
	go func() {
		defer func() {
			if recover() != nil {
				rows.Put(set)
				rows.Call(func(any) {}, v)
				if f := rows.Pick(nil, "x"); f != nil {
					f()
				}
				t.Rename(name)
				none.Guarded()
			}
		}()
		risky()
	}()
}

// So is one that runs a method on such which does nothing but print.
func notes(risky func()) {
	var late *rows.Table
	t := rows.New()
	go func() { // want `late.Note\(\) can panic behind it`
		defer func() {
			if recover() != nil {
				late.Note()
			}
		}()
		risky()
		late = t
	}()
	go func() {
		defer func() {
			if recover() != nil {
				t.Note()
			}
		}()
		risky()
	}()
}
