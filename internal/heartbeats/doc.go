// Package heartbeats finds the loops of supervised services that never beat, and what
// is known of the names under which services are supervised, expected and beaten.
// It reports nothing.
//
// # A pass
//
// A heartbeat at the end of each pass says that the loop still gets around. So there has
// to be a pass in bounded time: what paces the loop is a clock.
//
//	for range ticker.C { … }                        a pass each period
//	for { … time.Sleep(d) }                         likewise
//	select { case m := <-in: … case <-ticker.C: … } likewise: idle passes come by the clock
//	select { case m := <-in: … case <-ctx.Done(): } none: nothing may ever come
//	for m := range in { … }, for { c, err := ln.Accept() … }   none
//	for !closed.Load() { step() }                   tight: nothing waits
//	again: … time.Sleep(d); goto again              a pass each period: the loop that stands for it is read
//	for { time.Sleep(min(2*wait, time.Minute)) }    a period is how long it takes at most
//
// The wait for a clock (Wait.Clock) counts wherever it stands in the pass, a wait
// without bound (Wait.Idle) where every pass comes by: what is received under a
// condition, or behind a tick, is mostly the answer to what the pass itself has
// asked for, and to hang there is just what a missing heartbeat tells.
//
// A send waits for its reader, unless there is a buffer; how long, if that is full, nobody knows. What serves (ListenAndServe, Consume) lasts
// for the life of the service: around that, wherever it stands, there is no pass.
//
// A call that may take as long as it likes (Wait.Open), of a function value or of something called
// Run or Wait, in front of a mere pause makes a loop that tries again, and has no pass either;
// behind it, or with a ticker, it is the work of the pass. So is what is called Run and can be looked into, where
// a loop in it waits for a clock, nobody knows how often. A pass that turns to wait as soon as its ticker strikes has
// asked nobody for what it waits for: it is none either. A function value is as bounded as what it is seen
// to hold: the arguments of all calls, the elements of a list that is written out.
//
// What a pass has started or taken itself is no wait for others: a goroutine that closes a channel, or sends to it, on every
// way, and a place in a semaphore that it gives back.
//
// A pass that waits for no clock is bounded by its own timeout (Wait.Limit): a context that it makes
// and hands on, a deadline of the connection that it reads from, what it tells a consumer to Poll for.
//
// # A deadline
//
// How long a service may be silent follows from its period, the time that its slowest loop waits for
// clocks: two of them, and a minute at the least (Period.Deadline), rounded up to what people say. A timeout that is longer than
// that makes the period longer. A deadline is there only where every wait that a pass can reach is seen to
// be bounded: a false "stuck" at night is worse than none. So there is none where a part of the pass takes as
// long as others like (Wait.Long), where something may never come, on any way (Wait.Blocks), and where the
// code has a timeout whose value is not seen, or a timer is put off by others. Work that cannot be looked into and has no timeout at all is
// taken to be done within the period: that it is not is what the deadline is there to tell. What a loop inside waits for counts as often as
// that comes round, if that is constant. So it is where the loop calls what may
// last for something else than its clock, a worker beside an idle ticker: the period says how much time
// there is for what the clock wakes, and nothing of what others do.
// Nor is there a deadline for a service whose heartbeat, written by hand, is not on every way through
// the pass (Loop.Sure) or has another name, or that comes to its loop too late for its first one.
//
// A period or a timeout that a parameter tells is known where all calls on the way from the service hand over
// the same constant. So is what a function of another package is handed to do (Given).
//
// A loop around another one that runs until it is told to stop has a pass if the inner
// one has: they beat both, since a service that dials again and again is alive as well.
//
// # Which loops
//
// A Service is a call of RunWithRecover or Run of the runtime package without
// NoRestart, or of a package of the module's own that is like it, with its own registry. Where such a call is
// in a helper, or in a loop over a list that is written out or added to, there is one for each function that is handed
// over there (Started). Its loops are those of its function and of what that calls, in this package. Of
// other packages, a fact tells the rhythm of their functions. A package cannot know who
// supervises its exported functions. One that takes a context and loops until it is
// told to stop is made for that: its loops beat by the context, which says nothing
// where nobody supervises.
//
// # What is unsound on purpose
//
//   - A timer paces a loop only where every way is seen to set it again.
//   - A loop by a ticker that what it finds may end has a pass in a supervised function only: see ticking.
//   - An interface that others cannot name is taken to hold the one type of the package that implements it.
//   - A lock is held for a moment, but by functions of the package that are seen to wait under it.
//   - A timeout of a callee is work: that the loop waits for it, nothing says.
//   - What takes long is known by its name, where it cannot be looked into.
//   - A channel of time.Time that is handed in, or that is called After, is a clock.
//   - A beat anywhere in the pass is a beat: who wrote it by hand has placed it. Only a deadline asks
//     for more.
//   - Calls of interface methods lead to no loops, and those of function values to what is seen of them.
//   - Which client a Timeout is assigned to later is not asked: the longest one counts for all.
package heartbeats
