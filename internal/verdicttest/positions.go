package verdicttest

// A position is how a guard and what can panic stand to each other in the body
// of a goroutine.
type position struct {
	name     string
	code     string
	unproven bool
	behind   bool // what can panic is deferred before the guard
}

var positions = []position{
	{name: "first", code: "$GUARD$STEP"},
	{name: "too late", code: "$STEP$GUARD"},
	{name: "in a branch", code: "if b3 {\n$GUARD}\n$STEP"},
	{name: "in both branches", code: "if b3 {\n$GUARD} else {\n$GUARD}\n$STEP"},
	{name: "in a block", code: "{\n$GUARD}\n$STEP"},
	{name: "in a loop", code: "for range n3 {\n$GUARD}\n$STEP"},
	{name: "in each case", code: "switch {\ncase b3:\n$GUARD\ndefault:\n$GUARD}\n$STEP"},
	{name: "in one case", code: "switch {\ncase b3:\n$GUARD}\n$STEP"},
	{name: "behind a return", code: "if b3 {\nreturn\n}\n$GUARD$STEP"},
	{name: "behind a return that comes behind what can panic", code: "if b3 {\n$STEP\nreturn\n}\n$GUARD"},
	{name: "before a deferred function that can panic", code: "$GUARD\ndefer func() {\n$STEP}()\n"},
	{name: "behind a deferred function that can panic", code: "defer func() {\n$STEP}()\n$GUARD", behind: true},
	{name: "in a literal of its own", code: "func() {\n$GUARD}()\n$STEP"},
	{name: "in a literal with what can panic", code: "func() {\n$GUARD$STEP}()\n"},
	{name: "in a literal with what can panic, in a loop", code: "for range 2 {\nfunc() {\n$GUARD$STEP}()\n}\n"},
	{name: "in a deferred function", code: "defer func() {\n$GUARD}()\n$STEP"},
	{name: "in a goroutine of its own", code: "go func() {\n$GUARD}()\n$STEP"},
	{name: "in a loop that passes once", code: "for {\n$GUARD$STEP\nbreak\n}\n", unproven: true},
	{name: "behind a loop", code: "for i := range n3 {\nn4 = i\n}\n$GUARD$STEP"},
	{name: "behind a jump", code: "if b3 {\ngoto end\n}\nfunc() {\n$GUARD}()\nend:\n$STEP"},
	{name: "between two", code: "func() {\n$STEP}()\n$GUARD$STEP", unproven: true},
	{name: "behind a deferred function that cannot panic", code: "defer func() { n4 = 1 }()\n$GUARD$STEP"},
}
