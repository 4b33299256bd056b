// Package supervised contains the panics of goroutines.
//
// In Go, a panic that no deferred function recovers ends the whole process,
// whichever goroutine it happens in. A goroutine that is started like this
//
//	go supervised.RunWithRecover(ctx, "broadcaster", b.Run)
//
// ends nothing but itself, and not even that for long: [RunWithRecover] logs
// the panic with its stack, waits, and runs the function again. Whether it is
// alive is then a question that [Status], [IsHealthy] and the handlers of package
// supervisedhttp answer.
//
// # What runs again, and what doesn't
//
// A function that panics runs again after 1 s, 2 s, 4 s, 8 s, 16 s, then after
// 30 s each time. After a run that stayed up for 60 s, the waits start at 1 s
// again. Every panic makes one record in the log, with the name, the attempt,
// the wait, the value and the stack. panic(nil) is a panic, under any GODEBUG.
// The log handler and the hooks of [OnPanic] run on the goroutine that panicked:
// their own panics are contained, and one that blocks holds up the next run of
// that goroutine and nothing else.
//
// A function that returns is done: it doesn't run again. Nor does one
//
//   - whose context is done, or a channel of [Until]: they are looked at after a
//     panic, and end a wait at once. They are not looked at before the first run,
//     which always happens, and they can't end a run that doesn't listen to them;
//   - with [NoRestart], for tasks that must not be repeated;
//   - that used up its [RestartLimit];
//   - that returned an error to [Run], unless [RestartOnError] says otherwise;
//   - that called [runtime.Goexit], as testing.T.FailNow does. No recover stops
//     that: it is logged, and the goroutine ends.
//
// A second run starts with what the first one left behind: a lock that it held
// without a deferred unlock is still locked, a channel that it closed is still
// closed, goroutines that it started still run. Completion signals, such as
// wg.Done() or close(ch), belong outside of the supervised function, so that
// they fire once, when supervision ends:
//
//	go func() {
//		defer wg.Done()
//		supervised.RunWithRecover(ctx, "sweeper", s.Run)
//	}()
//
// Where such a lock can't be helped, [CrashIn] lets the panic end the process, as
// it did before.
//
// # What no recover can stop
//
// These end the process all the same:
//
//   - a panic of another goroutine, one that the function starts: supervise that
//     one too;
//   - fatal errors of the runtime: concurrent map writes, a stack that
//     overflows, no memory left, all goroutines asleep (a deadlock), the unlock
//     of an unlocked mutex;
//   - os.Exit, log.Fatal, a signal, a crash in C code.
//
// # Liveness
//
// A service that panics on the same row again and again beats in between. So a name
// has a [Problem], and is not healthy whatever it beats, when three runs in a row
// failed without a healthy one, or when a goroutine gave up and was not replaced.
// [IsUp] judges by that alone.
//
// A goroutine can also hang. One that calls [Heartbeat], or [Beat] with its context,
// on every pass of its loop, idle ones too, can be told from one that doesn't get
// there any more: [IsHealthy] asks for both. [StaleAfter] sets a deadline instead,
// and tells by itself when it has passed, with the stack of the goroutine. Until the
// first heartbeat of a run, that is five minutes at the least.
//
// Package supervisedhttp, below this one, says all that to probes, people and
// Prometheus:
//
//	mux.Handle("/admin/liveness", requireAdmin(supervisedhttp.Handler()))
//
// At the end of main, [Wait] tells what did not stop in time.
//
// The names of two copies of this package in one program are apart: a library that
// brings its own copy is not seen by the handlers of the program's. So a library
// imports the package from its module rather than copy it.
//
// # What it costs
//
// A run that doesn't panic allocates nothing and costs some 25 ns; a heartbeat
// takes no lock and costs little more than reading the clock. The first thousand
// runs of a name, and all of one that calls [Beat], take an allocation and some
// 40 ns more, for the name in the context and the pprof label.
//
// Names are learned once and never forgotten, 4096 of them at most, of which those
// known by heartbeats only can take three quarters: a name should not contain the
// id of a request or a user. Beyond that, goroutines are supervised as ever but
// counted together, as "(other)", heartbeats of new names are dropped, and one
// warning is logged. Names already known lose nothing. A name is cut after 256
// bytes, and bytes that are not UTF-8 are spelled out.
//
// The package starts no goroutine that stays. One is started, and waited for at most
// a second, to ask a panic value for its text.
package supervised
