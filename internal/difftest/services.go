package difftest

// services are loops that go on after a panic, and tasks that look like them.
func services() []obligation {
	const feed = "for v := range 4 {\nx.in <- v\n}\n"
	const queue = "type queueBOX struct {\nmu sync.Mutex\ncond *sync.Cond\nlist []int\nclosed bool\n}\n" +
		"func (q *queueBOX) put(v int) {\nq.mu.Lock()\ndefer q.mu.Unlock()\nq.list = append(q.list, v)\nq.cond.Signal()\n}\n" +
		"func (q *queueBOX) close() {\nq.mu.Lock()\ndefer q.mu.Unlock()\nq.closed = true\nq.cond.Broadcast()\n}\n" +
		"func (q *queueBOX) Get() (int, bool) {\nq.mu.Lock()\ndefer q.mu.Unlock()\nfor len(q.list) == 0 && !q.closed {\nq.cond.Wait()\n}\nif len(q.list) == 0 {\nreturn 0, false\n}\nv := q.list[0]\nq.list = q.list[1:]\nreturn v, true\n}\n"
	serve := func(how string) obligation {
		return obligation{what: "a service: " + how, decls: "func (x *BOX) serve() error {\nt := x.t\nfor v := range x.in {\nSTEP v\n}\nreturn nil\n}\n",
			fields: "in chan int\n", setUp: "x.in = make(chan int)\n", body: how + "\n", after: feed + "close(x.in)\nx.wg.Wait()\nt.log(\"main\", \"waited\")\n", want: Fixed}
	}
	queued := func(what, body string) obligation {
		return obligation{what: what, decls: queue, fields: "q *queueBOX\n", setUp: "x.q = &queueBOX{}\nx.q.cond = sync.NewCond(&x.q.mu)\n", body: body,
			after: "for v := range 4 {\nx.q.put(v)\n}\nx.q.close()\nx.wg.Wait()\nt.log(\"main\", \"waited\")\n"}
	}
	loop := func(what, body, after string) obligation {
		return obligation{what: what, fields: "in chan int\nquit chan bool\nclosed atomic.Bool\n", setUp: "x.in, x.quit = make(chan int), make(chan bool)\n", body: body, after: feed + after + "x.wg.Wait()\nt.log(\"main\", \"waited\")\n"}
	}
	list := []obligation{
		serve("x.serve()"),
		serve("if err := x.serve(); err != nil {\nt.log(\"a\", err)\n}"),
		serve("_ = x.serve()"),
		serve("err := x.serve()\n_ = err"),
		serve("var err error\nif err = x.serve(); err != nil {\nreturn\n}"),
		serve("switch err := x.serve(); {\ncase err != nil:\nt.log(\"a\", err)\n}"),
		queued("a queue's Get", "for {\nv, ok := x.q.Get()\nif !ok {\nreturn\n}\nSTEP v\n}\n"),
		{what: "a queue, item by item", decls: queue + "func (x *BOX) next() bool {\nt := x.t\nv, ok := x.q.Get()\nif !ok {\nreturn false\n}\nSTEP v\nreturn true\n}\n", fields: "q *queueBOX\n", setUp: "x.q = &queueBOX{}\nx.q.cond = sync.NewCond(&x.q.mu)\n", body: "for x.next() {\n}\n",
			after: "for v := range 4 {\nx.q.put(v)\n}\nx.q.close()\nx.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		loop("a range", "for v := range x.in {\nSTEP v\n}\n", "close(x.in)\n"),
		loop("a select with quit", "for {\nselect {\ncase v := <-x.in:\nSTEP v\ncase <-x.quit:\nreturn\n}\n}\n", "close(x.quit)\n"),
		loop("a receive with ok", "for {\nv, ok := <-x.in\nif !ok {\nreturn\n}\nSTEP v\n}\n", "close(x.in)\n"),
		loop("a flag", "for !x.closed.Load() {\nselect {\ncase v := <-x.in:\nSTEP v\ncase <-time.After(time.Millisecond):\n}\n}\n", "x.closed.Store(true)\n"),
		loop("a labelled break", "loop:\nfor {\nselect {\ncase v := <-x.in:\nSTEP v\ncase <-x.quit:\nbreak loop\n}\n}\n", "close(x.quit)\n"),
		{what: "a flag behind a method", decls: "func (x *BOX) isClosed() bool {\nx.mu.Lock()\ndefer x.mu.Unlock()\nreturn x.over\n}\n", fields: "in chan int\nmu sync.Mutex\nover bool\n", setUp: "x.in = make(chan int)\n",
			body: "for !x.isClosed() {\nselect {\ncase v := <-x.in:\nSTEP v\ncase <-time.After(time.Millisecond):\n}\n}\n", after: feed + "x.mu.Lock()\nx.over = true\nx.mu.Unlock()\nx.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "a hello before the loop", fields: "in chan int\nhello chan bool\n", setUp: "x.in, x.hello = make(chan int), make(chan bool)\n", body: "x.hello <- true\nfor v := range x.in {\nSTEP v\n}\n", after: "<-x.hello\n" + feed + "close(x.in)\nx.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "a goroutine before the loop", fields: "in chan int\nmore chan int\n", setUp: "x.in, x.more = make(chan int), make(chan int, 8)\n", body: "go func() {\nx.more <- 1\n}()\nfor v := range x.in {\nSTEP v\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nt.settle()\nt.log(\"main\", len(x.more))\n"},
		{what: "a registration before the loop", decls: "func (x *BOX) register() { x.list = append(x.list, 1) }\n", fields: "in chan int\nlist []int\n", setUp: "x.in = make(chan int)\n", body: "x.register()\nfor v := range x.in {\nSTEP v\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nt.log(\"main\", len(x.list))\n"},
		{what: "a history before the loop", decls: "func (x *BOX) save(v int) {\nt := x.t\nif v < 0 {\nx.n++\nreturn\n}\nSTEP v\n}\n", fields: "in chan int\nold []int\nn int\n", setUp: "x.in, x.old = make(chan int), []int{-1, -2}\n", body: "for _, v := range x.old {\nx.save(v)\n}\nfor v := range x.in {\nx.save(v)\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nt.log(\"main\", x.n)\n"},
		{what: "a count of runs", fields: "in chan int\nruns atomic.Int32\n", setUp: "x.in = make(chan int)\n", body: "x.runs.Add(1)\nfor v := range x.in {\nSTEP v\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nt.log(\"main\", x.runs.Load())\n"},
		{what: "a count of runs in a callee", decls: "func (x *BOX) begin() { x.runs++ }\n", fields: "in chan int\nruns int\n", setUp: "x.in = make(chan int)\n", body: "x.begin()\nfor v := range x.in {\nSTEP v\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nt.log(\"main\", x.runs)\n"},
		{what: "a flag that says that it runs", fields: "in chan int\nrunning atomic.Bool\n", setUp: "x.in = make(chan int)\n", body: "if !x.running.CompareAndSwap(false, true) {\nreturn\n}\nfor v := range x.in {\nSTEP v\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "a sum behind the loop", fields: "in chan int\nsum chan int\n", setUp: "x.in, x.sum = make(chan int), make(chan int, 1)\n", body: "n := 0\nfor v := range x.in {\nSTEP v\nn += v\n}\nx.sum <- n\n", after: feed + "close(x.in)\nt.log(\"main\", <-x.sum > 0)\nx.wg.Wait()\n"},
		{what: "a close behind the loop", fields: "in chan int\nover chan bool\n", setUp: "x.in, x.over = make(chan int), make(chan bool)\n", body: "for v := range x.in {\nSTEP v\n}\nclose(x.over)\n", after: feed + "close(x.in)\n<-x.over\nt.log(\"main\", \"over\")\nx.wg.Wait()\n"},
		{what: "work behind the loop", fields: "in chan int\n", setUp: "x.in = make(chan int)\n", body: "for v := range x.in {\nSTEP v\n}\nWORK\n", after: feed + "close(x.in)\nx.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "a named loop with two signals", fields: "in chan int\nover chan bool\n", setUp: "x.in, x.over = make(chan int), make(chan bool)\n", body: "defer close(x.over)\nfor v := range x.in {\nSTEP v\n}\n", after: feed + "close(x.in)\n<-x.over\nx.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "a lock in the loop", fields: "in chan int\nmu sync.Mutex\n", setUp: "x.in = make(chan int)\n", body: "for v := range x.in {\nx.mu.Lock()\nSTEP v\nx.mu.Unlock()\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nx.mu.Lock()\nt.log(\"main\", \"locked\")\n"},
		{what: "a lock in a method of the loop", decls: "func (x *BOX) step(v int) {\nt := x.t\nx.mu.Lock()\nSTEP v\nx.mu.Unlock()\n}\n", fields: "in chan int\nmu sync.Mutex\n", setUp: "x.in = make(chan int)\n", body: "for v := range x.in {\nx.step(v)\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nx.mu.Lock()\nt.log(\"main\", \"locked\")\n"},
		{what: "a deferred unlock in a method of the loop", decls: "func (x *BOX) step(v int) {\nt := x.t\nx.mu.Lock()\ndefer x.mu.Unlock()\nSTEP v\n}\n", fields: "in chan int\nmu sync.Mutex\n", setUp: "x.in = make(chan int)\n", body: "for v := range x.in {\nx.step(v)\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nx.mu.Lock()\nt.log(\"main\", \"locked\")\n"},

		{what: "a pause in a setter", decls: "func (x *BOX) pause(v bool) {\nx.mu.Lock()\ndefer x.mu.Unlock()\nx.paused = v\n}\nfunc (x *BOX) isPaused() bool {\nx.mu.Lock()\ndefer x.mu.Unlock()\nreturn x.paused\n}\n", fields: "in chan int\nmu sync.Mutex\npaused bool\n", setUp: "x.in = make(chan int)\n",
			body: "for v := range x.in {\nif x.isPaused() {\ncontinue\n}\nx.pause(true)\nSTEP v\nx.pause(false)\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nt.log(\"main\", x.isPaused())\n"},
		{what: "a count around each pass", fields: "in chan int\ncur atomic.Int32\n", setUp: "x.in = make(chan int)\n", body: "for v := range x.in {\nx.cur.Add(1)\nSTEP v\nx.cur.Add(-1)\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nfor x.cur.Load() != 0 {\ntime.Sleep(time.Millisecond)\n}\nt.log(\"main\", \"idle\")\n"},
		{what: "a position in a local", fields: "in chan int\n", setUp: "x.in = make(chan int)\n", body: "next, held := 0, make(map[int]bool)\nfor v := range x.in {\nheld[v] = true\nfor held[next] {\ndelete(held, next)\nnext++\nSTEP v\n}\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "a sequence number in a local", fields: "in chan int\n", setUp: "x.in = make(chan int)\n", body: "next := 0\nfor v := range x.in {\nif v != next {\ncontinue\n}\nnext++\nSTEP v\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "a header", fields: "in chan int\nacts atomic.Int32\n", setUp: "x.in = make(chan int)\n", body: "header := true\nfor v := range x.in {\nSTEP v\nif header {\nheader = false\nx.acts.Store(int32(v))\nt.log(\"a\", \"header\", v)\n}\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "a pause in a local", fields: "in chan int\nacts atomic.Int32\n", setUp: "x.in = make(chan int)\n", body: "paused := false\nfor v := range x.in {\nif v == 0 {\npaused = true\n}\nSTEP v\nif !paused {\nx.acts.Store(int32(v))\nt.log(\"a\", \"played\", v)\n}\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "a Swap that says that it runs", decls: "func (x *BOX) serve() error {\nt := x.t\nif x.running.Swap(true) {\nreturn errors.New(\"running\")\n}\nfor v := range x.in {\nSTEP v\n}\nreturn nil\n}\n", fields: "in chan int\nrunning atomic.Bool\n", setUp: "x.in = make(chan int)\n", body: "if err := x.serve(); err != nil {\nt.log(\"a\", err)\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "a Once before the loop", decls: "func (x *BOX) load() {\nt := x.t\nx.m = make(map[int]int)\nWORK\n}\n", fields: "in chan int\nonce sync.Once\nm map[int]int\n", setUp: "x.in = make(chan int)\n", body: "x.once.Do(x.load)\nfor v := range x.in {\nSTEP v\nx.m[v]++\n}\n", after: feed + "close(x.in)\nx.wg.Wait()\nt.log(\"main\", \"waited\")\n"},

		// Tasks.
		{what: "retry until success", fields: "n int\n", body: "for {\nt.log(\"a\", \"try\")\nif x.n++; x.n == 2 {\nt.log(\"a\", \"sent\")\nPOINT\nt.log(\"a\", \"noted\")\nreturn\n}\ntime.Sleep(time.Millisecond)\n}\n", after: "x.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "wait until up, then migrate", fields: "up atomic.Bool\n", before: "x.up.Store(true)\n", body: "for !x.up.Load() {\ntime.Sleep(time.Millisecond)\n}\nt.log(\"a\", \"migrate\")\nPOINT\nt.log(\"a\", \"migrated\")\n", after: "x.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "an own deadline", body: "deadline := time.After(5 * time.Millisecond)\nfor {\nselect {\ncase <-deadline:\nt.log(\"a\", \"send\")\nPOINT\nt.log(\"a\", \"sent\")\nreturn\ncase <-time.After(time.Millisecond):\n}\n}\n", after: "x.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
		{what: "pages", fields: "out chan int\nquit chan bool\n", setUp: "x.out, x.quit = make(chan int), make(chan bool)\n", body: "defer close(x.out)\nfor page := 0; ; page++ {\nfor i := range 2 {\nt.log(\"a\", page, i)\nPOINT\nselect {\ncase x.out <- 2*page + i:\ncase <-x.quit:\nreturn\n}\n}\nif page == 2 {\nreturn\n}\n}\n", after: "for v := range x.out {\nt.log(\"main\", v)\n}\nx.wg.Wait()\n"},
		{what: "three attempts", body: "for i := range 3 {\nt.log(\"a\", \"try\", i)\nif i == 1 {\nPOINT\nt.log(\"a\", \"done\")\nbreak\n}\n}\n", after: "x.wg.Wait()\nt.log(\"main\", \"waited\")\n"},
	}
	for i := range list {
		list[i].before += "x.wg.Add(1)\n"
		list[i].body = "defer x.wg.Done()\n" + list[i].body
	}
	return list
}

// stops are services that somebody stops while they wait for a restart, or that
// panic when they are told to stop.
func stops() []obligation {
	stop := func(what, fields, setUp, loop, tell string) obligation {
		return obligation{what: "stopped by " + what, fields: fields, setUp: setUp, before: "x.wg.Add(1)\n", body: "defer x.wg.Done()\n" + loop,
			after: "t.ticks(2)\n" + tell + "x.wg.Wait()\nt.log(\"main\", \"stopped\")\n", slow: true}
	}
	const tick = "case <-time.After(100 * time.Microsecond):\nt.tick()\nPOINT\n}\n}\n"
	quit := func(what, path, tell string) obligation {
		return stop(what, "quit chan struct{}\n", "x.quit = make(chan struct{})\n", "for {\nselect {\ncase <-x.quit:\n"+path+"return\n"+tick, tell)
	}
	flush := "func (x *BOX) flush() {\nt := x.t\nWORK\n}\n"
	list := []obligation{
		quit("a close", "", "close(x.quit)\n"),
		quit("a close, with work", "WORK\n", "close(x.quit)\n"),
		quit("a token", "", "x.quit <- struct{}{}\n"),
		quit("a token, with work", "WORK\n", "x.quit <- struct{}{}\n"),
		quit("a close, with work in a method", "x.flush()\n", "close(x.quit)\n"),
		stop("a cancel", "ctx context.Context\nstop func()\n", "x.ctx, x.stop = context.WithCancel(context.Background())\n", "for {\nselect {\ncase <-x.ctx.Done():\nreturn\n"+tick, "x.stop()\n"),
		stop("a cancel, with work", "ctx context.Context\nstop func()\n", "x.ctx, x.stop = context.WithCancel(context.Background())\n", "for {\nselect {\ncase <-x.ctx.Done():\nWORK\nreturn\n"+tick, "x.stop()\n"),
		stop("a close that a method asks for", "quit chan struct{}\n", "x.quit = make(chan struct{})\n", "for !x.stopping() {\nt.tick()\nPOINT\ntime.Sleep(100 * time.Microsecond)\n}\n", "close(x.quit)\n"),
		stop("a close of what a method gives out", "quit chan struct{}\n", "x.quit = make(chan struct{})\n", "for {\nselect {\ncase <-x.closed():\nreturn\n"+tick, "close(x.quit)\n"),
		stop("a flag", "closed atomic.Bool\n", "", "for !x.closed.Load() {\nt.tick()\nPOINT\ntime.Sleep(100 * time.Microsecond)\n}\n", "x.closed.Store(true)\n"),
		stop("a flag, with work", "closed atomic.Bool\n", "", "for !x.closed.Load() {\nt.tick()\nPOINT\ntime.Sleep(100 * time.Microsecond)\n}\nWORK\n", "x.closed.Store(true)\n"),
		stop("a flag that a method asks for", "mu sync.Mutex\nover bool\n", "", "for x.goesOn() {\nt.tick()\nPOINT\ntime.Sleep(100 * time.Microsecond)\n}\n", "x.mu.Lock()\nx.over = true\nx.mu.Unlock()\n"),
		stop("a flag in the loop", "state int32\n", "", "for {\nif atomic.LoadInt32(&x.state) == 1 {\nreturn\n}\nt.tick()\nPOINT\ntime.Sleep(100 * time.Microsecond)\n}\n", "atomic.StoreInt32(&x.state, 1)\n"),
		stop("a flag and a close", "closed atomic.Bool\nquit chan struct{}\n", "x.quit = make(chan struct{})\n", "for !x.closed.Load() {\nselect {\ncase <-x.quit:\nreturn\n"+tick, "x.closed.Store(true)\nclose(x.quit)\n"),
		stop("a close behind a method", "quit chan struct{}\n", "x.quit = make(chan struct{})\n", "x.loop()\n", "close(x.quit)\n"),
		stop("a close of an input", "in chan int\n", "x.in = make(chan int, 1)\n", "for range x.in {\nt.tick()\nPOINT\n}\n", "close(x.in)\n"),
		stop("a close that a done channel answers", "quit, over chan struct{}\n", "x.quit, x.over = make(chan struct{}), make(chan struct{})\n", "defer close(x.over)\nfor {\nselect {\ncase <-x.quit:\nreturn\n"+tick, "close(x.quit)\n<-x.over\n"),
		stop("a close that a closed channel answers", "quit, over chan struct{}\n", "x.quit, x.over = make(chan struct{}), make(chan struct{})\n", "for {\nselect {\ncase <-x.quit:\nclose(x.over)\nreturn\n"+tick, "close(x.quit)\n<-x.over\n"),
		stop("a close that a closed channel answers, with work", "quit, over chan struct{}\n", "x.quit, x.over = make(chan struct{}), make(chan struct{})\n", "for {\nselect {\ncase <-x.quit:\nWORK\nclose(x.over)\nreturn\n"+tick, "close(x.quit)\n<-x.over\n"),
		stop("a request that is answered", "stop chan chan bool\n", "x.stop = make(chan chan bool)\n", "for {\nselect {\ncase c := <-x.stop:\nWORK\nc <- true\nreturn\n"+tick, "c := make(chan bool, 1)\nx.stop <- c\n<-c\n"),
	}
	for i := range list {
		o := &list[i]
		if o.what == "stopped by a close, with work in a method" {
			o.decls = flush
		}
		if o.what == "stopped by a close that a method asks for" {
			o.decls = "func (x *BOX) stopping() bool {\nselect {\ncase <-x.quit:\nreturn true\ndefault:\nreturn false\n}\n}\n"
		}
		if o.what == "stopped by a close of what a method gives out" {
			o.decls = "func (x *BOX) closed() <-chan struct{} { return x.quit }\n"
		}
		if o.what == "stopped by a close behind a method" {
			o.decls = "func (x *BOX) loop() {\nt := x.t\nfor {\nselect {\ncase <-x.quit:\nreturn\n" + tick + "}\n"
		}
		if o.what == "stopped by a flag that a method asks for" {
			o.decls = "func (x *BOX) goesOn() bool {\nx.mu.Lock()\ndefer x.mu.Unlock()\nreturn !x.over\n}\n"
		}
		// Nothing tells the runtime while it waits for a restart that the channel is empty for good.
		if o.fields == "in chan int\n" {
			o.slow = false
		}
		if o.what == "stopped by a close of an input" {
			o.after = "x.in <- 1\nx.in <- 2\n" + o.after
		}
	}
	return list
}
