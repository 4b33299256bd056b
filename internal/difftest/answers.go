package difftest

// answers are obligations to tell somebody how it went. The function that is
// called always fails, so that a panic that is told as an error changes nothing.
func answers() []obligation {
	const load = "func loadBOX(t *trace) (int, error) {\nWORK\nreturn 1, errors.New(\"no\")\n}\n"
	const result = load + "type resultBOX struct {\nn int\nerr error\n}\n"
	const request = "type requestBOX struct {\nv int\nack chan int\nerr chan error\nval int\nready chan struct{}\ndone func(int)\n}\n" +
		"func (x *BOX) ask(v int) *requestBOX {\nr := &requestBOX{v: v, ack: make(chan int, 1), err: make(chan error, 1), ready: make(chan struct{})}\nr.done = func(v int) { r.ack <- v }\nx.in <- r\nreturn r\n}\n"
	served := func(what, body, wait string) obligation {
		return obligation{what: what, decls: request, fields: "in chan *requestBOX\n", setUp: "x.in = make(chan *requestBOX)\n", body: body,
			after: "for v := range 3 {\nr := x.ask(v)\n" + wait + "}\nclose(x.in)\nx.wg.Wait()\n", before: "x.wg.Add(1)\n"}
	}
	handled := func(o obligation, handle string) obligation {
		o.decls += "func (x *BOX) handle(r *requestBOX) {\nt := x.t\n" + handle + "}\n"
		return o
	}
	const acked = "t.log(\"main\", <-r.ack)\n"
	return []obligation{
		// Of what came in.
		served("an ack of each request", "defer x.wg.Done()\nfor r := range x.in {\nSTEP r.v\nr.ack <- r.v\n}\n", acked),
		served("a close for each request", "defer x.wg.Done()\nfor r := range x.in {\nSTEP r.v\nclose(r.ready)\n}\n", "<-r.ready\nt.log(\"main\", r.v)\n"),
		served("a value and a close for each request", "defer x.wg.Done()\nfor r := range x.in {\nSTEP r.v\nr.val = r.v + 1\nclose(r.ready)\n}\n", "<-r.ready\nt.log(\"main\", r.val)\n"),
		served("an error for each request", "defer x.wg.Done()\nfor r := range x.in {\nSTEP r.v\nr.err <- errors.New(\"no\")\n}\n", "t.log(\"main\", <-r.err != nil)\n"),
		served("a callback of each request", "defer x.wg.Done()\nfor r := range x.in {\nSTEP r.v\nr.done(r.v)\n}\n", acked),
		handled(served("an ack in a method", "defer x.wg.Done()\nfor r := range x.in {\nx.handle(r)\n}\n", acked), "STEP r.v\nr.ack <- r.v\n"),
		handled(served("a deferred close in a method", "defer x.wg.Done()\nfor r := range x.in {\nx.handle(r)\n}\n", "<-r.ready\nt.log(\"main\", r.v)\n"), "defer close(r.ready)\nSTEP r.v\n"),
		handled(served("a callback in a method", "defer x.wg.Done()\nfor r := range x.in {\nx.handle(r)\n}\n", acked), "STEP r.v\nr.done(r.v)\n"),
		{what: "a batch of acks", decls: request, fields: "in chan *requestBOX\n", setUp: "x.in = make(chan *requestBOX)\n", before: "x.wg.Add(1)\n",
			body:  "defer x.wg.Done()\nvar list []*requestBOX\nfor r := range x.in {\nif list = append(list, r); len(list) < 2 {\ncontinue\n}\nSTEP r.v\nfor _, r := range list {\nr.ack <- r.v\n}\nlist = nil\n}\n",
			after: "for v := range 2 {\nr, q := x.ask(v), x.ask(v)\nt.log(\"main\", <-r.ack, <-q.ack)\n}\nclose(x.in)\nx.wg.Wait()\n"},
		{what: "a request that is passed on", decls: request, fields: "in, out chan *requestBOX\n", setUp: "x.in, x.out = make(chan *requestBOX), make(chan *requestBOX)\n", before: "x.wg.Add(1)\n",
			body:  "defer x.wg.Done()\nfor r := range x.in {\nSTEP r.v\nx.out <- r\n}\nclose(x.out)\n",
			after: "for v := range 3 {\nr := x.ask(v)\n(<-x.out).ack <- v\nt.log(\"main\", <-r.ack)\n}\nclose(x.in)\nx.wg.Wait()\n"},
		{what: "functions that are sent", decls: "func (x *BOX) call(v int) int {\nt := x.t\nres := make(chan int, 1)\nx.in <- func() {\nSTEP v\nres <- v\n}\nreturn <-res\n}\n", fields: "in chan func()\n", setUp: "x.in = make(chan func())\n", before: "x.wg.Add(1)\n",
			body: "defer x.wg.Done()\nfor f := range x.in {\nf()\n}\n", after: "for v := range 3 {\nt.log(\"main\", x.call(v))\n}\nclose(x.in)\nx.wg.Wait()\n"},
		{what: "a question over two channels", fields: "ask, answer chan int\n", setUp: "x.ask, x.answer = make(chan int), make(chan int)\n", before: "x.wg.Add(1)\n",
			body: "defer x.wg.Done()\nfor v := range x.ask {\nSTEP v\nx.answer <- v\n}\nclose(x.answer)\n", after: "for v := range 3 {\nx.ask <- v\nt.log(\"main\", <-x.answer)\n}\nclose(x.ask)\nx.wg.Wait()\n"},
		{what: "a request in a select", decls: request, fields: "in chan *requestBOX\nquit chan bool\n", setUp: "x.in, x.quit = make(chan *requestBOX), make(chan bool)\n", before: "x.wg.Add(1)\n",
			body:  "defer x.wg.Done()\nfor {\nselect {\ncase r := <-x.in:\nSTEP r.v\nr.ack <- r.v\ncase <-x.quit:\nreturn\n}\n}\n",
			after: "for v := range 3 {\nt.log(\"main\", <-x.ask(v).ack)\n}\nclose(x.quit)\nx.wg.Wait()\n"},
		{what: "one request", decls: request, fields: "in chan *requestBOX\n", setUp: "x.in = make(chan *requestBOX, 1)\nr := x.ask(1)\n", body: "r := <-x.in\nWORK\nr.ack <- r.v\n", after: acked, joined: true},
		{what: "a channel that is received", fields: "in chan chan int\n", setUp: "x.in = make(chan chan int, 2)\n", body: "for c := range x.in {\nSTEP 0\nc <- 1\n}\n", after: "for v := range 3 {\nc := make(chan int, 1)\nx.in <- c\nt.log(\"main\", v, <-c)\n}\n"},

		// Futures and variables.
		{what: "a future", decls: load, fields: "val int\nerr error\ndone chan struct{}\n", setUp: "x.done = make(chan struct{})\n", body: "x.val, x.err = loadBOX(t)\nclose(x.done)\n", after: "<-x.done\nt.log(\"main\", x.err != nil)\n"},
		{what: "a future with a deferred close", decls: load, fields: "val int\nerr error\ndone chan struct{}\n", setUp: "x.done = make(chan struct{})\n", body: "defer close(x.done)\nx.val, x.err = loadBOX(t)\n", after: "<-x.done\nt.log(\"main\", x.err != nil)\n"},
		{what: "a future that only has a value", decls: load, fields: "val int\ndone chan struct{}\n", setUp: "x.done = make(chan struct{})\n", body: "defer close(x.done)\nx.val, _ = loadBOX(t)\n", after: "<-x.done\nt.log(\"main\", x.val)\n"},
		{what: "a captured error", decls: load, setUp: "var err error\n", body: "_, err = loadBOX(t)\n", after: "t.log(\"main\", err != nil)\n", locals: true, joined: true},
		{what: "a captured error and a value", decls: load, setUp: "var err error\nvar n int\n", body: "n, err = loadBOX(t)\n", after: "t.log(\"main\", err != nil)\n_ = n\n", locals: true, joined: true},
		{what: "an error in a slice", decls: load, setUp: "errs, i := make([]error, 2), 1\n", body: "_, errs[i] = loadBOX(t)\n", after: "t.log(\"main\", errs[i] != nil)\n", locals: true, joined: true},
		{what: "an error in a slice of structs", decls: result, setUp: "list := make([]resultBOX, 2)\n", body: "list[1].n, list[1].err = loadBOX(t)\n", after: "t.log(\"main\", list[1].err != nil)\n", locals: true, joined: true},
		{what: "a struct in a slice", decls: result, setUp: "list := make([]resultBOX, 2)\n", body: "n, err := loadBOX(t)\nlist[1] = resultBOX{n, err}\n", after: "t.log(\"main\", list[1].err != nil)\n", locals: true, joined: true},
		{what: "an error in a field", decls: load, fields: "err error\n", body: "_, x.err = loadBOX(t)\n", after: "t.log(\"main\", x.err != nil)\n", joined: true},
		{what: "an error under a lock", decls: load, fields: "mu sync.Mutex\nerr error\n", body: "if _, err := loadBOX(t); err != nil {\nx.mu.Lock()\nx.err = err\nx.mu.Unlock()\n}\n", after: "t.log(\"main\", x.err != nil)\n", joined: true},
		{what: "a list of errors under a lock", decls: load, fields: "mu sync.Mutex\nerrs []error\n", body: "_, err := loadBOX(t)\nx.mu.Lock()\ndefer x.mu.Unlock()\nx.errs = append(x.errs, err)\n", after: "t.log(\"main\", len(x.errs))\n", joined: true},
		{what: "an error beside a channel", decls: load, fields: "out chan int\nerr error\n", setUp: "x.out = make(chan int)\n", body: "defer close(x.out)\n_, err := loadBOX(t)\nif err != nil {\nx.err = err\nreturn\n}\nx.out <- 1\n", after: "n := 0\nfor range x.out {\nn++\n}\nt.log(\"main\", n, x.err != nil)\n"},
		{what: "a cause", decls: load, setUp: "c, stop := context.WithCancelCause(context.Background())\n", body: "_, err := loadBOX(t)\nstop(err)\n", after: "<-c.Done()\nt.log(\"main\", !errors.Is(context.Cause(c), context.Canceled))\n", locals: true, want: Fixed},
		{what: "a pipe that is closed with the error of the work", decls: load, setUp: "pr, pw := io.Pipe()\n", body: "_, err := loadBOX(t)\npw.CloseWithError(err)\n", after: "_, err := io.ReadAll(pr)\nt.log(\"main\", err != nil)\n", locals: true, want: Fixed},
		{what: "ready or failed", decls: load + "func (x *BOX) serve() error {\n_, err := loadBOX(x.t)\nif err != nil {\nreturn err\n}\nclose(x.ready)\nreturn nil\n}\n", fields: "ready chan struct{}\nerrc chan error\n", setUp: "x.ready, x.errc = make(chan struct{}), make(chan error, 1)\n", body: "x.errc <- x.serve()\n", after: "select {\ncase <-x.ready:\nt.log(\"main\", \"ready\")\ncase err := <-x.errc:\nt.log(\"main\", err != nil)\n}\n"},
		{what: "turns", setUp: "prev := make(chan struct{})\nfirst := prev\n", stmt: "for range 2 {\nnext := make(chan struct{})\ngo func(wait <-chan struct{}) {\nWORK\n<-wait\nclose(next)\n}(prev)\nprev = next\n}", after: "t.settle()\nselect {\ncase <-prev:\nt.log(\"main\", \"out of turn\")\ndefault:\n}\nclose(first)\n<-prev\nt.log(\"main\", \"end\")\n"},
		{what: "a count", decls: load, fields: "n int\n", body: "x.n, _ = loadBOX(t)\n", after: "t.log(\"main\", x.n)\n", joined: true},

		// Channels.
		{what: "a struct with an error", decls: result, fields: "out chan resultBOX\n", setUp: "x.out = make(chan resultBOX, 2)\n", body: "n, err := loadBOX(t)\nx.out <- resultBOX{n, err}\n", after: "t.log(\"main\", (<-x.out).err != nil, len(x.out))\n"},
		{what: "a pointer to a struct with an error", decls: result, fields: "out chan *resultBOX\n", setUp: "x.out = make(chan *resultBOX, 2)\n", body: "n, err := loadBOX(t)\nx.out <- &resultBOX{n: n, err: err}\n", after: "t.log(\"main\", (<-x.out).err != nil, len(x.out))\n"},
		{what: "an error channel that is closed", decls: load, fields: "errc chan error\n", setUp: "x.errc = make(chan error, 1)\n", body: "defer close(x.errc)\nif _, err := loadBOX(t); err != nil {\nx.errc <- err\n}\n", after: "t.log(\"main\", <-x.errc != nil)\n"},
		{what: "an error channel that is closed after", decls: load, fields: "errc chan error\n", setUp: "x.errc = make(chan error, 1)\n", body: "_, err := loadBOX(t)\nx.errc <- err\nclose(x.errc)\n", after: "t.log(\"main\", <-x.errc != nil)\n"},
		{what: "an error in a callee", decls: load + "func (x *BOX) tell() {\n_, err := loadBOX(x.t)\nx.errc <- err\n}\n", fields: "errc chan error\n", setUp: "x.errc = make(chan error, 2)\n", body: "x.tell()\n", after: "t.log(\"main\", <-x.errc != nil, len(x.errc))\n"},
		{what: "an error as a parameter", decls: load + "func tellBOX(t *trace, errc chan<- error) {\n_, err := loadBOX(t)\nerrc <- err\n}\n", fields: "errc chan error\n", setUp: "x.errc = make(chan error, 2)\n", stmt: "go tellBOX(t, x.errc)", after: "t.log(\"main\", <-x.errc != nil, len(x.errc))\n"},
		{what: "an error after a success", fields: "errc chan error\n", setUp: "x.errc = make(chan error, 2)\n", body: "x.errc <- nil\nWORK\n", after: "t.log(\"main\", <-x.errc)\nt.settle()\nt.log(\"main\", len(x.errc))\n", joined: true},
		{what: "counted results", fields: "in, out chan int\n", setUp: "x.in, x.out = make(chan int, 3), make(chan int, 3)\nfor v := range 3 {\nx.in <- v\n}\nclose(x.in)\n", body: "for v := range x.in {\nSTEP v\nx.out <- v\n}\n", after: "for range 3 {\nt.log(\"main\", <-x.out)\n}\n"},
		{what: "data until the close", fields: "out chan int\n", setUp: "x.out = make(chan int)\n", body: "defer close(x.out)\nfor v := range 3 {\nt.log(\"a\", v)\nPOINT\nx.out <- v\n}\n", after: "for v := range x.out {\nt.log(\"main\", v)\n}\n"},
		{what: "data, then a close", fields: "out chan int\n", setUp: "x.out = make(chan int)\n", body: "for v := range 3 {\nt.log(\"a\", v)\nPOINT\nx.out <- v\n}\nclose(x.out)\n", after: "for v := range x.out {\nt.log(\"main\", v)\n}\n"},
		{what: "a batch of channels", fields: "list []chan int\n", setUp: "x.list = []chan int{make(chan int, 1), make(chan int, 1)}\n", body: "for i, c := range x.list {\nWORK\nc <- i\n}\n", after: "for _, c := range x.list {\nt.log(\"main\", <-c)\n}\n"},

		// Callbacks.
		{what: "a callback in a field", decls: load, fields: "done func(error)\n", setUp: "ch := make(chan error, 2)\nx.done = func(err error) { ch <- err }\n", body: "_, err := loadBOX(t)\nx.done(err)\n", after: "t.log(\"main\", <-ch != nil)\n"},
		{what: "a captured callback", decls: load, setUp: "ch := make(chan error, 2)\ndone := func(err error) { ch <- err }\n", body: "_, err := loadBOX(t)\ndone(err)\n", after: "t.log(\"main\", <-ch != nil)\n", locals: true},
		{what: "a callback that is called by name only", fields: "whenReady func()\n", setUp: "ch := make(chan bool)\nx.whenReady = func() { close(ch) }\n", body: "WORK\nx.whenReady()\n", after: "<-ch\nt.log(\"main\", \"ready\")\n"},
		{what: "Done as a callback", decls: "func handleBOX(t *trace, done func()) {\nWORK\ndone()\n}\n", before: "x.wg.Add(1)\n", stmt: "go handleBOX(t, x.wg.Done)", after: "x.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "Done as a deferred callback", decls: "func handleBOX(t *trace, done func()) {\ndefer done()\nWORK\n}\n", before: "x.wg.Add(1)\n", stmt: "go handleBOX(t, x.wg.Done)", after: "x.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "a literal as a callback", decls: "func handleBOX(t *trace, f func()) {\nWORK\nf()\n}\n", setUp: "ch := make(chan bool)\n", stmt: "go handleBOX(t, func() { close(ch) })", after: "<-ch\nt.log(\"main\", \"waited\")\n"},
		{what: "a Done in a method", decls: "func (x *BOX) finish() { x.wg.Done() }\n", before: "x.wg.Add(1)\n", body: "WORK\nx.finish()\n", after: "x.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "a deferred Done in a method", decls: "func (x *BOX) finish() { x.wg.Done() }\n", before: "x.wg.Add(1)\n", body: "defer x.finish()\nWORK\n", after: "x.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "a late defer", before: "x.wg.Add(1)\n", body: "WORK\ndefer x.wg.Done()\nWORK\n", after: "x.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "Add(-1)", before: "x.wg.Add(1)\n", body: "WORK\nx.wg.Add(-1)\n", after: "x.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "Done in a variable", before: "x.wg.Add(1)\n", body: "end := x.wg.Done\nWORK\nend()\n", after: "x.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "a cancel out of a context", setUp: "c, stop := context.WithCancel(context.Background())\nvalue := context.WithValue(context.Background(), \"k\", stop)\n", body: "WORK\nvalue.Value(\"k\").(context.CancelFunc)()\n", after: "<-c.Done()\nt.log(\"main\", \"done\")\n", locals: true},
		{what: "a cancel on each path", setUp: "c, stop := context.WithCancel(context.Background())\n", body: "if t == nil {\nstop()\nreturn\n}\nWORK\nstop()\n", after: "<-c.Done()\nt.log(\"main\", \"done\")\n", locals: true, want: Fixed},
	}
}
