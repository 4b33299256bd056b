package verdicttest

// A surrounding is what stands around an operation, in the body of a goroutine.
type surrounding struct {
	name     string
	decls    string
	code     string
	unproven bool
}

var surroundings = []surrounding{
	{name: "nothing", code: "$STEP\n"},
	{name: "in a loop", code: "for range 2 {\n$STEP\n}\n"},
	{name: "in a branch", code: "if b2 {\n$STEP\n}\n"},
	{name: "in a case", code: "switch {\ncase b2:\n$STEP\n}\n"},
	{name: "in a literal that is called", code: "func() {\n$STEP\n}()\n"},
	{name: "in a closure", code: "step := func() {\n$STEP\n}\nstep()\n"},
	{name: "in a closure that is called in a branch", code: "step := func() {\n$STEP\n}\nif b2 {\nstep()\n}\n"},
	{name: "in a deferred literal", code: "defer func() {\n$STEP\n}()\n"},
	{name: "in a function", decls: "func step@($PARAMS) {\n$STEP\n}\n", code: "step@($ARGS)\n"},
	{name: "two functions down", decls: "func step@($PARAMS) {\nfurther@($SAME)\n}\n\nfunc further@($PARAMS) {\n$STEP\n}\n", code: "step@($ARGS)\n"},
	{name: "in a recursive function", decls: "func step@(depth int, $PARAMS) {\nif depth > 0 {\nstep@(depth-1, $SAME)\nreturn\n}\n$STEP\n}\n", code: "step@(2, $ARGS)\n"},
	{name: "handed to a function that calls it", code: "L.Given(func() {\n$STEP\n})\n"},
	{name: "handed to a function that supervises", code: "L.Safely(func() {\n$STEP\n})\n"},
	{name: "handed to a function that supervises and has steps of its own", code: "L.Steps(b2, func() {\n$STEP\n})\n"},
	{name: "handed to a function that supervises and has steps behind it", code: "L.StepsBehind(b2, func() {\n$STEP\n})\n"},
	{name: "handed to a function that supervises under a condition", code: "L.Sometimes(b2, func() {\n$STEP\n})\n"},
	{name: "handed to a method that supervises", code: "new(L.Guard).Run(func() {\n$STEP\n})\n"},
	{name: "handed to a generic function that supervises", code: "L.SafelyWith(1, func(int) {\n$STEP\n})\n"},
	{name: "behind a supervised call", code: "L.Safely(func() {})\n$STEP\n"},
	{name: "handed to Once.Do", code: "var first sync.Once // a step may have a once of its own\nfirst.Do(func() {\n$STEP\n})\n"},
	{name: "in a loop over a function", code: "for range L.Twice {\n$STEP\n}\n"},
	{name: "in a literal that recovers", code: "func() {\ndefer func() { _ = recover() }()\n$STEP\n}()\n"},
	{name: "in a select", code: "select {\ndefault:\n$STEP\n}\n"},
	{name: "behind a label", code: "again:\nfor range 2 {\nif b2 {\ncontinue again\n}\n$STEP\n}\n"},
}
