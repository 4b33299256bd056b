package verdicttest

// What is told by the callee of a call, or asked of the caller.

const (
	store      = "type store@ struct {\nm map[string]int\nlist []int\n}\n\n"
	makesStore = store + "func newStore@() *store@ { return &store@{m: map[string]int{}} }\n\n"
	opensStore = makesStore + "func openStore@(bad bool) (*store@, error) {\nif bad {\nreturn nil, errors.New(\"x\")\n}\nreturn newStore@(), nil\n}\n\n"
	findsStore = makesStore + "func findStore@(bad bool) (s *store@, ok bool) {\nif bad {\nreturn\n}\nreturn newStore@(), true\n}\n\n"
	indexOf    = "func indexOf@(list []int, x int) int {\nfor i, y := range list {\nif x == y {\nreturn i\n}\n}\nreturn -1\n}\n\n"
)

var results = []operation{
	{name: "a map that the constructor makes", decls: makesStore, code: "st := newStore@()\nst.m[\"k\"]++"},
	{name: "a map that the constructor makes, in a method", decls: makesStore + "func (s *store@) put() { s.m[\"k\"]++ }\n\n", code: "st := newStore@()\nst.put()"},
	{name: "a map that the constructor makes, two methods down", decls: makesStore + "func (s *store@) put() { s.m[\"k\"]++ }\n\nfunc (s *store@) puts() { s.put() }\n\n", code: "st := newStore@()\nst.puts()"},
	{name: "a map that the constructor makes, and somebody drops", decls: makesStore, code: "st := newStore@()\nif b0 {\nst.m = nil\n}\nst.m[\"k\"]++"},
	{name: "a map that the constructor makes at times", decls: store + "func newStore@(bad bool) *store@ {\nif bad {\nreturn &store@{}\n}\nreturn &store@{m: map[string]int{}}\n}\n\n", code: "st := newStore@(b0)\nst.m[\"k\"]++"},
	{name: "a map that another constructor makes", decls: makesStore + "func bare@() *store@ { return &store@{} }\n\nfunc (s *store@) put() { s.m[\"k\"]++ }\n\n", code: "st := newStore@()\nif b0 {\nst = bare@()\n}\nst.put()"},
	{name: "a result that goes with no error", decls: opensStore, code: "st, err := openStore@(b0)\nif err != nil {\nreturn\n}\nst.list = nil"},
	{name: "a map in a result that goes with no error", decls: opensStore, code: "st, err := openStore@(b0)\nif err == nil {\nst.m[\"k\"]++\n}"},
	{name: "a result that goes with an error", decls: opensStore, code: "st, err := openStore@(b0)\nif err != nil {\nst.list = nil\n}"},
	{name: "a result that goes with another error", decls: opensStore, code: "st, err := openStore@(b0)\n_, err = openStore@(false)\nif err != nil {\nreturn\n}\nst.list = nil"},
	{name: "a result that is handed on with its error", decls: opensStore + "func reopen@(bad bool) (*store@, error) {\ns, err := openStore@(bad)\nif err != nil {\nreturn nil, err\n}\nreturn s, nil\n}\n\n", code: "st, err := reopen@(b0)\nif err != nil {\nreturn\n}\nst.m[\"k\"]++"},
	{name: "a result that is handed on as it is", decls: opensStore + "func reopen@(bad bool) (*store@, error) { return openStore@(bad) }\n\n", code: "st, err := reopen@(b0)\nif err != nil {\nreturn\n}\nst.m[\"k\"]++"},
	{name: "a result that is handed on without its error", decls: opensStore + "func reopen@(bad bool) (*store@, error) {\ns, _ := openStore@(bad)\nreturn s, nil\n}\n\n", code: "st, err := reopen@(b0)\nif err != nil {\nreturn\n}\nst.list = nil"},
	{name: "a result of what recovers", decls: store + "func openStore@(bad bool) (s *store@, err error) {\ndefer func() { _ = recover() }()\nif bad {\npanic(1)\n}\nreturn &store@{}, nil\n}\n\n", code: "st, err := openStore@(b0)\nif err != nil {\nreturn\n}\nst.list = nil"},
	{name: "a named result that goes with ok", decls: findsStore, code: "if st, ok := findStore@(b0); ok {\nst.m[\"k\"]++\n}"},
	{name: "a named result that goes without ok", decls: findsStore, code: "if st, ok := findStore@(b0); !ok {\nst.list = nil\n}"},
	{name: "a result without its ok", decls: findsStore, code: "st, _ := findStore@(b0)\nst.list = nil"},
	{name: "a result that goes with ok before the start", decls: findsStore, before: "r, ok := findStore@(b0)\nif !ok {\nreturn\n}\n", code: "r.m[\"k\"] += $X", typ: "int", value: "1", scene: true},
	{name: "an index that is found", typ: "[]int", value: slice, decls: indexOf, code: "if i := indexOf@($X, 1); i >= 0 {\nuse($X[i])\n}", unproven: true},
	{name: "an index that is found in a local list", typ: "[]int", value: slice, decls: indexOf, code: "list := $X\nif i := indexOf@(list, 1); i != -1 {\nuse(list[i])\n}"},
	{name: "an index that nobody checks", typ: "[]int", value: slice, decls: indexOf, code: "use($X[indexOf@($X, 1)])"},
	{name: "an index that is found elsewhere", typ: "[]int", value: slice, decls: indexOf, code: "other := []int{2, 1}\nif i := indexOf@(other, 1); i >= 0 {\nuse($X[i])\n}"},
	{name: "an end that is found", typ: "[]int", value: slice, decls: "func endOf@(list []int) int {\nfor i, x := range list {\nif x > 1 {\nreturn i\n}\n}\nreturn len(list)\n}\n\n", code: "list := $X\nuse(list[:endOf@(list)])"},
	{name: "an end that is found, taken for an index", typ: "[]int", value: slice, decls: "func endOf@(list []int) int {\nfor i, x := range list {\nif x > 1 {\nreturn i\n}\n}\nreturn len(list)\n}\n\n", code: "list := $X\nuse(list[endOf@(list)])"},
}

var handed = []operation{
	{name: "a constant that a callee divides by", decls: "func over@(n int) int { return 10 / n }\n\n", code: "use(over@(3))"},
	{name: "a number that a callee divides by", typ: "int", value: number, decls: "func over@(n int) int { return 10 % n }\n\n", code: "use(over@($X))"},
	{name: "a number that is checked for a callee", typ: "int", value: number, decls: "func over@(n int) int { return 10 / n }\n\n", code: "n := $X\nif n != 0 {\nuse(over@(n))\n}"},
	{name: "a constant for a callee of a callee", decls: "func over@(n int) int { return 10 / n }\n\nfunc twice@(n int) int { return over@(n) + over@(n) }\n\n", code: "use(twice@(3))"},
	{name: "a number for a callee that changes it", decls: "func over@(n int) int {\nif b0 {\nn--\n}\nreturn 10 / n\n}\n\n", code: "use(over@(1))"},
	{name: "a division in a generic callee", typ: "int", value: number, decls: "func over@[T ~int | ~float64](n T) T { return 10 / n }\n\n", code: "use(over@($X))"},
	{name: "a division of floats in a generic callee", typ: "float64", value: "pick(b0, 0, 1.5)", decls: "func over@[T ~int | ~float64](n T) T { return 10 / n }\n\n", code: "use(over@($X))"},
	{name: "a variadic callee that needs one", decls: "func first@(list ...int) int { return list[0] }\n\n", code: "use(first@(1, 2))"},
	{name: "a variadic callee that gets none", decls: "func first@(list ...int) int { return list[0] }\n\n", code: "use(first@())", always: true},
	{name: "a variadic callee that gets a list", typ: "[]int", value: slice, decls: "func mean@(list ...int) int { return 10 / len(list) }\n\n", code: "use(mean@($X...))"},
	{name: "the last element in a callee", typ: "string", value: "pick(b0, \"\", \"xy\")", decls: "func last@(s string) byte { return s[len(s)-1] }\n\n", code: "st := $X\nif st != \"\" {\nuse(last@(st))\n}"},
	{name: "the last element in a callee of what may be empty", typ: "string", value: "pick(b0, \"\", \"xy\")", decls: "func last@(s string) byte { return s[len(s)-1] }\n\n", code: "use(last@($X))"},
	{name: "a key of a generic callee that is a text", typ: "string", value: "pick(b0, \"\", \"xy\")", decls: "func get@[K comparable](m map[K]int, k K) int { return m[k] }\n\n", code: "use(get@(map[string]int{}, $X))"},
	{name: "a write of a generic callee", typ: "int", value: number, decls: "func set@[K comparable](m map[K]int, k K) { m[k] = 1 }\n\n", code: "set@(map[int]int{}, $X)"},
	{name: "a write of a generic callee with any key", typ: "any", value: dynamic, decls: "func set@[K comparable](m map[K]int, k K) { m[k] = 1 }\n\n", code: "set@(map[any]int{}, $X)"},
	{name: "a generic type with a text as the key", typ: "string", value: "pick(b0, \"\", \"xy\")", decls: "type memo@[K comparable] struct{ m map[K]int }\n\nfunc newMemo@[K comparable]() *memo@[K] { return &memo@[K]{m: map[K]int{}} }\n\nfunc (c *memo@[K]) set(k K) { c.m[k] = 1 }\n\n", code: "c := newMemo@[string]()\nc.set($X)"},
	{name: "a generic type with any key", typ: "any", value: dynamic, decls: "type memo@[K comparable] struct{ m map[K]int }\n\nfunc newMemo@[K comparable]() *memo@[K] { return &memo@[K]{m: map[K]int{}} }\n\nfunc (c *memo@[K]) set(k K) { c.m[k] = 1 }\n\n", code: "c := newMemo@[any]()\nc.set($X)"},
}

var held = []operation{
	{name: "an assertion of what a type switch has shown", typ: "any", value: dynamic, code: "v := $X\nswitch v.(type) {\ncase int:\nuse(v.(int))\n}"},
	{name: "an assertion of another type than that", typ: "any", value: dynamic, code: "v := $X\nswitch v.(type) {\ncase int, string:\nuse(v.(int))\n}"},
	{name: "an assertion of what has changed since", typ: "any", value: dynamic, code: "v := $X\nif _, ok := v.(int); ok {\nv = \"x\"\nuse(v.(int))\n}"},
	{name: "an assertion of what it was not", typ: "any", value: dynamic, code: "v := $X\nif _, ok := v.(int); !ok {\nuse(v.(string))\n}"},
	{name: "a key of a known type", typ: "int", value: number, code: "m := map[any]int{}\nvar k any = $X\nm[k] = 1"},
	{name: "a key of one of two types", typ: "[]int", value: slice, code: "m := map[any]int{}\nvar k any = 1\nif b0 {\nk = $X\n}\nm[k] = 1"},
	{name: "a key of which a type switch has shown the type", typ: "any", value: dynamic, code: "m := map[any]int{}\nv := $X\nswitch v.(type) {\ncase string:\nm[v] = 1\n}"},
	{name: "an element that is checked", typ: "[]*L.Node", value: "pick(b0, nil, []*L.Node{nil, {}})", code: "list := $X\nfor i := range list {\nif list[i] != nil {\nlist[i].N++\n}\n}"},
	{name: "another element than the one that is checked", typ: "[]*L.Node", value: "pick(b0, nil, []*L.Node{nil, {}})", code: "list := $X\nfor i := range list {\nfor k := range list {\nif list[i] != nil {\nlist[k].N++\n}\n}\n}"},
	{name: "an element that is dropped behind the check", typ: "[]*L.Node", value: "pick(b0, nil, []*L.Node{nil, {}})", code: "list := $X\nsame := list\nfor i := range list {\nif list[i] != nil {\nsame[i] = nil\nlist[i].N++\n}\n}"},
	{name: "a map of maps that is filled", code: "m := map[string]map[string]int{}\nk := pick(b0, \"a\", \"b\")\nif m[k] == nil {\nm[k] = map[string]int{}\n}\nm[k][\"x\"]++"},
	{name: "a map of maps that is filled for another key", code: "m := map[string]map[string]int{}\nk, l := \"a\", pick(b0, \"a\", \"b\")\nif m[k] == nil {\nm[k] = map[string]int{}\n}\nm[l][\"x\"]++"},
	{name: "rows of a matrix", typ: "[][]int", value: "pick(b0, nil, [][]int{{1}, {1, 2}})", code: "m := $X\nfor i := range m {\nfor k := range m[i] {\nm[i][k]++\n}\n}"},
	{name: "rows of another length", typ: "[][]int", value: "pick(b0, nil, [][]int{{1, 2}, {1}})", code: "m := $X\nfor i := range m {\nfor k := range m[0] {\nm[i][k]++\n}\n}"},
	{name: "rows that a loop makes", code: "m := make([][]int, 3)\nfor i := range m {\nm[i] = make([]int, 4)\n}\nfor i := 0; i < 3; i++ {\nfor k := 0; k < 4; k++ {\nm[i][k]++\n}\n}"},
	{name: "rows that a loop makes, and are too short", code: "m := make([][]int, 3)\nfor i := range m {\nm[i] = make([]int, 4)\n}\nfor i := 0; i < 3; i++ {\nfor k := 0; k <= 4; k++ {\nm[i][k]++\n}\n}", always: true},
	{name: "rows that a loop makes, of which one changes", code: "m := make([][]int, 3)\nfor i := range m {\nm[i] = make([]int, 4)\n}\nif b0 {\nm[1] = nil\n}\nfor i := 0; i < 3; i++ {\nfor k := 0; k < 4; k++ {\nm[i][k]++\n}\n}"},
	{name: "rows that a loop makes at times", code: "m := make([][]int, 3)\nfor i := range m {\nif b0 {\ncontinue\n}\nm[i] = make([]int, 4)\n}\nfor i := 0; i < 3; i++ {\nfor k := 0; k < 4; k++ {\nm[i][k]++\n}\n}"},
	{name: "runes of a text", typ: "string", value: "pick(b0, \"é\", \"xy\")", code: "st := $X\nfor i := range []rune(st) {\nuse(st[i])\n}"},
	{name: "bytes of a text by its runes", typ: "string", value: "pick(b0, \"éé\", \"xy\")", code: "st := $X\nr := []rune(st)\nfor i := range st {\nuse(r[i])\n}"},
}
