package fix

import (
	"go/token"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A printer turns a plan into edits.
type printer struct {
	*site
	run   Run
	edits []analysis.TextEdit
}

// print returns the edits of a plan, but for the imports.
func (s *site) print(plan *Plan) []analysis.TextEdit {
	p := &printer{site: s, run: plan.Run}
	plan.Form.print(p)
	return p.edits
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
	return p.imp.supervised + fn + "(" + p.run.Context + ", " + strconv.Quote(p.run.Name) + ", "
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
	return ", " + p.imp.supervised + "NoRestart()" + p.options() + ")"
}

// options are the options of the plan, each with the comma before it.
func (p *printer) options() string {
	var b strings.Builder
	for _, o := range p.run.Options {
		b.WriteString(", " + p.imp.supervised + o.Name + "(" + o.Args + ")")
	}
	return b.String()
}
