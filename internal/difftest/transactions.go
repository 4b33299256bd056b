package difftest

// transactions are obligations to hand on all that was gathered, or nothing: by what is deferred, or at the end; and to
// tell of an error in a local by what is deferred. What fails does so always, so that a panic that is told as an error
// changes nothing.
func transactions() []obligation {
	const tx = "type txBOX struct {\nx *BOX\nrows []int\nok bool\n}\n" +
		"func (x *BOX) begin() *txBOX { return &txBOX{x: x} }\n" +
		"func (b *txBOX) put(v int) {\nt := b.x.t\nWORK\nb.rows = append(b.rows, v)\n}\n" +
		"func (b *txBOX) end() {\nb.x.mu.Lock()\ndefer b.x.mu.Unlock()\nb.x.rows = append(b.x.rows, b.rows...)\n}\n" +
		"func (b *txBOX) close() {\nif !b.ok {\nreturn\n}\nb.end()\n}\n" +
		"func (b *txBOX) send() { b.x.out <- b.rows }\n" +
		"func (b *txBOX) hand() { b.x.emit(b.rows) }\n" +
		"type enderBOX interface {\nput(int)\nend()\n}\n" +
		"func (x *BOX) in(f func(enderBOX)) {\nvar b enderBOX = x.begin()\ndefer b.end()\nf(b)\n}\n"
	gathered := func(what, body, after string) obligation {
		return obligation{what: what, decls: tx, fields: "mu sync.Mutex\nrows []int\nout chan []int\nemit func([]int)\n", setUp: "x.out = make(chan []int, 1)\nx.emit = func(rows []int) { x.out <- rows }\n", body: body, after: after, joined: true}
	}
	const puts, rows, sent = "b.put(1)\nb.put(2)\n", "x.mu.Lock()\nt.log(\"main\", len(x.rows))\nx.mu.Unlock()\n", "t.log(\"main\", len(<-x.out))\n"
	const load = "func loadBOX(t *trace) (int, error) {\nWORK\nreturn 1, errors.New(\"no\")\n}\ntype resultBOX struct {\nn int\nerr error\n}\n"
	return []obligation{
		gathered("a deferred end", "b := x.begin()\ndefer b.end()\n"+puts, rows),
		gathered("a deferred end in a literal", "b := x.begin()\ndefer func() { b.end() }()\n"+puts, rows),
		gathered("a deferred end behind an interface", "var b enderBOX = x.begin()\ndefer b.end()\n"+puts, rows),
		gathered("a deferred end in a callee", "x.in(func(b enderBOX) {\n"+puts+"})\n", rows),
		gathered("a deferred end that asks for a flag", "b := x.begin()\ndefer b.close()\n"+puts+"b.ok = true\n", rows),
		gathered("an end", "b := x.begin()\n"+puts+"b.end()\n", rows),
		gathered("a deferred send of what was gathered", "b := x.begin()\ndefer b.send()\n"+puts, sent),
		gathered("a deferred callback with what was gathered", "b := x.begin()\ndefer b.hand()\n"+puts, sent),

		{what: "an error in a local that is sent in a defer", decls: load, setUp: "errc := make(chan error, 1)\n", body: "var err error\ndefer func() { errc <- err }()\n_, err = loadBOX(t)\n", after: "t.log(\"main\", <-errc != nil)\n", locals: true, want: Fixed},
		{what: "a result in a local that is sent in a defer", decls: load, setUp: "out := make(chan resultBOX, 1)\n", body: "var r resultBOX\ndefer func() { out <- r }()\nr.n, r.err = loadBOX(t)\n", after: "t.log(\"main\", (<-out).err != nil)\n", locals: true, want: Fixed},
		{what: "an error in a local that is left in a defer", decls: load, setUp: "var last error\n", body: "var err error\ndefer func() { last = err }()\nif _, err = loadBOX(t); err != nil {\nreturn\n}\n", after: "t.log(\"main\", last != nil)\n", locals: true, joined: true},
		{what: "an error in a local for a callback", decls: load, fields: "done func(error)\n", setUp: "ch := make(chan bool, 1)\nx.done = func(err error) { ch <- err != nil }\n", body: "var err error\ndefer func() { x.done(err) }()\n_, err = loadBOX(t)\n", after: "t.log(\"main\", <-ch)\n"},
		{what: "a deferred callback that is told of no error", decls: load, fields: "then func(error)\n", setUp: "ch := make(chan bool, 1)\nx.then = func(err error) { ch <- err == nil }\n", body: "defer x.then(nil)\nloadBOX(t)\n", after: "t.log(\"main\", <-ch)\n"},
		{what: "what was taken, given back in a defer", fields: "free chan *int\n", setUp: "x.free = make(chan *int, 1)\nx.free <- new(int)\n", body: "n := <-x.free\ndefer func() { x.free <- n }()\nWORK\n", after: "t.log(\"main\", len(x.free))\n", joined: true},
	}
}
