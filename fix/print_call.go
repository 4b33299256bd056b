package fix

import (
	"go/ast"
	"strings"
)

func (passed) print(p *printer) {
	p.insert(p.Call.Fun.Pos(), p.runHead())
	p.replace(p.Call.Fun.End(), p.Call.End(), p.behind(p.Call.Fun.End(), p.Call.End(), p.runTail()))
}

func (f wrapped) print(p *printer) {
	p.insert(p.Call.Pos(), p.runHead()+p.funcHead()+"\n")
	if f.context != nil {
		p.replace(f.context.Pos(), f.context.End(), p.run.Param)
	}
	end := p.Call.End()
	if c := p.directive(); c != nil {
		end = c.End()
	}
	p.insert(end, "\n}"+p.runTail())
}

// print keeps the operands that are bound where they are, with their comments;
// the others are deleted there.
func (f boundParams) print(p *printer) {
	var deferred strings.Builder
	for i, stmt := range f.moved {
		deferred.WriteString(p.removeStmt(f.from, stmt) + f.deferred[i])
	}
	outer := "func(" + strings.Join(f.params(), ", ") + ") {\n" + deferred.String() + p.runHead() + p.funcHead() + "\n" + f.call + p.takeDirective() + "\n}" + p.runTail() + "\n}"
	if len(f.bound) == 0 {
		p.replace(p.Call.Pos(), p.Call.End(), outer+"()")
		return
	}
	keep := f.kept()
	if c := f.callee; c.base == nil {
		p.replace(p.Call.Fun.Pos(), p.Call.Fun.End(), p.before(p.Call.Fun.Pos(), p.Call.Fun.End())+outer)
	} else {
		comma := ""
		if len(keep) > 0 {
			comma = ", "
		} else if p.line(p.Call.Lparen) != p.line(p.Call.Rparen) {
			comma = "," // a line break follows
		}
		p.insert(p.Call.Fun.Pos(), outer+"("+c.before)
		p.replace(c.base.End(), p.Call.Lparen+1, c.after+p.behind(c.base.End(), p.Call.Lparen, comma))
	}
	p.deleteArgs(keep)
}

// params are the parameters that bind the operands, as in "a, b T".
func (f *boundParams) params() []string {
	var list []string
	for i, x := range f.bound {
		if i+1 < len(f.bound) && f.bound[i+1].typ == x.typ {
			list = append(list, x.name)
			continue
		}
		list = append(list, x.name+" "+x.typ)
	}
	return list
}

// kept are the indexes of the arguments that are bound.
func (f *boundParams) kept() map[int]bool {
	keep := make(map[int]bool)
	for _, x := range f.bound {
		if x.arg >= 0 {
			keep[x.arg] = true
		}
	}
	return keep
}

// deleteArgs deletes each run of arguments that are not kept, with one comma,
// and the dots behind the last one.
func (p *printer) deleteArgs(keep map[int]bool) {
	args := p.Call.Args
	if p.Call.Ellipsis.IsValid() && keep[len(args)-1] {
		p.replace(p.Call.Ellipsis, p.Call.Ellipsis+3, "")
	}
	for i := 0; i < len(args); {
		if keep[i] {
			i++
			continue
		}
		next := i
		for next < len(args) && !keep[next] {
			next++
		}
		p.deleteRun(args, i, next)
		i = next
	}
}

// deleteRun deletes the arguments from i up to next.
func (p *printer) deleteRun(args []ast.Expr, i, next int) {
	from, to := args[i].Pos(), args[next-1].End()
	if next == len(args) && p.Call.Ellipsis.IsValid() {
		to = p.Call.Ellipsis + 3
	}
	switch {
	case next < len(args):
		to = args[next].Pos()
	case i > 0:
		from = args[i-1].End()
	}
	p.replace(from, to, "")
}

func (f boundLocals) print(p *printer) {
	p.replace(p.Call.Pos(), p.Call.End(), p.runHead()+"func() func("+p.imp.context+"Context) {\n"+f.locals()+
		"return "+p.funcHead()+"\n"+p.comments(p.Call.Pos(), p.Call.End())+f.call+p.takeDirective()+"\n}\n}()"+p.runTail())
}

// locals are the definitions that bind the operands, a line each.
func (f *boundLocals) locals() string {
	var b strings.Builder
	for i := 0; i < len(f.bound); {
		names := []string{f.bound[i].name}
		next := i + 1
		for next < len(f.bound) && f.bound[next].expr == "" {
			names = append(names, f.bound[next].name)
			next++
		}
		b.WriteString(strings.Join(names, ", ") + " := " + f.bound[i].expr + "\n")
		i = next
	}
	return b.String()
}
