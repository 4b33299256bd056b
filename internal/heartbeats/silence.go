package heartbeats

import (
	"go/ast"
	"go/types"
	"slices"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A Silence is a loop with a pass in bounded time that never beats.
type Silence struct {
	*Loop
	Ways  []Way // at least one
	Loose bool  // it also runs where no service supervises it
}

// Name returns the name under which all that come to the loop are supervised; ""
// if it is not the same constant, or there may be others.
func (s *Silence) Name() string {
	name := ""
	shared := slices.ContainsFunc(s.Ways, func(way Way) bool { return way.Service != nil && way.Service.Shared })
	if s.Loose || shared && s.Context() != nil {
		return ""
	}
	for i, way := range s.Ways {
		switch {
		case way.Service == nil || way.Service.Own || way.Service.Name == "" || i > 0 && way.Service.Name != name:
			return ""
		}
		name = way.Service.Name
	}
	return name
}

// Theirs returns the package that supervises what comes to the loop, if it is one of the module's own;
// mixed says that there are several, or the runtime package as well.
func (s *Silence) Theirs() (pkg *types.Package, mixed bool) {
	for i, way := range s.Ways {
		by := way.theirs
		if way.Service != nil {
			by = way.Service.Theirs
		}
		if i > 0 && by != pkg {
			mixed = true
		}
		if by != nil {
			pkg = by
		}
	}
	return pkg, mixed
}

// IsForOthers reports whether only whoever calls exported functions comes to the loop.
func (s *Silence) IsForOthers() bool {
	return !slices.ContainsFunc(s.Ways, func(way Way) bool { return way.Service != nil })
}

// Context returns the variable that holds the context of the run on all ways to the loop,
// or nil.
func (s *Silence) Context() *types.Var {
	for _, way := range s.Ways {
		if way.Context == nil || way.Context != s.Ways[0].Context {
			return nil
		}
	}
	return s.Ways[0].Context
}

// Silences lists the loops of the package that should beat and never do, in source order.
func (r *Result) Silences() []*Silence {
	ways := make(map[*Loop][]Way)
	for _, s := range r.Started() {
		if !s.Task {
			for _, way := range r.looping.tourOf(s).ways {
				ways[way.Loop] = append(ways[way.Loop], way)
			}
		}
	}
	for _, way := range r.forOthers() {
		if ways[way.Loop] == nil {
			ways[way.Loop] = []Way{way}
		}
	}
	var list []*Silence
	for loop, ways := range ways {
		if loop.Paced() && !loop.Beats() {
			list = append(list, &Silence{loop, ways, r.giving.runsLoose(loop.Func, make(map[ast.Node]bool))})
		}
	}
	slices.SortFunc(list, func(a, b *Silence) int { return int(a.Stmt.Pos() - b.Stmt.Pos()) })
	return list
}

// forOthers lists the ways to the loops of the exported functions that are made to be
// supervised by another package: they take a context, and this package starts no
// goroutine that runs them.
func (r *Result) forOthers() []Way {
	if r.Types.Name() == "main" {
		return nil
	}
	var exported []*ast.FuncDecl
	for fn := range r.Exported() {
		decl := r.Decl(fn)
		if contextParam(fn.Signature()) >= 0 && r.beating.rhythm(decl).Silent {
			exported = append(exported, decl)
		}
	}
	if len(exported) == 0 {
		return nil
	}
	started := r.looping.newTour()
	for _, file := range r.Files {
		for _, s := range r.Spawns(file) {
			started.from(r.Node(r.Target(s)), nil)
		}
	}
	for _, s := range r.Started() {
		started.from(r.supervised(s), nil)
	}
	var list []Way
	theirs := r.supervising.theirsHere()
	for _, decl := range exported {
		if !started.seen[decl] {
			t := r.looping.newTour()
			fn := r.Info.Defs[decl.Name].(*types.Func)
			t.from(decl, r.ParamVars(decl)[contextParam(fn.Signature())])
			for _, way := range t.ways {
				if !started.seen[way.Loop.Func] {
					way.theirs = theirs
					list = append(list, way)
				}
			}
		}
	}
	return list
}

// leastDeadline is the shortest deadline that the tool writes. A period says how often a pass
// begins, not how long its work may take: a query, a request, a long collection of garbage. It is
// twice the longest wait of the runtime package between two runs, above the timeouts that are usual
// for one request, and no longer than what a person would act on.
const leastDeadline = time.Minute

// Deadline returns how long a service of that period may be silent: two periods, and a minute at
// the least; 0 if the period is not constant. twice says that it is two periods.
func (p Period) Deadline() (d time.Duration, twice bool) {
	if !p.Known() {
		return 0, false
	}
	d, twice = max(2*p.Duration, leastDeadline), 2*p.Duration >= leastDeadline
	if p.Const == "" { // which says itself how long that is
		d = rounded(d)
	}
	return d, twice
}

// rounded returns a time as people say it, and no less: in whole minutes where it is over two, in whole hours where it is
// over two of those.
func rounded(d time.Duration) time.Duration {
	for _, unit := range []time.Duration{time.Hour, time.Minute} {
		if d > 2*unit {
			return (d + unit - 1) / unit * unit
		}
	}
	return d
}

// PeriodOf returns the period of a service's slowest loop, if it follows from the code, and
// is to be made a deadline: the service has none, and all of its loops beat by its name on every way
// through a pass, or will when but does. What comes to its first heartbeat too late gets none.
func (r *Result) PeriodOf(s *Service, but *Loop) Period {
	if s.Task || s.Deadline || s.Shared {
		return Period{}
	}
	of := r.rhythmOfService(s, but)
	if !of.Paced || of.Silent || of.Skips || of.Endless || of.As == severalNames || isConstant(of.As) && (of.As != s.Name || s.Own) {
		return Period{}
	}
	every := of.Pace.Every()
	for _, other := range r.Started() { // the registry knows one deadline for all that share a name
		if other == s || other.Task || other.Own || s.Own || other.Theirs != nil || s.Name == "" || other.Name != s.Name {
			continue
		}
		if other.Deadline {
			return Period{} // which somebody has set for both
		}
		every = every.longest(r.rhythmOfService(other, but).Pace.Every())
	}
	if d, _ := every.Deadline(); of.Start+every.Duration > max(d, startGrace) {
		return Period{}
	}
	return every
}

// startGrace is how long the runtime package waits for the first heartbeat of a run at the least
// (docs/runtime.md, "Liveness").
const startGrace = 5 * time.Minute

// rhythmOfService is the rhythm of all loops that a service comes to; those of beating are taken to
// beat.
func (r *Result) rhythmOfService(s *Service, beating ...*Loop) rhythm {
	var of rhythm
	t := r.looping.tourOf(s)
	for _, way := range t.ways {
		one := rhythmOf(way.Loop)
		if way.Loop.Ends { // of others, the function knows
			one.Start = r.beating.before(syntax.Body(way.Loop.Func), way.Loop.Stmt)
		}
		one.Pace = t.told(one.Pace)
		one.Silent = one.Silent && !slices.Contains(beating, way.Loop)
		of.takes(one)
	}
	for _, far := range t.far {
		far.Pace = t.told(far.Pace)
		far.Silent = far.Silent || far.isDeaf(s)
		of.takes(far.rhythm)
	}
	if fn := r.supervised(s); fn != nil {
		of.Start = max(of.Start, r.beating.rhythm(fn).Start)
	}
	return of
}

// A Deaf is a service with a loop in another package of the module that never beats, or
// would not if it did: nothing tells it the name.
type Deaf struct {
	*Service
	Far
}

// isDeaf reports whether the loop never beats for a service, or would not if it did: it is not handed the context of
// the run.
func (f Far) isDeaf(s *Service) bool {
	reached := f.HasContext() && f.Handed && s.Theirs == nil
	return (f.Silent || f.Paced && f.As == byContext) && !reached
}

// Deafs lists the services that cannot be made to beat in the package of their loop alone.
func (r *Result) Deafs() []Deaf {
	var list []Deaf
	for _, s := range r.Started() {
		if s.Task {
			continue
		}
		for _, far := range r.looping.tourOf(s).far {
			if far.isDeaf(s) {
				list = append(list, Deaf{s, far})
			}
		}
	}
	return list
}

// A Pulse is what is known of the loops of a service.
type Pulse struct {
	Paced   bool          // one has a pass in bounded time
	Endless bool          // one has none
	Beats   bool          // all that have one beat
	Period  time.Duration // of the slowest one; 0 if that is not constant
}

// Pulse returns the Pulse of a service.
func (r *Result) Pulse(s *Service) Pulse {
	of := r.rhythmOfService(s)
	return Pulse{of.Paced, of.Endless, of.As != "" && !of.Silent, of.Pace.Every().Duration}
}
