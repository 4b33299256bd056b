package fix

import (
	"cmp"
	"go/ast"
	"path/filepath"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/lazy"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A Refusal is the reason why a spawn is not rewritten.
type Refusal struct {
	Kind RefusalKind
	What string // what stands in the way, as it reads in the code
	In   string // the function that it stands in; "" for the literal that is started
	// Below: it stands in what In calls.
	Below bool
	// Loops: a deferred call of In would come too late for it, or never.
	Loops bool
	Told  bool   // What tells somebody of something, who need not wait for it: a callback
	Entry bool   // What takes an entry out of a map
	Why   string // more, for the kinds that say {why}
	// All is what stands in the way, one by one, where Why names only the first places; else nil.
	All []InTheWay
}

// An InTheWay is one of several things that stand in the way of a fix for the same reason.
type InTheWay struct {
	What  string
	Place effects.Place // the zero Place if it is not known
}

// A RefusalKind is one of the reasons not to rewrite.
type RefusalKind int

const (
	StandardLibrary RefusalKind = iota
	NoRuntime
	MadeFile
	OnPurpose
	FailsFast
	StaysLocked
	SkipsSignal
	SkipsBehindReturn
	SkipsInPass
	SkipsLateDefer
	SkipsWork
	LosesResult
	LosesRequest
	BlocksSender
	HandedMethod
	HandedList
	HandedResults
	WantsResult
	CallsDone
	UnnamedParameter
	UnnamedOperand
	LosesError
	SignalsFirst
	CommitsHalf
	LosesValue
	LooksComplete
	BlocksSenderTask
	CannotStartOver
	// OutlivesTimer: it starts itself again by a timer that somebody stops, to no avail while it waits for another run.
	OutlivesTimer
	LosesToken
	CannotStop
	StopsLate
	NoContext
	HidesContext
	ManyNames
	WantsName
	ComesLater
	ManyWaysOut
	UnlockedElsewhere
	DefersInside
	DefinedInside
	LockChanges
	LocksFirst
	SkipsAfterError
	SpendsOnce
	LosesAnswer
	BlocksWriter
	OutOfTurn
	GivenService
	FailsTest
	DoesAgain
	WaitsWithToken
	LosesDemand
)

// reasons has the words of every refusal. Of a Refusal, {what} is What, {in} is
// " in " and In, or where it stands in what In calls, {from} the same with " from ", {name} is In, {why} is Why, {by} is " in " and Why;
// {around} says where a defer is to stand that would come too late in {in}, {who} what becomes of who waits for {what}, or is told.
var reasons = [...]string{
	StandardLibrary:   "the standard library cannot import the runtime package",
	NoRuntime:         "the driver does not tell the module's path: set -runtime to an import path",
	MadeFile:          "the file is made from another one (//line or cgo)",
	OnPurpose:         "the crash is its purpose",
	FailsFast:         "{what} is meant to end the process",
	StaysLocked:       "after a contained panic {what} would stay locked: unlock it in a defer{in}{around}{at}",
	SkipsSignal:       "a panic{by} would skip {what}{in}, and {who}: defer it",
	SkipsBehindReturn: "a panic{by} would skip {what}{in}, and {who}: defer it, unless a return in front of it is to skip it",
	SkipsInPass:       "a panic{by} would skip {what}{in}, and {who}: defer it, in a function literal around the pass",
	SkipsLateDefer:    "a panic{by} would skip {what}{in}, and {who}: defer it before what can panic",
	SkipsWork:         "a panic{by} would skip {what}{in}, and {who}",
	LosesResult:       "after a contained panic nobody would send on {what}{in}, and a receiver would wait for ever",
	LosesRequest:      "after a contained panic a request would not be passed on to {what}{in}, and whoever waits for its answer would wait for ever",
	BlocksSender:      "after a contained panic nobody would receive from {what}{in}, and a sender would wait for ever, since it cannot run twice: {why}",
	HandedMethod:      "no function is handed over but what {what} is a method of: contain the panic in its body",
	HandedList:        "which functions the list holds is not seen here: contain the panic in each of them",
	HandedResults:     "it is one of several results: bind them to variables first",
	WantsResult:       "its result would be lost after a contained panic",
	CallsDone:         "{what}.Go calls Done itself: remove {why}",
	UnnamedParameter:  "the type of its parameter cannot be written here",
	LosesError:        "whoever reads {what}{from} would take a contained panic for success",
	SignalsFirst:      "{what}{in} is deferred where it would come before a contained panic could be told: defer it first",
	CommitsHalf:       "{what}{in} is deferred: after a contained panic it would say that all was written",
	LosesValue:        "whoever reads {what}{from} would take a contained panic for a result",
	LooksComplete:     "after a contained panic the close of {what}{in} would say that all values were sent",
	BlocksSenderTask:  "after a contained panic nobody would receive from {what}{in}, and a sender would wait for ever",
	OutlivesTimer:     "after a contained panic {what} would not stop {name}, which is run again and sets the timer: let it ask whether it is to go on",
	CannotStartOver:   "it loops until it is told to stop, but cannot start over after a panic: {why}",
	LosesToken:        "{what} is received once, and {why} can panic after it: whoever stops it would wait for ever",
	CannotStop:        "{why} can panic when it is told to stop, and whoever waits for its end would wait for ever",
	StopsLate:         "nothing but {what} tells it to stop, and whoever waits for its end would wait for its next run: let a channel or a context stop it",
	ManyNames:         "several come to it, and {what} wants the name of one: hand that to the loop",
	WantsName:         "{what} wants the name that it is supervised under: call it with that at the end of each pass",
	NoContext:         "nothing in it tells the name: hand it the context of the run, and call supervised.Beat(ctx) at the end of each pass",
	HidesContext:      "another {what} hides the context of the run where a pass ends: give it a name of its own",
	ComesLater:        "other fixes of the file come first",
	UnnamedOperand:    "a type of its operands cannot be written here: bind them to variables first",
	ManyWaysOut:       "it has ways out that a function of its own would not have",
	UnlockedElsewhere: "no statement beside the lock unlocks it",
	DefersInside:      "what it defers is for the end of the whole function",
	DefinedInside:     "what it defines is used behind it, and cannot be declared in front of it",
	LockChanges:       "what is locked may be another one where it is unlocked",
	SkipsAfterError:   "a panic would skip {what}{in}, as an error would not, and {who}",
	SpendsOnce:        "{what}{in} counts as done after a contained panic, and whoever asks next would take what is there for the result",
	BlocksWriter:      "whoever writes to {what}{in} would wait for ever after a contained panic: close it in a defer",
	LosesAnswer:       "after a contained panic a request would stay without {what}{in}, and the connection open: close it in a defer",
	GivenService:      "what it is handed may be a service, {what}which would end in silence: supervise that where it is handed over",
	FailsTest:         "{what} is to fail, and would pass after a contained panic",
	OutOfTurn:         "after a contained panic {what}{in} would come before {why}, out of turn",
	DoesAgain:         "the next run would do again what has been done of {what}{in} before a panic: take each from it before its work",
	WaitsWithToken:    "only a run can take what is sent on {what}, since it has something to do then, and whoever sends that would wait for its next run: close a channel instead",
	LosesDemand:       "{what}{in} has been taken once a panic comes, and what is left of the work would wait until somebody asks again: take each item before its work",
	LocksFirst:        "{what} is to be unlocked in a defer first ({why})",
}

func refuse(kind RefusalKind) *Refusal { return &Refusal{Kind: kind} }

// where returns " in " and In, or where it stands in what In calls.
func (r *Refusal) where() string {
	switch {
	case r.In == "":
		return ""
	case r.Below:
		return " in what " + r.In + " calls"
	}
	return " in " + r.In
}

// String returns the reason as a message ends in it, behind "no fix: ".
func (r *Refusal) String() string {
	in := r.where()
	at, by, around := "", "", ""
	switch {
	case r.Loops && r.In == effects.FuncID{}.String():
		in, around = "", ", in a function literal around the region"
	case r.Loops:
		around = ", in a function literal around the region, as -locks writes it"
	}
	if r.Why != "" {
		at, by = " ("+r.Why+")", " in "+r.Why
	}
	what, who := r.What, "who waits for it would wait for ever"
	switch {
	case r.Told:
		who = "who is told by it would not be told"
	case r.Entry:
		who = "who looks the entry up would find it there"
	}
	if r.Kind == LosesError || r.Kind == LosesValue {
		what = leftSide(what) // that is what others read
	}
	from := strings.Replace(in, " in ", " from ", 1)
	return strings.NewReplacer("{from}", from, "{at}", at, "{around}", around, "{who}", who, "{by}", by, "{what}", what, "{in}", in, "{name}", r.In, "{why}", r.Why).Replace(reasons[r.Kind])
}

// leftSide returns what an assignment assigns to; any other text as it is.
func leftSide(text string) string {
	m := assignment().FindStringSubmatch(text)
	if m == nil || strings.Count(m[1], "(") != strings.Count(m[1], ")") {
		return text
	}
	return m[1]
}

// assignment matches a statement that assigns, if no text in quotes stands on its left side.
var assignment = lazy.Regexp("^([^\"'`{}]*?)(?: (?:[-+*/%&|^]|<<|>>|&\\^)?= .*|\\+\\+|--)$")

// atPlace returns a place as messages name it: a file of another package by its path from the
// module's root.
func (f *Fixer) atPlace(p effects.Place) string {
	if p.Pkg == f.Types.Path() {
		return p.String()
	}
	root := cmp.Or(f.Module, syntax.ModuleRoot(p.Pkg))
	if dir, ok := strings.CutPrefix(p.Pkg, root); ok && (dir == "" || dir[0] == '/') {
		return cmp.Or(strings.TrimPrefix(dir, "/"), ".") + "/" + p.String()
	}
	return p.Pkg + "/" + p.String()
}

// inLoop reports whether a place of this package is in a loop of its function: what is deferred
// there waits for the function's end.
func (f *Fixer) inLoop(p effects.Place) bool {
	if p.Pkg != f.Types.Path() {
		return false
	}
	for _, file := range f.Files {
		tf := f.Fset.File(file.FileStart)
		if filepath.Base(tf.Name()) != p.File || p.Line > tf.LineCount() {
			continue
		}
		c, ok := f.CursorAt(tf.LineStart(p.Line))
		if !ok {
			return false
		}
		for up := range c.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
			return syntax.Body(up.Node()) == nil
		}
	}
	return false
}
