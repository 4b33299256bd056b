package entry

// The entry of a goroutine may be declared in another file than the go
// statement.

func elsewhere() { risky() }

func calmElsewhere() {
	defer func() { _ = recover() }()
	risky()
}
