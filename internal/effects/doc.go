// Package effects finds what functions do that others can notice or wait for, and
// which operation's panic would skip it. Its result, a Result, answers for the
// function that a goroutine runs, so that package fix can keep what that owes.
//
// # Effects and obligations
//
// An effect is something done to what somebody else holds as well: a lock is
// released, a channel closed, a value sent, a flag taken back (effect.go lists the
// kinds). It is an obligation where a panic can come first. While a panic ends the
// process, nobody waits for what is owed; once it is contained, somebody does:
//
//	func (b *box) put(k string) {
//		b.mu.Lock()
//		b.m[k]++       // can panic
//		b.mu.Unlock()  // b.mu would stay locked
//		b.wg.Done()    // and this would never come
//	}
//
//	holds(b.mu), done(0.wg) unless b.m[k] panics
//
// That line is the summary of put, a fact for the other packages of the module.
// What it says of an effect is what callers decide by: Skipped, the operation whose
// panic skips it; Always, it happens however the function ends; Again, something
// that can panic may follow it, so that to make up for it could be to do it twice.
//
// # What an effect is on
//
// A Ref is a variable and a path of fields and elements from it. In a summary the
// variable is a slot, the receiver or a parameter, or one that is declared outside,
// so that a caller can put its own in place of it:
//
//	func finish(j *job, out chan<- int) { out <- 100 / j.n; j.wg.Done() }
//	                                                  sends(1), done(0.wg)
//	func (s *server) end() { finish(&s.job, s.out) }  sends(0.out), done(0.job.wg)
//
// A local that only ever holds the value of another path stands for that path. What
// the function has made itself is its own, and no effect. What came in while it ran, a
// request with a channel in it, has no name for callers, but somebody waits for it:
// such a Ref is local, and only its class (package and name of the last field or
// variable) is compared. It is owed from the moment that it came in:
//
//	f()                       // skips no answer
//	r := <-s.reqs
//	r.reply <- 100 / r.key    // the division does
//
// By which way it came does not count (origins.go): it may have been left in a map, a list, a sync.Map or an atomic variable, in which
// case somebody may have waited for it before, and its type may have been asked for.
//
// Classes also say what the package as a whole does to a field: who sends on it,
// closes it, waits in a loop for it to change (states, in polled.go). The fall of a
// flag is an effect only if something raises it or waits for it.
//
// # Sites along the control-flow graph
//
// A scan is the body of one function, block by block (scan.go). In each, a reading (read.go)
// notes events in the order of evaluation: an operation that can panic (asked of
// panicflow), an effect, a lock, a local that gets a value. All else follows from
// their order:
//
//   - skips.go: an effect is skipped by an operation from which there is a way to it,
//     or would be if the operation did not always panic.
//     Of a call, what can panic in the callee comes before its effects, and each
//     of those says whether that skips it. What cannot be looked into does what it is
//     named for even if it panics.
//   - A deferred call has its effects at the end, however that comes, if its
//     statement is reached: it is skipped by what stands before that.
//   - In a service, each effect lies before the loop without bound, inside, or
//     behind it (Phase). A restart makes up for what a panic has skipped, but for what
//     one pass owes: so SkippedInPass does not look past the loop's head.
//
// In the first picture of services below, s.wg.Done() is owed on each pass: no
// restart makes up for the one that s.do(n) skips.
//
// # Locks
//
// Locks are a forward analysis of their own (locks.go), since what counts is not
// whether the unlock is skipped but whether the lock is held. The state is what is
// held on some path, and the deferred unlocks of every path. An operation that can
// panic while a lock is held that no deferred call releases makes a Region. At
// the end, what is held is for the caller (Acquires); what is released without having
// been taken is an effect (Releases), for somebody waits for that:
//
//	func (b *box) take() { b.mu.Lock() }      acquires(b.mu)
//	func (b *box) give() { b.mu.Unlock() }    unlocks(b.mu)
//	b.take(); defer b.give(); f()             nothing is left locked
//	if b.mu.TryLock() { f(); b.mu.Unlock() }  held on the one branch
//	b.mu.Lock(); go func() { f(); b.mu.Unlock() }()   handed over: the goroutine owes it
//
// Where a lock cannot be released after a panic, the crash is kept for the function
// that holds it: so regions and effects carry the function that they stand in (In), if
// need be the nearest caller that can be named, which is on the stack as well.
//
// # What is followed
//
// A call has the effects of its targets (calls.go, targets.go): functions of the module, by their
// summary here or by facts; literals; all values of a variable or field, or of the list, map or channel that it comes out of
// (stored.go); method values; all implementations of an interface method of the package, if they are in
// it. The release function that a call returns is followed by class, since it was made
// elsewhere: unlock := b.lock(); defer unlock(). A function that is handed to
// another module (once.Do(func() { close(ready) })) is taken to be called, unless
// that launches it; one that is handed to a function of the module has its effects
// where that calls it, if the parameter has the name of a callback.
//
// What a call of a function value may come to that is not resolved, those of its type that are used as values, counts only for
// what they send: a close behind it says that all was sent (maybes.go).
//
// What a go statement starts is not followed: that goroutine owes what it owes, from then on (passedon.go), and is
// a spawn of its own. Other modules are not, but for what package known says of them.
//
// # Services
//
// A service loops until it is told to stop (loops.go). What makes a loop one is that
// all ways out of it are decided by somebody else: a channel, a context, a
// flag, the end of what it waits for. Its own success, count or last page makes a task:
//
//	for {
//		select {
//		case n := <-s.in:  s.do(n); s.wg.Done()
//		case <-s.quit:     return             // told: a service
//		}
//	}
//
//	for {
//		if _, more := s.fetch(n); !more { return }   // by itself: a task
//		n++
//	}
//
// It stays a task if it looks at a context besides, or sleeps where something fails. Of whom the end comes is asked
// of the function that says it (ownend.go): where that decides by what the loop itself moves on, a cursor, a position, a list that
// becomes shorter, nothing is left. Where it waits for what others give, a connection or a queue, they have ended that; so
// have they where the error is named for it, as net.ErrClosed is.
//
// A loop that only waits until something can be done, there behind it or by who called the function, is none either, though it
// can be told to give up (untilready.go).
//
// The statement that calls a service stands for its loop, so that a function around it
// is one, too. Five more questions decide what can be done about a service:
//
//   - Repeats (once.go): what it does around its loop would happen again with each
//     run, or find something gone: it closes, counts, listens, registers, starts a
//     goroutine, finds the flag set that says that it runs. Or what it has collected
//     and counted in its locals, or what it was told, would be gone (carried.go, keeps.go),
//     or it would have another semaphore than the goroutines that it has started
//     (children.go), what it writes ahead of its items would come among them
//     (heading.go), or what it begins before its loop and ends behind it would begin
//     twice (begun.go). What a pass works off and drops only then (redone.go)
//     is an effect, for which the crash can be kept, and so is what it is woken for, once for all that is there (demands.go).
//   - Stops (entry.go): the channels of which a receive ends it. One on which
//     something is sent has a token, which is there once. StopPath (stoppath.go) is what
//     can panic once it is told: whoever waits for its end would wait on.
//   - Flag (flagged.go): the condition by which it asks whether to stop, where no channel tells it.
//   - Finishes (finish.go): it does something on its way out that others can notice, and
//     that the run which is told to stop must come to.
//   - Drains: the channels from which it takes what others wait to send.
//
// Who sends what a service works off, and takes one value for each that he has sent, waits for the one that a restart has
// lost (summedup.go); who reads to the end, or has a deadline, does not. Who writes to a pipe waits for its reader (pipes.go).
//
// # Results
//
// What a goroutine leaves in elements, fields, captured variables, sums and buffers
// (leaves.go) is a result if somebody waits for the goroutine and then reads it
// (readers.go): after a contained panic it would be taken for what it is not. Who waits
// is behind a receive, a Wait, or a call of a function with one; who then gives
// a signal of its own passes the first on:
//
//	wg.Go(func() { x.terms = scan() })   left: x.terms, unless scan() panics
//	wg.Wait()
//	return len(x.terms)                  a reader behind the wait
//
// Of what came in while it ran that is an effect (halves.go), since only the function that has it in hand knows
// both its result and its signal: a half answer, of which callers hear.
//
//	defer t.wg.Done(); t.out = f(t.in)   halves(0.out) unless f(t.in) panics
//
// Whoever returns what that is a part of, or hands it on, lets others read it (handedon.go); a semaphore that is filled,
// and a count that is polled, are waited for, too. Who looks an entry of a map up with v, ok sees that it is missing; who
// asks only whether it is there, or lists them, does not, nor does anybody of a list, a text or a total, or of a file
// that is written bit by bit.
// A count of what is done says the truth; one of what is found, as in if match(x) { n++ } or m[x]++, is a result, as is every sum of
// values; a count in the elements of a list is one as far as the crash can be kept. Within is the
// function that is on the stack of every panic that cuts the result short, for which that can be. That is asked only of a goroutine that could be
// fixed, and of functions of the package.
//
// # The fixed point
//
// The summary of a function rests on those of its callees, through recursion too. All
// are asked of one solver (package fixpoint). A summary starts empty, and grows: a
// circle of functions has the effects that one of them is seen to have. Paths that recursion makes
// longer and longer end at maxPath as refs without a name, and a summary at
// maxEffects, so it stops growing. An Entry is asked for what a rewrite wants to know
// beside the summary, with the nodes; it is made on demand, and no fact.
//
// # What is unsound on purpose
//
// What is wrongly taken for an effect costs a fix; what is missed costs a hang. Most
// calls of most programs are neither, so these are decided by what is nearly always true:
//
//   - What cannot be looked into, an interface method or another module, is judged by
//     the words that Go programs use (internal/known/names.go): Close, Ack and Release
//     are signals of what came from outside, listen and register happen once, Accept
//     and Read wait. A function value is a callback if its name says so.
//   - A logger does not panic. It guards itself against its arguments, as package fmt
//     does, and log lines stand in front of nearly every unlock.
//   - A parameter, a receiver or a captured variable that is nil itself skips nothing:
//     what is owed on it could not be met either.
//   - A parameter stands for the argument, even where it is assigned to.
//   - Where a path has no name, and across objects, classes are compared: two
//     boxes of one type are one.
//   - An interface of the package has the implementations of the package.
//   - What a function has made is its own, also where it starts a goroutine that waits
//     for it.
//   - Close tells somebody something only on what is written to: of files
//     and connections the end of the process says the same.
//   - How loops of other modules end says nothing of the function that calls them.
//
// The other way, to be safe: a lock is held where it is on some path, so that a lock
// and its defer in one branch count as held without a defer behind that.
//
// # Hazards
//
//	f(); defer wg.Done()                 late: f skips it, as if it were not deferred
//	sem <- struct{}{}; …; <-sem          takes a slot, if sem has room; the receive gives it back
//	<-tokens; …; tokens <- struct{}{}    the same, if the channel is filled where it is made (slots.go)
//	…; done <- struct{}{}                no slot: the token is the signal
//	select { case ch <- v: default: }    nobody can count on it
//	out <- v; …; close(out)              the close says that all values were sent
//	defer w.Close() of a pipe            says that all was written, after a panic too
//	defer tx.End()                       publishes what tx has gathered, half of it after a panic
//	for v := range in { out <- f(v) }    a second run lacks the item in hand: a sum of out is short
//	case <-c.Closed():                   a stop as <-c.closed is one, if the method does no more than return that
//	defer done(err)                      says that there was no error, unless the hook has left one
//	for i < n, for rows.Next()           a bound; for !s.closed is a service, whatever it counts besides
//	for ctx.Err() == nil && n < 3        a bound, too
//	for c.at != "" {…; c.at = p.next}    a bound: the loop itself moves it on
//	for { if v.CompareAndSwap(a, b) …    spins until it succeeds: a task
//	for { …; break }                     no loop, unless it goes round by continue
//	for v := next(); v != nil; v = …     a service, if next waits on a condition variable or a channel
//	again: …; goto again                 a loop as any other; the label of a for is none
//	for v := range ticks(ctx)            a service if the iterator is one, whose passes end with yield
//	if m[k] != 0 { return false }        a lease: whoever marks it with a number or a name owes it, and gives it back
//	case <-ticker.C: return              the loop's own clock does not tell it to stop
//	if v, ok := <-ch; !ok { return }     told; on ok it would be the loop's own success
//	srv.Run(ctx) in another module       how that loops inside is not this function's service
//	if !r.enter(k) { return }; for {…}   a second run is turned away by the entry of the first
//	leave := r.enter(); f(); leave()     owed, if what leave takes back is what enter has counted or entered
//	do(list[s.pos]); f(); s.pos++        a second run does it again: s.pos says that it is not done
//	v := q.first(); f(v); q.pop()        the same, of a store that functions hide
//	if !s.open { h = open(); s.open = … } another run finds it open, and has no h
//	s.timer.Stop()                       in vain after a panic, if what comes by the timer sets it again
//	if first { first = false; hello() }  set-up, if first is the run's own
//	once.Do(func() { x.v = load() })     is spent by a panic, and x.v is what it was
//	c.Read(b); c.Write(reply(b))         who asked waits, unless c is closed in a defer
//	if err := s.loop(); err != nil       a service, and what follows is behind its loop
//	go s.loop(), before a loop           each run would start another
package effects
