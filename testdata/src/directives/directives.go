// Package directives shows the comments that silence a goroutine: on its first
// line or alone on the line above, for this analyzer, with a reason.
package directives

import (
	"sync"
	"time"
)

var risky func()

func ignored(wg *sync.WaitGroup) {
	//unsupervisedgo:ignore a crash is wanted here
	go risky()
	go risky() //unsupervisedgo:ignore a crash is wanted here

	go func() { //unsupervisedgo:ignore a crash is wanted here
		risky()
	}()
	//unsupervisedgo:ignore a crash is wanted here
	go func() {
		risky()
	}()
	//unsupervisedgo:ignore a crash is wanted here
	wg.Go(risky)
	time.AfterFunc(time.Second, risky) //unsupervisedgo:ignore a crash is wanted here
}

func nolint() {
	//nolint:unsupervisedgo
	go risky()
	go risky()  //nolint:unsupervisedgo
	go risky()  //nolint:unsupervisedgo // with a reason
	go risky()  //nolint:errcheck,unsupervisedgo
	go risky()  //nolint: errcheck, unsupervisedgo
	go risky()  // nolint:unsupervisedgo
	go risky()  //nolint
	go risky()  //nolint:all
	go func() { //nolint:unsupervisedgo
		risky()
	}()
}

// What is for somebody else is not for this.
func others() {
	//nolint:errcheck
	go risky() // want `bare-go: `
	go risky() /* want `bare-go: ` */ //nolint:errcheck
	go risky() /* want `bare-go: ` */ //nolint:unsupervisedgoat
	go risky() /* want `bare-go: ` */ //nolintx
	go risky() /* want `bare-go: ` */ //lint:ignore SA1 unsupervisedgo
	/* want `bare-go: ` */ go risky() /*nolint:unsupervisedgo*/
}

// What is meant for a directive and is none silences nothing, and says so.
func misspelt() {
	go risky() /* want `bare-go: ` `directive: this is not the directive that it looks like: write //unsupervisedgo:ignore REASON, without a space before it$` */ // unsupervisedgo:ignore a space
	/* want +1 `directive: this is not the directive that it looks like: write //unsupervisedgo:ignore REASON, not ignor$` */
	//unsupervisedgo:ignor a letter
	go risky() // want `bare-go: `
	/* want +1 `directive: this is not the directive` */
	//unsupervisedgo:Ignore a capital
	go risky() // want `bare-go: `

	/* want +1 `directive: this is not the directive that it looks like: write //unsupervisedgo:ignore REASON, not unsupervisdgo$` */
	//unsupervisdgo:ignore the tool
	go risky() // want `bare-go: `
	go risky() /* want `bare-go: ` `directive: this is not the directive that it looks like: write //nolint:unsupervisedgo, not unsupervisdgo$` */ //nolint:errcheck,unsupervisdgo // a reason
	/* want +1 `directive: this is not the directive that it looks like: write //nolint:unsupervisedgo, not unsupervised-go$` */
	//nolint:unsupervised-go
	go risky() // want `bare-go: `
	go risky() //nolint:unsupervisdgo,unsupervisedgo // which counts

	// unsupervisdgo: prose about the tool.
	risky()

	// unsupervisedgo: this is prose, and in the next line the comment goes on with
	// unsupervisedgo:ignore, of which it has something to tell, and so it does
	// in its last line.
	risky()
}

// Neither inside, nor behind, nor further above.
func misplaced() {
	go func() { // want `bare-go: `
		risky()
		//nolint:unsupervisedgo
	}()
	go func() { // want `bare-go: `
		//nolint:unsupervisedgo
		risky()
	}()
	go func() { // want `bare-go: `
		risky()
	}() //nolint:unsupervisedgo
	//nolint:unsupervisedgo

	go risky() // want `bare-go: `
}

//nolint:unsupervisedgo
func above() {
	go risky() // want `bare-go: `
}

// The directive of one is not for the next.
func next() {
	go risky() //unsupervisedgo:ignore only this one
	go risky() // want `bare-go: `
	//unsupervisedgo:ignore only this one
	go risky()
	go risky()  // want `bare-go: `
	go func() { // want `bare-go: `
		//unsupervisedgo:ignore only the inner one
		go risky()
		risky()
	}()
}

// A reason is wanted.
func reasonless() {
	go risky() /* want `directive: //unsupervisedgo:ignore wants a reason: //unsupervisedgo:ignore REASON` */ //unsupervisedgo:ignore
	/* want +1 `directive: .*wants a reason` */
	//unsupervisedgo:ignore
	go risky()
	go risky() /* want `directive: .*wants a reason` */ //unsupervisedgo:ignore // a comment is no reason
}

// What silences nothing is in the way.
func unused(n int) {
	/* want +1 `directive: //unsupervisedgo:ignore silences nothing: no unsupervised goroutine starts on its line or the line below` */
	//unsupervisedgo:ignore nothing here
	n++
	/* want +1 `directive: .*silences nothing` */
	//unsupervisedgo:ignore the blank line is in between

	go risky() // want `bare-go: `
	/* want +1 `directive: .*silences nothing` */
	//unsupervisedgo:ignore it is fine already
	go func() {
		defer func() { _ = recover() }()
		risky()
	}()
	//nolint:unsupervisedgo // is nolintlint's business
	n++
}

// A directive for what only -strict reports silences something.
func strict(wg *sync.WaitGroup, done chan struct{}) {
	go func() { //unsupervisedgo:ignore we run -strict, too
		wg.Wait()
	}()
}

/* want +1 `directive: .*silences nothing` */
//unsupervisedgo:ignore a whole function
func function() {
	println()
}
