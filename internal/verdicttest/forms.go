package verdicttest

// A form is how a body becomes a goroutine.
type form struct {
	name       string
	decls      string
	spawn      string
	literal    bool // the body sees the variables of the function around it
	params     bool // and has parameters nevertheless
	method     bool // the operand travels in the receiver s
	repeats    bool // nobody knows how often it is called
	unfollowed bool // what is known of the operand is not known of the parameter
	unproven   bool // it is reported whatever it is handed
}

// joined waits for a timer's function to have started.
const joined = "for timer.Stop() {\ntimer.Reset(0)\ntime.Sleep(50 * time.Microsecond)\n}\n"

var forms = []form{
	{name: "a literal", literal: true, spawn: "go func() {\n$BODY}()\n"},
	{name: "a literal with a parameter", literal: true, params: true, spawn: "go func($PARAMS) {\n$BODY}($ARGS)\n"},
	{name: "a literal with a result", literal: true, spawn: "go func() (failed error) {\n$BODY\nreturn\n}()\n"},
	{name: "a literal in a literal", literal: true, spawn: "go func() {\nfunc() {\n$BODY}()\n}()\n"},
	{name: "a closure", literal: true, spawn: "run := func() {\n$BODY}\ngo run()\n"},
	{name: "a closure that is called", literal: true, spawn: "run := func() {\n$BODY}\ngo func() { run() }()\n"},
	{name: "a closure in a field", literal: true, repeats: true, spawn: "holder := struct{ run func() }{func() {\n$BODY}}\ngo holder.run()\n"},
	{name: "a closure in a slice", literal: true, spawn: "for _, run := range []func(){func() {\n$BODY}} {\ngo run()\n}\n", unproven: true},
	{name: "a closure that a function returns", literal: true, decls: "func result@(f func()) func() { return f }\n", spawn: "go result@(func() {\n$BODY})()\n", unproven: true},
	{name: "a closure in a channel", literal: true, spawn: "jobs := make(chan func(), 1)\njobs <- func() {\n$BODY}\nclose(jobs)\ngo func() {\nfor run := range jobs {\nrun()\n}\n}()\n", unproven: true},
	{name: "a goroutine in a goroutine", literal: true, spawn: "go func() {\ngo func() {\n$BODY}()\n}()\n"},
	{name: "a goroutine of a supervised function", literal: true, repeats: true, spawn: "L.Safely(func() {\ngo func() {\n$BODY}()\n})\n"},
	{name: "a goroutine in a loop", literal: true, spawn: "for range 2 {\ngo func() {\n$BODY}()\n}\n"},
	{name: "a goroutine of a function that recovers", literal: true, spawn: "defer L.Rescue()\ngo func() {\n$BODY}()\n"},
	{name: "a function that supervises", literal: true, spawn: "go L.Safely(func() {\n$BODY})\n"},
	{name: "a function that calls what it is handed", literal: true, repeats: true, spawn: "go L.Given(func() {\n$BODY})\n"},
	{name: "a function", decls: "func run@($PARAMS) {\n$BODY}\n", spawn: "go run@($ARGS)\n"},
	{name: "a function that a literal calls", decls: "func run@($PARAMS) {\n$BODY}\n", spawn: "go func() { run@($ARGS) }()\n"},
	{name: "a function two calls down", decls: "func run@($PARAMS) { deep@($ARGS) }\n\nfunc deep@($PARAMS) {\n$BODY}\n", spawn: "go run@($ARGS)\n"},
	{name: "a function that calls itself", decls: "func run@(depth int, $PARAMS) {\nif depth > 0 {\nrun@(depth-1, $ARGS)\nreturn\n}\n$BODY}\n", spawn: "go run@(2, $ARGS)\n"},
	{name: "functions that call each other", decls: "func even@(depth int, $PARAMS) {\nif depth > 0 {\nodd@(depth-1, $ARGS)\n}\n}\n\nfunc odd@(depth int, $PARAMS) {\nif depth > 1 {\neven@(depth-1, $ARGS)\nreturn\n}\n$BODY}\n", spawn: "go even@(4, $ARGS)\n"},
	{name: "a generic function", decls: "func run@[T any](unused T, $PARAMS) {\n$BODY}\n", spawn: "go run@(1, $ARGS)\n"},
	{name: "a generic function that is instantiated", decls: "func run@[T any]($PARAMS) {\n$BODY}\n", spawn: "go run@[int]($ARGS)\n"},
	{name: "a function in a variable", decls: "func run@($PARAMS) {\n$BODY}\n", spawn: "f := run@\ngo f($ARGS)\n"},
	{name: "a function that is handed in", decls: "func run@($PARAMS) {\n$BODY}\n\nfunc start@(f func($PARAMS), $PARAMS) {\nf($ARGS)\n}\n", spawn: "go start@(run@, $ARGS)\n", unfollowed: true},
	{name: "a method", method: true, decls: "func (s *t@) run() {\n$BODY}\n", spawn: "go s.run()\n"},
	{name: "a method of a value", method: true, decls: "func (s t@) run() {\n$BODY}\n", spawn: "go s.run()\n"},
	{name: "a method that a literal calls", method: true, decls: "func (s *t@) run() {\n$BODY}\n", spawn: "go func() { s.run() }()\n"},
	{name: "a method value", method: true, decls: "func (s *t@) run() {\n$BODY}\n", spawn: "f := s.run\ngo f()\n"},
	{name: "a method expression", method: true, decls: "func (s t@) run() {\n$BODY}\n", spawn: "go t@.run($RECEIVER)\n"},
	{name: "a promoted method", method: true, decls: "func (s *t@) run() {\n$BODY}\n\ntype outer@ struct{ $TYPE }\n", spawn: "o := outer@{s}\ngo o.run()\n", unproven: true},
	{name: "a method of an interface", method: true, decls: "func (s *t@) run@() {\n$BODY}\n\ntype runner@ interface{ run@() }\n", spawn: "var r runner@ = $POINTER\ngo r.run@()\n", unproven: true},
	{name: "a method that starts another one", method: true, decls: "func (s *t@) start() { go s.run() }\n\nfunc (s *t@) run() {\n$BODY}\n", spawn: "s.start()\n", unfollowed: true},

	// Launchers.
	{name: "WaitGroup.Go", literal: true, spawn: "var wg sync.WaitGroup\nwg.Go(func() {\n$BODY})\n"},
	{name: "WaitGroup.Go with a function", decls: "func run@($PARAMS) {\n$BODY}\n", spawn: "var wg sync.WaitGroup\nwg.Go(func() { run@($ARGS) })\n"},
	{name: "WaitGroup.Go with a method value", method: true, decls: "func (s *t@) run() {\n$BODY}\n", spawn: "var wg sync.WaitGroup\nwg.Go(s.run)\n"},
	{name: "WaitGroup.Go as a value", literal: true, spawn: "var wg sync.WaitGroup\nstart := wg.Go\nstart(func() {\n$BODY})\n"},
	{name: "WaitGroup.Go through an interface", literal: true, decls: "type starter@ interface{ Go(func()) }\n", spawn: "var wg starter@ = new(sync.WaitGroup)\nwg.Go(func() {\n$BODY})\n", unproven: true},
	{name: "time.AfterFunc", literal: true, repeats: true, spawn: "timer := time.AfterFunc(0, func() {\n$BODY})\n" + joined},
	{name: "time.AfterFunc with a method value", method: true, repeats: true, decls: "func (s *t@) run() {\n$BODY}\n", spawn: "timer := time.AfterFunc(0, s.run)\n" + joined},
	{name: "context.AfterFunc", literal: true, spawn: "ctx, cancel := context.WithCancel(context.Background())\ncontext.AfterFunc(ctx, func() {\n$BODY})\ncancel()\n"},
	{name: "a launcher of another module", literal: true, repeats: true, spawn: "dep.Go(func() {\n$BODY})\n"},
	{name: "a launcher of another module that supervises", literal: true, spawn: "dep.SafeGo(func() {\n$BODY})\n"},
	{name: "a variadic launcher of another module", literal: true, repeats: true, spawn: "dep.GoAll(func() {\n$BODY}, func() {})\n"},
	{name: "a launcher that sends to a goroutine", literal: true, repeats: true, spawn: "pool := dep.NewPool()\npool.Submit(func() {\n$BODY})\npool.Close()\n"},
	{name: "a launcher that keeps what it is handed", literal: true, repeats: true, spawn: "var cron dep.Cron\ncron.Add(func() {\n$BODY})\ncron.Start()\n"},
	{name: "a field that another module launches", literal: true, repeats: true, spawn: "server := &dep.Server{OnStart: func() {\n$BODY}}\nserver.Start()\n", unproven: true},
	{name: "a launcher of one's own", literal: true, decls: "func launch@(f func()) { go f() }\n", spawn: "launch@(func() {\n$BODY})\n", unproven: true},
	{name: "a launcher of one's own that supervises", literal: true, decls: "func launch@(f func()) {\ngo func() {\ndefer L.Rescue()\nf()\n}()\n}\n", spawn: "launch@(func() {\n$BODY})\n"},
	{name: "a launcher of one's own that hands on", literal: true, decls: "func launch@(f func()) { again@(f) }\n\nfunc again@(f func()) { go f() }\n", spawn: "launch@(func() {\n$BODY})\n", unproven: true},
	{name: "a hook of one's own", literal: true, decls: "type host@ struct{ hook func() }\n\nfunc (h *host@) start() { go h.hook() }\n", spawn: "host := &host@{hook: func() {\n$BODY}}\nhost.start()\n", unproven: true},
}
