package difftest

import (
	"fmt"
	"strings"
)

// A spawn is the code around one go statement.
type spawn struct {
	who    string // an expression: the tag of the goroutine's events
	before string // statements in front of it, in the same block
	stmt   string
	after  string // statements behind it, in the same block: what it must not notice
}

// spawn returns the statements that start goroutines called who and wait for
// them. depth is that of nesting.
func (g *generator) spawn(who string, depth int) string {
	kinds := []func(string, int) string{g.tasks, g.tasks, g.tasks, g.named, g.named, g.named, g.results, g.launched}
	if !g.done { // then nothing is restarted
		kinds = append(kinds, g.service, g.service)
	}
	if depth == 0 {
		kinds = append(kinds, g.refusals)
	}
	return choose(g, kinds...)(who, depth)
}

// work returns the steps of a task, which logs n.
func (g *generator) work(who, n string, depth int) string {
	var b strings.Builder
	g.line(&b, `t.log(%s, "start")`, who)
	b.WriteString(g.point(false))
	g.line(&b, `t.log(%s, "with", %s)`, who, n)
	if depth < 2 && g.IntN(4) == 0 {
		g.part("nested")
		if g.want == Fixed {
			g.want = Right // the one inside can wait for the one outside
		}
		name := strings.Trim(who, `"`)
		b.WriteString(strings.ReplaceAll(g.spawn(name+"/b", depth+1), `"main"`, fmt.Sprintf("%q", name+"/waits")))
	}
	b.WriteString(g.point(false))
	g.line(&b, `t.log(%s, "end")`, who)
	return b.String()
}

// tasks are literals that do one thing, with a signal.
func (g *generator) tasks(who string, depth int) string {
	s := g.signal()
	at := g.place(s.many && depth == 0)
	sp := spawn{before: s.before, who: fmt.Sprintf("%q", who)}
	if at.index != "" {
		sp.who = g.fresh("who")
		sp.before += fmt.Sprintf("%s := tag(%q, %s)\n", sp.who, who, at.index)
	}
	if at.index != "" {
		depth = 2 // what is nested in many would share a tag
	}
	n := g.fresh("n")
	sp.before += n + " := 7\n"
	body := func(n string) string { return "\n" + s.top + g.work(sp.who, n, depth) + s.end }
	returns := s.end == "" // a trailing signal would stand behind the return
	form := choose(g, "capture", "one line", "parameter", "call", "variadic", "result", "results")
	if !returns && strings.HasPrefix(form, "result") {
		form = "capture"
	}
	g.part("a literal (%s) with %s", form, s.what)
	switch g.IntN(5) {
	case 0:
		if returns && form != "result" {
			g.part("an early return")
			s.top += "if t == nil {\nreturn\n}\n"
		}
	case 1:
		g.part("a goto")
		again, k := g.fresh("again"), g.fresh("k")
		s.top += fmt.Sprintf("%s := 0\n%s:\nif %s++; %s < 3 {\ngoto %s\n}\n", k, again, k, k, again)
	case 2:
		g.part("a deferred call of its own")
		if !returns && s.what != "a trailing token" {
			g.want = Refused // the signal must come before it
		}
		s.top += fmt.Sprintf("own := \"own\"\ndefer func() { _ = own[1:] }()\n")
	}
	switch form {
	case "capture":
		sp.stmt = "go func() {" + body(n) + "}()"
	case "one line":
		sp.stmt = "go func() { " + strings.ReplaceAll(strings.TrimSpace(s.top+g.point(false)+fmt.Sprintf("t.log(%s, %s)\n", sp.who, n)+s.end), "\n", "; ") + " }()"
	case "parameter":
		sp.stmt = "go func(n int) {" + body("n") + "}(" + n + ")"
		sp.after = n + " = 99\n_ = " + n + "\n"
	case "call":
		sp.before = strings.Replace(sp.before, n+" := 7\n", "", 1)
		sp.stmt = "go func(n int) {" + body("n") + "}(t.next(\"main\"))"
	case "variadic":
		sp.stmt = "go func(ns ...int) {" + body("ns[0]") + "}(" + n + ", 2)"
		sp.after = n + " = 99\n_ = " + n + "\n"
	case "result":
		sp.stmt = "go func() int {" + body(n) + "return 1\n}()"
	case "results":
		sp.stmt = "go func(n int) (m int, err error) {" + body("n") + "return n, nil\n}(" + n + ")"
	}
	return s.decl + at.around(sp) + s.wait
}

// results are literals that send an error.
func (g *generator) results(who string, depth int) string {
	g.part("an error as the result")
	errc, fn := g.fresh("errc"), g.fresh(g.own("result"))
	fmt.Fprintf(&g.decls, "func %s(t *trace, n int) error {\n%sreturn errors.New(\"no\")\n}\n\n", fn, g.work(fmt.Sprintf("%q", who), "n", 2))
	at := g.place(false)
	sp := spawn{stmt: choose(g,
		fmt.Sprintf("go func() { %s <- %s(t, 7) }()", errc, fn),
		fmt.Sprintf("go func(n int) {\n%s <- %s(t, n)\n}(t.next(\"main\"))", errc, fn),
		fmt.Sprintf("go func() {\nif err := %s(t, 7); err != nil {\n%s <- err\nreturn\n}\n%s <- nil\n}()", fn, errc, errc),
	)}
	return errc + " := make(chan error, 2)\n" + at.around(sp) +
		fmt.Sprintf("<-%s\nt.settle()\nt.log(\"main\", \"result\", len(%s))\n", errc, errc)
}

// named are methods and functions that do one thing, with a deferred signal.
func (g *generator) named(who string, depth int) string {
	job := g.own("job")
	if !strings.Contains(g.decls.String(), "type "+job+" ") {
		fmt.Fprintf(&g.decls, `type %[1]s struct {
	t   *trace
	wg  *sync.WaitGroup
	who string
	n   int
}

func (j *%[1]s) run%[1]s() { j.do(j.n) }

func (j %[1]s) value() { j.do(j.n) }

func (j *%[1]s) with(n int) { j.do(n) }

func (j *%[1]s) do(n int) {
	defer j.wg.Done()
	t := j.t
%[2]s}

type shelf%[1]s struct{ *%[1]s }

type runner%[1]s interface{ run%[1]s() }

type holder%[1]s struct{ f func(); with func(int) }

func call%[1]s(j *%[1]s, n int) { j.do(n) }

func any%[1]s[T any](j *%[1]s, list ...T) { j.do(len(list)) }

func pair%[1]s(j *%[1]s) (*%[1]s, int) { return j, j.t.next(j.who + "/spawn") }

func pick%[1]s(j *%[1]s) func(int) {
	j.t.log(j.who+"/spawn", "pick")
	return j.with
}

`, job, g.work("j.who", "n", 2))
	}
	wg, j, n, x := g.fresh("wg"), g.fresh("j"), g.fresh("n"), g.fresh("x")
	at := g.place(depth == 0)
	var sp spawn
	whoExpr := fmt.Sprintf("%q", who)
	if at.index != "" {
		whoExpr = fmt.Sprintf("tag(%q, %s)", who, at.index)
	}
	sp.before = fmt.Sprintf("%s.Add(1)\n%s, %s := &%s{t, &%s, %s, 5}, 7\n_ = %s\n", wg, j, n, job, wg, whoExpr, n)
	forms := []struct{ what, before, call, after string }{
		{"a method", "", "J.runJOB()", ""},
		{"a method of a variable that changes", "", "J.runJOB()", "J = nil\n_ = J\n"},
		{"a method with an argument", "", "J.with(N)", "N = 99\n"},
		{"a method with a call", "", "J.with(t.next(\"main\"))", ""},
		{"a method with both", "", "J.with(N + t.next(\"main\"))", "J, N = nil, 99\n_ = J\n"},
		{"a value", "X := *J\n", "X.value()", "X.n = 99\n"},
		{"a value behind a pointer", "", "J.value()", "J = nil\n_ = J\n"},
		{"an interface", "var X runnerJOB = J\n", "X.runJOB()", ""},
		{"an interface that changes", "var X runnerJOB = J\n", "X.runJOB()", "X = nil\n_ = X\n"},
		{"a promoted method", "X := shelfJOB{J}\n", "X.runJOB()", "X.JOB = nil\n"},
		{"a promoted value method", "X := &shelfJOB{J}\n", "X.value()", "X.JOB = nil\n"},
		{"a method expression", "", "(*JOB).with(J, N)", "N = 99\n"},
		{"a function", "", "callJOB(J, N)", ""},
		{"a function and a variable that changes", "", "callJOB(J, N)", "N = 99\n"},
		{"a function and a call", "", "callJOB(J, t.next(\"main\"))", ""},
		{"a generic function", "", "anyJOB(J, N, t.next(\"main\"))", ""},
		{"a generic instance", "", "anyJOB[int](J)", ""},
		{"a slice of arguments", "X := []int{1, N}\n", "anyJOB(J, X...)", "X = nil\n_ = X\n"},
		{"several values", "", "callJOB(pairJOB(J))", ""},
		{"a method value", "X := J.runJOB\n", "X()", ""},
		{"a method value that changes", "X := J.with\n", "X(N)", "X, N = nil, 99\n_ = X\n"},
		{"a field", "X := holderJOB{f: J.runJOB}\n", "X.f()", "X.f = nil\n"},
		{"a field with an argument", "X := &holderJOB{with: J.with}\n", "X.with(t.next(\"main\"))", "X.with = nil\n"},
		{"an element", "X := []func(){J.runJOB}\n", "X[0]()", "X[0] = nil\n"},
		{"an element of a map", "X := map[string]func(int){\"k\": J.with}\n", "X[\"k\"](N)", "X = nil\n_ = X\n"},
		{"a picked function", "", "pickJOB(J)(N)", "N = 99\n"},
		{"a type that is shadowed", "X := J\nJOB := 0\n_ = JOB\n", "X.with(N)", "X, N = nil, 99\n_ = X\n"},
		{"values of a type that is shadowed", "X := []any{J}\ntype JOB = int\n", "X[JOB(0)].(runnerJOB).runJOB()", ""},
	}
	form := choose(g, forms...)
	g.part("%s", form.what)
	fill := strings.NewReplacer("JOB", job, "J", j, "N", n, "X", x)
	sp.before += fill.Replace(form.before)
	sp.stmt = "go " + fill.Replace(form.call)
	sp.after = fill.Replace(form.after)
	return fmt.Sprintf("var %s sync.WaitGroup\n", wg) + at.around(sp) + fmt.Sprintf("%s.Wait()\nt.log(\"main\", \"waited\")\n", wg)
}

// service is a loop that goes on after a panic.
func (g *generator) service(who string, depth int) string {
	s := g.signal()
	in := g.fresh("in")
	tag := fmt.Sprintf("%q", who)
	step := fmt.Sprintf("t.log(%s, \"got\", v)\n%st.log(%s, \"did\", v)\n", tag, g.point(true), tag)
	feed := fmt.Sprintf("for v := range 4 {\n%s <- v\n}\n", in)
	sp := spawn{before: s.before}
	decl, wait := fmt.Sprintf("%s := make(chan int)\n", in)+s.decl, feed+fmt.Sprintf("close(%s)\n", in)+s.wait
	form := choose(g, "range", "parameter", "select", "method", "named", "context", "pipeline", "WaitGroup.Go", "flag")
	g.part("a service (%s) with %s", form, s.what)
	switch form {
	case "range":
		sp.stmt = fmt.Sprintf("go func() {\n%sfor v := range %s {\n%s}\n%s}()", s.top, in, step, s.end)
	case "parameter":
		sp.stmt = fmt.Sprintf("go func(in <-chan int) {\n%sfor v := range in {\n%s}\n%s}(%s)", s.top, step, s.end, in)
		sp.after = "" // the producer needs it
	case "select": // no signal at its end, since it returns
		s = g.signalOf("a deferred Done")
		sp.before = s.before
		quit := g.fresh("quit")
		decl = fmt.Sprintf("%s := make(chan int)\n%s := make(chan struct{})\n", in, quit) + s.decl
		sp.stmt = fmt.Sprintf("go func() {\n%sfor {\nselect {\ncase <-%s:\nreturn\ncase v := <-%s:\n%s}\n}\n}()", s.top, quit, in, step)
		wait = feed + fmt.Sprintf("close(%s)\n", quit) + s.wait
	case "context":
		s = g.signalOf("a deferred Done")
		sp.before = s.before
		ctx, cancel := g.fresh("ctx"), g.fresh("cancel")
		decl = fmt.Sprintf("%s := make(chan int)\n%s, %s := context.WithCancel(context.Background())\n", in, ctx, cancel) + s.decl
		sp.stmt = fmt.Sprintf("go func() {\n%sfor {\nselect {\ncase <-%s.Done():\nreturn\ncase v := <-%s:\n%s}\n}\n}()", s.top, ctx, in, step)
		wait = feed + cancel + "()\n" + s.wait
	case "pipeline": // the next stage sees the end of this one
		out := g.fresh("out")
		s = g.signalOf("a deferred Done")
		sp.before = s.before
		top, end := s.top+"defer close("+out+")\n", ""
		if g.IntN(2) == 0 {
			top, end = s.top, "close("+out+")\n"
		}
		decl = fmt.Sprintf("%s, %s := make(chan int), make(chan int)\n", in, out) + s.decl
		sp.stmt = fmt.Sprintf("go func() {\n%sfor v := range %s {\n%s%s <- v\n}\n%s}()", top, in, step, out, end)
		wait = fmt.Sprintf("go func() {\n%sclose(%s)\n}()\nfor range %s {\n}\n", feed, in, out) + s.wait
	case "WaitGroup.Go":
		s = g.signalOf("a deferred Done")
		wg := strings.TrimSuffix(s.before, ".Add(1)\n")
		decl = fmt.Sprintf("%s := make(chan int)\n", in) + s.decl
		sp = spawn{stmt: fmt.Sprintf("%s.Go(func() {\nfor v := range %s {\n%s}\n})", wg, in, step)}
		wait = feed + fmt.Sprintf("close(%s)\n", in) + s.wait
	case "named": // its Done moves to the go statement
		s = g.signalOf("a deferred Done")
		wg, fn := strings.TrimSuffix(s.before, ".Add(1)\n"), g.fresh(g.own("drain"))
		fmt.Fprintf(&g.decls, "func %s(t *trace, wg *sync.WaitGroup, in chan int) {\ndefer wg.Done()\nfor v := range in {\n%s}\n}\n\n", fn, step)
		sp = spawn{before: s.before, stmt: fmt.Sprintf("go %s(t, &%s, %s)", fn, wg, in)}
		decl = fmt.Sprintf("%s := make(chan int)\n", in) + s.decl
		wait = feed + fmt.Sprintf("close(%s)\n", in) + s.wait
	case "flag": // the last item sets it
		s = g.signalOf("a deferred close")
		sp.before = s.before
		stop := g.fresh("stop")
		decl = fmt.Sprintf("%s := make(chan int)\nvar %s atomic.Bool\n", in, stop) + s.decl
		sp.stmt = fmt.Sprintf("go func() {\n%sfor !%s.Load() {\nv := <-%s\n%sif v == 3 {\n%s.Store(true)\n}\n}\n}()", s.top, stop, in, step, stop)
		wait = feed + s.wait
	case "method": // no signal: an item more tells that the others are done
		server := g.fresh(g.own("server"))
		fmt.Fprintf(&g.decls, "type %s struct {\nt  *trace\nin chan int\n}\n\nfunc (s *%s) serve() {\nt := s.t\nfor v := range s.in {\nif v < 0 {\ncontinue\n}\n%s}\n}\n\n", server, server, step)
		sv := g.fresh("s")
		decl = fmt.Sprintf("%s := make(chan int)\n%s := &%s{t, %s}\n", in, sv, server, in)
		sp = spawn{stmt: "go " + sv + ".serve()", after: choose(g, "", sv+" = nil\n_ = "+sv+"\n")}
		wait = feed + fmt.Sprintf("%s <- -1\n", in)
	}
	return decl + g.place(false).around(sp) + wait
}

// launched are functions handed to launchers.
func (g *generator) launched(who string, depth int) string {
	tag := fmt.Sprintf("%q", who)
	at := g.place(false)
	wg := g.fresh("wg")
	switch form := choose(g, "WaitGroup.Go", "group.Go", "time.AfterFunc", "context.AfterFunc"); form {
	case "WaitGroup.Go":
		g.part("%s", form)
		stmt := choose(g, "%s.Go(func() {\n%s})", "%s.Go(func() { func() {\n%s}() })")
		return fmt.Sprintf("var %s sync.WaitGroup\n", wg) + at.around(spawn{stmt: fmt.Sprintf(stmt, wg, g.work(tag, "1", depth))}) + fmt.Sprintf("%s.Wait()\nt.log(\"main\", \"waited\")\n", wg)
	case "group.Go":
		g.part("%s", form)
		return fmt.Sprintf("var %s group.Group\n", wg) +
			at.around(spawn{stmt: fmt.Sprintf("%s.Go(func() error {\n%sreturn errors.New(\"no\")\n})", wg, g.work(tag, "1", depth))}) +
			fmt.Sprintf("t.log(\"main\", %s.Wait() != nil)\n", wg)
	case "time.AfterFunc":
		g.part("%s", form)
		s := g.signal()
		return s.decl + at.around(spawn{before: s.before, stmt: fmt.Sprintf("time.AfterFunc(time.Microsecond, func() {\n%s%s%s})", s.top, g.work(tag, "1", depth), s.end)}) + s.wait
	default:
		g.part("%s", form)
		s := g.signal()
		ctx, cancel := g.fresh("ctx"), g.fresh("cancel")
		return fmt.Sprintf("%s, %s := context.WithCancel(context.Background())\n", ctx, cancel) + s.decl +
			at.around(spawn{before: s.before, stmt: fmt.Sprintf("context.AfterFunc(%s, func() {\n%s%s%s})", ctx, s.top, g.work(tag, "1", depth), s.end)}) + cancel + "()\n" + s.wait
	}
}

// refusals are goroutines after whose panic somebody would wait for ever.
func (g *generator) refusals(who string, depth int) string {
	tag := fmt.Sprintf("%q", who)
	at := g.place(false)
	g.want = Refused
	switch form := choose(g, "answer", "early", "pool"); form {
	case "answer":
		g.part("a result that is no error")
		return "ch := make(chan int, 1)\n" +
			at.around(spawn{stmt: "go func() {\n" + g.work(tag, "1", 2) + "ch <- 1\n}()"}) +
			"t.log(\"main\", <-ch)\n"
	case "early":
		g.part("a signal before the end")
		return "var wg sync.WaitGroup\n" +
			at.around(spawn{before: "wg.Add(1)\n", stmt: "go func() {\n" + g.work(tag, "1", 2) + "wg.Done()\nt.settle()\n}()"}) +
			"wg.Wait()\n"
	default:
		g.part("a pool of loops that cannot run twice") // their Done cannot move to two places
		fn, at := g.own("drain"), place{head: "{\n", tail: "}\n"}
		fmt.Fprintf(&g.decls, "func %s(t *trace, wg *sync.WaitGroup, in chan int) {\ndefer wg.Done()\nfor v := range in {\nt.log(%s, v)\n%s}\n}\n\n", fn, tag, g.point(true))
		return "var wg sync.WaitGroup\nin, idle := make(chan int), make(chan int)\nclose(idle)\n" +
			at.around(spawn{before: "wg.Add(1)\n", stmt: fmt.Sprintf("go %s(t, &wg, in)", fn)}) +
			at.around(spawn{before: "wg.Add(1)\n", stmt: fmt.Sprintf("go %s(t, &wg, idle)", fn)}) +
			"for v := range 4 {\nin <- v\n}\nclose(in)\nwg.Wait()\n"
	}
}
