package fix

import (
	"cmp"
	"go/ast"
	"go/types"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// duties decides what becomes of what a goroutine owes when a panic of it is
// contained (rules R3 and R4): the locks that it holds, the signals, answers and
// errors that others wait for, the channels that it reads. Each of them is met
// anyway, or met outside the supervised function, or met by the hook that gets
// the panic, or the crash is kept where it is owed; else there is no fix.
type duties struct {
	*site
	entry   *effects.Entry
	lit     *ast.FuncLit // the entry, if it is a literal whose body can be laid out
	returns *ast.FuncLit // the entry, if it is a literal that returns its panic as an error
	layout  *layout      // what of it stays outside; nil if nothing can
	restart bool
	name    string        // of the entry, for refusals; "" for a literal
	started *ast.CallExpr // of the entry

	owed   []owed           // what the crash is to be kept for
	crash  []effects.FuncID // functions for which it is kept
	hook   []string         // statements that get the panic as p
	cancel []string         // cancel functions that the hook calls
	branch *ast.IfStmt      // of which the hook does the same

	regions []lockRegion // of the body, which get a deferred unlock
}

// decide returns the options that meet what is owed, or the reason why it can't be met.
func (d *duties) decide() ([]Option, *Refusal) {
	if fn := d.body(); fn != nil {
		d.regions = d.site.regions(fn, d.entry.Held)
	}
	for _, region := range d.entry.Regions {
		if d.releases[region.Place] {
			return nil, &Refusal{Kind: LocksFirst, What: region.Lock, Why: region.Place.String()}
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
	for _, site := range d.entry.Sites {
		if r := d.meet(site); r != nil {
			return nil, r
		}
	}
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
	d.owed = append(d.owed, owed{region.In, calledIn(region), &Refusal{Kind: StaysLocked, What: region.Lock, In: d.where(region.In), Why: region.Place.String()}})
}

// body returns the entry if its body can change with the spawn: a literal, or a
// function that is named nowhere else.
func (d *duties) body() ast.Node {
	if lit := cmp.Or(d.lit, d.returns); lit != nil {
		return lit
	}
	if decl, ok := d.Node(d.Resolve(d.Entry())).(*ast.FuncDecl); ok && decl.Body != nil && d.onlyHere(decl) {
		return decl
	}
	return nil
}

// isReleased reports whether a region is one that gets a deferred unlock.
func (d *duties) isReleased(region effects.Region) bool {
	if region.In.Name != "" && !d.isEntry(region.In) {
		return false
	}
	return slices.ContainsFunc(d.regions, func(r lockRegion) bool { return r.place == region.Place })
}

// tooLate refuses where the hook would come after a signal that lets the readers go.
func (d *duties) tooLate() *Refusal {
	if len(d.hook) == 0 {
		return nil
	}
	for _, s := range d.entry.Sites {
		switch s.Kind {
		case effects.Done, effects.Close, effects.Send, effects.Release, effects.Call, effects.Flag:
			if s.Kind == effects.Flag && !s.Raise {
				continue
			}
			if s.Always && s.Defer != nil && !d.outside(s) {
				return &Refusal{Kind: SignalsFirst, What: s.Words(), In: d.where(s.In)}
			}
		}
	}
	return nil
}

// An owed is something that a contained panic in a function would leave undone, so
// that the crash is to be kept for it.
type owed struct {
	in      effects.FuncID
	calls   []effects.FuncID // in which alone the panic can be; nil if it can be elsewhere in in
	refusal *Refusal         // what is said if the crash cannot be kept
}

// calledIn is the calls of an owed lock region.
func calledIn(region effects.Region) []effects.FuncID {
	if region.Call == (effects.FuncID{}) {
		return nil
	}
	return []effects.FuncID{region.Call}
}

// maxCrash is how many functions a reader accepts to be told of.
const maxCrash = 6

// keepCrash finds the functions for which the crash is kept, so that one of them
// is on the stack wherever something is owed: those in which it is, or, where these
// are too many, what calls them. It refuses where one cannot be named, or where
// nothing would be left to contain; then those are tried in which alone the panic can be.
func (d *duties) keepCrash() *Refusal {
	var refusal *Refusal
	for _, within := range []bool{false, true} {
		list, r := d.crashList(within)
		if r == nil && !d.containsNothing(list) {
			d.crash = list
			return nil
		}
		refusal = cmp.Or(refusal, r, d.refuseOwed(d.owed))
	}
	return refusal
}

func (d *duties) crashList(within bool) ([]effects.FuncID, *Refusal) {
	var list []effects.FuncID
	var left []owed
	named := true
	for _, o := range d.owed {
		ids := []effects.FuncID{o.in}
		if len(o.calls) > 0 && (within || o.in.Name == "" || d.isEntry(o.in)) {
			ids = o.calls
		}
		for _, id := range ids {
			if id.Name == "" || d.isEntry(id) {
				left = append(left, o)
			} else if !slices.Contains(list, id) {
				list = append(list, id)
				named = named && d.canCrash(id)
			}
		}
	}
	if len(left) > 0 {
		return nil, d.refuseOwed(left)
	}
	if len(list) > 1 {
		list = d.entry.Outermost(list)
		named = !slices.ContainsFunc(list, func(id effects.FuncID) bool { return !d.canCrash(id) })
	}
	if !named || len(list) > maxCrash {
		if list = d.entry.Cover(list, maxCrash, d.canCrash); list == nil {
			return nil, d.refuseOwed(d.owed)
		}
	}
	return list, nil
}

// canCrash reports whether CrashIn can name a function, and the goroutine does
// more than that.
func (d *duties) canCrash(id effects.FuncID) bool {
	_, ok := d.funcValue(id)
	return ok && !d.isEntry(id)
}

// maxPlaces is how many places a message names.
const maxPlaces = 3

// refuseOwed is the refusal of the first of list, with the places of the others
// that are refused for the same reason.
func (d *duties) refuseOwed(list []owed) *Refusal {
	if len(list) == 0 {
		return nil
	}
	r := *list[0].refusal
	var places []string
	for _, o := range list {
		if o.refusal.Kind == r.Kind && o.refusal.Why != "" && !slices.Contains(places, o.refusal.Why) {
			places = append(places, o.refusal.Why)
		}
	}
	if n := len(places) - maxPlaces; n > 0 {
		places = append(places[:maxPlaces-1], places[maxPlaces-1]+" and "+strconv.Itoa(n)+" more")
	}
	r.Why = strings.Join(places, ", ")
	return &r
}

// containsNothing reports whether nothing can panic in the goroutine but under
// one of list, itself or in what it calls: then the crash is kept for all.
func (d *duties) containsNothing(list []effects.FuncID) bool {
	if len(list) == 0 {
		return false
	}
	entry := ast.Node(cmp.Or(d.lit, d.returns))
	if entry == ast.Node((*ast.FuncLit)(nil)) {
		entry = d.Node(d.Resolve(d.Entry()))
	}
	return entry != nil && d.onlyIn(list, entry, make(map[ast.Node]bool))
}

// onlyIn reports whether all that can panic in fn is under one of list.
func (d *duties) onlyIn(list []effects.FuncID, fn ast.Node, seen map[ast.Node]bool) bool {
	if seen[fn] {
		return true
	}
	seen[fn] = true
	only := true
	d.Operations(syntax.Body(fn), func(op ast.Node) bool {
		only = d.isIncidental(op)
		if call, ok := op.(*ast.CallExpr); ok && !only {
			t := d.Resolve(call.Fun)
			inner := d.Node(t)
			only = t.Func != nil && slices.Contains(list, effects.IDOf(t.Func)) || inner != nil && syntax.Body(inner) != nil && d.onlyIn(list, inner, seen) ||
				d.isHanded(call.Fun) && d.entry.HandsOnlyIn(list)
		}
		return only
	})
	return only
}

// isHanded reports whether an expression is a parameter, such as the f of
//
//	go every(time.Second, s.sweep)   func every(d time.Duration, f func()) { …; f() }
func (d *duties) isHanded(x ast.Expr) bool {
	v := d.VarOf(x)
	return v != nil && v.Kind() == types.ParamVar
}

// isIncidental reports whether an operation is none that a fix is made for: a variable
// that is nil itself, a close, a line in a log, what is owed itself.
func (d *duties) isIncidental(op ast.Node) bool {
	if slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		call, ok := s.Node.(*ast.CallExpr)
		return !d.follows(s.Node) && (s.Node == op || ok && call.Fun.Pos() <= op.Pos() && op.End() <= call.Fun.End())
	}) {
		return true
	}
	switch op := op.(type) {
	case *ast.SelectorExpr:
		_, ok := ast.Unparen(op.X).(*ast.Ident)
		return ok
	case *ast.CallExpr:
		return d.Builtin(op) == "close" || known.Logs(d.Callee(op))
	}
	return false
}

// follows reports whether a node is a call of a function of the module, which does more
// than what is owed.
func (d *duties) follows(n ast.Node) bool {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return false
	}
	t := d.Resolve(call.Fun)
	return d.Node(t) != nil || t.Func != nil && t.Func.Pkg() != nil && d.InModule(t.Func.Pkg().Path())
}

// isEntry reports whether id is the function that the goroutine runs: to keep
// the crash for it would be to keep it for all.
func (d *duties) isEntry(id effects.FuncID) bool {
	if d.lit != nil {
		return id.Name == ""
	}
	t := d.Resolve(d.Entry())
	return t.Func == nil || effects.IDOf(t.Func) == id
}

// funcValue returns the text of a function as CrashIn takes it: F, T.m, (*T).m,
// pkg.F. It is false for what cannot be named here.
func (d *duties) funcValue(id effects.FuncID) (string, bool) {
	if id.Name == "" || id.Generic {
		return "", false
	}
	qualifier := ""
	if id.Pkg != d.Types.Path() {
		if !ast.IsExported(id.Name) || id.Recv != "" && !ast.IsExported(strings.TrimPrefix(id.Recv, "*")) {
			return "", false
		}
		q, ok := d.qualifier(d.file, id.Pkg)
		if !ok {
			return "", false
		}
		qualifier = q
	} else if !d.visible(id) {
		return "", false
	}
	types := ""
	if id.Anys > 0 { // the names of all instances are the same
		types = "[any" + strings.Repeat(", any", id.Anys-1) + "]"
	}
	switch {
	case id.Recv == "":
		return qualifier + id.Name + types, true
	case id.Recv[0] == '*':
		return "(*" + qualifier + id.Recv[1:] + types + ")." + id.Name, true
	}
	return qualifier + id.Recv + types + "." + id.Name, true
}

// visible reports whether the name that id starts with means the package's own
// declaration at the spawn.
func (d *duties) visible(id effects.FuncID) bool {
	name := id.Name
	if id.Recv != "" {
		name = strings.TrimPrefix(id.Recv, "*")
	}
	_, obj := d.Info.Scopes[d.file].Innermost(d.Call.Pos()).LookupParent(name, d.Call.Pos())
	return obj != nil && obj.Parent() == d.Types.Scope()
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
		if s.Phase == effects.After {
			return "", false
		}
		return s.SkippedInPass, s.OpInPass != nil
	}
	return s.Skipped, s.Op != nil
}

// meet decides about one effect.
func (d *duties) meet(s *effects.Site) *Refusal {
	if (s.Commits && s.Always && s.Phase != effects.Inside || s.Kind == effects.Publish && s.Deferred) && !d.outside(s) {
		return &Refusal{Kind: CommitsHalf, What: s.Words(), In: d.where(s.In)}
	}
	if s.Deferred && !d.outside(s) && (s.Kind == effects.Fail && d.joined() || s.Kind == effects.Send && !s.Token) {
		return &Refusal{Kind: LosesError, What: s.Text, In: d.where(s.In)}
	}
	op, own := d.skipped(s)
	if op == "" || d.outside(s) || s.Lossy && !d.tellsError(s) {
		return nil
	}
	refusal := &Refusal{Kind: SkipsSignal, What: s.Words(), In: d.where(s.In)}
	switch s.Kind {
	case effects.Send:
		refusal = &Refusal{Kind: LosesResult, What: s.Text, In: d.where(s.In)}
		if s.Optional && d.Launcher != nil && d.lit == nil {
			return nil // the group gets the panic as an error, and ends the others' wait
		}
		if s.Passes && d.restart {
			return &Refusal{Kind: LosesRequest, What: s.Text, In: d.where(s.In)}
		}
		if d.timed(s) || d.restart && d.closes(s.On) && !d.answersTo(s.On) {
			return nil
		}
		if d.closes(s.On) {
			refusal.Kind = LooksComplete
		}
	case effects.Receive:
		if s.Phase == effects.Inside && d.entry.Service {
			return nil // drained says
		}
		refusal = &Refusal{Kind: BlocksSenderTask, What: s.Text, In: d.where(s.In)}
	case effects.Fail:
		if !d.joined() {
			return nil
		}
		refusal = &Refusal{Kind: LosesError, What: s.Text, In: d.where(s.In)}
	case effects.Flag:
		if d.restart && s.Raise {
			return nil // by which the service stops itself
		}
	case effects.Answer:
		if d.hangsUp(s) {
			return nil
		}
		refusal.Kind = LosesAnswer
	case effects.Spend:
		refusal.Kind = SpendsOnce
	case effects.Publish:
		return nil // not done: that is what a panic should come to
	case effects.Call:
		if s.Plain || d.restart && !s.On.Local {
			return nil // it is told of each event, and one is missing
		}
	}
	if d.hooked(s) {
		return nil
	}
	if refusal.Kind == SkipsSignal && d.TellsOfError(s.Node) {
		refusal.Kind = SkipsAfterError
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
	return s.Kind == effects.Cancel && (slices.Contains(d.layout.again, s.Text) || slices.Contains(d.cancel, s.Text))
}

// tellsError reports whether an effect is the send of an error: the one that there
// is room for counts.
func (d *duties) tellsError(s *effects.Site) bool {
	send, ok := s.Node.(*ast.SendStmt)
	return ok && effects.IsError(d.elem(send.Chan))
}

// answersTo reports whether somebody asks on a channel that the entry reads, and
// waits for the answer on this one.
func (d *duties) answersTo(answer effects.Ref) bool {
	return slices.ContainsFunc(d.entry.Drains, func(question effects.Ref) bool { return d.Answers(question, answer) })
}

// timed reports whether a send in a loop tells of what time brings, not of what
// was received: nobody can count on the next one.
func (d *duties) timed(s *effects.Site) bool {
	return d.restart && s.Phase == effects.Inside && !s.On.Local && len(d.entry.Drains) == 0
}

// closes reports whether the entry closes a channel when it ends: who receives
// until then does not count.
func (d *duties) closes(on effects.Ref) bool {
	return slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		return s.Kind == effects.Close && s.On == on && s.Phase != effects.Inside
	})
}

// joined reports whether somebody learns that the entry has ended, and then
// reads what it has left.
func (d *duties) joined() bool {
	if d.Launcher != nil {
		return d.runsOnce()
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

// drained refuses where senders would wait for a reader that is gone.
func (d *duties) drained() *Refusal {
	if d.restart || len(d.entry.Drains) == 0 {
		return nil
	}
	for _, s := range d.entry.Sites {
		if s.Kind == effects.Receive {
			ch := s.Text
			if why := d.whyOnce(); d.entry.Service && why != "" { // or its launcher may run it more than once
				return &Refusal{Kind: BlocksSender, What: ch, In: d.where(s.In), Why: why}
			}
			return &Refusal{Kind: BlocksSenderTask, What: ch, In: d.where(s.In)}
		}
	}
	return nil
}

// whyOnce tells why a service must not run twice: not a deferred call, which could move,
// if there is something else.
func (d *duties) whyOnce() string {
	deferred := ""
	for _, r := range d.entry.Repeats {
		switch {
		case d.layout != nil && r.Defer != nil && slices.Contains(d.layout.leading, ast.Stmt(r.Defer)):
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
	if d.restart {
		if d.worksOff() && !d.leavesError() {
			if left, ok := d.LostSum(d.started, d.signals(), d.around()); ok {
				return &Refusal{Kind: LosesValue, What: left.What, In: d.where(left.In)}
			}
		}
		return nil
	}
	for _, s := range d.entry.Sites {
		if s.Kind != effects.Close && !(s.Kind == effects.Send && d.outside(s)) || !(s.Always && s.Deferred) && !d.outside(s) {
			continue // it does not come after a panic
		}
		for _, sent := range d.entry.Sites {
			if sent.Kind == effects.Send && s.Kind == effects.Close && sent.On == s.On && sent.Skipped != "" && !sent.Lossy && !d.answers(sent) && d.Launcher == nil {
				return &Refusal{Kind: LooksComplete, What: sent.Text, In: d.where(s.In)}
			}
		}
	}
	if ch := d.closesErrors(); ch != nil {
		return &Refusal{Kind: LosesError, What: d.Text(ch), In: d.name}
	}
	if !d.leavesError() {
		if left, ok := d.Lost(d.started, d.signals(), d.around()); ok {
			return &Refusal{Kind: LosesValue, What: left.What, In: d.where(left.In)}
		}
	}
	return nil
}

// worksOff reports whether the entry is a worker of a pool: it
// goes on until there is no more, and then a signal says that all is done. A restart
// loses the item in hand.
func (d *duties) worksOff() bool {
	_, ok := d.entry.Loop.(*ast.RangeStmt)
	return ok
}

// signals lists what is given when the goroutine ends, a panic or not.
func (d *duties) signals() []effects.Ref {
	var list []effects.Ref
	for _, s := range d.entry.Sites {
		switch s.Kind {
		case effects.Done, effects.Close, effects.Send, effects.Cancel, effects.Wake:
			if s.Always || d.outside(s) {
				list = append(list, s.On)
			}
		}
	}
	if d.Launcher != nil {
		if sel, ok := ast.Unparen(d.Call.Fun).(*ast.SelectorExpr); ok && d.Info.Selections[sel] != nil {
			list = append(list, d.RefOf(sel.X)) // whose Wait returns then
		}
	}
	return list
}

// closesErrors returns a channel of errors that the entry closes without a send:
// who receives then takes that for no error.
func (d *duties) closesErrors() ast.Expr {
	for _, s := range d.entry.Sites {
		call, ok := s.Node.(*ast.CallExpr)
		if !ok || s.Kind != effects.Close || s.In != (effects.FuncID{}) || d.lit == nil || d.Builtin(call) != "close" || !effects.IsError(d.elem(call.Args[0])) {
			continue
		}
		if !slices.ContainsFunc(d.entry.Sites, func(sent *effects.Site) bool { return sent.Kind == effects.Send && sent.On == s.On }) {
			return call.Args[0]
		}
	}
	return nil
}

// answers reports whether the hook sends the panic in place of a send.
func (d *duties) answers(s *effects.Site) bool {
	send, ok := s.Node.(*ast.SendStmt)
	return ok && d.panicValue(d.elem(send.Chan)) != ""
}

// leavesError reports whether the panic is left, or comes back, as an error.
func (d *duties) leavesError() bool {
	if sig, ok := d.Info.TypeOf(d.Entry()).Underlying().(*types.Signature); ok && d.Launcher != nil && isErrorResult(sig) {
		return true
	}
	for _, s := range d.entry.Sites {
		if s.Kind == effects.Fail {
			return true
		}
	}
	return len(d.hook) > 0
}

// hooked meets an effect in the hook, if that can be written: an error sent or
// stored, or one field of a struct. The effect must come once, after all that can
// panic.
func (d *duties) hooked(s *effects.Site) bool {
	var failed *ast.CallExpr // by which the entry tells of an error
	if s.Kind == effects.Call && d.lit != nil && s.In == (effects.FuncID{}) && !s.Looped {
		failed = d.ErrorCall(d.lit.Body)
	}
	if (s.Again || s.Looped) && s.Kind != effects.Fail && s.Kind != effects.Release && failed == nil || s.Phase == effects.Inside || d.restart {
		return false
	}
	if failed != nil {
		text := d.errorBranch(failed)
		return text != "" && d.addHook(text)
	}
	text := ""
	if d.sharesBranch(s) {
		if text = d.errorBranch(s.Node); text != "" {
			return d.addHook(text)
		}
	}
	switch n := s.Node.(type) {
	case *ast.SendStmt:
		if d.lit == nil {
			return false
		}
		if value := d.panicFor(n.Value, d.elem(n.Chan)); value != "" && d.stableAt(n.Chan) {
			text = d.offered(n, d.Source(n.Chan)+" <- "+value)
		} else if d.isToken(n) && d.stableAt(n.Chan) {
			text = d.Source(n)
		}
	case *ast.AssignStmt:
		if d.lit != nil {
			text = d.failHook(n)
		}
	case *ast.CallExpr:
		if s.Kind == effects.Release {
			text = d.givenUp(n)
		} else if text = d.toldOf(n); text != "" {
			break
		} else if ch, elem, ok := d.sentOn(s); ok {
			if value := d.panicValue(elem); value != "" {
				text = ch + " <- " + value
			}
		}
	}
	if text == "" || strings.Contains(text, "\n") && !strings.HasPrefix(text, "select {") {
		text = ""
		if after := d.afterError(s); after != nil && !(s.Looped && counts(after)) {
			text = d.errorBranch(after)
		}
		if text == "" {
			return false
		}
	}
	return d.addHook(text)
}

func (d *duties) addHook(text string) bool {
	if !slices.Contains(d.hook, text) {
		d.hook = append(d.hook, text)
	}
	return true
}

// givenUp is the call with which a literal gives something up after an error, as the
// hook does after a panic: if err != nil { conn.CloseWithError(code, "") }.
func (d *duties) givenUp(call *ast.CallExpr) string {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || d.lit == nil || !d.TellsOfError(call) || !d.stableAt(sel.X) || d.exitsAfter(call) {
		return ""
	}
	for _, arg := range call.Args {
		if d.Info.Types[arg].Value == nil {
			return ""
		}
	}
	return d.Source(call)
}

// exitsAfter reports whether the process ends in the branch that a call stands in: to
// give up is then not all that an error does.
func (d *duties) exitsAfter(call *ast.CallExpr) bool {
	c, ok := d.CursorOf(call)
	if !ok {
		return true
	}
	for up := range c.Enclosing((*ast.BlockStmt)(nil)) {
		exits := false
		syntax.Own(up.Node(), func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			exits = exits || ok && known.Of(d.Callee(call)).Has(known.Exits)
			return !exits
		})
		return exits
	}
	return true
}

// offered is a send in the hook: in a select with the other ways out that the
// goroutine's own send has, or whoever has left is waited for.
func (d *duties) offered(n *ast.SendStmt, send string) string {
	c, ok := d.CursorOf(n)
	if !ok {
		return ""
	}
	clause, ok := c.Parent().Node().(*ast.CommClause)
	if !ok || clause.Comm != ast.Stmt(n) {
		return send
	}
	text := "select {\ncase " + send + ":\n"
	for up := range c.Enclosing((*ast.SelectStmt)(nil)) {
		for _, other := range up.Node().(*ast.SelectStmt).Body.List {
			other := other.(*ast.CommClause)
			if other == clause {
				continue
			}
			if other.Comm == nil {
				text += "default:\n"
				continue
			}
			x, ok := other.Comm.(*ast.ExprStmt)
			if !ok || !d.readable(x.X) {
				return ""
			}
			text += "case " + d.Source(x.X) + ":\n"
		}
		break
	}
	return text + "}"
}

// readable reports whether a receive reads the same in the hook: from a path, or
// from a context's Done.
func (d *duties) readable(x ast.Expr) bool {
	recv, ok := ast.Unparen(x).(*ast.UnaryExpr)
	if !ok {
		return false
	}
	if call, ok := ast.Unparen(recv.X).(*ast.CallExpr); ok {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		return ok && len(call.Args) == 0 && isContext(d.Info.TypeOf(sel.X)) && d.stableAt(sel.X)
	}
	return d.stableAt(recv.X)
}

// failHook returns the statements that leave a panic where n leaves an error,
// under the lock under which n does; "" if they cannot be written.
func (d *duties) failHook(n *ast.AssignStmt) string {
	text := ""
	if call, ok := ast.Unparen(n.Rhs[0]).(*ast.CallExpr); ok && len(n.Lhs) == 1 && d.mentionsPath(call, n.Lhs[0]) {
		if d.joinsError(call, n.Lhs[0]) && d.stableAt(n.Lhs[0]) {
			errs := d.Source(n.Lhs[0])
			text = errs + " = " + d.Source(call.Fun) + "(" + errs + ", " + d.panicName() + ")"
		}
	} else if i := d.failed(n); i >= 0 && d.stableAt(n.Lhs[i]) {
		t, value := d.Info.TypeOf(n.Lhs[i]), ""
		if len(n.Lhs) == len(n.Rhs) {
			value = d.panicFor(n.Rhs[i], t)
		} else {
			value = d.panicValue(t)
		}
		if value != "" {
			text = d.Source(n.Lhs[i]) + " = " + value
		}
	}
	if text == "" || !d.entry.Locked {
		return text
	}
	lock, ok := d.lockOf(n)
	if !ok {
		return ""
	}
	if lock == "" {
		return text
	}
	return lock + ".Lock(); " + text + "; " + lock + ".Unlock()"
}

// lockOf returns the mutex that is locked in the list of statements around n,
// before it and not released again; "" if there is none. It is false if another
// statement might hold one.
func (d *duties) lockOf(n ast.Stmt) (string, bool) {
	c, ok := d.CursorOf(n)
	if !ok {
		return "", false
	}
	lock := ""
	for up := range c.Enclosing((*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil), (*ast.FuncLit)(nil)) {
		if lit, ok := up.Node().(*ast.FuncLit); ok {
			return lock, lit == d.lit
		}
		for _, stmt := range syntax.Stmts(up.Node()) {
			x, ok := stmt.(*ast.ExprStmt)
			if stmt.Pos() >= n.Pos() || !ok {
				continue
			}
			call, ok := ast.Unparen(x.X).(*ast.CallExpr)
			if !ok {
				continue
			}
			sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
			if !ok {
				continue
			}
			switch e := known.Of(d.Callee(call)); {
			case e.Has(known.Locks) && d.stableAt(sel.X):
				lock = d.Source(sel.X)
			case e.Has(known.Locks), e.Has(known.RLocks):
				return "", false
			case e.Has(known.Unlocks) && d.Source(sel.X) == lock:
				lock = ""
			}
		}
	}
	return lock, true
}

// sentOn returns the channel on which a callee sends, as it reads at the spawn,
// and the type of its elements.
func (d *duties) sentOn(s *effects.Site) (ch string, elem types.Type, ok bool) {
	text, root := s.On.Name()
	if s.Kind != effects.Send || text == "" || slices.Contains(d.entry.Sets, s.On.Class) {
		return "", nil, false
	}
	_, obj := d.Info.Scopes[d.file].Innermost(d.Call.Pos()).LookupParent(root.Name(), d.Call.Pos())
	if obj != root || !d.stable(root) {
		return "", nil, false
	}
	t := root.Type()
	for _, name := range strings.Split(text, ".")[1:] {
		field, _, _ := types.LookupFieldOrMethod(t, true, d.Types, name)
		if field == nil {
			return "", nil, false
		}
		t = field.Type()
	}
	c, ok := t.Underlying().(*types.Chan)
	if !ok || c.Dir() == types.RecvOnly {
		return "", nil, false
	}
	return text, c.Elem(), true
}

// mentionsPath reports whether a call has what is assigned to for an operand.
func (d *duties) mentionsPath(call *ast.CallExpr, lhs ast.Expr) bool {
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return d.Text(arg) == d.Text(lhs) })
}

// joinsError reports whether a call adds an error to those that there are: append(errs,
// err), errors.Join(errs, err).
func (d *duties) joinsError(call *ast.CallExpr, errs ast.Expr) bool {
	if effects.AppendedError(d.Package, errs, call) != nil {
		return true
	}
	fn := d.Callee(call)
	return fn != nil && fn.Signature().Recv() == nil && len(call.Args) == 2 && !call.Ellipsis.IsValid() &&
		d.Text(call.Args[0]) == d.Text(errs) && effects.IsError(d.Info.TypeOf(errs)) && effects.IsError(d.Info.TypeOf(call.Args[1]))
}

// failed returns the index of the left side of an assignment that takes an error, or -1.
func (d *duties) failed(n *ast.AssignStmt) int {
	for i, lhs := range n.Lhs {
		if v := d.VarOf(lhs); v != nil && d.lit.Pos() <= v.Pos() && v.Pos() < d.lit.End() && !v.IsField() {
			continue
		}
		if t := d.Info.TypeOf(lhs); t != nil && d.panicValue(t) != "" {
			return i
		}
	}
	return -1
}

func (d *duties) elem(ch ast.Expr) types.Type {
	if c, ok := d.Info.TypeOf(ch).Underlying().(*types.Chan); ok {
		return c.Elem()
	}
	return types.Typ[types.Invalid]
}

// panicValue returns the text of a value of type t that carries the panic p as
// its error; "" if there is none.
func (d *duties) panicValue(t types.Type) string {
	if effects.IsError(t) {
		return d.panicName()
	}
	star := ""
	if ptr, ok := t.(*types.Pointer); ok {
		star, t = "&", ptr.Elem()
	}
	field, ok := effects.ErrorField(t)
	if !ok || !field.Exported() && field.Pkg() != d.Types {
		return ""
	}
	if _, named := types.Unalias(t).(*types.Named); !named {
		return ""
	}
	typ, ok := d.spell(t, d.Call.Pos())
	if !ok {
		return ""
	}
	return star + typ + "{" + field.Name() + ": " + d.panicName() + "}"
}

// panicFor is panicValue in place of a value that the goroutine makes of a literal: the
// fields that are known from the start are kept, so that who reads it knows whose error
// that is. It is "" where one says so that only the goroutine knows.
//
//	ch <- result{i, v, err}   ch <- result{i: i, err: p}
func (d *duties) panicFor(value ast.Expr, t types.Type) string {
	text := d.panicValue(t)
	lit := d.literalOf(value)
	if text == "" || lit == nil || effects.IsError(t) {
		return text
	}
	st, ok := d.Info.TypeOf(lit).Underlying().(*types.Struct)
	if !ok {
		return text
	}
	fields := ""
	for i, elt := range lit.Elts {
		field := st.Field(min(i, st.NumFields()-1)).Name()
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			field, elt = d.Text(kv.Key), kv.Value
		}
		switch {
		case effects.IsError(d.Info.TypeOf(elt)), d.IsNil(elt):
		case d.stableAt(elt):
			fields += field + ": " + d.Source(elt) + ", "
		case d.tellsWhose(elt):
			return ""
		}
	}
	open := strings.Index(text, "{") + 1
	return text[:open] + fields + text[open:]
}

// literalOf returns the composite literal that a value is, or that the variable it is
// starts as.
func (d *duties) literalOf(value ast.Expr) *ast.CompositeLit {
	if v := d.VarOf(value); v != nil && !v.IsField() {
		for _, from := range d.Var(v).Values {
			if from.Decl && from.Expr != nil {
				value = from.Expr
			}
		}
	}
	x := ast.Unparen(value)
	if u, ok := x.(*ast.UnaryExpr); ok {
		x = ast.Unparen(u.X)
	}
	lit, _ := x.(*ast.CompositeLit)
	return lit
}

// tellsWhose reports whether a field's value is a number or a text that the goroutine
// finds out itself, and not together with the error: it can be by that that the reader
// knows to which of many a result belongs.
func (d *duties) tellsWhose(x ast.Expr) bool {
	v := d.VarOf(x)
	if v == nil || v.IsField() {
		return false
	}
	if t, ok := v.Type().Underlying().(*types.Basic); !ok || t.Info()&(types.IsInteger|types.IsString) == 0 {
		return false
	}
	return !slices.ContainsFunc(d.Var(v).Values, func(value syntax.Value) bool {
		if _, call := ast.Unparen(value.From).(*ast.CallExpr); call {
			return true // v, err := f()
		}
		_, call := ast.Unparen(value.Expr).(*ast.CallExpr)
		return call || value.Expr == nil
	})
}

// stableAt reports whether x is the same when the hook reads it: a path or an
// element whose variables the goroutine does not change and that are in scope
// outside its body.
func (d *duties) stableAt(x ast.Expr) bool {
	ok := true
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr, *ast.FuncLit, *ast.StarExpr:
			ok = false
		case *ast.Ident:
			v, isVar := d.Info.Uses[n].(*types.Var)
			if !isVar {
				break
			}
			if !v.IsField() && d.lit.Body.Pos() <= v.Pos() && v.Pos() < d.lit.Body.End() {
				ok = false
			}
			ok = ok && !d.changes(v)
		}
		return ok
	})
	return ok
}

// changes reports whether the entry gives a variable or field another value,
// itself or in what it calls.
func (d *duties) changes(v *types.Var) bool {
	if slices.Contains(d.entry.Sets, d.Class(v)) && !d.isResult(v) {
		return true
	}
	for _, value := range d.Var(v).Values {
		if d.lit != nil && d.lit.Body.Pos() <= value.Pos && value.Pos < d.lit.Body.End() && !d.isResult(v) {
			return true
		}
	}
	return false
}

// isResult reports whether v is what the goroutine leaves its error in: it is
// set, but not read to find out where.
func (d *duties) isResult(v *types.Var) bool {
	t := v.Type()
	if slice, ok := t.Underlying().(*types.Slice); ok {
		t = slice.Elem()
	}
	return effects.IsError(t)
}

// options returns the options of the runtime that meet what is owed.
func (d *duties) options() ([]Option, *Refusal) {
	var list []Option
	if hook := slices.Concat(d.hook, d.cancel); len(hook) > 0 {
		list = append(list, Option{"OnPanic", "func(" + d.hookParam() + "*" + d.imp.supervised + "PanicError) {" + hookBody(hook) + "}"})
	}
	if len(d.crash) > 0 {
		var names []string
		for _, id := range d.crash {
			name, _ := d.funcValue(id)
			names = append(names, name)
		}
		list = append(list, Option{"CrashIn", strings.Join(names, ", ")})
	}
	return list, nil
}

// hookBody is the body of the hook: on one line if it has one statement of one.
func hookBody(list []string) string {
	text := strings.Join(list, "\n")
	if strings.Contains(text, "\n") {
		return "\n" + text + "\n"
	}
	return " " + text + " "
}

// hookParam is the parameter of the hook, if it uses it.
func (d *duties) hookParam() string {
	word := regexp.MustCompile(`\b` + d.panicName() + `\b`)
	for _, text := range d.hook {
		if word.MatchString(text) {
			return d.panicName() + " "
		}
	}
	return ""
}

// panicName is the name of the hook's parameter: p, unless the program means
// something else by that.
func (d *duties) panicName() string {
	if d.lit == nil {
		return "p"
	}
	if _, obj := d.Info.Scopes[d.file].Innermost(d.lit.Body.Lbrace+1).LookupParent("p", d.lit.Body.Lbrace+1); obj != nil {
		return "panicked"
	}
	return "p"
}

// isToken reports whether what is sent is struct{}{}, so that it only says that
// something has happened.
func (s *site) isToken(send *ast.SendStmt) bool {
	st, ok := s.Info.TypeOf(send.Value).Underlying().(*types.Struct)
	_, lit := ast.Unparen(send.Value).(*ast.CompositeLit)
	return ok && lit && st.NumFields() == 0
}
