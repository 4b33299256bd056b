package fix

import (
	"bytes"
	"go/token"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A printer turns a plan into edits.
type printer struct {
	*site
	run        Run
	supervisor string // the qualifier of the package that is called
	edits      []analysis.TextEdit
}

// print returns the edits of a plan.
func (s *site) print(plan *Plan) []analysis.TextEdit {
	p := &printer{site: s, run: plan.Run, supervisor: s.imp.supervised}
	if by, ok := s.byTheirs(plan); ok {
		p.supervisor = by // which the file imports
	} else {
		p.edits = s.imp.edits()
	}
	plan.Form.print(p)
	p.printRegions(plan.Run.regions)
	return p.finish()
}

// finish returns the edits in the line ends of the file.
func (p *printer) finish() []analysis.TextEdit {
	if p.hasCRLF() {
		for i, e := range p.edits {
			p.edits[i].NewText = bytes.ReplaceAll(e.NewText, []byte("\n"), []byte("\r\n"))
		}
	}
	return p.edits
}

// hasCRLF reports whether the lines of the file end in CRLF: between what ends each
// declaration and the next line there is one byte more. (The parser drops what it
// is, and no file is read here.)
func (s *site) hasCRLF() bool {
	file := s.Fset.File(s.file.FileStart)
	ends := []token.Pos{s.file.Name.End()}
	for _, decl := range s.file.Decls {
		ends = append(ends, decl.End())
	}
	crlf := false
	for _, end := range ends {
		line := s.line(end)
		if line == file.LineCount() || s.hasComment(end, file.LineStart(line+1)) {
			continue
		}
		switch file.LineStart(line+1) - end {
		case 1:
			return false
		case 2:
			crlf = true
		}
	}
	return crlf
}

// takeDirective returns the comment for a linter behind the go statement, to be
// put behind the call that it is about, and deletes it where it stands.
func (p *printer) takeDirective() string {
	c := p.directive()
	if c == nil {
		return ""
	}
	p.replace(c.Pos(), c.End(), "")
	return " " + c.Text
}

func (p *printer) insert(at token.Pos, text string) { p.replace(at, at, text) }

func (p *printer) replace(from, to token.Pos, text string) {
	if from == to && text == "" {
		return
	}
	p.edits = append(p.edits, analysis.TextEdit{Pos: from, End: to, NewText: []byte(text)})
}

// runHead is the begin of a supervised call up to the function.
func (p *printer) runHead() string { return p.head("RunWithRecover") }

// callHead is the begin of a supervised call that returns an error.
func (p *printer) callHead() string { return p.head("Call") }

func (p *printer) head(fn string) string {
	return p.supervisor + fn + "(" + p.run.Context + ", " + strconv.Quote(p.run.Name) + ", "
}

// param is the parameter of the function that is supervised.
func (p *printer) param() string {
	if p.run.Param != "" {
		return p.run.Param + " " + p.imp.context + "Context"
	}
	return p.imp.context + "Context"
}

// funcHead is the begin of the function that is supervised.
func (p *printer) funcHead() string { return "func(" + p.param() + ") {" }

// runTail is the end of a supervised call, after the function.
func (p *printer) runTail() string {
	if p.run.Restart {
		return p.options() + ")"
	}
	return ", " + p.supervisor + "NoRestart()" + p.options() + ")"
}

// options are the options of the plan, each with the comma before it.
func (p *printer) options() string {
	var b strings.Builder
	for _, o := range p.run.Options {
		b.WriteString(", " + p.supervisor + o.Name + "(" + o.Args + ")")
	}
	return b.String()
}
