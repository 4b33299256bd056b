package difftest

// flags are obligations to take back a flag, a count, a slot, or to close something.
func flags() []obligation {
	const polled = "time.Sleep(time.Millisecond)\n}\nt.log(\"main\", \"idle\")\n"
	const idle = "func (x *BOX) idle() bool {\nx.mu.Lock()\ndefer x.mu.Unlock()\nreturn x.n == 0 && len(x.flight) == 0\n}\n"
	const taken = "func (x *BOX) take() func() {\nx.sem <- struct{}{}\nreturn func() { <-x.sem }\n}\n"
	const stateful = "func (x *BOX) set(v int) {\nx.mu.Lock()\ndefer x.mu.Unlock()\nx.state = v\n}\nfunc (x *BOX) get() int {\nx.mu.Lock()\ndefer x.mu.Unlock()\nreturn x.state\n}\n"
	const state = "mu sync.Mutex\nn int\nflight map[int]bool\n"
	return []obligation{
		{what: "an atomic flag", fields: "busy atomic.Bool\n", before: "x.busy.Store(true)\n", body: "WORK\nx.busy.Store(false)\n", after: "for x.busy.Load() {\n" + polled},
		{what: "an atomic flag, deferred", fields: "busy atomic.Bool\n", before: "x.busy.Store(true)\n", body: "defer x.busy.Store(false)\nWORK\n", after: "for x.busy.Load() {\n" + polled, want: Fixed},
		{what: "an atomic flag that is set inside", fields: "busy atomic.Bool\n", body: "if !x.busy.CompareAndSwap(false, true) {\nreturn\n}\nWORK\nx.busy.Store(false)\n", after: "t.log(\"main\", x.busy.Load())\n", joined: true},
		{what: "an atomic flag that is set inside, deferred", fields: "busy atomic.Bool\n", body: "if !x.busy.CompareAndSwap(false, true) {\nreturn\n}\ndefer x.busy.Store(false)\nWORK\n", after: "t.log(\"main\", x.busy.Load())\n", joined: true},
		{what: "an atomic count", fields: "active atomic.Int32\n", before: "x.active.Add(1)\n", body: "WORK\nx.active.Add(-1)\n", after: "for x.active.Load() > 0 {\n" + polled},
		{what: "an atomic count, deferred", fields: "active atomic.Int32\n", before: "x.active.Add(1)\n", body: "defer x.active.Add(-1)\nWORK\n", after: "for x.active.Load() > 0 {\n" + polled, want: Fixed},
		{what: "a count by functions", fields: "active int64\n", before: "atomic.AddInt64(&x.active, 1)\n", body: "WORK\natomic.AddInt64(&x.active, -1)\n", after: "for atomic.LoadInt64(&x.active) > 0 {\n" + polled},
		{what: "a count under a lock", decls: idle, fields: state, before: "x.mu.Lock()\nx.n++\nx.mu.Unlock()\n", body: "WORK\nx.mu.Lock()\nx.n--\nx.mu.Unlock()\n", after: "for !x.idle() {\n" + polled},
		{what: "a count in a method", decls: idle + "func (x *BOX) leave() {\nx.mu.Lock()\ndefer x.mu.Unlock()\nx.n--\n}\n", fields: state, before: "x.mu.Lock()\nx.n++\nx.mu.Unlock()\n", body: "WORK\nx.leave()\n", after: "for !x.idle() {\n" + polled},
		{what: "a count in a deferred method", decls: idle + "func (x *BOX) leave() {\nx.mu.Lock()\ndefer x.mu.Unlock()\nx.n--\n}\n", fields: state, before: "x.mu.Lock()\nx.n++\nx.mu.Unlock()\n", body: "defer x.leave()\nWORK\n", after: "for !x.idle() {\n" + polled},
		{what: "an entry of a map", decls: idle, fields: state, setUp: "x.flight = make(map[int]bool)\n", before: "x.flight[1] = true\n", body: "WORK\nx.mu.Lock()\ndelete(x.flight, 1)\nx.mu.Unlock()\n", after: "for !x.idle() {\n" + polled},
		{what: "a state with a broadcast", fields: "mu sync.Mutex\ncond *sync.Cond\nopen bool\n", setUp: "x.cond = sync.NewCond(&x.mu)\n", body: "WORK\nx.mu.Lock()\nx.open = true\nx.cond.Broadcast()\nx.mu.Unlock()\n", after: "x.mu.Lock()\nfor !x.open {\nx.cond.Wait()\n}\nx.mu.Unlock()\nt.log(\"main\", \"open\")\n"},
		{what: "a state with a broadcast, deferred", fields: "mu sync.Mutex\ncond *sync.Cond\nopen bool\n", setUp: "x.cond = sync.NewCond(&x.mu)\n", body: "defer func() {\nx.mu.Lock()\nx.open = true\nx.cond.Broadcast()\nx.mu.Unlock()\n}()\nWORK\n", after: "x.mu.Lock()\nfor !x.open {\nx.cond.Wait()\n}\nx.mu.Unlock()\nt.log(\"main\", \"open\")\n"},
		{what: "a state by a setter", decls: stateful, fields: "mu sync.Mutex\nstate int\n", body: "x.set(1)\nWORK\nx.set(2)\n", after: "for x.get() != 2 {\n" + polled},
		{what: "a state by a setter, deferred", decls: stateful, fields: "mu sync.Mutex\nstate int\n", body: "x.set(1)\ndefer x.set(2)\nWORK\n", after: "for x.get() != 2 {\n" + polled},
		{what: "a state in an atomic.Value", fields: "state atomic.Value\n", body: "WORK\nx.state.Store(\"up\")\n", after: "for x.state.Load() != \"up\" {\n" + polled},
		{what: "a state in an atomic pointer", fields: "state atomic.Pointer[int]\n", body: "WORK\nn := 1\nx.state.Store(&n)\n", after: "for x.state.Load() == nil {\n" + polled},
		{what: "nil for busy", decls: "func (x *BOX) isBusy() bool {\nx.mu.Lock()\ndefer x.mu.Unlock()\nif x.busy != nil {\nreturn true\n}\nreturn false\n}\n", fields: "mu sync.Mutex\nbusy *int\n", before: "x.busy = new(int)\n", body: "WORK\nx.mu.Lock()\nx.busy = nil\nx.mu.Unlock()\n", after: "for x.isBusy() {\n" + polled},
		{what: "a flag that a loop waits for", fields: "up atomic.Bool\n", body: "WORK\nx.up.Store(true)\n", after: "for !x.up.Load() {\n" + polled},

		{what: "a slot taken outside", fields: "sem chan int\n", setUp: "x.sem = make(chan int, 1)\n", before: "x.sem <- 1\n", body: "WORK\n<-x.sem\n", after: "x.sem <- 1\nt.log(\"main\", \"free\")\n"},
		{what: "a slot taken outside, deferred", fields: "sem chan int\n", setUp: "x.sem = make(chan int, 1)\n", before: "x.sem <- 1\n", body: "defer func() { <-x.sem }()\nWORK\n", after: "x.sem <- 1\nt.log(\"main\", \"free\")\n", want: Fixed},
		{what: "a slot taken inside", fields: "sem chan int\n", setUp: "x.sem = make(chan int, 1)\n", body: "x.sem <- 1\nWORK\n<-x.sem\n", after: "x.sem <- 1\nt.log(\"main\", \"free\")\n", joined: true},
		{what: "a slot taken inside, deferred", fields: "sem chan int\n", setUp: "x.sem = make(chan int, 1)\n", body: "x.sem <- 1\ndefer func() { <-x.sem }()\nWORK\n", after: "x.sem <- 1\nt.log(\"main\", \"free\")\n", joined: true},
		{what: "a slot given back in a method", decls: "func (x *BOX) free() { <-x.sem }\n", fields: "sem chan int\n", setUp: "x.sem = make(chan int, 1)\n", before: "x.sem <- 1\n", body: "WORK\nx.free()\n", after: "x.sem <- 1\nt.log(\"main\", \"free\")\n"},
		{what: "a slot given back in a deferred method", decls: "func (x *BOX) free() { <-x.sem }\n", fields: "sem chan int\n", setUp: "x.sem = make(chan int, 1)\n", before: "x.sem <- 1\n", body: "defer x.free()\nWORK\n", after: "x.sem <- 1\nt.log(\"main\", \"free\")\n"},
		{what: "a slot of a release function", decls: taken, fields: "sem chan struct{}\n", setUp: "x.sem = make(chan struct{}, 1)\n", body: "free := x.take()\nWORK\nfree()\n", after: "x.sem <- struct{}{}\nt.log(\"main\", \"free\")\n", joined: true},
		{what: "a slot of a deferred release function", decls: taken, fields: "sem chan struct{}\n", setUp: "x.sem = make(chan struct{}, 1)\n", body: "defer x.take()()\nWORK\n", after: "x.sem <- struct{}{}\nt.log(\"main\", \"free\")\n", joined: true, want: Fixed},
		{what: "a group of a release function", decls: "func (x *BOX) begin() func() {\nx.jobs.Add(1)\nreturn x.jobs.Done\n}\n", fields: "jobs sync.WaitGroup\n", body: "end := x.begin()\nWORK\nend()\n", after: "x.jobs.Wait()\nt.log(\"main\", \"over\")\n", joined: true},
		{what: "a group of a deferred release function", decls: "func (x *BOX) begin() func() {\nx.jobs.Add(1)\nreturn x.jobs.Done\n}\n", fields: "jobs sync.WaitGroup\n", body: "defer x.begin()()\nWORK\n", after: "x.jobs.Wait()\nt.log(\"main\", \"over\")\n", joined: true, want: Fixed},
		{what: "a free list", fields: "free chan int\n", setUp: "x.free = make(chan int, 1)\nx.free <- 7\n", body: "token := <-x.free\nWORK\nx.free <- token\n", after: "t.log(\"main\", <-x.free)\n", joined: true},
		{what: "a free list, deferred", fields: "free chan int\n", setUp: "x.free = make(chan int, 1)\nx.free <- 7\n", body: "token := <-x.free\ndefer func() { x.free <- token }()\nWORK\n", after: "t.log(\"main\", <-x.free)\n", joined: true},
		{what: "a semaphore by methods", decls: "type semBOX struct{ ch chan int }\nfunc (s *semBOX) Acquire() { s.ch <- 1 }\nfunc (s *semBOX) Release() { <-s.ch }\n", fields: "sem *semBOX\n", setUp: "x.sem = &semBOX{make(chan int, 1)}\n", before: "x.sem.Acquire()\n", body: "WORK\nx.sem.Release()\n", after: "x.sem.Acquire()\nt.log(\"main\", \"free\")\n"},
		{what: "a semaphore behind an interface", decls: "type weightedBOX interface {\nAcquire()\nRelease()\nisBOX()\n}\ntype semBOX struct{ ch chan int }\nfunc (s *semBOX) isBOX() {}\nfunc (s *semBOX) Acquire() { s.ch <- 1 }\nfunc (s *semBOX) Release() { <-s.ch }\n", fields: "sem weightedBOX\n", setUp: "x.sem = &semBOX{make(chan int, 1)}\n", before: "x.sem.Acquire()\n", body: "WORK\nx.sem.Release()\n", after: "x.sem.Acquire()\nt.log(\"main\", \"free\")\n"},

		{what: "a pipe", setUp: "pr, pw := io.Pipe()\n", body: "pw.Write([]byte(\"a\"))\nWORK\npw.Write([]byte(\"b\"))\npw.Close()\n", after: "b, err := io.ReadAll(pr)\nt.log(\"main\", len(b) == 2 || err != nil)\n", locals: true},
		{what: "a pipe, deferred", setUp: "pr, pw := io.Pipe()\n", body: "defer pw.Close()\npw.Write([]byte(\"a\"))\nWORK\npw.Write([]byte(\"b\"))\n", after: "b, err := io.ReadAll(pr)\nt.log(\"main\", len(b) == 2 || err != nil)\n", locals: true},
		{what: "a pipe that is closed with an error", setUp: "pr, pw := io.Pipe()\n", body: "pw.Write([]byte(\"a\"))\nWORK\npw.CloseWithError(errors.New(\"no\"))\n", after: "_, err := io.ReadAll(pr)\nt.log(\"main\", err != nil)\n", locals: true},
		{what: "a writer that commits", decls: "type fileBOX struct {\nbuf []byte\nkept chan string\n}\nfunc (f *fileBOX) Write(b []byte) (int, error) {\nf.buf = append(f.buf, b...)\nreturn len(b), nil\n}\nfunc (f *fileBOX) Close() error {\nf.kept <- string(f.buf)\nreturn nil\n}\n",
			fields: "w io.WriteCloser\n", setUp: "f := &fileBOX{kept: make(chan string, 1)}\nx.w = f\n", body: "defer x.w.Close()\nx.w.Write([]byte(\"a\"))\nWORK\nx.w.Write([]byte(\"b\"))\n", after: "t.log(\"main\", <-f.kept)\n"},
		{what: "a closer", decls: "type connBOX struct{ gone chan bool }\nfunc (c *connBOX) Close() error {\nclose(c.gone)\nreturn nil\n}\n", fields: "c io.Closer\n", setUp: "c := &connBOX{make(chan bool)}\nx.c = c\n", body: "WORK\nx.c.Close()\n", after: "<-c.gone\nt.log(\"main\", \"gone\")\n"},
		{what: "a closer, deferred", decls: "type connBOX struct{ gone chan bool }\nfunc (c *connBOX) Close() error {\nclose(c.gone)\nreturn nil\n}\n", fields: "c io.Closer\n", setUp: "c := &connBOX{make(chan bool)}\nx.c = c\n", body: "defer x.c.Close()\nWORK\n", after: "<-c.gone\nt.log(\"main\", \"gone\")\n"},
	}
}
