package difftest

import "fmt"

// A place is where a go statement stands.
type place struct {
	index  string // the expression that tells its passes apart, if there are several
	before string
	head   string
	tail   string
}

// around puts a spawn into its place.
func (p place) around(s spawn) string {
	return p.before + p.head + s.before + s.stmt + "\n" + s.after + p.tail
}

// place returns one; many says that it may be passed several times.
func (g *generator) place(many bool) place {
	i, k := g.fresh("i"), g.fresh("k")
	places := []struct {
		what string
		place
	}{
		{"a block", place{head: "{\n", tail: "}\n"}},
		{"if", place{head: "if t != nil {\n", tail: "}\n"}},
		{"else", place{head: "if t == nil {\nt.log(\"main\", \"nil\")\n} else {\n", tail: "}\n"}},
		{"else if", place{head: "if t == nil {\n} else if t.point >= 0 {\n", tail: "}\n"}},
		{"a case", place{head: "switch t.point {\ncase -1:\ndefault:\n", tail: "}\n"}},
		{"a case that falls through", place{head: "switch {\ncase t != nil:\n", tail: "fallthrough\ncase t == nil:\nt.log(\"main\", \"through\")\n}\n"}},
		{"a type switch", place{head: fmt.Sprintf("switch %s := any(t).(type) {\ncase *trace:\n_ = %s\n", k, k), tail: "}\n"}},
		{"a comm clause", place{before: fmt.Sprintf("%s := make(chan int, 1)\n", k), head: fmt.Sprintf("select {\ncase %s <- 1:\n", k), tail: "}\n"}},
		{"a default clause", place{before: fmt.Sprintf("%s := make(chan int)\n", k), head: fmt.Sprintf("select {\ncase <-%s:\ndefault:\n", k), tail: "}\n"}},
		{"a deferred literal", place{head: "func() {\ndefer func() {\n", tail: "}()\n}()\n"}},
		{"a literal", place{head: "func() {\n", tail: "}()\n"}},
		{"a literal in a variable", place{head: k + " := func() {\n", tail: "}\n" + k + "()\n"}},
		{"a label", place{head: fmt.Sprintf("for {\n%s:\nfor {\n", k), tail: fmt.Sprintf("break %s\n}\nbreak\n}\n", k)}},
	}
	if many {
		loops := []struct {
			what string
			place
		}{
			{"a loop", place{index: i, head: fmt.Sprintf("for %s := 0; %s < 3; %s++ {\n", i, i, i), tail: "}\n"}},
			{"a range", place{index: i, head: fmt.Sprintf("for %s := range 3 {\n", i), tail: "}\n"}},
			{"a loop over an outer variable", place{index: i, before: "var " + i + " int\n", head: fmt.Sprintf("for %s = 0; %s < 3; %s++ {\n", i, i, i), tail: "}\n"}},
			{"a goto", place{index: i, before: i + " := 0\n" + k + ":\n", head: "{\n", tail: fmt.Sprintf("}\nif %s++; %s < 3 {\ngoto %s\n}\n", i, i, k)}},
		}
		places = append(places, loops...)
	}
	p := choose(g, places...)
	g.part("in %s", p.what)
	return p.place
}
