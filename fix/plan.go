package fix

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
)

// A Plan says how a spawn is supervised: what the supervised call says, and how
// it is laid around the code that is there.
type Plan struct {
	Run  Run
	Form Form
}

// A Run is what a call of supervised.RunWithRecover says, but for the function.
type Run struct {
	Context string // expression, read where the call stands
	Param   string // the name of the context in the function; "" if that does not use it
	Name    string // the last thing to be decided: a plan that is refused spends none
	Restart bool   // after a panic: a service, no task
	Why     string // it is that; "" if there is no more to say
	Options []Option
	regions []lockRegion // lock regions of the entry that get a deferred unlock

	// finishes: the function has something to do when it is told to stop, also if that
	// is while it waits for its next run; in how many runs it may be told.
	finishes   int
	unfinished Option // by which whoever reads its result learns of a panic that no further run follows
	// stopPath is an operation that can panic once the service is told to stop, where
	// somebody waits for its end: supervision must end with what stops it.
	stopPath string
	// flag is the condition by which the service asks whether to stop, where somebody waits for its end; "" if there
	// is none.
	flag string
	// token is a channel on which the service is sent that it is to stop, and which only a run may receive from; "" if there
	// is none.
	token string
}

// keepsCrash reports whether the crash is kept in functions that are called.
func (r *Run) keepsCrash() bool {
	return slices.ContainsFunc(r.Options, func(o Option) bool { return o.kept != nil })
}

// afterPanic says in the message of a fix what the run is taken for: a service or a task.
func (r *Run) afterPanic() string {
	why := ""
	if r.Why != "" {
		why = " (" + r.Why + ")"
	}
	if r.Restart {
		return ", a service: restarted after a panic" + why
	}
	return ", a task: not restarted after a panic" + why
}

// An Option is one of the runtime's options beside NoRestart.
type Option struct {
	Name string // of the function in package supervised: "OnPanic"
	Args string // source text
	kept *Kept  // what CrashIn is for

	stop effects.Stop // what Until is for, of a function that is called; see bindStops
}

// kept returns what of the crash is kept; nil if nothing is.
func (r *Run) kept() *Kept {
	for _, o := range r.Options {
		if o.kept != nil {
			return o.kept
		}
	}
	return nil
}

// A Form is how the supervised call is laid around the code. One that is read
// by the goroutine that starts the other one (the first four) evaluates
// the context at go time; the others evaluate it on the new goroutine.
type Form interface{ print(*printer) }

type (
	// go supervised.RunWithRecover(ctx, "name", f), where f is a func(context.Context).
	passed struct{}

	// The call in a function: its operands cannot change.
	//
	//	go supervised.RunWithRecover(ctx, "name", func(context.Context) {
	//		f(x)
	//	})
	//
	// The context among the operands is the one that the function is handed.
	wrapped struct {
		context ast.Expr // the argument that becomes Run.Param; nil if it reads like that
	}

	// The operands are locals of a function that returns the supervised one:
	// their types cannot be written here.
	//
	//	go supervised.RunWithRecover(ctx, "name", func() func(context.Context) {
	//		x := x
	//		return func(context.Context) {
	//			f(x)
	//		}
	//	}())
	boundLocals struct{ operands }

	// The literal that was started is the function.
	//
	//	go supervised.RunWithRecover(ctx, "name", func(context.Context) {…})
	literalItself struct{ lit *ast.FuncLit }

	// The operands are parameters of a literal, and evaluated at go time.
	//
	//	go func(x X) {
	//		supervised.RunWithRecover(ctx, "name", func(context.Context) {
	//			f(x)
	//		})
	//	}(x)
	//
	// Deferred signals of the function can stand there, too: moved lists what is
	// deleted where they were, in the body from.
	boundParams struct {
		operands
		deferred []string
		moved    []ast.Stmt
		from     *ast.BlockStmt
	}

	// The supervised call inside the literal, whether go or a launcher starts it.
	//
	//	go func() {
	//		defer wg.Done()
	//		supervised.RunWithRecover(ctx, "name", func(context.Context) {…})
	//	}()
	insideLiteral struct {
		lit *ast.FuncLit
		layout
	}

	// A launched literal that returns an error gives the panic back as the error.
	//
	//	g.Go(func() error {
	//		return supervised.Call(ctx, "name", func(context.Context) error {…})
	//	})
	errorLiteral struct{ lit *ast.FuncLit }

	// A launched function in a literal of the same parameters, given as "x X".
	//
	//	time.AfterFunc(d, func() {
	//		supervised.RunWithRecover(ctx, "name", func(context.Context) {
	//			f()
	//		})
	//	})
	//
	// What can be another function by then is bound to a variable, in place:
	//
	//	time.AfterFunc(d, func() func() {
	//		run := f
	//		return func() {…}
	//	}())
	launchedValue struct {
		params, args []string
		err          bool   // it returns an error
		bound        string // the variable; "" if there is none
	}
)

// A layout says what of the body of a literal stands around the supervised
// call, and what of it starts anew on each run.
type layout struct {
	leading  []ast.Stmt      // deferred signals on top of the body, which stay where they are
	hoisted  []ast.Stmt      // deferred signals further down, which move to the top
	trailing []ast.Stmt      // signals at its end, the last one first, which become deferred ones
	deferred []string        // the text of those
	tail     []ast.Stmt      // what only tells at its end, which becomes one deferred literal
	told     *types.Var      // the error of which that tells; nil if it tells of none
	set      *ast.AssignStmt // that declares it; nil if it is declared in front already
	again    []string        // signals of which one more, deferred, does no harm: cancel functions
	loop     ast.Stmt        // the loop of which alone the supervised function is made, behind what leads; nil if that is made of more
	context  *types.Var      // a local that leads, by which the loop lives; nil if there is none
	renew    []string        // parameters that the body changes: each run has the first values
}

// outside reports whether anything stands around the supervised call.
func (l *layout) outside() bool {
	return len(l.leading)+len(l.hoisted)+len(l.trailing)+len(l.tail)+len(l.again) > 0
}

// moved reports which statements of the body are outside.
func (l *layout) moved() map[ast.Stmt]bool {
	set := make(map[ast.Stmt]bool)
	for _, list := range [][]ast.Stmt{l.leading, l.hoisted, l.trailing, l.tail} {
		for _, stmt := range list {
			set[stmt] = true
		}
	}
	return set
}
