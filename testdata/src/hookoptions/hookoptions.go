// Package hookoptions: the guard of a supervisor of another package calls a hook that an option has set, and that panics. Each
// goroutine was run.
package hookoptions

import (
	"log"

	"hookoptions/lib"
)

func boom() { panic("boom") }

func dies(r any) { log.Print(r.(error)) }
func logs(r any) { log.Print(r) }
func panics()    { panic("start") }

func mine() lib.Option { return lib.WithPanic(dies) }

func options() {
	go lib.Run(boom, lib.WithPanic(func(r any) { panic(r) }))   // want `bare-go: .* lib.Run ends the process \(panic\(r\) is called\)`
	go lib.Run(boom, lib.WithPanic(dies))                       // want `bare-go: .* lib.Run ends the process`
	go lib.Run(boom, lib.WithPanic(logs), lib.WithReport(dies)) // want `bare-go: .* lib.Run ends the process`
	go lib.Run(boom, mine())                                    // want `bare-go: .* lib.Run ends the process`
	o := lib.WithPanic(dies)
	go lib.Run(boom, o) // want `bare-go: .* lib.Run ends the process`
	go func() {         // want `bare-go: `
		lib.Run(boom, lib.WithPanic(dies))
	}()

	go lib.Run(boom, lib.WithPanic(logs))
	go lib.Run(boom, lib.WithPanic(logs), lib.WithReport(logs))
	go lib.Run(boom, lib.WithStart(panics))
	go lib.RunQuietly(boom, lib.WithPanic(dies))
}

func via(hook func(any)) {
	go lib.Run(boom, lib.WithPanic(hook)) // want `bare-go: .* lib.Run ends the process`
}

func handsOne() { via(dies) }
