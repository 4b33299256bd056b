// Package panicflow finds what becomes of a panic: which functions stop one when
// they are deferred, which contain their own, which do either for what they are
// handed, which run it on a goroutine. Its result, a Judge, answers for each
// place that starts a goroutine.
//
// # The lattice
//
// Everything is said in levels, from bad to good (level.go):
//
//	None < Partial < Crash < Unknown < Full
//
// Two rules combine them. Where several guards are up at one operation, the
// highest counts; over the paths and the operations of a function, the lowest. A
// function is as good as its worst way out:
//
//	func f() {
//		a()               // no guard yet: the level of a
//		defer rescue()    // from here on Full
//		b()               // max(level of b, Full)
//	}                         // f has the level of a
//
// A guard holds from its defer statement on, along the control-flow graph: what is
// registered on one branch only is not up where the branches meet (flow.go).
//
// # Two properties that are one word elsewhere
//
// A function recovers if it stops a panic as the deferred function, and contains if none
// escapes a call of it. Neither follows from the other, and both are facts:
//
//	func rescue() { recover() }            // recovers
//	func calm()   { defer rescue(); b() }  // contains
//
//	go rescue()                            // stops nothing: nothing is deferred
//	defer calm()                           // stops nothing: recover is one call too deep
//
// # The fixed point
//
// Each of these asks the same of other functions, through recursion too. All such
// questions (solve.go) are asked of one solver (package fixpoint). An answer starts as the best of its
// lattice and only gets worse, so that a circle of functions that do nothing
// but to call each other contains; that is the greatest fixed point. Answers in a
// circle are provisional until the whole circle is stable, and nobody
// remembers them before. So no verdict depends on the order of declarations, or on
// which package variant asks first:
//
//	func even(n int) bool { return n == 0 || odd(n-1) }
//	func odd(n int) bool  { return n != 0 && even(n-1) }   // both contain
//
// What is remembered elsewhere (channels, reasons) is asked once its parts are final, or
// goes down a bounded number of calls.
//
// # Handlers
//
// A deferred function that calls recover is followed path by path, with what its variables
// hold there: the recovered value, nil, anything (handler.go). What counts is
// how the paths of a panic end:
//
//	if r := recover(); r != nil { log(r) }               Full: the branch r == nil is not taken
//	if r != errAbort { r = nil }; if r != nil { panic(r) }   Partial, on r != errAbort
//	if r := recover(); r != nil { panic(r) }             Crash: somebody has decided
//	if !normalReturn { recover() }                       Full: the flag is set last
//
// A handler that panics itself stops nothing (harm.go). Before its recover, all that would be
// reported anywhere counts. Behind it, handlers log and count through whatever the
// code has; only what is seen to panic counts: r.(error), r == x where both may hold what cannot be
// compared, a key that cannot be hashed, a write to a map, an explicit panic in a function of the module that it calls, a hook that it is handed, a function that it has recovered, what
// nobody has set (unset.go), only options and setters (left.go), nobody on some way from where it is made (arrives.go), or nobody yet,
// a result of which nobody has looked at the error (untold.go), or no longer (setlate.go), what nobody has stored yet (storedlate.go), or not since others have set it to nil (gonemeanwhile.go), a second close, and a send behind one (closedtwice.go), or while others close (closedmeanwhile.go). What it is handed, and what its receiver keeps, is
// looked at where that is made: a constant that it divides by, a hook that panics, a logger or writer that is nil (hooks.go), what an option sets (options.go). So is what
// it captures, in what callers hand on: watch(&server{}) is seen to have no hook (origins.go). What it calls, hands on and defers is judged
// as what it writes itself, unless it has put up a guard of its own before.
// It is followed once more with nothing to recover: what panics then is no guard, and
// what does not panic then harms nobody where nothing else panics.
//
// # Functions that are handed over
//
// A parameter that a function calls is the caller's business. Four answers, in handed.go and
// contains.go:
//
//	safely(f)          supervises: f is only called where a panic is contained
//	each(list, f)      contains what it is not handed: it is as good as f
//	job(done)          bound: `defer done(); …` is a guard if done recovers
//	pool.Submit(f)     launches: f runs on a goroutine, now or later
//	start(f, opts...)  options, called before the guard, are as good as they are with what is not nil
//
// A function that supervises a parameter is still judged for what it does beside
// calling it. "Later" is found by what flows into the fields, slices and channels that
// a goroutine of the same package calls from (stores.go).
//
// # Channels
//
// A close panics if it is the second one, a send if there was a close before. Both are
// ruled out for a channel that a function makes for itself, if everything that is done
// with it can be followed (channels.go), through the functions that it is lent to, too
// (lentchannels.go):
//
//	at most one of its closes runs, at most once       closes.go
//	only one of those that try gets through            gates.go
//	no send comes behind it: one goroutine does both,
//	in that order, or who closes has waited            joins.go, counted.go
//
//	go func() { wg.Wait(); close(out) }()              every Add comes before its goroutine starts
//
// What is bound to a field, returned, or handed to code out of view may be closed there. Of a field that every value of its
// type sets, all closes are in view, and behind one gate in the same value there is one.
//
// # The standard library
//
// What its functions do is found like what others do, but once and for all: std.txt has the facts, so that
// neither go vet nor the command has to look at its bodies (std.go). Beside it, internal/known has what no
// look at a body tells.
//
// # What is unsound on purpose
//
// The default profile is meant for every build of every module, so it is silent where a
// report would nearly always be wrong:
//
//   - a deferred function that nobody can see is a guard if its name says that it
//     recovers, or if all implementations of the interface method in view do;
//   - a completion signal that is deferred beside a guard does not panic (a second
//     close would): that is how people write it, and what a rewrite leaves;
//   - the receiver, and what a literal captures, may be read before the guard, unless it
//     is declared without a value and not given one on every path, comes from what returns nil at times, or is nil in view where it is
//     started (receivers.go);
//   - what is counted, or of the size of something in memory, does not get where sums wrap around;
//   - a captured Timer or Cond that is declared without a value has been made meanwhile;
//   - what all values of an exported type have that its own package makes is there on goroutines that it starts (madehere.go);
//   - handlers may call interface methods, hooks, other packages, and send to a channel, if no caller in view hands on
//     what panics, is nil, or is closed;
//   - what package known trusts: an operand that is nil, unless it is seen that nobody sets it
//     (unset.go), that a constructor leaves that to options (left.go), or that a local variable
//     comes from where there is nil at times (comesnil.go); one Done too many;
//   - stores are followed by field, not by object, and not through reflection or
//     exported variables that somebody assigns: -launchers names what is missed;
//   - the runtime package is trusted beyond what its code shows.
//
// Under -strict the first three are not trusted, nor are hooks, other modules and sends in handlers. No profile counts what no recover stops:
// os.Exit, deadlocks, fatal errors of the runtime.
//
// # Hazards
//
// Each of these was wrong once.
//
//	defer f(recover())            the argument is evaluated at once
//	defer func() { rescue() }()   recover is one call too deep
//	for range seq { recover() }   so is the body of a loop over an iterator
//	defer done(); defer rescue()  done runs when the guard is spent
//	var g func(); if x { g = … }  assigned once is not always assigned
//	func (l *L) Fatal()           a body in view counts, not the name
//	func p() { defer rescue(); panic(1) }   it panics, and returns
//	defer r.Recover()             with a nil r, the handler itself panics
//	defer boom()                  it always panics, and catches nothing
//	if recover() == nil { panic } it panics where nothing else does
//	if i+1 < len(s) { s[i+1] }    i may be the largest int
//	var r I = (*T)(nil)           its type is known, and what it points to is nil
//	s, err := open(); _, err = f()  the second error says nothing of s
//	if m[k] == nil { … }; m[k].n  with a NaN as k, there is never anything
//	send(ch); once.Do(closes)     the one that comes first closes
//	defer send(ch); close(ch)     the send comes last
//	do(f) → func() { f() }()      only a go statement in between makes it a launcher
//	module log/agent              is not the standard library
package panicflow
