package fix

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
)

// duties decides what becomes of what a goroutine owes when a panic of it is
// contained (rules R3 and R4): the locks that it holds, the signals, answers and
// errors that others wait for, the channels that it reads. Each of them is met
// anyway, or met outside the supervised function, or met by the hook that gets
// the panic, or the crash is kept where it is owed; else there is no fix.
type duties struct {
	*site
	entry   *effects.Entry
	lit     *ast.FuncLit // the entry, if it is a literal whose body can be laid out, or has the parts of one
	fn      ast.Node     // the entry that lit has the parts of
	returns *ast.FuncLit // the entry, if it is a literal that returns its panic as an error
	layout  *layout      // what of it stays outside; nil if nothing can
	restart bool
	fails   bool          // a service that ends with a panic as with the first error
	name    string        // of the entry, for refusals; "" for a literal
	started *ast.CallExpr // of the entry

	owed    []owed           // what the crash is to be kept for
	crash   []effects.FuncID // functions for which it is kept
	hooking hooking

	regions []lockRegion // of the body, which get a deferred unlock

	unread map[*effects.Site]bool // isUnread, as far as somebody has asked
}

// newDuties returns what decides about these duties.
func newDuties(d duties) *duties {
	d.hooking.duties = &d
	return &d
}

// decide returns the options that meet what is owed, or the reason why it can't be met.
func (d *duties) decide() ([]Option, *Refusal) {
	if !d.restart {
		if call := d.endsProcess(); call != nil {
			return nil, &Refusal{Kind: FailsFast, What: d.Text(call)}
		}
	}
	if fn := d.body(); fn != nil {
		d.regions = d.site.regions(fn, d.entry.Held)
	}
	for _, region := range d.entry.Regions {
		if d.releases[region.Place] {
			return nil, &Refusal{Kind: LocksFirst, What: region.Lock, Why: d.atPlace(region.Place)}
		}
		if !d.isReleased(region) {
			d.owe(region)
		}
	}
	if r := d.keepCrash(); r != nil {
		return nil, r
	}
	for _, l := range d.entry.Acquires {
		return nil, &Refusal{Kind: StaysLocked, What: l.Text, In: d.name}
	}
	if d.layout != nil {
		if r := d.tellLocals(); r != nil {
			return nil, r
		}
		if r := d.hooking.tellFirst(); r != nil {
			return nil, r
		}
	}
	for _, site := range d.entry.Sites {
		if r := d.meet(site); r != nil {
			return nil, r
		}
	}
	d.owesStop()
	if r := d.keepCrash(); r != nil {
		return nil, r
	}
	if r := d.tooLate(); r != nil {
		return nil, r
	}
	if r := d.drained(); r != nil {
		return nil, r
	}
	if r := d.announced(); r != nil {
		return nil, r
	}
	return d.options()
}

// owe notes that the crash is to be kept for a lock region.
func (d *duties) owe(region effects.Region) {
	d.owed = append(d.owed, owed{region.In, calledIn(region), &Refusal{
		Kind: StaysLocked, What: region.Lock, In: d.where(region.Stands()), Below: region.Below, Why: d.atPlace(region.Place),
		Loops: d.entry.Service && d.isEntry(region.Stands()) && !region.Below || d.inLoop(region.Place),
	}, region.Place})
}

// body returns the entry if its body can change with the spawn: a literal, or a
// function that is named nowhere else.
func (d *duties) body() ast.Node {
	if d.fn != nil {
		return d.fn
	}
	if lit := cmp.Or(d.lit, d.returns); lit != nil {
		return lit
	}
	if decl, ok := d.function().(*ast.FuncDecl); ok && decl.Body != nil && d.onlyHere(decl) {
		return decl
	}
	return nil
}

// function returns the entry; nil if it is not in view.
func (d *duties) function() ast.Node {
	if lit := cmp.Or(d.lit, d.returns); lit != nil {
		return lit
	}
	return d.Node(d.Resolve(d.Entry()))
}

// isReleased reports whether a region is one that gets a deferred unlock.
func (d *duties) isReleased(region effects.Region) bool {
	if !d.isOwn(region.In) {
		return false
	}
	return slices.ContainsFunc(d.regions, func(r lockRegion) bool { return r.place == region.Place })
}

// tooLate refuses where the hook would come after a signal that lets the readers go.
func (d *duties) tooLate() *Refusal {
	if len(d.hooking.hook) == 0 {
		return nil
	}
	for _, s := range d.entry.Sites {
		switch s.Kind {
		case effects.Done, effects.Close, effects.Send, effects.Release, effects.Call, effects.Flag, effects.Cancel, effects.Wake:
			if s.Kind == effects.Flag && !s.Raise && !d.Awaited(s.On) {
				continue
			}
			if s.Always && (s.Defer != nil || s.Deferred) && !d.outside(s) {
				return d.refuse(SignalsFirst, s, s.Words(), "")
			}
		}
	}
	return nil
}

// isEntry reports whether id is the function that the goroutine runs: to keep
// the crash for it would be to keep it for all.
func (d *duties) isEntry(id effects.FuncID) bool {
	if d.lit != nil && (d.fn == nil || d.fn == ast.Node(d.lit)) {
		return id.Name == ""
	}
	t := d.Resolve(d.Entry())
	return t.Func == nil || effects.IDOf(t.Func) == id
}

// where names a function for a refusal.
func (d *duties) where(id effects.FuncID) string {
	if id == (effects.FuncID{}) {
		return d.name
	}
	if id.Pkg != d.Types.Path() && id.Name != "" && id.Recv == "" {
		return id.Pkg[strings.LastIndex(id.Pkg, "/")+1:] + "." + id.Name
	}
	return id.String()
}

// skipped returns the operation whose panic skips an effect for good; "" if
// there is none, or a restart catches up with it. own says that the operation is
// in the entry itself, and not only in the function that has the effect.
func (d *duties) skipped(s *effects.Site) (op string, own bool) {
	if d.restart {
		if s.Phase == effects.After && !s.OfItem || s.Rearms {
			return "", false
		}
		return s.SkippedInPass, s.OpInPass != nil
	}
	return s.Skipped, s.Op != nil
}

// meet decides about one effect.
func (d *duties) meet(s *effects.Site) *Refusal {
	if s.Kind == effects.Demand {
		return d.meetDemand(s)
	}
	if !d.outside(s) {
		if refusal := d.comesTooEarly(s); refusal != nil {
			if refusal.Kind != CommitsHalf || !s.Deferred || s.DeferIn == (effects.FuncID{}) {
				return refusal
			}
			d.owed = append(d.owed, owed{in: s.DeferIn, refusal: refusal})
			return nil
		}
	}
	if s.Turn != "" && (s.Always || d.outside(s)) {
		return d.refuse(OutOfTurn, s, s.Words(), s.Turn)
	}
	if d.silent(s) {
		return d.refuse(LosesError, s, s.Text, "")
	}
	op, own := d.skipped(s)
	if op == "" || d.outside(s) || s.Lossy && !d.tellsError(s) && !d.isOffered(s) {
		return nil
	}
	if s.Kind == effects.Half {
		return d.halfAnswer(s)
	}
	refusal := d.missed(s)
	if refusal == nil || d.hooking.hooked(s) || refusal.Kind == LosesResult && !d.restart && d.GivesUp(s.On) && !d.isTakenBefore(s) {
		return nil
	}
	if s.Kind == effects.Fail && d.isUnread(s) {
		return nil
	}
	if refusal.Kind == LosesResult && d.ClosedBeside(s.On) {
		refusal.Kind = LooksComplete
	}
	if refusal.Kind == SkipsSignal && d.TellsOfError(s.Node) {
		refusal.Kind = SkipsAfterError
	} else if refusal.Kind == SkipsSignal && s.Apart {
		refusal.Kind, refusal.Why = SkipsWork, op // it is not here that it could be deferred
	} else if refusal.Kind == SkipsSignal {
		refusal = d.skipping(refusal, s, op, own)
	}
	o := owed{in: s.In, refusal: refusal}
	if own = own || s.In == (effects.FuncID{}); own || d.isEntry(s.In) {
		o.calls = d.entry.SkippedIn(s, d.restart)
	}
	if own && o.calls == nil {
		return refusal
	}
	d.owed = append(d.owed, o)
	return nil
}

// isTakenBefore reports whether a token is sent that the entry has received from the same channel: it was there for all, and whoever
// gives up to wait for it would give up for ever.
//
//	select { case <-d.slot: case <-time.After(patience): return }; …; d.slot <- struct{}{}
func (d *duties) isTakenBefore(token *effects.Site) bool {
	return token.Returns || token.Token && slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		return s.Kind == effects.Receive && s.On.Class == token.On.Class && s.Node.Pos() <= token.Node.Pos()
	})
}

// refuse returns the refusal for what becomes of an effect.
func (d *duties) refuse(kind RefusalKind, s *effects.Site, what, why string) *Refusal {
	return &Refusal{Kind: kind, What: what, In: d.where(s.Stands()), Below: s.Below, Why: why}
}

// comesTooEarly refuses what comes after a panic as well, in the supervised function itself, before anybody
// can be told of the panic: an error that is read, a commit of half a result.
func (d *duties) comesTooEarly(s *effects.Site) *Refusal {
	switch {
	case s.Kind == effects.Call && s.Commits && s.Deferred:
		return d.refuse(LosesError, s, s.Text, "")
	case s.Commits && s.Kind != effects.Call && s.Always && s.Phase != effects.Inside, s.Kind == effects.Publish && s.Deferred:
		return d.refuse(CommitsHalf, s, s.Words(), "")
	case s.Deferred && (s.Kind == effects.Fail && d.joined() && !d.isUnread(s) || d.takesForResult(s)):
		return d.refuse(LosesError, s, s.Text, "")
	}
	return nil
}

// takesForResult reports whether a deferred send says after a panic, too, what somebody takes for a result: not who has
// ended, an error, or one of many that may be missing.
func (d *duties) takesForResult(s *effects.Site) bool {
	switch {
	case s.Kind != effects.Send, s.Token, s.Failure:
		return false
	case s.Given: // of an object, who receives it reads what has been left in it
		return s.Object && d.MayBeSeenElsewhere(s.On)
	}
	return !s.Lossy || s.Error || !d.IsStream(s.On)
}

// outside reports whether an effect stands outside the supervised function.
func (d *duties) outside(s *effects.Site) bool {
	if d.layout == nil {
		return false
	}
	for stmt := range d.layout.moved() {
		if stmt.Pos() <= s.Node.Pos() && s.Node.End() <= stmt.End() {
			return true
		}
	}
	return s.Kind == effects.Cancel && (slices.Contains(d.layout.again, s.Text) || d.isCancelled(s.Text))
}

// tellsError reports whether an effect is the send of an error: the one that there
// is room for counts. Of what a service calls, another run tells the next one.
func (d *duties) tellsError(s *effects.Site) bool {
	_, itself := s.Node.(*ast.SendStmt)
	return s.Error && (itself || !d.restart || d.worksOff())
}

// answersTo reports whether somebody asks on a channel that the entry reads, and
// waits for the answer on this one.
func (d *duties) answersTo(answer effects.Ref) bool {
	return slices.ContainsFunc(d.entry.Drains, func(question effects.Ref) bool { return d.Answers(question, answer) })
}

// timed reports whether a send in a loop tells of what time brings, not of what
// was received: nobody can count on the next one.
func (d *duties) timed(s *effects.Site) bool {
	return d.restart && s.Phase == effects.Inside && !s.On.Local && !d.takesItems()
}

// takesItems reports whether the passes of the entry, or of a service that it calls, take what others send.
func (d *duties) takesItems() bool {
	return len(d.entry.Drains) > 0 || slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		return s.Kind == effects.Receive && s.Phase == effects.Inside && !s.Lossy
	})
}

// madeUp reports whether the next pass of a loop that a clock drives does what a panic has skipped:
// it takes back what it has not set itself, and finds that as it was.
//
//	for range t.C { for _, s := range r.shards { if s.ping() { s.down.Store(0) } } }
func (d *duties) madeUp(s *effects.Site) bool {
	return d.restart && s.Phase == effects.Inside && !s.Paired && !s.Own && !s.Counts && !s.Data && !d.takesItems()
}

// closes reports whether the entry closes a channel when it ends: who receives
// until then does not count.
func (d *duties) closes(on effects.Ref) bool {
	return slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		return s.Kind == effects.Close && s.On == on && s.Phase != effects.Inside
	})
}

// joined reports whether somebody learns that the entry has ended, and then
// reads what it has left: by the launcher, or else by what the entry itself signals. What returns an error says it by that.
func (d *duties) joined() bool {
	switch {
	case d.returnsError():
		return false
	case d.Launcher != nil && d.runsOnce():
		return true
	}
	for _, s := range d.entry.Sites {
		switch s.Kind {
		case effects.Done, effects.Close, effects.Send, effects.Wake:
			return true
		case effects.Flag: // done = true, deferred
			if s.Raise && s.Always && s.Deferred {
				return true
			}
		}
	}
	return false
}

// answers reports whether the hook sends the panic in place of a send.
func (d *duties) answers(s *effects.Site) bool {
	send, ok := s.Node.(*ast.SendStmt)
	return ok && d.hooking.panicValue(d.elem(send.Chan)) != ""
}

// answersBeside reports whether whoever waits for a signal also waits for what the hook sends: a
// server that is ready, or has failed.
func (d *duties) answersBeside(signal *effects.Site) bool {
	return d.answered(func(s *effects.Site) bool { return d.AlsoAwaits(signal.On, s.On) })
}

// answersInstead reports whether the hook sends an error as the goroutine does where it does not come to a token: both would say
// that all went well, too.
//
//	if err != nil { errc <- err; return }; done <- struct{}{}
func (d *duties) answersInstead(token *effects.Site) bool {
	return d.answered(func(s *effects.Site) bool {
		branch := d.ErrorBranch(s.Node)
		if branch == nil || branch.Holds(token.Node) || len(branch.List) == 0 || token.Node.Pos() < branch.If.Pos() {
			return false
		}
		_, leaves := branch.List[len(branch.List)-1].(*ast.ReturnStmt)
		return leaves || token.Node.End() <= branch.If.End() // in its else branch
	})
}

// answered reports whether the hook sends the panic in place of an error, of which something is true.
func (d *duties) answered(is func(*effects.Site) bool) bool {
	return d.lit != nil && !d.restart && slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		return s.Kind == effects.Send && s.Skipped != "" && !s.Lossy && d.answers(s) && is(s) && !d.hooking.isToldOnOtherWay(s)
	})
}

// leavesError reports whether the panic is left, or comes back, as an error.
func (d *duties) leavesError() bool {
	if d.returnsError() {
		return true
	}
	for _, s := range d.entry.Sites {
		if s.Kind == effects.Fail && !d.isUnread(s) {
			return true
		}
	}
	return len(d.hooking.hook) > len(d.hooking.tokens)
}

// returnsError reports whether the panic comes back to the launcher as the error that the entry returns.
func (d *duties) returnsError() bool {
	sig, ok := d.Info.TypeOf(d.Entry()).Underlying().(*types.Signature)
	return ok && d.Launcher != nil && isErrorResult(sig)
}

// options returns the options of the runtime that meet what is owed.
func (d *duties) options() ([]Option, *Refusal) {
	var list []Option
	if hook := slices.Concat(d.hooking.hook, d.cancelled(), d.hooking.again); len(hook) > 0 {
		list = append(list, d.hooking.hookOption("OnPanic", hook))
	}
	if len(d.crash) > 0 {
		kept := d.kept()
		list = append(list, Option{Name: "CrashIn", Args: strings.Join(kept.In, ", "), kept: kept})
	}
	return list, nil
}

// isToken reports whether what is sent only says that something has happened, and is written out where it is.
func (s *site) isToken(send *ast.SendStmt) bool {
	_, lit := ast.Unparen(send.Value).(*ast.CompositeLit)
	return (lit || s.Info.Types[send.Value].Value != nil) && s.IsToken(send)
}
