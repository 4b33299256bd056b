package fix

import (
	"go/ast"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A CrashList is what CrashIn names for a supervised function. That may not be what it
// should, since the function has changed.
type CrashList struct {
	Option  *ast.CallExpr    // supervised.CrashIn(…)
	Missing []effects.Region // lock regions of which no function is named
	Idle    []ast.Expr       // names of functions in which nothing is owed

	call  *ast.CallExpr // RunWithRecover(…)
	d     *duties
	named []effects.FuncID
}

// CrashList returns what the CrashIn of a call that supervises fn names; nil if there is
// none, or if it is not written out. Of what it is for only locks are looked for.
func (f *Fixer) CrashList(call *ast.CallExpr, fn ast.Expr) *CrashList {
	l := &CrashList{call: call}
	for _, arg := range call.Args {
		option, ok := ast.Unparen(arg).(*ast.CallExpr)
		if !ok {
			continue
		}
		switch made := f.Callee(option); {
		case made == nil || made.Pkg() == nil || made.Pkg().Path() != f.runtime:
			continue
		case made.Name() != "CrashIn":
			continue
		case l.Option != nil || option.Ellipsis.IsValid() || len(option.Args) == 0:
			return nil
		}
		l.Option = option
		for _, name := range option.Args {
			id := f.functionID(name)
			if id == (effects.FuncID{}) {
				return nil
			}
			l.named = append(l.named, id)
		}
	}
	if l.Option == nil || call.Ellipsis.IsValid() {
		return nil
	}
	file := f.File(call.Pos())
	at := &site{Fixer: f, Spawn: &panicflow.Spawn{Call: call, Launcher: f.Callee(call), Value: fn}, file: file, imp: f.importsOf(file)}
	l.d = newDuties(duties{site: at})
	if lit, ok := ast.Unparen(fn).(*ast.FuncLit); ok {
		l.d.lit, l.d.entry = lit, f.Body(lit)
	} else if l.d.entry = f.Result.Call(syntax.CallOf(fn), f.FuncAround(fn)); l.d.entry == nil {
		return nil
	}
	l.Missing = l.d.entry.Uncovered(l.named)
	for i, id := range l.named {
		if l.d.entry.Idle(id) {
			l.Idle = append(l.Idle, l.Option.Args[i])
		}
	}
	return l
}

// Stands reports whether the list is what it should be.
func (l *CrashList) Stands() bool { return len(l.Missing)+len(l.Idle) == 0 }

// Lacks says what would stay locked, and where, since no function is named for it.
func (l *CrashList) Lacks() string {
	r := l.Missing[0]
	return r.Lock + " would stay locked (" + l.d.atPlace(r.Place) + " in " + r.In.String() + ")"
}

// ContainsNothing reports whether all that can panic in the supervised function is in one that
// the list names.
func (l *CrashList) ContainsNothing() bool { return l.d.containsNothing(l.named) }

// functionID returns the function that an operand of CrashIn names, zero if it is not
// known.
func (f *Fixer) functionID(name ast.Expr) effects.FuncID {
	if t := f.Resolve(name); t.Func != nil {
		return effects.IDOf(t.Func)
	}
	return effects.FuncID{}
}

// Complete returns the fix of the list, or the reason why there is none.
func (f *Fixer) Complete(l *CrashList) (*analysis.SuggestedFix, *Refusal) {
	if r := f.outOfReachAt(l.call.Pos()); r != nil {
		return nil, r
	}
	kept := slices.DeleteFunc(slices.Clone(l.Option.Args), func(x ast.Expr) bool { return slices.Contains(l.Idle, x) })
	for _, r := range l.Missing {
		l.d.owe(r)
	}
	list, r := l.d.crashList(false)
	if r == nil && len(kept)+len(list) > maxCrash {
		r = l.d.refuseOwed(l.d.owed)
	}
	if r != nil {
		return nil, r
	}
	p := &printer{site: l.d.site}
	if len(kept)+len(list) == 0 {
		i := slices.IndexFunc(l.call.Args, func(x ast.Expr) bool { return ast.Unparen(x) == ast.Expr(l.Option) })
		p.replace(l.call.Args[i-1].End(), l.call.Args[i].End(), "")
		return p.fix("Contain all panics"), nil
	}
	var names []string
	for _, x := range kept {
		names = append(names, l.d.Source(x))
	}
	for _, id := range list {
		name, _ := l.d.funcValue(id)
		names = append(names, name)
	}
	p.replace(l.Option.Args[0].Pos(), l.Option.Args[len(l.Option.Args)-1].End(), strings.Join(names, ", "))
	return p.fix("Name the functions that hold a lock"), nil
}
