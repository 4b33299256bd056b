package effects

import (
	"go/ast"
	"slices"
	"strings"
)

// Cover returns functions of which one is on the stack whenever one of wanted is
// that the entry calls, through other functions too: at most limit of them, all of
// which can be named, each as near to those of wanted as that allows. It is nil if
// there are none.
//
// They are a cut of the calls of the entry. It begins with the functions that
// the entry itself calls; then each is replaced by those that it calls in turn, as
// long as there are not too many.
func (e *Entry) Cover(wanted []FuncID, limit int, named func(FuncID) bool) []FuncID {
	root := &vertex{}
	for _, t := range e.targets {
		root.out = append(root.out, e.result.vertex(t).out...)
	}
	for _, t := range e.handed {
		root.out = append(root.out, e.result.vertex(t))
	}
	c := mark(e.result.below(root.out, nil), wanted, named)
	cut, ok := c.next(root)
	if !ok {
		return nil
	}
	done := make(map[*vertex]bool)
	for again := true; again; {
		again = false
		for i, v := range cut {
			next, ok := c.next(v)
			if c.wanted[v] || !ok {
				continue
			}
			rest := slices.Delete(slices.Clone(cut), i, i+1)
			for _, n := range next {
				if !done[n] && !slices.Contains(rest, n) {
					rest = append(rest, n)
				}
			}
			if len(rest) <= max(limit, len(cut)) {
				cut, done[v], again = rest, true, true
				break
			}
		}
	}
	var list []FuncID
	for _, v := range cut {
		if !slices.Contains(list, v.id) {
			list = append(list, v.id)
		}
	}
	if len(list) > limit {
		return nil
	}
	return list
}

// SkippedIn lists the functions of which one is on the stack of each panic in the entry
// that skips an effect; within a pass of its loop, if pass is set. It is nil if there are
// none: something else can panic.
func (e *Entry) SkippedIn(site *Site, pass bool) []FuncID {
	if len(e.targets) != 1 || e.targets[0].node == nil {
		return nil
	}
	var list []FuncID
	s := e.result.newScan(e.targets[0].node)
	for b, events := range s.events {
		for i, ev := range events {
			own := ev.site
			if own == nil || own.Kind != site.Kind || own.On.Class != site.On.Class || own.Op == nil {
				continue
			}
			if own.late {
				if own.inner == (FuncID{}) {
					return nil
				}
				list = append(list, own.inner)
			}
			for _, op := range s.opsBefore(int32(b), i, pass) {
				call := s.panicsWithin(op)
				if call == (FuncID{}) {
					return nil
				}
				list = append(list, call)
			}
		}
	}
	slices.SortFunc(list, func(a, b FuncID) int { return strings.Compare(a.Pkg+a.Recv+a.Name, b.Pkg+b.Recv+b.Name) })
	return slices.Compact(list)
}

// opsBefore lists the operations from which there is a way to the i-th event of a block.
func (s *scan) opsBefore(b int32, i int, pass bool) []ast.Node {
	var list []ast.Node
	seen := make(map[int32]bool)
	var back func(b int32, i int)
	back = func(b int32, i int) {
		for _, e := range s.events[b][:i] {
			if e.op != nil {
				list = append(list, e.op)
			}
		}
		if pass && b == s.head {
			return
		}
		for _, p := range slices.Concat(s.preds[b], s.before[b]) {
			if !seen[p] {
				seen[p] = true
				back(p, len(s.events[p]))
			}
		}
	}
	back(b, i)
	return list
}

// Uncovered lists the lock regions of the entry in which a panic has none of named
// on its stack.
func (e *Entry) Uncovered(named []FuncID) []Region {
	bare := make(map[FuncID]bool)
	for _, v := range e.below(named) {
		bare[v.id] = true
	}
	known := make(map[FuncID]bool)
	for _, v := range e.below(nil) {
		known[v.id] = true
	}
	var list []Region
	for _, r := range e.Regions {
		behind := known[r.In] && !bare[r.In]
		if r.In.Name == "" || !behind && !slices.Contains(named, r.In) {
			if !slices.Contains(named, r.Call) {
				list = append(list, r)
			}
		}
	}
	return list
}

// below lists the functions that the entry calls, through others too, without coming through one of named.
func (e *Entry) below(named []FuncID) []*vertex {
	var from []*vertex
	for _, t := range slices.Concat(e.targets, e.handed) {
		from = append(from, e.result.vertex(t))
	}
	return e.result.below(from, named)
}

// Outermost leaves out of a list of functions those that the entry only comes to
// through others of the list.
func (e *Entry) Outermost(list []FuncID) []FuncID {
	is := func(id FuncID) func(*vertex) bool { return func(v *vertex) bool { return v.id == id } }
	known := e.below(nil)
	for i := 0; i < len(list); {
		rest := slices.Delete(slices.Clone(list), i, i+1)
		if slices.ContainsFunc(known, is(list[i])) && !slices.ContainsFunc(e.below(rest), is(list[i])) {
			list = rest
		} else {
			i++
		}
	}
	return list
}

// Idle reports whether a function that is known owes nothing when it panics, and
// the entry neither holds a lock in which only this call can panic, nor owes what a
// panic there would skip, or what would say there that all was written.
func (e *Entry) Idle(id FuncID) bool {
	if slices.ContainsFunc(e.Sites, func(s *Site) bool {
		return s.Skipped != "" || s.SkippedInPass != "" || s.DeferIn == id && s.saysAll()
	}) {
		return false
	}
	var from []*vertex
	for _, t := range e.targets {
		from = append(from, e.result.vertex(t))
	}
	for _, r := range e.Regions {
		if r.Call == id || r.In == id {
			return false
		}
	}
	for _, v := range e.result.below(from, nil) {
		if v.id == id {
			return v.sum != nil && v.sum.owesNothing() && !(v.node != nil && e.result.leaving.leavesPart(v.node))
		}
	}
	return false
}

// owesNothing reports whether a panic leaves nothing undone.
func (s *Summary) owesNothing() bool {
	for _, e := range s.Effects {
		if e.Skipped != "" || e.saysAll() {
			return false
		}
	}
	return len(s.Regions)+len(s.Acquires)+len(s.Releases) == 0
}

// A callGraph has the functions of the module that goroutines call, by node, or by FuncID in other packages.
type callGraph map[any]*vertex

type vertex struct {
	sum    *Summary // nil if it is only known by name
	node   ast.Node // nil for one of another package
	id     FuncID   // zero for a literal, which is a part of what calls it
	out    []*vertex
	number int // of those in the graph
}

// vertex returns the vertex of a callee, with all that it calls.
func (r *Result) vertex(t target) *vertex {
	if t.node == nil {
		return r.foreign(t)
	}
	if v := r.graph[t.node]; v != nil {
		return v
	}
	v := r.addVertex(t.node, idOf(t))
	v.sum = r.summary(t.node) // finds what it calls
	seen := make(map[*vertex]bool)
	for _, next := range r.calls[t.node] {
		if to := r.vertex(next); !seen[to] {
			seen[to] = true
			v.out = append(v.out, to)
		}
	}
	return v
}

// foreign returns the vertex of a function of another package. Of what that calls,
// the summary only has those in which something is owed.
func (r *Result) foreign(t target) *vertex {
	id := idOf(t)
	if v := r.graph[id]; v != nil {
		return v
	}
	v := r.addVertex(id, id)
	v.sum = t.summary
	leaf := func(in FuncID) {
		if in == id || in == (FuncID{}) {
			return
		}
		key := struct{ leaf FuncID }{in}
		next := r.graph[key]
		if next == nil {
			next = r.addVertex(key, in)
		}
		if !slices.Contains(v.out, next) {
			v.out = append(v.out, next)
		}
	}
	for _, region := range t.summary.Regions {
		leaf(nameable(region.In, t))
		leaf(region.Call)
	}
	for _, e := range t.summary.Effects {
		leaf(nameable(e.In, t))
		leaf(nameable(e.DeferIn, t))
	}
	return v
}

func (r *Result) addVertex(key any, id FuncID) *vertex {
	if r.graph == nil {
		r.graph = make(callGraph)
	}
	v := &vertex{id: id, number: len(r.graph)}
	v.node, _ = key.(ast.Node)
	r.graph[key] = v
	return v
}

// below lists some functions and all that they call, through others too, without coming through one of named.
func (r *Result) below(from []*vertex, named []FuncID) (list []*vertex) {
	seen := make([]bool, len(r.graph))
	for work := slices.Clone(from); len(work) > 0; {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[v.number] {
			continue
		}
		seen[v.number] = true
		list = append(list, v)
		if !slices.Contains(named, v.id) {
			work = append(work, v.out...)
		}
	}
	return list
}

// A cover is what is known of functions when some of them are wanted.
type cover struct {
	wanted  map[*vertex]bool
	reaches map[*vertex]bool // one that is wanted, or it is
	named   func(FuncID) bool
}

// mark finds those of a list of functions that are wanted, and those that reach them.
func mark(list []*vertex, wanted []FuncID, named func(FuncID) bool) cover {
	c := cover{wanted: make(map[*vertex]bool), reaches: make(map[*vertex]bool), named: named}
	in := make(map[*vertex][]*vertex)
	var work []*vertex
	for _, v := range list {
		for _, next := range v.out {
			in[next] = append(in[next], v)
		}
		if slices.Contains(wanted, v.id) {
			c.wanted[v], c.reaches[v] = true, true
			work = append(work, v)
		}
	}
	for len(work) > 0 {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		for _, from := range in[v] {
			if !c.reaches[from] {
				c.reaches[from] = true
				work = append(work, from)
			}
		}
	}
	return c
}

// next lists the functions that v calls and that reach what is wanted: of those that
// cannot be named, such as literals, what they call in turn. It is false if one of
// these is wanted.
func (c cover) next(v *vertex) ([]*vertex, bool) {
	var list []*vertex
	seen := make(map[*vertex]bool)
	for work := []*vertex{v}; len(work) > 0; {
		at := work[0]
		work = work[1:]
		for _, next := range at.out {
			if !c.reaches[next] || seen[next] {
				continue
			}
			seen[next] = true
			switch {
			case next.id != FuncID{} && c.named(next.id):
				list = append(list, next)
			case c.wanted[next]:
				return nil, false
			default:
				work = append(work, next)
			}
		}
	}
	return list, true
}
