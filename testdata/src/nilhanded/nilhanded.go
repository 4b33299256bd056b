// Package nilhanded: guards that use what they are handed, or make, and that is seen to be nil: a writer that only printing
// functions get, a logger that only a supervisor of another package gets. Each goroutine was run.
package nilhanded

import (
	"fmt"
	"io"
	"log"
	"os"

	"nilhanded/lib"
)

func boom() { panic("boom") }

var never *log.Logger

type server struct{ log *log.Logger }

func far(some bool) {
	var l *log.Logger
	var w io.Writer
	var perhaps *log.Logger
	if some {
		perhaps = log.Default()
	}
	s := &server{}
	go lib.Log(nil, boom)     // want `ineffective-recover: .*it uses nil, which is handed over, and panics itself`
	go lib.Log(l, boom)       // want `ineffective-recover: .*it uses l, which is handed over, and panics itself`
	go lib.Log(perhaps, boom) // want `ineffective-recover: .*it uses perhaps, which is handed over, and panics itself`
	go lib.Log(never, boom)   // want `ineffective-recover: .*it uses never, which is handed over, and panics itself`
	go lib.Log(s.log, boom)   // want `ineffective-recover: .*it uses s\.log, which is handed over, and panics itself`
	go lib.Write(nil, boom)   // want `ineffective-recover: .*it uses nil, which is handed over, and panics itself`
	go lib.Write(w, boom)     // want `ineffective-recover: .*it uses w, which is handed over, and panics itself`
	go lib.Hook(nil, boom)    // want `ineffective-recover: .*it uses nil, which is handed over, and panics itself`
	go lib.Named(nil, boom)   // want `ineffective-recover: .*it uses nil, which is handed over, and panics itself`
	go func() {               // want `ineffective-recover: .*it uses nil, which is handed over, and panics itself`
		lib.Log(nil, boom)
	}()
	unset := &lib.Server{}
	go unset.Run(boom) // want `ineffective-recover: .*it uses unset\.Log, which is handed over, and panics itself`
}

func farFine() {
	l := log.New(io.Discard, "", 0)
	go lib.Log(l, boom)
	go lib.Log(log.Default(), boom)
	go lib.Write(os.Stderr, boom)
	go lib.Hook(func(any) {}, boom)
	go lib.Asks(nil, boom)
	go lib.Sets(nil, boom)
	set := &lib.Server{Log: log.Default()}
	go set.Run(boom)
}

func handed(l *log.Logger) {
	go lib.Log(l, boom) // want `ineffective-recover: .*it uses l, which is handed over, and panics itself`
}

func handsNil() { handed(nil) }

func handedWell(l *log.Logger) { go lib.Log(l, boom) }

func handsOne() { handedWell(log.Default()) }

func near() {
	var l *log.Logger
	var w io.Writer
	go own(l, boom)   // want `ineffective-recover: .*it uses l, which is handed over, and panics itself`
	go own(nil, boom) // want `ineffective-recover: .*it uses nil, which is handed over, and panics itself`
	go own(log.Default(), boom)
	go ownWriter(w, boom) // want `ineffective-recover: .*it uses w, which is handed over, and panics itself`
	go ownWriter(os.Stderr, boom)
	go func() { // want `ineffective-recover: .* io.WriteString\(w, "x"\) can panic behind it`
		defer func() {
			_ = recover()
			io.WriteString(w, "x")
		}()
		boom()
	}()
}

func own(l *log.Logger, f func()) {
	defer func() { l.Print(recover()) }()
	f()
}

func ownWriter(w io.Writer, f func()) {
	defer func() { fmt.Fprint(w, recover()) }()
	f()
}

func made() {
	go func() { // want `ineffective-recover: .* can panic behind it`
		defer func() { log.New(nil, "", 0).Print(recover()) }()
		boom()
	}()
	l := log.New(nil, "", 0)
	go func() { // want `ineffective-recover: .* can panic behind it`
		defer func() { l.Print(recover()) }()
		boom()
	}()
	given := log.New(nil, "", 0)
	given.SetOutput(os.Stderr)
	go func() {
		defer func() { given.Print(recover()) }()
		boom()
	}()
	written := log.New(os.Stderr, "", 0)
	go func() {
		defer func() { written.Print(recover()) }()
		boom()
	}()
}

func options() {
	go lib.ByOptions(lib.Options{}, boom) // want `ineffective-recover: .*it uses lib\.Options\{\}\.Say, which is handed over, and panics itself`
	go lib.ByOptions(lib.Options{Say: func(any) {}}, boom)
	go lib.AsksOptions(&lib.Options{}, boom)
	go lib.DefaultOptions(lib.Options{}, boom)
	go lib.SetsOptions(lib.Options{}, boom)
}
