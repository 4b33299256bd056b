package verdicttest

// A guard is what is deferred.
type guard struct {
	name       string
	setup      string // statements before it, in the body or, for a literal, outside
	stmt       string
	unproven   bool // nobody asks to see that it works
	harms      bool // it calls a function that panics
	deliberate bool // silent by default, whatever it does
}

var guards = []guard{
	{name: "no guard"},

	// These work.
	{name: "a literal", stmt: "defer func() { _ = recover() }()\n"},
	{name: "a literal with a condition", stmt: "defer func() {\nif r := recover(); r != nil {\nL.Note(r)\n}\n}()\n"},
	{name: "a literal with an early return", stmt: "defer func() {\nr := recover()\nif r == nil {\nreturn\n}\nL.Note(r)\n}()\n"},
	{name: "a literal that prints", stmt: "defer func() {\nif r := recover(); r != nil {\nlog.Printf(\"recovered: %v\", r)\n}\n}()\n"},
	{name: "a literal that sets an error", setup: "var failure error\n", stmt: "defer func() {\nif r := recover(); r != nil {\nfailure = fmt.Errorf(\"recovered: %v\", r)\n}\n_ = failure\n}()\n"},
	{name: "a literal with a checked assertion", stmt: "defer func() {\nif err, ok := recover().(error); ok {\nL.Note(err)\n}\n}()\n"},
	{name: "a literal with a type switch", stmt: "defer func() {\nswitch r := recover().(type) {\ncase error:\nL.Note(r)\ncase string:\n_ = r\n}\n}()\n"},
	{name: "a literal that recovers on each of its ways", stmt: "defer func() {\nif b4 {\n_ = recover()\nreturn\n}\nL.Note(recover())\n}()\n"},
	{name: "a literal with the recover in parentheses", stmt: "defer (func() { _ = (recover)() })()\n"},
	{name: "a literal that loops over the recover", stmt: "defer func() {\nfor r := recover(); r != nil; r = nil {\nL.Note(r)\n}\n}()\n"},
	{name: "a literal that recovers if there is no normal return", stmt: "normal := false\ndefer func() {\nif !normal {\n_ = recover()\n}\n}()\n"},
	{name: "a literal with a constant condition", stmt: "const on = true\ndefer func() {\nif on {\n_ = recover()\n}\n}()\n"},
	{name: "a literal with an argument", stmt: "defer func(name string) {\nL.Note(recover())\n_ = name\n}(\"x\")\n"},
	{name: "a function", stmt: "defer L.Rescue()\n"},
	{name: "a function with an argument", stmt: "defer L.RescueNamed(\"x\")\n"},
	{name: "a generic function", stmt: "defer L.RescueAs(\"x\")\n"},
	{name: "a generic instance", setup: "rescue := L.RescueAs[int]\n", stmt: "defer rescue(1)\n"},
	{name: "a conversion", stmt: "defer (func())(L.Rescue)()\n"},
	{name: "a method", setup: "guard := new(L.Guard)\n", stmt: "defer guard.Rescue()\n"},
	{name: "a method of a value", setup: "var guard L.Guard\n", stmt: "defer guard.RescueCopy()\n"},
	{name: "a method of a field", setup: "holds := struct{ guard *L.Guard }{new(L.Guard)}\n", stmt: "defer holds.guard.Rescue()\n"},
	{name: "a method value", setup: "guard := new(L.Guard)\nrescue := guard.Rescue\n", stmt: "defer rescue()\n"},
	{name: "a method expression", stmt: "defer (*L.Guard).Rescue(new(L.Guard))\n"},
	{name: "a promoted method", setup: "var guard L.Embeds\n", stmt: "defer guard.Rescue()\n"},
	{name: "a method promoted through a pointer", setup: "guard := L.EmbedsPointer{Guard: new(L.Guard)}\n", stmt: "defer guard.Rescue()\n"},
	{name: "a generic method", setup: "guard := new(L.Box[int])\n", stmt: "defer guard.Rescue()\n"},
	{name: "a variable", setup: "rescue := func() { _ = recover() }\n", stmt: "defer rescue()\n"},
	{name: "a variable that holds a function", setup: "rescue := L.Rescue\n", stmt: "defer rescue()\n"},
	{name: "a variable of two values", setup: "rescue := L.Rescue\nif b4 {\nrescue = func() { _ = recover() }\n}\n", stmt: "defer rescue()\n"},
	{name: "a variable set in both branches", setup: "var rescue func()\nif b4 {\nrescue = L.Rescue\n} else {\nrescue = L.RescueLate\n}\n", stmt: "defer rescue()\n"},
	{name: "what a factory returns", stmt: "defer L.Factory()()\n"},
	{name: "what a factory with an argument returns", stmt: "defer L.FactoryNamed(\"x\")()\n"},
	{name: "what a factory returned", setup: "rescue := L.Factory()\n", stmt: "defer rescue()\n"},
	{name: "the first of two results", setup: "release, failure := L.Acquire()\n_ = failure\n", stmt: "defer release()\n"},
	{name: "the second of two results", setup: "count, release := L.AcquireSecond()\n_ = count\n", stmt: "defer release()\n"},
	{name: "an interface with one implementation", setup: "var guard L.Only = L.NewOnly()\n", stmt: "defer guard.Only()\n"},
	{name: "an interface whose implementations all recover", setup: "var guard L.Rescuer = new(L.Guard)\n", stmt: "defer guard.Rescue()\n"},
	{name: "a guard behind another one", stmt: "defer L.Rescue()\ndefer func() { _ = recover() }()\n"},
	{name: "a guard around one that hands on", stmt: "defer L.Rescue()\ndefer func() { panic(recover()) }()\n"},
	{name: "a guard with a deferred function that panics", stmt: "defer L.Rescue()\ndefer L.Boom()\n"},
	{name: "a guard with a deferred builtin", setup: "gone := make(chan int)\n", stmt: "defer L.Rescue()\ndefer close(gone)\n"},

	// These do not.
	{name: "recover itself", stmt: "defer recover()\n"},
	{name: "an argument", stmt: "defer L.Note(recover())\n"},
	{name: "an argument of a literal", stmt: "defer func(any) {}(recover())\n"},
	{name: "a function too deep", stmt: "defer L.Wrapper()\n"},
	{name: "a function in a literal", stmt: "defer func() { L.Rescue() }()\n"},
	{name: "a literal in a literal", stmt: "defer func() {\nfunc() { _ = recover() }()\n}()\n"},
	{name: "a deferred function in a literal", stmt: "defer func() {\ndefer func() { _ = recover() }()\n}()\n"},
	{name: "a factory that is dropped", stmt: "defer L.Factory()\n"},
	{name: "a recover of one's own", setup: "recover := func() any { return nil }\n", stmt: "defer func() { _ = recover() }()\n"},
	{name: "a call that is not deferred", stmt: "L.Rescue()\n"},
	{name: "a recover in the body", stmt: "_ = recover()\n"},
	{name: "a release that does not recover", setup: "release, failure := L.AcquireOther()\n_ = failure\n", stmt: "defer release()\n"},
	{name: "an interface with one implementation, which does not recover", setup: "var guard L.Closer = L.NewCloser()\n", stmt: "defer guard.Done()\n", unproven: true},
	{name: "an interface with two implementations", setup: "var guard L.Mixed = L.NewMixed(b4)\n", stmt: "defer guard.Mixed()\n", unproven: true},
	{name: "a method of a function type", setup: "holds := L.Hook(L.Rescue)\n", stmt: "defer holds.Call()\n", unproven: true},
	{name: "a function that may not be set", setup: "var rescue func()\nif b4 {\nrescue = func() { _ = recover() }\n}\n", stmt: "defer rescue()\n"},
	{name: "a variable of two values, one of which does not recover", setup: "rescue := L.Rescue\nif b4 {\nrescue = L.Calm\n}\n", stmt: "defer rescue()\n"},
	{name: "a function that is handed in and recovers", setup: "rescue := L.HiddenGuard\n", stmt: "defer rescue()\n", unproven: true},

	// These work for some panics.
	{name: "a literal under a condition", stmt: "defer func() {\nif b4 {\n_ = recover()\n}\n}()\n"},
	{name: "a literal behind a return", stmt: "defer func() {\nif b4 {\nreturn\n}\n_ = recover()\n}()\n"},
	{name: "a literal behind a condition that is not met", stmt: "defer func() {\nif b4 && recover() != nil {\nreturn\n}\n}()\n"},
	{name: "a literal that hands some on", stmt: "defer func() {\nif r := recover(); r != nil && b4 {\npanic(r)\n}\n}()\n"},
	{name: "a literal that hands some on through a function", stmt: "defer func() {\nL.Rethrow(recover(), b4)\n}()\n"},
	{name: "a literal that hands on what is no error", stmt: "defer func() {\nr := recover()\nif r == nil {\nreturn\n}\nif _, ok := r.(error); ok && b4 {\nreturn\n}\npanic(r)\n}()\n"},
	{name: "a function that hands some on", stmt: "defer L.RescuePartly(b4)\n"},
	{name: "a function that recovers under a condition", stmt: "defer L.RescueIf(b4)\n"},

	// These can panic themselves.
	{name: "a literal that counts in what nobody has set", setup: "type tally struct{ node *L.Node }\nvar counts tally\n", stmt: "defer func() {\n_ = recover()\ncounts.node.N++\n}()\n"},
	{name: "a literal that closes twice", setup: "gone := struct{ c chan int }{make(chan int)}\n", stmt: "defer func() {\n_ = recover()\nclose(gone.c)\nclose(gone.c)\n}()\n"},
	{name: "a literal that closes what is closed behind it", setup: "gone := struct{ c chan int }{make(chan int)}\n", stmt: "defer func() {\n_ = recover()\nclose(gone.c)\n}()\ndefer close(gone.c)\n"},
	{name: "a literal that panics before it recovers", setup: "var node *L.Node\nif b4 {\nnode = new(L.Node)\n}\n", stmt: "defer func() {\nnode.N++\n_ = recover()\n}()\n"},
	{name: "a literal that panics behind its recover", setup: "var node *L.Node\nif b4 {\nnode = new(L.Node)\n}\n", stmt: "defer func() {\n_ = recover()\nnode.N++\n}()\n"},
	{name: "a literal that panics when it has recovered", setup: "var counts map[string]int\nif b4 {\ncounts = make(map[string]int)\n}\n", stmt: "defer func() {\nif r := recover(); r != nil {\ncounts[\"x\"]++\n}\n}()\n"},
	{name: "a literal that calls what panics", stmt: "defer func() {\nif r := recover(); r != nil {\nL.Check(b4)\n}\n}()\n", harms: true},
	{name: "a literal that compares what it recovers", setup: "var known any = \"x\"\nif b4 {\nknown = []int{1}\n}\n", stmt: "defer func() {\nif r := recover(); r == known {\nL.Note(r)\n}\n}()\n", unproven: true},
	{name: "a literal that compares what it recovers with an error", stmt: "defer func() {\nif r := recover(); r == io.EOF {\nL.Note(r)\n}\n}()\n"},
	{name: "a literal that compares what it recovers with a text", stmt: "defer func() {\nswitch recover() {\ncase nil, \"x\", 1:\ndefault:\nL.Note(1)\n}\n}()\n"},
	{name: "a literal that looks up what it recovers", setup: "met := map[any]int{}\n", stmt: "defer func() {\nif r := recover(); r != nil {\nL.Note(met[r])\n}\n}()\n", unproven: true},
	{name: "a literal that counts by the text of what it recovers", setup: "met := map[string]int{}\n", stmt: "defer func() {\nif r := recover(); r != nil {\nmet[fmt.Sprint(r)]++\n}\n}()\n"},
	{name: "a literal that returns if a flag is set last", stmt: "finished := false\ndefer func() {\nif finished {\nreturn\n}\n_ = recover()\n}()\n"},
	{name: "a literal that returns if a flag is set first", stmt: "finished := false\ndefer func() {\nif finished {\nreturn\n}\n_ = recover()\n}()\nfinished = b4\n"},
	{name: "an interface variable with one value", setup: "var guard L.Rescuer = new(L.Guard)\n", stmt: "defer guard.Rescue()\n"},
	{name: "a literal with an unchecked assertion", stmt: "defer func() {\nif r := recover(); r != nil {\nL.Note(r.(error))\n}\n}()\n", unproven: true},
	{name: "a function that panics before it recovers", stmt: "defer L.RescueAfter(b4)\n"},
	{name: "a function that panics when it has recovered", stmt: "defer L.RescueAndCheck(b4)\n"},
	{name: "a function that calls a hook", setup: "hook := pick(b4, L.Calm, L.Boom)\n", stmt: "defer L.RescueWith(hook)\n", deliberate: true},
	{name: "a function that calls a hook that is calm", stmt: "defer L.RescueWith(L.Calm)\n"},
	{name: "a function that is handed nil", setup: "var logger *L.Logger\nif b4 {\nlogger = new(L.Logger)\n}\n", stmt: "defer L.RescueLog(logger)\n"},
	{name: "a method of nil", setup: "var guard *L.Guard\nif b4 {\nguard = new(L.Guard)\n}\n", stmt: "defer guard.RescueField()\n"},
	{name: "a value method of nil", setup: "var guard *L.Guard\nif b4 {\nguard = new(L.Guard)\n}\n", stmt: "defer guard.RescueCopy()\n"},
	{name: "a method promoted through nil", setup: "var guard L.EmbedsPointer\nif b4 {\nguard.Guard = new(L.Guard)\n}\n", stmt: "defer guard.RescueField()\n"},
	{name: "a guard behind a deferred call that can panic", stmt: "defer L.Check(b4)\ndefer L.Rescue()\n"},
	{name: "a guard behind a deferred close", setup: "gone := make(chan int)\nif b4 {\nclose(gone)\n}\n", stmt: "defer close(gone)\ndefer L.Rescue()\n"},
	{name: "a guard with an operand that panics", setup: "var node *L.Node\nif b4 {\nnode = new(L.Node)\n}\n", stmt: "defer L.RescueAs(node.N)\n"},
	{name: "a guard behind one that hands on", stmt: "defer func() { panic(recover()) }()\ndefer L.Rescue()\n", deliberate: true},

	// Somebody has decided.
	{name: "a literal that hands all on", stmt: "defer func() {\nif r := recover(); r != nil {\npanic(r)\n}\n}()\n", deliberate: true},
	{name: "a function that hands all on", stmt: "defer L.RescueAndPanic()\n", deliberate: true},
	{name: "a function value with the name of a guard", setup: "recoverAll := L.Hidden\n", stmt: "defer recoverAll()\n", deliberate: true},
}
