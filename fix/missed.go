package fix

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
)

// missed says what others would miss of an effect that a contained panic skips, as the refusal for it; nil if
// nobody would.
func (d *duties) missed(s *effects.Site) *Refusal {
	switch s.Kind {
	case effects.Close:
		if d.answersBeside(s) || d.GivesUpClose(s.On) {
			return nil
		}
	case effects.Send:
		if s.Token && (d.answersBeside(s) || d.answersInstead(s)) || d.hooking.isSentInstead(s) {
			return nil
		}
		return d.missedSend(s)
	case effects.Receive:
		if s.Phase == effects.Inside && d.entry.Service && !s.Returns {
			return nil // drained says
		}
		if !d.blocks(s) {
			return nil
		}
		return d.refuse(BlocksSenderTask, s, s.Text, "")
	case effects.Fail:
		if !d.joined() && !d.cancelsFor(s) || d.leftInLocal(s) {
			return nil
		}
		return d.refuse(LosesError, s, s.Text, "")
	case effects.Flag:
		return d.missedFlag(s)
	case effects.Read:
		if d.restart || d.hangsUp(s) {
			return nil
		}
		return d.refuse(BlocksWriter, s, s.Text, "")
	case effects.Answer:
		if d.hangsUp(s) {
			return nil
		}
		return d.refuse(LosesAnswer, s, s.Words(), "")
	case effects.Set:
		if !d.restart || d.hooking.setsAgain(s) {
			return nil
		}
	case effects.Spend:
		return d.refuse(SpendsOnce, s, s.Words(), "")
	case effects.Redo:
		if !d.restart || s.On.Local {
			return nil // nobody does it again
		}
		return d.refuse(DoesAgain, s, s.Words(), "")
	case effects.Park:
		if s.On.Slot >= 0 {
			return nil // the entry was not sent it
		}
		return d.refuse(LosesRequest, s, s.Text, "")
	case effects.Publish:
		return nil // not done: that is what a panic should come to
	case effects.Call:
		if s.Plain || d.restart && !s.On.Local {
			return nil // it is told of each event, and one is missing
		}
	}
	r := d.refuse(SkipsSignal, s, s.Words(), "")
	r.Told = s.Kind == effects.Call
	return r
}

// missedSend says what becomes of the receiver of a value that does not come.
func (d *duties) missedSend(s *effects.Site) *Refusal {
	switch {
	case d.restart && s.OfItem:
		return d.refuse(LosesError, s, s.Text, "")
	case s.Optional && d.Launcher != nil && d.lit == nil:
		return nil // the group gets the panic as an error, and ends the others' wait
	case s.Lossy && !d.restart && !d.isOffered(s): // whoever waits does not wait for it
		return d.refuse(LosesError, s, s.Text, "")
	case s.Passes && d.restart:
		return d.refuse(LosesRequest, s, s.Text, "")
	case d.restart && !d.timed(s) && d.TakesOne(s.On):
		return d.refuse(LosesResult, s, s.Text, "")
	case d.timed(s), d.restart && d.closes(s.On) && !d.answersTo(s.On) && !d.SumsUp(s.On):
		return nil
	case !d.closes(s.On) && d.ServedOnly(s.On) && (!d.endIsTold(s) || d.ServedForNothing(s.On)):
		d.hooking.hooked(s) // they are told where they can be
		return nil          // and else take what comes
	case !d.closes(s.On):
		return d.refuse(LosesResult, s, s.Text, "")
	case d.toldBeside():
		return nil
	}
	return d.refuse(LooksComplete, s, s.Text, "")
}

// isOffered reports whether a task sends its one result where there is room, and somebody waits for that.
func (d *duties) isOffered(s *effects.Site) bool {
	return s.Kind == effects.Send && s.Lossy && !s.Token && !s.Looped && !d.restart && d.WaitsForOffer(s.On)
}

// silent reports whether a panic behind the place where an error is sent, if there is one, would be taken for no error: the end
// is told all the same.
//
//	if err := load(); err != nil { errc <- err }; tidy(); close(errc)
func (d *duties) silent(s *effects.Site) bool {
	return s.Kind == effects.Send && s.Error && s.Maybe && s.Again && !s.Lossy && !d.restart && !d.entry.Service && d.endIsTold(s) && !slices.ContainsFunc(d.entry.Sites, func(other *effects.Site) bool {
		return other.Kind == effects.Send && other.On == s.On && !other.Maybe
	})
}

// endIsTold reports whether somebody learns of the end of the entry otherwise than by a value, and may then look for what has come
// of it.
func (d *duties) endIsTold(value *effects.Site) bool {
	return d.Launcher != nil || slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		switch s.Kind {
		case effects.Done, effects.Close, effects.Cancel, effects.Wake:
			return true
		case effects.Call:
			return !s.Plain
		case effects.Send:
			return s.On.Class != value.On.Class
		case effects.Flag:
			return s.Raise
		}
		return false
	})
}

// missedFlag says what becomes of who reads a variable that is not set.
func (d *duties) missedFlag(s *effects.Site) *Refusal {
	switch {
	case d.restart && s.Raise && d.entry.Service && !s.On.Local: // by which the service stops itself
		return nil
	case d.madeUp(s):
		return nil
	case s.Data && d.isGivenBack(s):
		return &Refusal{Kind: SkipsSignal, What: d.Text(s.Node), In: d.name}
	case s.Data:
		return d.refuse(LosesValue, s, s.Words(), "")
	}
	if n, ok := s.Node.(*ast.AssignStmt); ok && !s.Raise && len(n.Lhs) == 1 && d.isVerdict(s) { // not to be told of it says that all went well
		return d.refuse(LosesError, s, d.Text(n.Lhs[0]), "")
	}
	r := d.refuse(SkipsSignal, s, s.Words(), "")
	r.Entry = strings.HasPrefix(s.Text, "delete(") // s.Node may be the call of what does it
	return r
}

// isVerdict reports whether nobody waits for a flag, and who waits for the end of the entry reads it then.
//
//	if !good { l.ok = false }
func (d *duties) isVerdict(flag *effects.Site) bool {
	return !d.Awaited(flag.On) && slices.ContainsFunc(d.signals(), func(signal effects.Ref) bool { return d.ReadAfter(flag.On, signal) })
}

// isGivenBack reports whether a call does no more than to give back what was taken.
func (d *duties) isGivenBack(s *effects.Site) bool {
	call, ok := s.Node.(*ast.CallExpr)
	return ok && d.GivesBack(call, []*effects.Site{s})
}
