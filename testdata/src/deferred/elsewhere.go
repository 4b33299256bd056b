package deferred

// The deferred function may be declared in another file than the defer
// statement: see https://github.com/mgechev/revive/issues/1348.

func rescueElsewhere() { _ = recover() }
