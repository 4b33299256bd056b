package shapes

// A file that says where its lines come from. Positions for people follow the
// directive, those for edits do not.

func before() {
	go risky() // want `bare-go: `
}

//line made.tmpl:1
func after() {
	go risky() // want `bare-go: .*no fix: the file is made from another one`
	go risky() //nolint:unsupervisedgo
	//unsupervisedgo:ignore a crash is wanted here
	go risky()
	go func() {
		defer func() { _ = recover() }()
		risky()
	}()
}
