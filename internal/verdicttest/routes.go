package verdicttest

import "strings"

// A route is how a goroutine gets at the operand of what can panic.
type route struct {
	name    string
	steady  bool // nobody else could change it: what is checked stays so
	shared  bool // the function with the go statement can change it
	travels bool // a variable of that function reaches the goroutine
	bind    func(operation) binding
}

// A binding is a route for one operand.
type binding struct {
	name   string // of the variable that reaches the goroutine; empty if none does
	typ    string // of that variable
	value  string // its first value
	access string // the expression for the operand
	decls  string
	init   string // in the function with the go statement
	local  string // in the body
}

// routes are all routes. The first is for operations without an operand, too.
var routes = []route{
	{"a captured variable", true, true, true, func(op operation) binding {
		if op.typ == "" {
			return binding{}
		}
		return binding{name: "x", typ: op.typ, value: op.value, access: "x", init: "var x " + op.typ + " = " + op.value + "\n"}
	}},
	{"a field", true, true, true, func(op operation) binding {
		return binding{
			name: "s", typ: "*t@", access: "s.x",
			decls: "type t@ struct{ x " + op.typ + " }\n",
			init:  "s := &t@{x: " + op.value + "}\n",
		}
	}},
	{"a field of a value", true, false, true, func(op operation) binding {
		return binding{
			name: "s", typ: "t@", access: "s.x",
			decls: "type t@ struct{ x " + op.typ + " }\n",
			init:  "s := t@{x: " + op.value + "}\n",
		}
	}},
	{"a field of a field", true, true, true, func(op operation) binding {
		return binding{
			name: "s", typ: "*t@", access: "s.in.x",
			decls: "type in@ struct{ x " + op.typ + " }\n\ntype t@ struct{ in in@ }\n",
			init:  "s := &t@{in@{" + op.value + "}}\n",
		}
	}},
	{"a field that is assigned", false, true, true, func(op operation) binding {
		return binding{
			name: "s", typ: "*t@", access: "s.x",
			decls: "type t@ struct{ x " + op.typ + " }\n",
			init:  "s := new(t@)\ns.x = " + op.value + "\n",
		}
	}},
	{"a package variable", false, true, false, func(op operation) binding {
		return binding{access: "v@", decls: "var v@ " + op.typ + "\n", init: "v@ = " + op.value + "\n"}
	}},
	{"a local variable", true, false, false, func(op operation) binding {
		return binding{access: "y", local: "var y " + op.typ + " = " + op.value + "\n"}
	}},
}

// inField returns a binding that has a receiver for a method.
func (b binding) inField() binding {
	switch b.name {
	case "":
		b.name, b.typ = "s", "*t@"
		b.decls += "type t@ struct{}\n"
		b.init += "s := new(t@)\n"
	case "x":
		b = binding{
			name: "s", typ: "*t@", access: "s.x",
			decls: "type t@ struct{ x " + b.typ + " }\n",
			init:  "s := &t@{x: " + b.value + "}\n",
		}
	}
	return b
}

func (b binding) params() string {
	if b.name == "" {
		return ""
	}
	return b.name + " " + b.typ
}

func (b binding) args() string { return b.name }

// receiver is the struct value that travels, pointer a pointer to it.
func (b binding) receiver() string { return strings.Repeat("*", strings.Count(b.typ, "*")) + b.name }
func (b binding) pointer() string  { return strings.Repeat("&", 1-strings.Count(b.typ, "*")) + b.name }

// stepParams are the parameters of a function of its own for the operation.
func (b binding) stepParams(op operation) string {
	if op.typ == "" {
		return ""
	}
	return "x " + op.typ
}

func (b binding) stepArgs(op operation) string {
	if op.typ == "" {
		return ""
	}
	return b.access
}

// stepName is that parameter, handed on.
func stepName(op operation) string {
	if op.typ == "" {
		return ""
	}
	return "x"
}
