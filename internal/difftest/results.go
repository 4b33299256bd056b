package difftest

import "strings"

// results are what a goroutine leaves for whoever waits for it, in what has no
// room for an error.
func results() []obligation {
	const size = "func sizeBOX(t *trace) int {\nWORK\nreturn 1\n}\n"
	const queue = "type queueBOX struct {\nmu sync.Mutex\nlist []int\nover bool\n}\n" +
		"func (q *queueBOX) push(v int) {\nq.mu.Lock()\ndefer q.mu.Unlock()\nq.list = append(q.list, v)\n}\n" +
		"func (q *queueBOX) close() {\nq.mu.Lock()\ndefer q.mu.Unlock()\nq.over = true\n}\n" +
		"func (q *queueBOX) all() (int, bool) {\nq.mu.Lock()\ndefer q.mu.Unlock()\nreturn len(q.list), q.over\n}\n"
	const box = "func (x *BOX) set(v int) {\nx.mu.Lock()\ndefer x.mu.Unlock()\nx.n = v\n}\nfunc (x *BOX) get() int {\nx.mu.Lock()\ndefer x.mu.Unlock()\nreturn x.n\n}\n"
	fed := func(what, body string) obligation {
		return obligation{what: what, decls: queue, fields: "q queueBOX\n", body: body, after: "for {\nif n, over := x.q.all(); over {\nt.log(\"main\", n)\nbreak\n}\ntime.Sleep(time.Millisecond)\n}\n"}
	}
	list := []obligation{
		{what: "an element", setUp: "out := make([]int, 2)\n", body: "out[1] = sizeBOX(t)\n", after: "t.log(\"main\", out[1])\n", locals: true},
		{what: "elements in a loop", setUp: "out := make([]int, 2)\n", body: "for i := range out {\nout[i] = sizeBOX(t)\n}\n", after: "t.log(\"main\", out[0]+out[1])\n", locals: true},
		{what: "a captured value", setUp: "n := 0\n", body: "n = sizeBOX(t)\n", after: "t.log(\"main\", n)\n", locals: true},
		{what: "a captured struct", setUp: "var r struct{ n int }\n", body: "r.n = sizeBOX(t)\n", after: "t.log(\"main\", r.n)\n", locals: true},
		{what: "a value by a pointer", decls: "func fillBOX(t *trace, n *int) {\n*n = sizeBOX(t)\n}\n", setUp: "n := 0\n", body: "fillBOX(t, &n)\n", after: "t.log(\"main\", n)\n", locals: true},
		{what: "an element of a slice that is passed", decls: "func fillBOX(t *trace, out []int) {\nout[0] = sizeBOX(t)\n}\n", setUp: "out := make([]int, 1)\n", body: "fillBOX(t, out)\n", after: "t.log(\"main\", out[0])\n", locals: true},
		{what: "a sum", fields: "total atomic.Int64\n", body: "x.total.Add(int64(sizeBOX(t)))\n", after: "t.log(\"main\", x.total.Load())\n"},
		{what: "a sum under a lock", fields: "mu sync.Mutex\nn int\n", body: "n := sizeBOX(t)\nx.mu.Lock()\nx.n += n\nx.mu.Unlock()\n", after: "t.log(\"main\", x.n)\n"},
		{what: "a setter", decls: box, fields: "mu sync.Mutex\nn int\n", body: "x.set(sizeBOX(t))\n", after: "t.log(\"main\", x.get())\n"},
		{what: "a setter, two calls down", decls: box + "func (x *BOX) update() { x.set(sizeBOX(x.t)) }\n", fields: "mu sync.Mutex\nn int\n", body: "x.update()\n", after: "t.log(\"main\", x.get())\n"},
		{what: "an entry that is looked up", fields: "m map[string]int\n", setUp: "x.m = make(map[string]int)\n", body: "x.m[\"k\"] = sizeBOX(t)\n", after: "t.log(\"main\", x.m[\"k\"])\n"},
		{what: "an entry of a sync.Map", fields: "m sync.Map\n", body: "x.m.Store(\"k\", sizeBOX(t))\n", after: "v, _ := x.m.Load(\"k\")\nt.log(\"main\", v)\n"},
		{what: "a list that is summed up", fields: "list []int\n", body: "x.list = append(x.list, sizeBOX(t))\n", after: "n := 0\nfor _, v := range x.list {\nn += v\n}\nt.log(\"main\", n)\n"},
		{what: "a list that is counted", fields: "mu sync.Mutex\nlist []int\n", body: "v := sizeBOX(t)\nx.mu.Lock()\nx.list = append(x.list, v)\nx.mu.Unlock()\n", after: "t.log(\"main\", len(x.list))\n"},
		{what: "a list in a map", decls: "func (x *BOX) add(k string, v int) { x.m[k] = append(x.m[k], v) }\n", fields: "m map[string][]int\n", setUp: "x.m = make(map[string][]int)\n", body: "x.add(\"k\", sizeBOX(t))\n", after: "t.log(\"main\", len(x.m[\"k\"]))\n"},
		{what: "a map that is counted", fields: "m map[string]int\n", setUp: "x.m = make(map[string]int)\n", body: "x.m[\"k\"] = sizeBOX(t)\n", after: "t.log(\"main\", len(x.m))\n"},
		{what: "a sync.Map that is counted", fields: "m sync.Map\n", body: "x.m.Store(\"k\", sizeBOX(t))\n", after: "n := 0\nx.m.Range(func(_, _ any) bool { n++; return true })\nt.log(\"main\", n)\n"},
		{what: "a total in a map", decls: "func partsBOX(t *trace) map[string]int { return map[string]int{\"k\": sizeBOX(t)} }\n", fields: "m map[string]int\n", setUp: "x.m = make(map[string]int)\n", body: "for k, v := range partsBOX(t) {\nx.m[k] += v\n}\n", after: "for k, v := range x.m {\nt.log(\"main\", k, v)\n}\n"},
		{what: "a text", setUp: "var b strings.Builder\n", body: "v := sizeBOX(t)\nfmt.Fprint(&b, v)\n", after: "t.log(\"main\", b.String())\n", locals: true},
		{what: "a file", setUp: "f, _ := os.CreateTemp(\"\", \"box\")\ndefer os.Remove(f.Name())\n", body: "defer f.Close()\nf.WriteString(\"a\")\nWORK\nf.WriteString(\"b\")\n", after: "text, _ := os.ReadFile(f.Name())\nt.log(\"main\", string(text))\n", locals: true},
		{what: "a file by its name", decls: "func saveBOX(t *trace, path string) {\nf, err := os.Create(path)\nif err != nil {\nreturn\n}\ndefer f.Close()\nf.WriteString(\"a\")\nWORK\nf.WriteString(\"b\")\n}\n", setUp: "dir, _ := os.MkdirTemp(\"\", \"box\")\ndefer os.RemoveAll(dir)\npath := filepath.Join(dir, \"a\")\n", body: "saveBOX(t, path)\n", after: "text, _ := os.ReadFile(path)\nt.log(\"main\", string(text))\n", locals: true},
		{what: "a buffer", setUp: "var buf bytes.Buffer\n", body: "buf.WriteString(\"a\")\nWORK\nbuf.WriteString(\"b\")\n", after: "t.log(\"main\", buf.String())\n", locals: true},
		{what: "a buffer as a writer", decls: "func renderBOX(t *trace, w io.Writer) {\nio.WriteString(w, \"a\")\nWORK\nio.WriteString(w, \"b\")\n}\n", setUp: "buf := new(bytes.Buffer)\n", body: "renderBOX(t, buf)\n", after: "t.log(\"main\", buf.String())\n", locals: true},
		{what: "a bool in a branch", setUp: "bad := false\n", body: "if sizeBOX(t) == 1 {\nbad = true\n}\n", after: "t.log(\"main\", bad)\n", locals: true},
		{what: "an atomic pointer", fields: "p atomic.Pointer[int]\n", body: "n := sizeBOX(t)\nx.p.Store(&n)\n", after: "t.log(\"main\", *x.p.Load())\n"},
		{what: "a deferred result", fields: "n int\n", body: "n := 0\ndefer func() { x.n = n }()\nn = sizeBOX(t)\n", after: "t.log(\"main\", x.n)\n"},
	}
	for i := range list {
		if strings.Contains(list[i].decls+list[i].body, "sizeBOX") {
			list[i].decls += size
		}
		list[i].joined = true
	}
	return append(list,
		fed("a queue that is closed behind", "for v := range 3 {\nPOINT\nx.q.push(v)\n}\nx.q.close()\n"),
		fed("a queue whose close is deferred", "defer x.q.close()\nfor v := range 3 {\nPOINT\nx.q.push(v)\n}\n"),
		fed("a queue whose close is in a deferred literal", "defer func() {\nx.q.close()\n}()\nfor v := range 3 {\nPOINT\nx.q.push(v)\n}\n"),
	)
}
