package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/cfg"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A Site is a place in a function at which an effect happens.
type Site struct {
	Effect
	Node  ast.Node       // the send, receive, assignment or call
	Defer *ast.DeferStmt // if it is deferred

	// Value is what a send sends, or an assignment assigns; nil if it is one
	// result of several.
	Value ast.Expr
	// Op is the operation behind Skipped, OpInPass that behind SkippedInPass.
	Op, OpInPass ast.Node

	since   token.Pos  // of a paired flag: where it is set
	left    bool       // it is done by a function that somebody has left for others to call
	late    bool       // its callee can panic before it, too
	inner   FuncID     // the callee, if Op is here
	operand *types.Var // the local variable that it is on; nil if there is none
}

// An event is something that happens along the control-flow graph. One field
// is set.
type event struct {
	op   ast.Node   // an operation that can panic
	site *Site      // an effect
	def  *types.Var // a local variable gets a value
	lock *lockEvent // a lock is taken or released
}

// A scan is the events of one function along its control-flow graph, and what
// follows from their order.
type scan struct {
	*Result
	fn    ast.Node
	body  *ast.BlockStmt
	slots map[*types.Var]int
	loop  ast.Stmt // the loop without bound, or the statement that runs one; nil if there is none

	graph  *cfg.CFG
	events [][]event              // by block
	preds  [][]int32              // by block
	past   map[int32][]*cfg.Block // what comes behind a block that a panic ends
	before map[int32][]int32      // the other way round
	tries  map[int32]*tryLock
	head   int32 // the block where each pass of loop begins; -1 if there is none

	sites   []*Site
	orphans []*Site // releases of locks that were taken elsewhere
	regions []Region
	held    []HeldRegion // those of regions that are in the function itself
	exits   lockSets     // of all ways to return
	taken   []Lock       // released, though not taken here
	sets    []string     // classes that are assigned to, here or in what is called
	drained []Ref        // channels from which the loop takes, if it is one of what is called
	calls   []target     // the functions that are followed

	spawned bool // the effects that are read are those of a goroutine, not of the function
}

// newScan reads a function of this package that has a body.
func (r *Result) newScan(fn ast.Node) *scan {
	s := r.scanWith(fn, r.waiting.endlessLoop(syntax.Body(fn)))
	if s.loop != nil && len(s.stopPath()) > 0 && !s.isTold() {
		// What is behind a loop that a flag or the end of its input ends is what
		// the goroutine is for: wait until the database is up, then migrate.
		return r.scanWith(fn, nil)
	}
	return s
}

// scanWith reads a function in view of its loop without bound, if it has one.
func (r *Result) scanWith(fn ast.Node, loop ast.Stmt) *scan {
	s := &scan{Result: r, fn: fn, body: syntax.Body(fn), slots: slotsOf(r.Info, fn), head: -1, tries: make(map[int32]*tryLock)}
	s.loop = loop
	s.graph = cfg.New(s.body, r.MayReturn)
	s.events = make([][]event, len(s.graph.Blocks))
	s.preds = make([][]int32, len(s.graph.Blocks))
	live := reachable(s.graph)
	reads := &reading{scan: s}
	lossy := reads.lossyComms()
	for _, b := range s.graph.Blocks {
		if !live[b.Index] {
			continue
		}
		for _, succ := range b.Succs {
			s.preds[succ.Index] = append(s.preds[succ.Index], b.Index)
		}
		reads.block = b.Index
		if s.isHead(b) {
			s.head = b.Index
		}
		if loop, ok := b.Stmt.(*ast.RangeStmt); ok && b.Kind == cfg.KindRangeLoop {
			reads.rangeHead(loop)
		}
		for i, n := range b.Nodes {
			reads.lossy = lossy[n]
			reads.read(n)
			if i == len(b.Nodes)-1 && len(b.Succs) == 2 {
				s.tryCondition(b.Index, n)
			}
		}
	}
	s.wayOut()
	s.findLocks()
	skipping{s}.findSkips()
	s.halves()
	s.spentFlags()
	return s
}

// wayOut gives the effects that lie in the loop by position, but on the way out of
// it, the phase of those behind it: case <-quit: close(done); return.
func (s *scan) wayOut() {
	worksOff := s.worksOff()
	if s.head < 0 {
		for _, site := range s.sites {
			if worksOff && site.Phase == After && s.itemErrors() { // if err := s.work(jobs); err != nil {…}
				site.OfItem = site.OfItem || s.tellsOfItem(site)
			}
		}
		return
	}
	goesOn := s.goesOn()
	for b, events := range s.events {
		for _, e := range events {
			if e.site != nil && !goesOn[b] && e.site.Phase == Inside {
				e.site.Phase = After
				e.site.OfItem = worksOff && s.tellsOfItem(e.site)
			}
		}
	}
}

// tellsOfItem reports whether an effect tells of an error of what is in hand: leaves it, sends it, ends a context with it as
// the cause. That the context has ended is none: another run finds that, too.
func (s *scan) tellsOfItem(site *Site) bool {
	var told []ast.Expr
	switch n := site.Node.(type) {
	case *ast.SendStmt:
		told = []ast.Expr{n.Value}
	case *ast.AssignStmt:
		told = n.Rhs
	case *ast.CallExpr:
		told = n.Args
	}
	if slices.ContainsFunc(told, s.isContextsError) {
		return false
	}
	return site.Kind == Fail || slices.ContainsFunc(told, func(x ast.Expr) bool { return !s.IsNil(x) && tellsOfError(s.Info.TypeOf(x)) })
}

// isContextsError reports whether x is ctx.Err() or context.Cause(ctx).
func (s *scan) isContextsError(x ast.Expr) bool {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok {
		return false
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == "Err" && syntax.IsContext(s.Info.TypeOf(sel.X)) {
		return true
	}
	fn := s.Callee(call)
	return fn != nil && fn.FullName() == "context.Cause"
}

// tellsOfError reports whether a value of type t is an error, or has one in a field.
func tellsOfError(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := ErrorField(deref(t))
	return ok || syntax.IsError(t)
}

// goesOn marks the blocks from which the head of the loop can be reached.
func (s *scan) goesOn() []bool { return s.reaching([]int32{s.head}) }

// reaching marks the blocks from which one of some blocks can be reached.
func (s *scan) reaching(work []int32) []bool {
	marks := make([]bool, len(s.events))
	for _, b := range work {
		marks[b] = true
	}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for _, p := range s.preds[b] {
			if !marks[p] {
				marks[p] = true
				work = append(work, p)
			}
		}
	}
	return marks
}

// isHead reports whether each pass of the loop without bound begins with b.
func (s *scan) isHead(b *cfg.Block) bool {
	if s.loop == nil {
		return false
	}
	if b.Kind == cfg.KindLabel && b.Stmt != nil {
		return b.Stmt.Pos() == s.loop.Pos() // by goto
	}
	if b.Stmt != s.loop {
		return false
	}
	switch loop := s.loop.(type) {
	case *ast.ForStmt:
		if loop.Cond != nil {
			return b.Kind == cfg.KindForLoop
		}
		return b.Kind == cfg.KindForBody
	case *ast.RangeStmt:
		return b.Kind == cfg.KindRangeLoop
	}
	return false
}

// reachable marks the blocks that control can get to.
func reachable(g *cfg.CFG) []bool {
	seen := make([]bool, len(g.Blocks))
	var visit func(*cfg.Block)
	visit = func(b *cfg.Block) {
		if seen[b.Index] {
			return
		}
		seen[b.Index] = true
		for _, s := range b.Succs {
			visit(s)
		}
	}
	visit(g.Blocks[0])
	return seen
}

// phase returns where pos lies, as seen from the loop without bound.
func (s *scan) phase(pos token.Pos) Phase {
	switch {
	case s.loop == nil || pos < s.loop.Pos():
		return Before
	case pos < s.loop.End():
		return Inside
	}
	return After
}

// isLoop reports whether n is a for statement.
func isLoop(n ast.Stmt) bool {
	switch n.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		return true
	}
	return false
}
