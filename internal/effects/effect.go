package effects

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// A Kind says what an effect does to what it is on.
type Kind uint8

const (
	// Done: a completion signal that counts: wg.Done(), an unlock of what the
	// caller has locked, a slot given back, a release.
	Done Kind = iota
	// Wake: cond.Broadcast, timer.Reset: to do it again does no harm.
	Wake
	// Close: close(ch), which may be done once.
	Close
	// Cancel: a cancel function, which may be called any number of times.
	Cancel
	// Release: x.Close(), x.Release(), … of what came from outside.
	Release
	// Send: a value sent on a channel, which somebody may wait for.
	Send
	// Receive: a value taken from a channel on which somebody may wait to send.
	Receive
	// Call: a call of a function value that came from outside.
	Call
	// Fail: an error left in a variable for others to read.
	Fail
	// Flag: a constant set, a count changed, an entry deleted: what others may poll for.
	Flag
	// Publish: a commit. One that is deferred takes a panic for success.
	Publish
	// Spend: a sync.Once that counts as done after a panic in what it calls, though
	// that has left nothing.
	Spend
	// Answer: a write to a connection, to somebody who has sent a request over it.
	Answer
	// Read: a pipe is read, to which somebody may wait to write.
	Read
	// Set: a timer is set again, for which the loop waits that does it.
	Set
	// Half: data is left out by a panic, and a deferred signal says all the same that it is there.
	Half
	// Redo: a list is dropped that has been worked off, or a cursor moved on. Another run that finds it as it was does again
	// what is done of it.
	Redo
	// Park: what came in, and has an answer to come, is left where others find it.
	Park
	// Demand: what says that there is work is taken, and what of that a panic leaves waits until somebody says so again.
	Demand
)

func (k Kind) String() string {
	return [...]string{"done", "wakes", "closes", "cancels", "releases", "sends", "receives", "calls", "fails", "flags", "publishes", "spends", "answers", "reads", "sets", "halves", "redoes", "parks", "demands"}[k]
}

// A Phase is where an effect of a service lies.
type Phase uint8

const (
	Before Phase = iota // the loop without bound, or there is none
	Inside
	After
)

// An Effect is what a function does that others can notice or wait for.
type Effect struct {
	Kind  Kind
	On    Ref
	Text  string // the code of the call or the statement; of a Send or a Receive, of the channel
	In    FuncID // the function in which it stands, if it is not the function itself
	Phase Phase
	// At is the function that Text is of, if it is not In: that cannot be named where this is read, or
	// the panic is not in it.
	At FuncID
	// Below: In is on the stack, but what it stands in is a function that is called there and cannot be named.
	Below bool

	// Always: once the function has begun, it happens whether it panics or not.
	Always bool
	// Skipped is the text of an operation whose panic skips it; "" if there is none.
	Skipped string
	// SkippedInPass is Skipped within one pass of the loop without bound.
	SkippedInPass string
	// Deferred: it is a deferred call, or in one.
	Deferred bool
	// DeferIn is the function that defers it, of several the outermost, if it is not the function
	// itself: that is on the stack of each panic after which it comes.
	DeferIn FuncID
	// Once: it is done by a sync.Once beside what it is on, and so not again by another run.
	Once bool
	// Token: what is sent says only that something has happened, or is given back.
	Token bool
	// Given: what is sent is what the goroutine was started with, so that it says who has ended, not what has come of it.
	// Object: that is a pointer to a struct.
	Given, Object bool
	// Failure: what is sent is made as an error.
	Failure bool
	// Plain: the call of a function value whose name does not say that it tells of
	// an end.
	Plain bool
	// Raise: a flag is set, not taken back: others wait for it in a loop.
	Raise bool
	// Own: a flag takes back what the same function has set before, whoever else asks for it.
	Own bool
	// Data: what others poll for is a list, and whoever is told to ask no more takes what is there
	// for all of it.
	Data bool
	// Counts: to do it twice makes a difference.
	Counts bool
	// Looped: it may happen more than once.
	Looped bool
	// Again: an operation that can panic may follow it, so that what takes its
	// place after a panic could be a second one.
	Again bool
	// Paired: a flag that takes back what the same function has set: it is owed from
	// then on only.
	Paired bool
	// Returns: a slot is given back that the function has taken itself: it is owed from then on
	// only, and to do both again does no harm.
	Returns bool
	// Turn is the receive behind something that can panic by which the function waits for
	// what it passes on by this signal; "" if it passes on nothing.
	Turn string
	// Commits: a Close that tells a reader that all was written, a cancel function that tells
	// or a callback of an error that may be nil.
	Commits bool
	// File: a file is released, which nobody else ends.
	File bool
	// Passes: what is sent is what the function was sent itself, and whoever sent that may
	// wait for an answer.
	Passes bool
	// Optional: a send in a select that has another way out; a receive from a channel on which nobody
	// waits to send, since each send has a default.
	Optional bool
	// OfItem: an error of the item in hand is told, behind which a worker ends that goes on until there is no more: another
	// run does not have that item, and does not come to it.
	OfItem bool
	// Error: what is sent is an error, or has one in it that is not nil.
	Error bool
	// Maybe: an error is sent because there is one: that nothing comes says that there was none.
	Maybe bool
	// Lossy: nobody can count on it, as on a send in a select with a default.
	Lossy bool
	// Apart: what the function starts does it. Until that is started, the function owes it.
	Apart bool
	// Rearms: by it the function starts itself again, and nothing that can panic comes
	// behind it or on another way.
	Rearms bool
}

// Stands returns the function that Text is of, for messages.
func (e Effect) Stands() FuncID { return cmp.Or(e.At, e.In) }

// Stands returns the function that a region stands in.
func (r Region) Stands() FuncID { return cmp.Or(r.At, r.In) }

// saysAnyway reports whether the effect is a deferred answer: after a panic it says what was not worked out.
func (e Effect) saysAnyway() bool { return e.Kind == Send && e.Deferred && !e.Token }

// saysAll reports whether the effect says after a panic, too, that all was written.
func (e Effect) saysAll() bool { return e.Deferred && (e.Commits || e.Kind == Publish) }

// String names the effect, as in "closes(.done)".
func (e Effect) String() string {
	s := fmt.Sprintf("%s(%s)", e.Kind, e.On)
	if e.Skipped != "" {
		s += " unless " + e.Skipped + " panics"
	}
	return s
}

// Words names the effect in a message, by its code.
func (e Effect) Words() string {
	switch e.Kind {
	case Send:
		return "the send on " + e.Text
	case Receive:
		return "the receive from " + e.Text
	}
	return e.Text
}

func (r Ref) String() string {
	switch {
	case r.Slot >= 0:
		return fmt.Sprintf("%d%s", r.Slot, r.Path)
	case r.Local:
		return "local " + r.Class
	}
	return r.Class
}

// A Place is where a lock is taken.
type Place struct {
	Pkg  string // import path
	File string // base name
	Line int
}

// String is the place as messages name it.
func (p Place) String() string { return p.File + ":" + strconv.Itoa(p.Line) }

// A Region is where a panic leaves a lock taken.
type Region struct {
	On   Ref
	Lock string // the code
	Op   string // an operation in it that can panic
	Place

	In FuncID // the function that holds it
	// At is the function that it stands in, if that is not In, since it cannot be named.
	At FuncID
	// Below: it stands in a literal, which In calls.
	Below bool
	// Call is the callee, if the operation is a call in which alone it can panic,
	// not in front of it: then that is on the stack of every panic of the operation.
	// Of a lock whose regions say so, all operations are such calls.
	Call FuncID
}

// A FuncID names a function as it is declared. Name is "" for a literal, which
// cannot be named from elsewhere.
type FuncID struct {
	Pkg     string // import path
	Recv    string // receiver type: "*T", "T" or ""
	Name    string
	Anys    int  // how many type arguments it takes, if any can be each of them
	Generic bool // its type arguments cannot be written without knowing them
}

// String names the function as messages do: (*T).m.
func (f FuncID) String() string {
	switch {
	case f.Name == "":
		return "a function literal"
	case f.Recv == "":
		return f.Name
	case f.Recv[0] == '*':
		return "(" + f.Recv + ")." + f.Name
	}
	return f.Recv + "." + f.Name
}

// A Lock is a lock that a function takes or releases for its caller.
type Lock struct {
	On      Ref
	Read    bool
	Text    string
	Skipped string // of one that it releases: an operation whose panic skips that
	At      FuncID // of one that it releases: the function in which that is, if it is another one
}

// A Summary is all that the callers of a function must know of its effects.
type Summary struct {
	Effects  []Effect
	Regions  []Region
	Acquires []Lock   // held when it returns
	Releases []Lock   // released, though it did not take them
	Service  bool     // loops until told to stop
	WorksOff bool     // a service: it goes on until there is no more of what it works off, the channel is closed
	Fails    bool     // a service that works off: it returns the error of an item
	Told     bool     // a service: a channel or a context tells it to stop
	Finishes bool     // a service: it does something on its way out that others can notice
	Waits    bool     // returns when something outside happens
	Hears    bool     // waits for what others give: not for a clock alone, nor for a context
	Gives    bool     // a method that does no more than to give out a channel that is closed and never sent on
	Once     string   // why a service must not run twice; "" if it may
	Drains   []Ref    // channels on which others wait to send while it loops
	Iterator *Summary // of the iterator that it returns, if that is a service
	Sets     []string // classes of the fields and variables from outside that it assigns to
}

// String names the properties.
func (s *Summary) String() string {
	var parts []string
	if s.Service {
		word := "service"
		if s.Once != "" {
			word += "(once: " + s.Once + ")"
		}
		parts = append(parts, word)
	}
	for _, r := range s.Regions {
		parts = append(parts, "holds("+r.Lock+")")
	}
	for _, l := range s.Acquires {
		parts = append(parts, "acquires("+l.Text+")")
	}
	for _, l := range s.Releases {
		parts = append(parts, "unlocks("+l.Text+")")
	}
	for _, e := range s.Effects {
		if e.isElsewhere() {
			continue
		}
		parts = append(parts, e.String())
	}
	return strings.Join(parts, ", ")
}
