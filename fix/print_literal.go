package fix

import (
	"go/ast"
	"go/format"
	goprinter "go/printer"
	"go/token"
	"strings"
)

func (f literalItself) print(p *printer) {
	params := f.lit.Type.Params
	p.replace(p.Call.Fun.Pos(), f.lit.Pos(), p.runHead()+p.before(p.Call.Fun.Pos(), f.lit.Pos()))
	if params.NumFields() == 0 {
		param := p.param()
		if p.line(params.Opening) != p.line(params.Closing) {
			param += "," // a comment with a line break follows
		}
		p.insert(params.Opening+1, param)
	}
	p.breakLines(f.lit)
	p.replace(f.lit.End(), p.Call.End(), p.behind(f.lit.End(), p.Call.End(), p.runTail()))
}

// breakLines gives a body that stands on one line lines of its own.
func (p *printer) breakLines(lit *ast.FuncLit) {
	if p.oneLine(lit) && len(lit.Body.List) > 0 {
		p.insert(lit.Body.Lbrace+1, "\n")
		p.insert(lit.Body.Rbrace, p.takeDirective()+"\n")
	}
}

// print puts the supervised call around what does not stay outside. A result is
// dropped one literal further in, since the supervised function has none.
func (f insideLiteral) print(p *printer) {
	head := []string{p.runHead() + p.funcHead()}
	for _, name := range f.renew {
		head = append(head, name+" := "+name)
	}
	tail := "}" + p.runTail() + "\n"
	if results := f.lit.Type.Results; results.NumFields() > 0 {
		p.replace(f.lit.Type.Params.End(), results.End(), "")
		head = append(head, p.comments(results.Pos(), results.End())+p.Source(&ast.FuncType{Params: new(ast.FieldList), Results: results})+" {")
		tail = "}()\n" + tail
	}
	outer, cut := f.trailer(p)
	f.printHead(p, outer, strings.Join(head, "\n"))
	last := f.lit.Body.Rbrace
	switch {
	case cut.IsValid():
		left := p.comments(p.behindComment(f.lit, f.lit.Body.List[len(f.lit.Body.List)-1].End()), last) // below the last signal
		if text := "\n" + left + tail; p.oneLine(f.lit) {
			p.replace(cut, last, p.takeDirective()+text)
		} else {
			p.replace(cut, last, text)
		}
	case p.oneLine(f.lit):
		p.insert(last, p.takeDirective()+"\n"+tail)
	default:
		p.insert(last, tail) // the brace stands on a line of its own
	}
}

// printHead inserts the begin of the supervised call behind what stays outside,
// outer added.
func (f *insideLiteral) printHead(p *printer, outer, head string) {
	inner := f.lit.Body.Lbrace + 1
	if n := len(f.leading); n > 0 {
		inner = f.leading[n-1].End()
	}
	at, next := p.behindComment(f.lit, inner), p.nextToken(f.lit, inner)
	switch {
	case p.line(at) == p.line(next): // the rest begins on the same line
		p.insert(at, outer+"\n"+head+"\n")
	case len(f.leading) > 0: // a blank line below the defers stays there
		p.insert(at, outer)
		p.insert(next, head+"\n")
	default:
		p.insert(at, outer+"\n"+head)
	}
}

// trailer returns the deferred calls that the trailing signals become, a line each
// with a break before it, and where their deletion begins; NoPos if there are none.
// Their comments, above and behind, go with them.
func (f *insideLiteral) trailer(p *printer) (text string, cut token.Pos) {
	for _, stmt := range f.hoisted {
		text += "\n" + p.removeStmt(f.lit.Body, stmt) + p.Source(stmt)
	}
	for _, call := range f.again {
		text += "\ndefer " + call
	}
	for i, stmt := range f.trailing {
		cut = p.behindComment(f.lit, f.endBefore(stmt))
		above := p.comments(cut, stmt.End())
		behind := p.comments(stmt.End(), p.behindComment(f.lit, stmt.End()))
		if call := strings.TrimSpace(above + f.deferred[i] + " " + behind); call != "" {
			text += "\n" + call
		}
	}
	if len(f.tail) > 0 {
		cut = p.behindComment(f.lit, f.endBefore(f.tail[0]))
		text += f.deferTail(p, cut)
	}
	return text, cut
}

// deferTail returns the deferred literal that the tail becomes, with its comments from a position on, below the error of which it
// tells. What has declared that sets it.
func (f *insideLiteral) deferTail(p *printer, from token.Pos) string {
	text := ""
	if f.set != nil {
		p.replace(f.set.TokPos, f.set.TokPos+token.Pos(len(":=")), "=")
		text = "\nvar " + f.told.Name() + " error"
	}
	text += "\ndefer func() {\n"
	for _, stmt := range f.tail {
		end := p.behindComment(f.lit, stmt.End())
		text += p.comments(from, stmt.Pos()) + p.withComments(stmt) + " " + p.comments(stmt.End(), end) + "\n"
		from = end
	}
	return text + "}()"
}

// withComments is the text of a statement with the comments in it.
func (p *printer) withComments(stmt ast.Stmt) string {
	var b strings.Builder
	if err := format.Node(&b, p.Fset, &goprinter.CommentedNode{Node: stmt, Comments: p.file.Comments}); err != nil {
		return p.Source(stmt)
	}
	return b.String()
}

// endBefore returns the end of what stands before a statement of the body.
func (f *insideLiteral) endBefore(stmt ast.Stmt) token.Pos {
	end := f.lit.Body.Lbrace + 1
	for _, s := range f.lit.Body.List {
		if s == stmt {
			break
		}
		end = s.End()
	}
	return end
}
