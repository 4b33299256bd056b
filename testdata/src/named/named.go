// Package named shows what -launchers does.
package named

import (
	"opaque"
	"workpool"
)

var risky func()

func calm() {
	defer func() { _ = recover() }()
	risky()
}

func launches(p *opaque.Pool) {
	opaque.Run(risky) // want `launcher: opaque\.Run starts .* a panic in risky ends`
	opaque.Run(calm)
	opaque.Other(risky)
	p.Do(risky)           // want `launcher: \(\*opaque\.Pool\)\.Do starts .* a panic in risky ends`
	workpool.Spawn(risky) // want `launcher: workpool\.Spawn starts .* a panic in risky ends`
	workpool.Spawn(calm)
	workpool.Replaced(risky) // want `launcher: workpool\.Replaced starts .* a panic in risky ends`
}
