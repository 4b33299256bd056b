// Package supervisors shows the flag -supervisors: functions that are trusted
// although facts do not see that they contain panics.
package supervisors

import "opaque"

var risky func()

func f(p *opaque.Pool) {
	go opaque.Run(risky)
	go opaque.Run(func() { risky() })
	go p.Do(risky)
	go func() {
		opaque.Run(risky)
	}()
	go func() {
		for {
			p.Do(func() { risky() })
		}
	}()
	go opaque.Other(risky) // want `bare-go: .*a panic in opaque\.Other ends`
	go p.Other(risky)      // want `bare-go: .*a panic in \(\*opaque\.Pool\)\.Other ends`
	go func() {            // want `bare-go: .*\(risky\(\) can panic\)`
		opaque.Run(risky)
		risky()
	}()
}

// A function that starts goroutines can be named, too: it was trusted as a call, and its goroutines were reported all the same.
func tree(t *opaque.Tree) {
	t.Add(risky)
	t.Also(risky) // want `launcher: .*a panic in risky ends`
}
