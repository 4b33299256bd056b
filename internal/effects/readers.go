package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Who reads what a goroutine has left is who waits for it before. A point where
// somebody has waited is behind a receive, a Wait, or a call of a function with such
// a point; reads behind it, in the same function or in what it calls, are those of
// the result, and so are those of whoever gets the whole of which it is a part (handedon.go). Where
// each function waits and whom it calls is read once.

// readers tells who reads what a goroutine leaves, who waits for it, and who is on the other side of a channel.
type readers struct {
	*Result
	join     *joins                        // nil until somebody asks
	dynamic  *dynamics                     // nil until somebody asks
	sends    map[string][]inspector.Cursor // sendsTo; nil until somebody asks
	receives map[string][]inspector.Cursor // receivesFrom; nil until somebody asks
	named    map[string][]inspector.Cursor // receivesOf; nil until somebody asks
	pipes    map[*types.Var]bool           // isPipe; nil until somebody asks
	readIn   map[ast.Node]map[string]bool  // readBy
}

// A point is a place in a function that runs on a goroutine of its own: that of a
// literal that is called or deferred lies in the function around it.
type point struct {
	fn  ast.Node
	pos token.Pos
}

// joins is where the package waits.
type joins struct {
	waits map[string][]point      // by the class of the signal
	gives map[ast.Node][]given    // signals that a function gives
	calls map[*types.Func][]point // where a function is called, on the same goroutine
	args  map[*types.Func][]*ast.CallExpr
	uses  map[*types.Var][]inspector.Cursor // of fields and variables of the package
	ends  endings
	names map[string][]string // by which others know what signals
}

type given struct {
	class string
	pos   token.Pos
}

// waitsFor lists where a signal is waited for: also by a method of another package, of which it is not known
// for which part of its receiver it waits.
func (j *joins) waitsFor(class string) []point {
	return slices.Concat(j.waits[class], j.waits[class[:strings.LastIndex(class, ".")+1]])
}

// partsOf is the class of all fields of the type that a function of another package of the module is a method
// of; "" for another function.
func (src source) partsOf(fn *types.Func) string {
	if fn == nil || fn.Pkg() == nil || fn.Pkg() == src.Types || !src.InModule(fn.Pkg().Path()) || fn.Signature().Recv() == nil {
		return ""
	}
	named, ok := types.Unalias(deref(fn.Signature().Recv().Type())).(*types.Named)
	if !ok {
		return ""
	}
	return fn.Pkg().Path() + "." + named.Obj().Name() + "."
}

// joined reads the package once.
func (r *readers) joined() *joins {
	if r.join != nil {
		return r.join
	}
	j := &joins{
		waits: make(map[string][]point), gives: make(map[ast.Node][]given), calls: make(map[*types.Func][]point),
		args: make(map[*types.Func][]*ast.CallExpr), uses: make(map[*types.Var][]inspector.Cursor),
		ends: r.endings(), names: r.naming.otherNames(),
	}
	r.join = j
	wait := func(c inspector.Cursor, class string) {
		if class != "" {
			j.waits[class] = append(j.waits[class], r.waitAt(c))
		}
	}
	give := func(c inspector.Cursor, class string) {
		p := r.pointAt(c)
		j.gives[p.fn] = append(j.gives[p.fn], given{class, p.pos})
	}
	for c := range r.Preorder((*ast.UnaryExpr)(nil), (*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.SendStmt)(nil), (*ast.CallExpr)(nil), (*ast.Ident)(nil)) {
		switch n := c.Node().(type) {
		case *ast.ForStmt:
			wait(c, r.filledBy(n.Body))
			for class := range r.polledBy(n) {
				wait(c, class)
			}
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				wait(c, r.waitedFor(n.X))
				if call, ok := ast.Unparen(n.X).(*ast.CallExpr); ok {
					wait(c, r.partsOf(r.Callee(call)))
				}
			}
		case *ast.RangeStmt:
			if _, ch := r.Info.TypeOf(n.X).Underlying().(*types.Chan); ch {
				wait(c, r.polling.class(n.X))
			}
			wait(c, r.filledBy(n.Body))
		case *ast.SendStmt:
			give(c, r.polling.class(n.Chan))
		case *ast.CallExpr:
			if r.Builtin(n) == "close" {
				give(c, r.polling.class(n.Args[0]))
				break
			}
			fn := r.Callee(n)
			if fn == nil {
				break
			}
			if r.Decl(fn) != nil {
				j.args[fn] = append(j.args[fn], n)
				if _, spawned := c.Parent().Node().(*ast.GoStmt); !spawned {
					j.calls[fn] = append(j.calls[fn], r.pointAt(c))
				}
				break
			}
			for _, t := range (&scan{Result: r.Result}).implementations(fn) {
				j.calls[t.fn] = append(j.calls[t.fn], r.pointAt(c))
			}
			if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok && r.Info.Selections[sel] != nil {
				switch fn.Name() {
				case "Wait":
					wait(c, r.receiverClass(sel))
					wait(c, r.partsOf(fn))
				case "Done":
					give(c, r.receiverClass(sel))
				}
			}
		case *ast.Ident:
			if v, ok := r.Info.Uses[n].(*types.Var); ok && (v.IsField() || v.Parent() == r.Types.Scope()) {
				j.uses[v.Origin()] = append(j.uses[v.Origin()], c)
			}
		}
	}
	return j
}

// filledBy returns the class of a semaphore that a loop does no more than to fill, and so waits until all slots have
// been given back; "" for another loop.
//
//	for range cap(sem) { sem <- struct{}{} }
func (r *readers) filledBy(body *ast.BlockStmt) string {
	if len(body.List) != 1 {
		return ""
	}
	if call := syntax.CallStmt(body.List[0]); call != nil { // for range cap(g.ch) { g.in() }
		return r.polling.slotFilled(call)
	}
	send, ok := body.List[0].(*ast.SendStmt)
	if !ok || !r.isToken(send.Value) && r.Info.Types[send.Value].Value == nil {
		return ""
	}
	return r.polling.class(send.Chan)
}

// polledBy lists the classes of what a loop waits for to change.
func (r *readers) polledBy(loop *ast.ForStmt) map[string]bool {
	polled := make(map[string]bool)
	switch {
	case loop.Init != nil || loop.Post != nil:
	case r.Unconditional(loop) && r.sleeps(loop.Body):
		for _, stmt := range loop.Body.List {
			if cond, ok := stmt.(*ast.IfStmt); ok && endsLoop(cond.Body.List) {
				r.polling.polls(cond.Cond, polled, 0)
			}
		}
	case loop.Cond != nil && !r.polling.worksOff(loop):
		r.polling.polls(loop.Cond, polled, 0)
	}
	return polled
}

// Awaited reports whether somebody in the package waits for what is done to a ref.
func (r *Result) Awaited(on Ref) bool {
	behind := make(map[ast.Node]token.Pos)
	r.readers.await(on.Class, on.root, behind, make(map[string]bool))
	return len(behind) > 0
}

// pointAt is the point behind what stands at c: the end of the function where it
// is deferred.
func (src source) pointAt(c inspector.Cursor) point {
	pos := c.Node().End()
	deferred := false
	for up := range c.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil), (*ast.DeferStmt)(nil)) {
		switch up.Node().(type) {
		case *ast.DeferStmt:
			deferred = true
			continue
		case *ast.FuncLit:
			if !src.runsApart(up) {
				continue
			}
		}
		if deferred {
			pos = up.Node().End()
		}
		return point{up.Node(), pos}
	}
	return point{nil, pos}
}

// runsApart reports whether a literal is started on a goroutine of its own.
func (src source) runsApart(lit inspector.Cursor) bool {
	call, ok := lit.Parent().Node().(*ast.CallExpr)
	if !ok {
		return false
	}
	if ast.Unparen(call.Fun) == lit.Node() {
		_, spawned := lit.Parent().Parent().Node().(*ast.GoStmt)
		return spawned
	}
	return src.Launched(call, lit.Node().(ast.Expr))
}

// waitedFor returns the class of what a receive waits for: a channel, the context whose Done it is, or what
// a function of the package returns of these.
func (r *readers) waitedFor(ch ast.Expr) string {
	call, ok := ast.Unparen(ch).(*ast.CallExpr)
	if !ok {
		return r.polling.class(ch)
	}
	if decl := r.declOf(call); decl != nil && decl.Body != nil && len(decl.Body.List) == 1 {
		if ret, ok := decl.Body.List[0].(*ast.ReturnStmt); ok && len(ret.Results) == 1 {
			if inner, ok := ast.Unparen(ret.Results[0]).(*ast.CallExpr); !ok || r.declOf(inner) == nil {
				return r.waitedFor(ret.Results[0])
			}
		}
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == "Done" {
		return r.polling.class(sel.X)
	}
	return r.naming.nameOf(ch, 0)
}

// receiverClass is the class of what a method is called on, of an embedded field if it
// is promoted from one.
func (r *readers) receiverClass(sel *ast.SelectorExpr) string {
	on, ok := (&scan{Result: r.Result, spawned: true}).recvRef(sel)
	if !ok {
		return ""
	}
	return on.Class
}

// RefOf returns the ref of what a launcher is a method of.
func (r *Result) RefOf(x ast.Expr) Ref {
	on, _ := (&scan{Result: r, spawned: true}).ref(x)
	return on
}

// reads reports whether somebody reads what is left after waiting for one of the
// signals. The goroutine is started in the function around.
func (r *readers) reads(l Left, signals []Ref, around ast.Node) bool {
	behind := r.behind(signals)
	if _, ends := behind[around]; len(behind) == 0 && len(signals) > 0 || ends && r.isAPI(around) {
		// Other packages wait, or it has ended when the function that they call returns.
		if r.Types.Name() != "main" && l.v.IsField() && (l.v.Exported() || r.readInAPI(l)) {
			return true
		}
	}
	return r.readsBehind(l, behind)
}

// behind lists from where on somebody has waited for one of the signals, by function.
func (r *readers) behind(signals []Ref) map[ast.Node]token.Pos {
	behind := make(map[ast.Node]token.Pos)
	classes := make(map[string]bool)
	for _, signal := range signals {
		r.await(signal.Class, signal.root, behind, classes)
	}
	return behind
}

// readsBehind reports whether what is left is read in the package from there on.
func (r *readers) readsBehind(l Left, behind map[ast.Node]token.Pos) bool {
	j := r.joined()
	for _, v := range r.aliases(l.v, 0) {
		uses := r.usesOf(j, v)
		asks := make(map[ast.Node]bool) // functions that ask first whether it is there
		for _, use := range uses {
			if !l.Error && r.comparesNil(use) {
				asks[r.pointAt(use).fn] = true
			}
		}
		for _, use := range uses {
			if p := r.pointAt(use); !asks[p.fn] && r.isRead(use, l) && r.comesBehind(p, behind, make(map[ast.Node]bool)) {
				return true
			}
		}
	}
	return l.v.IsField() && r.handedOn(l, behind)
}

// ReadAfter reports whether somebody reads a variable or field after waiting for a signal.
func (r *Result) ReadAfter(on, signal Ref) bool {
	v := on.root
	if on.Path != "" {
		for field := range r.readers.joined().uses {
			if r.naming.classOf(field) == on.Class {
				v = field
			}
		}
	}
	return v != nil && r.readers.reads(Left{v: v}, []Ref{signal}, nil)
}

// AlsoAwaits reports whether whoever receives from one channel receives from another one as well,
// in the same select statement, so that a value there is an answer, too:
//
//	select { case <-s.ready: case err := <-s.errc: return err }
func (r *Result) AlsoAwaits(signal, other Ref) bool {
	receives := r.readers.receivesOf(signal.Class)
	return len(receives) > 0 && !slices.ContainsFunc(receives, func(c inspector.Cursor) bool {
		_, recv := c.Node().(*ast.UnaryExpr)
		return !recv || !r.readers.selects(c, other)
	})
}

// receivesOf lists the receives from a class of channels, and the loops over one, as they name it.
func (r *readers) receivesOf(class string) []inspector.Cursor {
	if r.named == nil {
		r.named = make(map[string][]inspector.Cursor)
		for c := range r.Preorder((*ast.UnaryExpr)(nil), (*ast.RangeStmt)(nil)) {
			switch n := c.Node().(type) {
			case *ast.RangeStmt:
				r.named[r.polling.class(n.X)] = append(r.named[r.polling.class(n.X)], c)
			case *ast.UnaryExpr:
				if n.Op == token.ARROW {
					r.named[r.polling.class(n.X)] = append(r.named[r.polling.class(n.X)], c)
				}
			}
		}
	}
	return r.named[class]
}

// selects reports whether the receive at c is a case of a select statement in which there is a
// receive from another channel, too.
func (r *readers) selects(c inspector.Cursor, other Ref) bool {
	for up := range c.Enclosing((*ast.CommClause)(nil), (*ast.SelectStmt)(nil)) {
		switch up := up.Node().(type) {
		case *ast.CommClause:
			if recv := received(up); recv != c.Node() {
				return false
			}
		case *ast.SelectStmt:
			return slices.ContainsFunc(up.Body.List, func(stmt ast.Stmt) bool {
				recv := received(stmt)
				return recv != nil && r.polling.class(recv.X) == other.Class
			})
		}
	}
	return false
}

// IsRead reports whether somebody reads a field, or a variable of the package or of a function.
func (r *Result) IsRead(v *types.Var) bool {
	if v.IsField() && v.Exported() && r.Types.Name() != "main" {
		return true
	}
	for _, use := range r.usesOf(r.readers.joined(), v.Origin()) {
		if r.isRead(use, Left{}) {
			return true
		}
	}
	return false
}

// readTogether reports whether a function reads both a flag and what is left: the
// flag says that all is there.
func (r *readers) readTogether(flag, l Left) bool {
	readers := make(map[ast.Node]bool)
	for _, use := range r.usesOf(r.joined(), flag.v) {
		if r.isRead(use, Left{}) {
			readers[r.pointAt(use).fn] = true
		}
	}
	for _, use := range r.usesOf(r.joined(), l.v) {
		if readers[r.pointAt(use).fn] && r.isRead(use, Left{}) {
			return true
		}
	}
	return false
}

// comparesNil reports whether a use of a variable or field compares it with nil.
func (src source) comparesNil(c inspector.Cursor) bool {
	up := c.Parent()
	if _, ok := up.Node().(*ast.SelectorExpr); ok {
		up = up.Parent()
	}
	x, ok := up.Node().(*ast.BinaryExpr)
	return ok && (src.IsNil(x.X) || src.IsNil(x.Y))
}

// await notes where somebody has waited for a signal: behind the wait itself, and
// behind the calls of the functions that do. Who gives another signal then passes it on.
func (r *readers) await(class string, root *types.Var, behind map[ast.Node]token.Pos, seen map[string]bool) {
	if class = strings.TrimSuffix(class, "[]"); seen[class] { // <-turn[n]: of one element it is not known which
		return
	}
	seen[class] = true
	j := r.joined()
	for _, p := range j.waitsFor(class) {
		r.awaitAt(p, behind, seen)
	}
	for _, other := range slices.Concat(j.ends[class], j.names[class]) {
		r.await(other, nil, behind, seen)
	}
	if root == nil {
		return
	}
	if !root.IsField() { // a parameter of the one who starts it: the callers wait
		for _, arg := range r.passedFor(root) {
			if v := r.container(arg); v != nil {
				r.await(r.naming.classOf(v), v, behind, seen)
			}
		}
	}
}

// awaitAt notes one place where somebody has waited.
func (r *readers) awaitAt(p point, behind map[ast.Node]token.Pos, seen map[string]bool) {
	if pos, ok := behind[p.fn]; ok && pos <= p.pos || p.fn == nil {
		return
	}
	behind[p.fn] = p.pos
	j := r.joined()
	for _, g := range j.gives[p.fn] {
		if g.pos > p.pos {
			r.await(g.class, nil, behind, seen)
		}
	}
	if decl, ok := p.fn.(*ast.FuncDecl); ok {
		fn, _ := r.Info.Defs[decl.Name].(*types.Func)
		for _, call := range j.calls[fn] {
			r.awaitAt(call, behind, seen)
		}
	}
}

// comesBehind reports whether a point lies behind a wait, or in a function that is
// called there.
func (r *readers) comesBehind(p point, behind map[ast.Node]token.Pos, seen map[ast.Node]bool) bool {
	if pos, ok := behind[p.fn]; ok && pos < p.pos {
		return true
	}
	decl, ok := p.fn.(*ast.FuncDecl)
	if !ok || seen[decl] {
		return false
	}
	seen[decl] = true
	fn, _ := r.Info.Defs[decl.Name].(*types.Func)
	for _, call := range r.joined().calls[fn] {
		if r.comesBehind(call, behind, seen) {
			return true
		}
	}
	return false
}

func (src source) usesOf(j *joins, v *types.Var) []inspector.Cursor {
	if v.IsField() || v.Parent() == src.Types.Scope() {
		return j.uses[v]
	}
	return src.Uses(v)
}

// aliases lists v and, of a parameter, what the callers pass for it.
func (r *readers) aliases(v *types.Var, depth int) []*types.Var {
	list := []*types.Var{v}
	if v.IsField() || depth > 3 {
		return list
	}
	for _, arg := range r.passedFor(v) {
		if from := r.container(arg); from != nil && from != v {
			list = append(list, r.aliases(from, depth+1)...)
		}
	}
	return list
}

// passedFor lists what the calls in the package pass for a parameter of a declared function, or of a literal that is called
// where it stands.
func (r *readers) passedFor(v *types.Var) []ast.Expr {
	if v.Kind() != types.ParamVar {
		return nil
	}
	if lit, ok := r.FuncAt(v.Pos()).(*ast.FuncLit); ok {
		return r.passedInPlace(lit, v)
	}
	fn, index := r.parameter(v)
	if fn == nil {
		return nil
	}
	return r.passedBy(r.joined().args[fn], fn, index)
}

// passedBy lists what calls of fn pass for its parameter of that index, all of what they pass for a variadic one.
func (src source) passedBy(calls []*ast.CallExpr, fn *types.Func, index int) []ast.Expr {
	sig := fn.Signature()
	var list []ast.Expr
	for _, call := range calls {
		i := index + src.Shift(call, fn)
		switch {
		case i >= len(call.Args):
		case sig.Variadic() && index == sig.Params().Len()-1:
			list = append(list, call.Args[i:]...)
		default:
			list = append(list, call.Args[i])
		}
	}
	return list
}

// passedInPlace is passedFor of a parameter of a literal that is called where it stands: func(c *conn) { … }(s.conn).
func (src source) passedInPlace(lit *ast.FuncLit, v *types.Var) []ast.Expr {
	c, ok := src.CursorOf(lit)
	if !ok {
		return nil
	}
	call, ok := c.Parent().Node().(*ast.CallExpr)
	if !ok || call.Fun != ast.Expr(lit) {
		return nil
	}
	params := src.Info.TypeOf(lit).(*types.Signature).Params()
	for i := range min(params.Len(), len(call.Args)) {
		if params.At(i) == v {
			return call.Args[i : i+1]
		}
	}
	return nil
}

// parameter returns the declared function of the package that has parameter v, and
// its index; nil if there is none.
func (src source) parameter(v *types.Var) (*types.Func, int) {
	if v.Kind() != types.ParamVar {
		return nil, 0
	}
	if decl, ok := src.FuncAt(v.Pos()).(*ast.FuncDecl); ok {
		if fn, ok := src.Info.Defs[decl.Name].(*types.Func); ok {
			for i := range fn.Signature().Params().Len() {
				if fn.Signature().Params().At(i) == v {
					return fn, i
				}
			}
		}
	}
	return nil, 0
}

// isAPI reports whether other packages can call a function.
func (src source) isAPI(fn ast.Node) bool {
	decl, ok := fn.(*ast.FuncDecl)
	return ok && decl.Name.IsExported() && src.Types.Name() != "main"
}

// readInAPI reports whether an exported function of the package reads what is left.
func (r *readers) readInAPI(l Left) bool {
	for _, use := range r.joined().uses[l.v] {
		if r.isRead(use, l) && r.isAPI(r.pointAt(use).fn) {
			return true
		}
	}
	return false
}

// isRead reports whether a use of a variable or field reads data from it: it is
// not only assigned to, and a value is not looked up with a question whether it is there.
func (src source) isRead(c inspector.Cursor, l Left) bool {
	keyed := l.entry && !l.list
	if keyed && isMap(l.v.Type()) {
		return src.missesEntry(c)
	}
	path := c
	for {
		up := path.Parent()
		switch n := up.Node().(type) {
		case *ast.SelectorExpr:
			if _, method := src.Info.Uses[n.Sel].(*types.Func); method {
				if keyed {
					return src.misses(n.Sel.Name, up.Parent())
				}
				return (src.isUsed(up.Parent()) || !l.fills) && !src.asksForIt(up.Parent())
			}
		case *ast.IndexExpr:
			if n.X != path.Node() {
				return true
			}
			if isMap(src.Info.TypeOf(n.X)) && src.asksForIt(up) {
				return keyed && src.asksOnly(up)
			}
		case *ast.ParenExpr, *ast.StarExpr:
		case *ast.UnaryExpr:
			return n.Op != token.AND || !l.fills || src.isUsed(up.Parent())
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				if ast.Unparen(lhs) == path.Node() {
					return false
				}
			}
			return !src.isBlank(n.Lhs)
		case *ast.IncDecStmt:
			return false
		case *ast.CallExpr:
			switch src.Builtin(n) {
			case "delete", "clear", "close":
				return false
			case "append":
				a, ok := up.Parent().Node().(*ast.AssignStmt)
				return !ok || n.Args[0] != path.Node() || src.Text(a.Lhs[0]) != src.Text(path.Node())
			}
			if fn := src.Callee(n); fn != nil && strings.HasPrefix(fn.FullName(), "os.Remove") {
				return false
			}
			return !l.fills || src.isUsed(up) || n.Fun != path.Node()
		case *ast.RangeStmt:
			return n.X != path.Node() || !keyed || !src.onlyEnds(n.Body)
		default:
			return true
		}
		path = up
	}
}

// missesEntry reports whether a use of a map or list takes an entry that is not there for
// one that is: it looks up a key of its own and takes the zero value, or it sums up.
func (src source) missesEntry(c inspector.Cursor) bool {
	path := c
	if _, ok := path.Parent().Node().(*ast.SelectorExpr); ok && src.VarOf(path.Parent().Node().(ast.Expr)) != nil {
		path = path.Parent()
	}
	up := path.Parent()
	switch n := up.Node().(type) {
	case *ast.IndexExpr:
		return n.X == path.Node() && isMap(src.Info.TypeOf(n.X)) && (src.takesZero(up) || src.asksForIt(up) && src.asksOnly(up))
	case *ast.RangeStmt:
		return n.X == path.Node() && (src.sumsUp(n.Body, src.VarOf(n.Value)) || isMap(src.Info.TypeOf(n.X)) && src.countsOnly(n.Body))
	case *ast.CallExpr:
		return src.Builtin(n) == "len" && isMap(src.Info.TypeOf(n.Args[0])) && !src.isRoom(up)
	}
	return false
}

// countsOnly reports whether a body counts each time that it is run.
func (src source) countsOnly(body *ast.BlockStmt) bool {
	return slices.ContainsFunc(body.List, func(stmt ast.Stmt) bool { _, ok := stmt.(*ast.IncDecStmt); return ok })
}

// isRoom reports whether the call at c is an argument of make: how much room there is.
func (src source) isRoom(c inspector.Cursor) bool {
	up, ok := c.Parent().Node().(*ast.CallExpr)
	return ok && src.Builtin(up) == "make"
}

// takesZero reports whether the lookup in a map at c takes the zero value for an entry
// that is missing, and not for what is empty.
func (src source) takesZero(c inspector.Cursor) bool {
	if src.asksForIt(c) {
		return false
	}
	x := c.Node().(*ast.IndexExpr)
	switch up := c.Parent().Node().(type) {
	case *ast.AssignStmt:
		for _, lhs := range up.Lhs {
			if lhs == ast.Expr(x) {
				return false
			}
		}
	case *ast.RangeStmt, *ast.IncDecStmt:
		return false
	case *ast.CallExpr:
		if src.Builtin(up) != "" { // len(m[k]), append(m[k], …)
			return false
		}
	}
	if v := src.VarOf(x.Index); v != nil {
		for _, value := range src.Var(v).Values {
			if value.Expr == nil && value.From == nil {
				return false // a key that a loop ranges over
			}
		}
	}
	return true
}

// sumsUp reports whether a body adds to something what v gives.
func (src source) sumsUp(body *ast.BlockStmt, v *types.Var) bool {
	if v == nil {
		return false
	}
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && a.Tok != token.ASSIGN && a.Tok != token.DEFINE {
			ast.Inspect(a.Rhs[0], func(n ast.Node) bool {
				id, ok := n.(*ast.Ident)
				found = found || ok && src.Info.Uses[id] == v
				return !found
			})
		}
		return !found
	})
	return found
}

// misses reports whether a method of a sync.Map, used at c, takes an entry that is not there for one that is.
func (src source) misses(method string, c inspector.Cursor) bool {
	switch method {
	case "Load":
		return !src.asksForIt(c) || src.asksOnly(c)
	case "Range":
		return true
	}
	return false // it puts an entry there, or takes it away
}

// asksOnly reports whether the value at c is dropped, and only whether it is there is looked at: one that is missing
// is as good an answer as one that is there. Who takes both knows what to do without a value.
func (src source) asksOnly(c inspector.Cursor) bool {
	a, ok := c.Parent().Node().(*ast.AssignStmt)
	return ok && src.isBlank(a.Lhs[:1])
}

// onlyEnds reports whether a body does no more than to end or give back what it is about: what is missing needs none of that.
func (src source) onlyEnds(body *ast.BlockStmt) bool {
	return !slices.ContainsFunc(body.List, func(stmt ast.Stmt) bool {
		call := syntax.CallStmt(stmt)
		if call == nil {
			return true
		}
		fn := src.Callee(call)
		return src.Builtin(call) != "delete" && src.Builtin(call) != "close" && (fn == nil || !known.Ends(fn.Name()) && !known.IsRelease(fn.Name()))
	})
}

// asksForIt reports whether the value at c comes with whether it is there: v, ok := m[k].
func (src source) asksForIt(c inspector.Cursor) bool {
	a, ok := c.Parent().Node().(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 2 || len(a.Rhs) != 1 {
		return false
	}
	b, ok := src.Info.TypeOf(a.Lhs[1]).(*types.Basic)
	return ok && b.Kind() == types.Bool
}

// isUsed reports whether the result of the call at c is used.
func (src source) isUsed(c inspector.Cursor) bool {
	call, ok := c.Node().(*ast.CallExpr)
	if !ok {
		return true
	}
	switch c.Parent().Node().(type) {
	case *ast.ExprStmt, *ast.DeferStmt, *ast.GoStmt:
		return false
	}
	t := src.Info.TypeOf(call)
	return t == nil || !syntax.IsError(t)
}

func (src source) isBlank(list []ast.Expr) bool {
	for _, lhs := range list {
		if id, ok := lhs.(*ast.Ident); !ok || id.Name != "_" {
			return false
		}
	}
	return true
}
