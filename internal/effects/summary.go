package effects

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
)

// summary returns the effects of a function of this package (a FuncDecl or
// FuncLit with a body), as far as they are known yet.
func (r *Result) summary(fn ast.Node) *Summary {
	return fixpoint.Ask(r.summaries, summaryLattice, fn, func() *Summary { return r.newScan(fn).summarize() })
}

// summaryLattice: summaries grow by themselves, what is found contains what was
// found before, unless there was no more room. A function that calls itself behind its loop
// is a service as long as the call is none: so it stays one once it is.
var summaryLattice = fixpoint.Lattice[*Summary]{
	Best: new(Summary),
	Meet: func(found, before *Summary) *Summary {
		if len(before.Effects) == maxEffects {
			found.Effects = before.Effects // which of more there would be now is no progress
		}
		if before.Service && !found.Service {
			return before
		}
		return found
	},
	Equal: equalSummaries,
}

// equalSummaries reports whether two summaries say the same.
func equalSummaries(a, b *Summary) bool {
	return a.Service == b.Service && a.Told == b.Told && a.Finishes == b.Finishes && a.Waits == b.Waits && a.Hears == b.Hears && a.Gives == b.Gives && a.Once == b.Once && equalIterators(a.Iterator, b.Iterator) &&
		slices.Equal(a.Effects, b.Effects) && slices.Equal(a.Regions, b.Regions) &&
		slices.Equal(a.Acquires, b.Acquires) && slices.Equal(a.Releases, b.Releases) && slices.Equal(a.Drains, b.Drains) && slices.Equal(a.Sets, b.Sets)
}

func equalIterators(a, b *Summary) bool {
	return a == b || a != nil && b != nil && equalSummaries(a, b)
}

// maxEffects bounds a summary: who does more than that does nothing that can be
// told in a sentence.
const maxEffects = 100

// summarize says what callers must know.
func (s *scan) summarize() *Summary {
	s.Result.calls[s.fn] = s.calls
	sum := &Summary{Acquires: s.acquired(), Waits: s.waiting.waitsIn(s.body), Hears: s.waiting.hearsIn(s.body), Gives: s.onlyGives(), Drains: s.drains()}
	for _, l := range s.taken {
		sum.Releases = addLock(sum.Releases, l)
	}
	regions := make(map[regionKey]int)
	for _, region := range s.regions {
		key := regionKey{region.Place, region.In, region.Call}
		i, have := regions[key]
		if !have {
			regions[key] = len(sum.Regions)
			sum.Regions = append(sum.Regions, region)
		} else if sum.Regions[i].On != region.On { // on several ways
			sum.Regions[i].On = noRef(region.On.Class)
		}
	}
	self := s.id(s.fn)
	index := make(map[effectKey][]int)
	for _, site := range s.sites {
		e := site.Effect
		if e.On.Local {
			if elem, ok := s.elementRef(e.On.root); ok && e.Kind != Half {
				e.On = elem // it is an element of what others can see
			}
		}
		if e.On.Local && e.Skipped == "" && e.Kind != Publish && !e.saysAnyway() && !s.hidesError(site) {
			continue // nobody else can notice
		}
		if e.On.Local {
			e.On = noRef(e.On.Class)
		}
		if e.In == self {
			e.In = FuncID{}
		}
		if e.At == self {
			e.At = FuncID{}
		}
		if e.DeferIn == self {
			e.DeferIn = FuncID{}
		}
		key := effectKey{e.Kind, e.On.key(), e.Phase, e.Lossy, e.Raise, e.Deferred, e.Optional, e.Returns, e.Apart}
		places := index[key]
		for _, i := range places {
			sum.Effects[i].Looped = true
		}
		e.Looped = e.Looped || len(places) > 0
		i := slices.IndexFunc(places, func(at int) bool { return sum.Effects[at].merges(e) })
		if i >= 0 {
			sum.Effects[places[i]].merge(e)
		} else if len(sum.Effects) < maxEffects {
			index[key] = append(places, len(sum.Effects))
			sum.Effects = append(sum.Effects, e)
		}
	}
	slices.Sort(s.sets)
	sum.Sets = slices.Compact(s.sets)
	sum.Iterator = s.iterator()
	if s.loop != nil {
		sum.Service, sum.WorksOff, sum.Fails, sum.Told, sum.Finishes = true, s.worksOff(), s.itemErrors(), s.isTold(), s.finishes()
		sum.Once = restarting{s}.once()
	}
	return sum
}

// hidesError reports whether a signal comes after a panic, too, that has kept an error from being left in what came in: who has
// waited for it takes that for success.
//
//	func (s *store) loop() { for u := range s.ch { s.process(u) } }
//	func (s *store) process(u *upload) { defer close(u.done); u.err = s.put(u) }
func (s *scan) hidesError(signal *Site) bool {
	switch signal.Kind {
	case Done, Close, Wake:
		return signal.Deferred && signal.Always && slices.ContainsFunc(s.sites, func(fail *Site) bool {
			return fail.Kind == Fail && fail.Skipped != "" && fail.On.Local && fail.On.root == signal.On.root
		})
	}
	return false
}

// A regionKey tells apart the regions that a summary has: a lock in a function of
// which one way to it is as good as another.
type regionKey struct {
	place    Place
	in, call FuncID
}

type effectKey struct {
	kind                             Kind
	on                               refKey
	phase                            Phase
	lossy, raise, deferred, optional bool
	returns, apart                   bool
}

// merges reports whether two places of an effect are one for callers: they are not
// if each is skipped, in another function.
func (e *Effect) merges(other Effect) bool {
	return e.DeferIn == other.DeferIn && (e.Skipped == "" || other.Skipped == "" || e.In == other.In)
}

// merge adds another place of the same effect.
func (e *Effect) merge(other Effect) {
	e.Always = e.Always && other.Always
	e.Token = e.Token && other.Token
	e.Given, e.Object = e.Given && other.Given, e.Object || other.Object
	e.Failure = e.Failure && other.Failure
	e.Once = e.Once && other.Once
	e.Again = e.Again || other.Again
	e.Rearms = e.Rearms && other.Rearms
	e.Passes = e.Passes || other.Passes
	e.OfItem = e.OfItem || other.OfItem
	e.Error = e.Error || other.Error
	e.Maybe = e.Maybe && other.Maybe
	if e.Skipped == "" && other.Skipped != "" {
		e.Text, e.Skipped, e.In, e.At, e.Below = other.Text, other.Skipped, other.In, other.At, other.Below
	}
	if e.SkippedInPass == "" {
		e.SkippedInPass = other.SkippedInPass
	}
}

// imported returns the summary of a function of another package of the module.
func (r *Result) imported(fn *types.Func) *Summary {
	if sum, ok := r.facts[fn]; ok {
		return sum
	}
	var fact effects
	r.pass.ImportObjectFact(fn, &fact)
	r.facts[fn] = &fact.Summary
	return &fact.Summary
}

// exported is the summary as other packages see it: without variables of this one.
func (s *Summary) exported() Summary {
	out := *s
	out.Effects, out.Regions = slices.Clone(s.Effects), slices.Clone(s.Regions)
	out.Acquires, out.Releases, out.Drains = slices.Clone(s.Acquires), slices.Clone(s.Releases), slices.Clone(s.Drains)
	for i := range out.Effects {
		out.Effects[i].On.root = nil
	}
	for i := range out.Regions {
		out.Regions[i].On.root = nil
	}
	for i := range out.Acquires {
		out.Acquires[i].On.root = nil
	}
	for i := range out.Releases {
		out.Releases[i].On.root = nil
	}
	for i := range out.Drains {
		out.Drains[i].root = nil
	}
	if out.Iterator != nil {
		it := out.Iterator.exported()
		out.Iterator = &it
	}
	return out
}
