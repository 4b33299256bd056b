package heartbeats

import (
	"go/ast"
	"go/constant"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// locking tells for which locks a call may wait long.
type locking struct {
	*Result
	locks locks // nil until somebody asks
}

// locks are the places of the package that take a mutex.
type locks map[*types.Var][]held

// A held lock is a call that takes one, and what is done under it in the same list of statements.
type held struct {
	call *ast.CallExpr
	read bool // RLock
	fn   ast.Node
	list []ast.Stmt
}

// waitsForLock reports whether a call takes a lock that others hold for as long as they like: a mutex that
// another function of the package holds while it waits, or asks a peer without a timeout, or one of a file, or of a service elsewhere. Others are
// taken to be held for a moment.
func (r *locking) waitsForLock(call *ast.CallExpr, fn *types.Func) bool {
	if fn == nil {
		return false
	}
	if v, read := r.taken(call, fn); v != nil {
		if r.locks == nil {
			r.locks = r.findLocks()
		}
		around := r.FuncAround(call)
		for _, other := range r.locks[v] {
			if other.fn != around && !(read && other.read) && r.waitsUnder(other) {
				return true
			}
		}
		return false
	}
	switch fn.Name() {
	case "Flock": // syscall, golang.org/x/sys/unix: https://man7.org/linux/man-pages/man2/flock.2.html
		return len(call.Args) == 2 && !r.isNonBlocking(call.Args[1], fn.Pkg())
	case "Lock", "RLock": // of a file, of a database
		return r.beating.isForeign(call) && r.Interface(call.Fun) == nil && fn.Pkg().Path() != "sync"
	}
	return false
}

// takesTurns reports whether a call that cannot be looked into waits until it is its turn, or until something comes, by
// its name and the context that it is handed: election.Campaign(ctx), queue.Next(ctx). A standby waits for hours, and
// was called stuck. Where all that implements the interface is in view, that tells. So it is with the lock of an interface of
// the module, which may be one of a file or of a service elsewhere.
func (p *pacer) takesTurns(call *ast.CallExpr, fn *types.Func) bool {
	method := p.Interface(call.Fun)
	if method != nil && len(p.giving.methodsFor(method)) > 0 && isHidden(method) {
		return false
	}
	if hasWord(fn.Name(), "Lock", "RLock") && method != nil && fn.Pkg() != nil && p.InModule(fn.Pkg().Path()) {
		return true
	}
	return hasWord(fn.Name(), "Campaign", "Elect", "Acquire", "Lock", "RLock", "Obtain", "Next", "Pop", "Dequeue", "Take", "Claim") && p.takesContext(call)
}

// isHidden reports whether others cannot name the interface of a method.
func isHidden(method *types.Func) bool {
	named := namedOf(method.Signature().Recv().Type())
	return named != nil && !named.Exported()
}

// isNonBlocking reports whether the constant how of flock has LOCK_NB.
func (src text) isNonBlocking(how ast.Expr, pkg *types.Package) bool {
	nb, ok := pkg.Scope().Lookup("LOCK_NB").(*types.Const)
	value := src.Info.Types[how].Value
	if !ok || value == nil {
		return false
	}
	flag, _ := constant.Int64Val(constant.ToInt(nb.Val()))
	flags, _ := constant.Int64Val(constant.ToInt(value))
	return flags&flag != 0
}

// taken returns the mutex that a call takes, a variable or a field, embedded ones included; nil if it
// takes none.
func (src text) taken(call *ast.CallExpr, fn *types.Func) (v *types.Var, read bool) {
	switch fn.FullName() {
	case "(*sync.Mutex).Lock", "(*sync.RWMutex).Lock":
	case "(*sync.RWMutex).RLock":
		read = true
	default:
		return nil, false
	}
	return src.mutexOf(call), read
}

// mutexOf returns the variable or field whose method a call calls, an embedded one included.
func (src text) mutexOf(call *ast.CallExpr) *types.Var {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	s := src.Info.Selections[sel]
	if s == nil || len(s.Index()) == 1 {
		return src.VarOf(sel.X)
	}
	var field *types.Var
	t := s.Recv()
	for _, i := range s.Index()[:len(s.Index())-1] {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		of, ok := t.Underlying().(*types.Struct)
		if !ok {
			return nil
		}
		field = of.Field(i)
		t = field.Type()
	}
	return field.Origin()
}

func (src text) findLocks() locks {
	found := make(locks)
	for c := range src.Preorder((*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil)) {
		list := syntax.Stmts(c.Node())
		for i, s := range list {
			call := syntax.CallStmt(s)
			if call == nil || src.Callee(call) == nil {
				continue
			}
			if v, read := src.taken(call, src.Callee(call)); v != nil {
				end := i + 1
				for end < len(list) && !src.unlocks(list[end], v) {
					end++
				}
				found[v] = append(found[v], held{call, read, src.FuncAround(call), list[i+1 : end]})
			}
		}
	}
	return found
}

// unlocks reports whether a statement gives a mutex back.
func (src text) unlocks(s ast.Stmt, v *types.Var) bool {
	call := syntax.CallStmt(s)
	if call == nil {
		return false
	}
	fn := src.Callee(call)
	return fn != nil && (fn.Name() == "Unlock" || fn.Name() == "RUnlock") && src.mutexOf(call) == v
}

// waitsUnder reports whether a lock is held while something is waited for.
func (r *locking) waitsUnder(h held) bool {
	of := fixpoint.Ask(r.beating.rhythms, rhythms, ast.Node(h.call), func() rhythm {
		body := &ast.BlockStmt{Lbrace: h.call.Pos(), List: h.list, Rbrace: h.call.End()}
		p := &pacer{Result: r.Result, limits: r.timing.limitsIn(body), locked: true}
		p.list(h.list, true)
		p.Lasts = p.lasts(body, nil)
		return rhythm{Wait: p.done()}
	})
	w := of.Wait
	return w.Clock || w.Idle || w.Blocks || w.Long || w.Lasts || w.Limit.Some
}
