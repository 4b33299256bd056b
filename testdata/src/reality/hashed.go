package main

import "context"

// What somebody has panicked with may be of a type that cannot be hashed: a guard that hands it to what takes it for a key panics.

func (Cases) GuardNamesKind() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				_ = hsKind(r)
			}
		}()
		panic(hsList{nil})
	}()
}

func (Cases) GuardCountsError() {
	c := &hsCounts{n: map[error]int{}}
	go func() {
		defer func() {
			if err, ok := recover().(error); ok {
				c.see(err)
			}
		}()
		panic(hsList{nil})
	}()
}

func (Cases) GuardCountsErrorFar() {
	c := &hsCounts{n: map[error]int{}}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				c.seeAny(r)
			}
		}()
		panic(hsList{nil})
	}()
}

// trusted: what the handler hands on is no panic of anybody
func (Cases) GuardCountsKnown() {
	c := &hsCounts{n: map[error]int{}}
	go func() {
		defer func() {
			if recover() != nil {
				c.see(context.Canceled)
			}
		}()
		panic(hsList{nil})
	}()
}

// trusted: it has made the map, and asks for a text
func (Cases) GuardCountsText() {
	c := &hsTexts{n: map[string]int{}}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				c.see(r)
			}
		}()
		panic(hsList{nil})
	}()
}

type hsList []error

func (hsList) Error() string { return "list" }

func hsKind(v any) string {
	if err, ok := v.(error); ok {
		return hsKinds[err]
	}
	return "other"
}

var hsKinds = map[error]string{context.Canceled: "canceled"}

type hsCounts struct{ n map[error]int }

func (c *hsCounts) see(err error) { c.n[err]++ }

func (c *hsCounts) seeAny(v any) {
	if err, ok := v.(error); ok {
		c.see(err)
	}
}

type hsTexts struct{ n map[string]int }

func (c *hsTexts) see(v any) {
	if s, ok := v.(string); ok {
		c.n[s]++
	}
}
