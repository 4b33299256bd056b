package difftest

import (
	"fmt"
	"regexp"
	"strings"
)

// An obligation is something that a goroutine owes when it panics: a lock, an
// answer, an error, a flag, a slot, a service that goes on. Its code is Go, with
//
//	BOX     the type of what the goroutine and the main one share, always *BOX x
//	WORK    steps that can panic
//	POINT   a point where a panic can be injected
//	STEP v  what a service does with item v, and can panic in
type obligation struct {
	what   string
	decls  string // on package level
	fields string // of BOX, beside t and wg
	setUp  string // behind x := &BOX{t: t}
	before string // in front of the go statement
	body   string // of the goroutine
	stmt   string // the go statement itself, instead of a body
	after  string // how the main goroutine waits, and what it finds
	locals bool   // the body captures variables of setUp
	joined bool   // the goroutine defers x.wg.Done(), which the main one waits for
	want   Outcome
	slow   bool // a panic must not delay the end: no restart comes in time
}

var (
	usesT = regexp.MustCompile(`(^|[^.\w])t\b|WORK|STEP|POINT`)
	usesX = regexp.MustCompile(`\bx\b`)
)

// owe returns the statements that start a goroutine that owes something, and
// find out whether it gave it.
func (g *generator) owe(kinds []obligation) string {
	o := choose(g, kinds...)
	g.part("%s", o.what)
	g.slow = o.slow
	box := g.own("box")
	g.want = o.want
	body := o.body
	bound := "" // t in a method
	if usesT.MatchString(body) {
		bound = "t := x.t\n"
	}
	form := choose(g, o.forms()...)
	if form == "a call" || form == "an interface" {
		g.want = Right // what is deferred in it cannot come out
	}
	var stmt string
	switch form {
	case "":
		stmt = o.stmt
	case "captured":
		stmt = "go func() {\nJOIN" + body + "}()"
	case "a parameter":
		stmt = "go func(x *BOX) {\nJOIN" + body + "}(x)"
	case "a method":
		o.decls += "func (x *BOX) runBOX() {\nJOIN" + bound + body + "}\n"
		stmt = "go x.runBOX()"
	case "a function":
		o.decls += "func serveBOX(x *BOX, t *trace) {\nJOIN" + body + "}\n"
		stmt = "go serveBOX(x, t)"
	case "a call":
		o.decls += "func (x *BOX) runBOX() {\nJOIN" + bound + body + "}\n"
		stmt = "go func() { x.runBOX() }()"
	case "a call, joined outside":
		o.decls += "func (x *BOX) runBOX() {\n" + bound + body + "}\n"
		stmt = "go func() {\nJOINx.runBOX()\n}()"
	case "an interface":
		o.decls += "type runnerBOX interface{ runBOX() }\nfunc (x *BOX) runBOX() {\nJOIN" + bound + body + "}\n"
		stmt = "var r runnerBOX = x\ngo r.runBOX()"
	case "WaitGroup.Go":
		stmt = "x.wg.Go(func() {\n" + body + "})"
	}
	if o.joined && !strings.HasPrefix(stmt, "x.wg.Go") {
		o.before += "x.wg.Add(1)\n"
	}
	if o.joined {
		o.after = "x.wg.Wait()\nt.log(\"main\", \"waited\")\n" + o.after
	}
	join := ""
	if o.joined {
		join = "defer x.wg.Done()\n"
	}
	fill := strings.NewReplacer("JOIN", join, "BOX", box)
	g.decls.WriteString(g.steps(fill.Replace("type BOX struct {\nt *trace\nwg sync.WaitGroup\n" + o.fields + "}\n\n" + o.decls)))
	sp := spawn{before: fill.Replace(o.before), stmt: g.steps(fill.Replace(stmt))}
	if usesX.MatchString(fill.Replace(o.setUp + o.before + stmt + o.after)) {
		o.setUp = "x := &BOX{t: t}\n" + o.setUp
	}
	return fill.Replace(o.setUp) + g.place(false).around(sp) + fill.Replace(o.after)
}

// forms lists the forms in which the goroutine can be started.
func (o *obligation) forms() []string {
	if o.stmt != "" {
		return []string{""}
	}
	list := []string{"captured"}
	if !o.locals {
		list = append(list, "a parameter", "a method", "a function", "a call", "an interface")
		if o.joined {
			list = append(list, "a call, joined outside")
		}
	}
	if o.joined {
		list = append(list, "WaitGroup.Go")
	}
	return list
}

// steps fills in what can panic.
func (g *generator) steps(code string) string {
	var b strings.Builder
	for line := range strings.Lines(code) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch word {
		case "WORK":
			n := len(g.points)
			fmt.Fprintf(&b, "t.log(\"a\", \"start\", %d)\n%st.log(\"a\", \"end\", %d)\n", n, g.point(false), n)
		case "POINT":
			b.WriteString(g.point(false))
		case "STEP":
			fmt.Fprintf(&b, "t.log(\"a\", \"got\", %s)\n%st.log(\"a\", \"did\", %s)\n", rest, g.point(true), rest)
		default:
			b.WriteString(line)
		}
	}
	return b.String()
}
