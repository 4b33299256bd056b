package fix

import (
	"cmp"
	"go/ast"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
)

// A service that is not run again leaves those behind who send to it, and one that is run again those who
// believe that it has ended.

// drained refuses where senders would wait for a reader that is gone.
func (d *duties) drained() *Refusal {
	if d.restart || len(d.entry.Drains) == 0 && !d.fails || d.fails && d.sendersLeave() {
		return nil
	}
	for _, s := range d.entry.Sites {
		if s.Kind == effects.Receive && d.drains(s) && (d.isOwn(s.In) || !d.owns()) && d.blocks(s) {
			ch := s.Text
			if why := d.whyOnce(); d.entry.Service && why != "" { // or its launcher may run it more than once
				return d.refuse(BlocksSender, s, ch, why)
			}
			return d.refuse(BlocksSenderTask, s, ch, "")
		}
	}
	return nil
}

// drains reports whether a receive is one of those that the entry does again and again, for others who wait to send.
func (d *duties) drains(s *effects.Site) bool {
	return d.fails || slices.ContainsFunc(d.entry.Drains, func(ch effects.Ref) bool { return ch.Class == s.On.Class })
}

// blocks reports whether somebody would wait to send what a receive would take that does not come.
func (d *duties) blocks(recv *effects.Site) bool {
	return !recv.Optional && !d.SendersLeave(recv.On, d.signals())
}

// sendersLeave reports whether all who send to the entry turn to something else once it has ended with an error, which the hook
// tells them as the goroutine does.
//
//	select { case jobs <- i: case <-ctx.Done(): }   if err != nil { first = err; cancel(); return }
func (d *duties) sendersLeave() bool {
	var told []effects.Ref
	for _, s := range d.entry.Sites {
		inBranch := d.hooking.branch != nil && d.hooking.branch.Holds(s.Node)
		if s.Kind == effects.Cancel && s.OfItem || inBranch && (s.Kind == effects.Cancel || s.Kind == effects.Close) {
			told = append(told, s.On)
		}
	}
	return !slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		return s.Kind == effects.Receive && s.Phase == effects.Inside && !s.Returns && !d.SendersLeave(s.On, told)
	})
}

// whyOnce tells why a service must not run twice: not a deferred call, which could move,
// if there is something else.
func (d *duties) whyOnce() string {
	deferred := ""
	for _, r := range d.entry.Repeats {
		switch {
		case d.layout != nil && r.Defer != nil && d.layout.moved()[r.Defer]:
		case r.Defer == nil:
			return r.Why
		default:
			deferred = cmp.Or(deferred, r.Why)
		}
	}
	if deferred != "" {
		return deferred
	}
	if d.lit != nil {
		return ""
	}
	return d.entry.Once
}

// announced refuses where a signal that is given after a panic, too, would
// announce what is not there: data sent or stored before a close.
func (d *duties) announced() *Refusal {
	if !d.leavesError() {
		if claim := d.claim(); claim != nil {
			return &Refusal{Kind: LosesError, What: d.Text(claim), In: d.name}
		}
		for _, s := range d.entry.Sites {
			if s.Kind == effects.Cancel && s.Commits && s.Deferred { // of an error that is nil then
				return d.refuse(LosesError, s, s.Text, "")
			}
		}
	}
	if d.restart {
		if d.worksOff() && !d.leavesError() {
			if left, ok := d.LostSum(d.started, d.signals(), d.around()); ok {
				return d.losesLeft(left)
			}
		}
		return nil
	}
	for _, s := range d.entry.Sites {
		if s.Kind != effects.Close && !(s.Kind == effects.Send && d.outside(s)) || !d.stillComes(s) {
			continue // it does not come after a panic
		}
		for _, sent := range d.entry.Sites {
			if sent.Kind == effects.Send && s.Kind == effects.Close && sent.On == s.On && sent.Skipped != "" && !sent.Lossy && !d.answers(sent) && !d.toldBeside() && d.Launcher == nil {
				return d.refuse(LooksComplete, s, sent.Text, "")
			}
		}
		if s.Kind == effects.Close && !(d.Launcher != nil && d.leavesError()) && !d.toldBeside() && d.entry.MaySend(s.On) {
			return &Refusal{Kind: LooksComplete, What: strings.TrimSuffix(strings.TrimPrefix(s.Text, "close("), ")"), In: d.where(s.Stands()), Below: s.Below}
		}
	}
	if ch := d.hooking.closesErrors(); ch != nil {
		return &Refusal{Kind: LosesError, What: d.Text(ch), In: d.name}
	}
	return d.lost()
}

// losesLeft is the refusal for data that a panic keeps the goroutine from leaving.
func (d *duties) losesLeft(left effects.Left) *Refusal {
	kind := LosesValue
	if left.Error {
		kind = LosesError
	}
	return &Refusal{Kind: kind, What: left.What, In: d.where(left.In)}
}

// lost keeps the crash where a panic would be taken for a result, and refuses where that cannot be.
func (d *duties) lost() *Refusal {
	for !d.leavesError() {
		left, ok := d.Lost(d.started, d.signals(), d.around(), d.crash)
		if !ok {
			break
		}
		refusal := d.losesLeft(left)
		before := *d
		if !d.isOwn(left.Within) && !d.signalsWithin() {
			d.owed = append(d.owed, owed{in: left.Within, refusal: refusal})
			if d.keepCrash() == nil && slices.Contains(d.crash, left.Within) {
				continue
			}
		}
		if *d = before; !left.Counts() {
			return refusal
		}
		break
	}
	return nil
}

// signalsWithin reports whether a deferred signal lets the readers go before the panic comes to the supervisor: they would go on
// with what is not there until the process ends.
func (d *duties) signalsWithin() bool {
	return slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		switch s.Kind {
		case effects.Done, effects.Close, effects.Send, effects.Cancel, effects.Wake:
			return d.stillComes(s) && !d.outside(s)
		}
		return false
	})
}

// halfAnswer refuses where a signal comes after a panic, too, and what it tells of has come in, so that no hook
// knows it, be it by a function that somebody has handed to a service. Of what is at hand when the goroutine starts, announced says
// so, but for what functions of other packages leave.
func (d *duties) halfAnswer(s *effects.Site) *Refusal {
	elsewhere := !d.restart && s.In.Name != "" && s.In.Pkg != d.Types.Path() && !d.leavesError()
	if !s.On.Local && !elsewhere && !(d.restart && d.CameWithFunc(s.On, d.around())) {
		return nil
	}
	return d.refuse(LosesValue, s, s.Text, "")
}

// toldBeside reports whether the hook leaves the panic as an error that somebody reads, beside the
// channel that is closed then: who has received all that comes asks for it.
//
//	for row := range r.ch {…}; if r.err != nil {…}
func (d *duties) toldBeside() bool {
	if d.lit == nil || d.restart {
		return false
	}
	return slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		n, ok := s.Node.(*ast.AssignStmt)
		if !ok || s.Kind != effects.Fail || s.Skipped == "" || d.hooking.failHook(n) == "" {
			return false
		}
		v := d.VarOf(n.Lhs[d.hooking.failed(n)])
		return v != nil && d.IsRead(v)
	})
}

// claim returns what is deferred and says that the work has succeeded; nil if there is none.
func (d *duties) claim() ast.Node {
	fn := d.function()
	if fn == nil {
		return nil
	}
	return d.Claim(fn, d.entry.Service)
}

// worksOff reports whether the entry is a worker of a pool: it
// goes on until there is no more, and then a signal says that all is done. A restart
// loses the item in hand.
func (d *duties) worksOff() bool {
	return d.entry.WorksOff
}

// cancelsFor reports whether the entry calls a cancel function when it ends, and who waits on the Done of that
// context then reads the error that it leaves.
func (d *duties) cancelsFor(fail *effects.Site) bool {
	return slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		return s.Kind == effects.Cancel && (s.Always || d.outside(s)) && d.ReadAfter(fail.On, s.On)
	})
}

// errorRead reports whether somebody may wait for a signal that comes after a panic, too, and then read an error that is left.
func (d *duties) errorRead(fail *effects.Site) bool {
	switch {
	case d.returnsError():
		return false
	case d.Launcher != nil && d.runsOnce():
		return true
	}
	return slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		switch s.Kind {
		case effects.Done, effects.Close, effects.Send, effects.Wake:
			return d.mayCome(s) && d.MayReadAfter(fail.On, s.On)
		case effects.Flag: // done = true, deferred
			return s.Raise && s.Always && s.Deferred
		}
		return false
	})
}

// isUnread reports whether nobody reads an error behind a signal that comes after a panic: it is no result then, and tells nobody
// of the panic either.
func (d *duties) isUnread(fail *effects.Site) bool {
	if is, ok := d.unread[fail]; ok {
		return is
	}
	if d.unread == nil {
		d.unread = make(map[*effects.Site]bool)
	}
	d.unread[fail] = !d.errorRead(fail) && !d.cancelsFor(fail)
	return d.unread[fail]
}

// mayCome reports whether a signal may come after a panic: by a deferred call, in a service that of the pass, outside, at the end of
// another run, or by the hook. What comes whatever happens and is not deferred comes before all that can panic: in a pass, a panic
// skips the error and the signal of that pass alike.
func (d *duties) mayCome(s *effects.Site) bool {
	switch {
	case d.IsSlot(s):
		return false
	case d.outside(s), s.Deferred && (s.Always || d.restart && s.SkippedInPass == ""):
		return true
	case d.restart:
		return s.Phase == effects.After
	case s.Always:
		return false
	}
	_, _, named := d.hooking.sentOn(s)
	return d.lit != nil && s.In == (effects.FuncID{}) || named
}

// signals lists what is given when the goroutine ends, a panic or not. What is given anyway, but is not
// deferred, comes before all that can panic, and tells of nothing that is left.
func (d *duties) signals() []effects.Ref {
	var list []effects.Ref
	for _, s := range d.entry.Sites {
		switch s.Kind {
		case effects.Done, effects.Close, effects.Send, effects.Cancel, effects.Wake, effects.Call:
			if s.Plain || d.IsSlot(s) {
				continue
			}
			if d.stillComes(s) {
				list = append(list, s.On)
			}
		case effects.Receive, effects.Flag: // a slot that is given back, a count of those that are at work
			if !d.IsSlot(s) && d.stillComes(s) && d.Awaited(s.On) {
				list = append(list, s.On)
			}
		}
	}
	list = append(list, d.hooking.tokens...)
	if d.Launcher != nil {
		if sel, ok := ast.Unparen(d.Call.Fun).(*ast.SelectorExpr); ok && d.Info.Selections[sel] != nil {
			list = append(list, d.RefOf(sel.X)) // whose Wait returns then
		}
	}
	return list
}

// stillComes reports whether a signal comes after a contained panic, too: it stands outside, or is deferred, in a service in
// each pass. Where the entry defers it, what could panic before that keeps its crash, or there would be no fix.
//
//	t := s.open(name); defer wg.Done(); …
func (d *duties) stillComes(s *effects.Site) bool {
	op, _ := d.skipped(s)
	return d.outside(s) || s.Deferred && (s.Always || d.restart && op == "" || len(d.crash) > 0 && d.isOwn(s.DeferIn))
}
