package panicflow

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// The facts that one package tells about its functions to those that import
// it. A function without a fact has none of the properties.

// recovers: when the function is the deferred function, it stops a panic.
type recovers struct {
	Self    Level     // the function itself, deferred
	Results levelsOf  // functions among its results, deferred: defer f()()
	IfTold  resultSet // those of them that may be nil, unless the last result says that they are there
	Idle    bool      // it may not, but cannot panic where there is nothing to recover
	NotNil  paramSet  // what must not be nil for Self
	If      proviso   // when it stops all panics, if Self is Partial

	// For findings: the condition under which it hands a panic on, if Self is Partial, or the operation of a guard that
	// can panic itself, Early if that comes before the recover, or what is wrong where it recovers, but not as the deferred function.
	Why   string
	Early bool
	Flaw  DefectKind
}

// contains: when the function is called, no panic escapes it; or none but those
// of the functions that it is handed.
type contains struct {
	Self        Level    // the function itself
	Results     levelsOf // the functions that it returns
	Given       bool     // the function itself, if what it is handed does
	Giving      uint32   // these of what it is handed need but do so if what they are handed does: iterators
	ResultGiven bool     // the function that it returns, if what that is handed does
	Decorates   bool     // the function that it returns, if what the function itself is handed does
	Adapts      bool     // the iterator that it returns, if what that and the function itself are handed does
	NotNil      paramSet // the function itself, if these parameters are not nil; of no meaning if empty
	Made        bool     // the function itself, if its receiver is not nil: whoever calls it is trusted to have made that

	ResultNotNil paramSet // likewise the function that it returns

	Flaw flaw // for findings: why its recover does not help
}

// A flaw is a Defect as others are told.
type flaw struct {
	Kind DefectKind
	Text string // of its Node
	Func string // the name of its Func
}

// levelsOf are the levels of the first results of a function, four bits each; None of those that are no functions.
type levelsOf uint32

func (l levelsOf) at(i int) Level { return Level(l >> (4 * i) & 15) }

// maxResults is how many there is room for.
const maxResults = 8

func (l levelsOf) with(i int, level Level) levelsOf { return l | levelsOf(level)<<(4*i) }

// A resultSet is a set of the first results of a function.
type resultSet uint8

func (s resultSet) has(i int) bool { return s>>i&1 != 0 }

// makes: the only result of the function is never nil, or these are not if the last one says so: an
// error that is nil, or true. The latter, and which fields a constructor sets, is told within a module only.
type makes struct {
	Always bool
	Given  []int
	Spans  []madeSpan
	Fields paramSet  // of what the first result points to, which nobody in the package sets to nil; likewise
	Nil    resultSet // results that are nil at times; likewise
}

// A madeSpan says where an integer lies that the function returns, alone or given that the last result says that there
// is one. It is told within a module only.
type madeSpan struct {
	Result int
	Given  bool
	Span   span
}

// supervises: the functions passed for these parameters are called, and only
// where a panic is contained.
type supervises struct{ Params []int }

// launches: the functions passed for these parameters are run on a new
// goroutine and not contained there.
type launches struct {
	Params    []int
	Members   []launchedMember
	Module    string // of the launcher; inside it, its own go statement is reported
	Generated bool   // but not in a generated file
}

// A launchedMember is a method of an interface parameter, or a field of a struct
// parameter, that is run on a new goroutine.
type launchedMember struct {
	Param int // -1: the receiver
	Name  string
}

// handsOn: the function panics, or ends the process, when it is passed an error
// or a recovered value that is not nil for one of these parameters.
type handsOn struct {
	Always []int
	Some   []int // under a condition
}

// level returns what becomes of a recovered value that is passed for the i-th
// parameter: Full if the function returns in any case.
func (f handsOn) level(i int) Level {
	switch {
	case slices.Contains(f.Always, i):
		return Crash
	case slices.Contains(f.Some, i):
		return Partial
	}
	return Full
}

// harms: the function is seen to panic, in itself or in what it calls, so that a guard must
// not call it. It is told within a module only: the code that others call in their handlers
// is full of panics for misuse.
type harms struct {
	Always bool
	Unfit  paramSet // or it is if one of these is not fit, nil or empty
	Nil    paramSet // or if one of these is nil, which it uses: those of which contains does not tell so

	Trusted paramSet // it contains its panics if these are not nil, as whoever calls it is trusted to see to
}

// hooks: a handler of the function calls these behind its recover, or the function does as one, and
// does not contain their panics. Which ones panic is seen where the function is handed them.
type hooks struct{ Members []hookMember }

// A hookMember is a function parameter, or a field of a struct parameter that holds one. If the parameter is a list of options, it is a
// field of what they set; a function that makes an option keeps its own parameter for it.
type hookMember struct {
	Param int    // -1: the receiver
	Name  string // of the field; empty for the parameter itself
	Bare  bool   // nobody in the package asks whether it is nil, or sets it
	Kept  bool   // the option that the function makes sets the field to the parameter
}

// borrows: what the function does with the channels that it is handed, which whoever has made them must know.
type borrows struct {
	Open []int     // it neither closes these nor lets go of them
	Late []lateUse // of a guard, or of what one calls
}

// A lateUse is a send to, or a close of, a channel where a guard has recovered something, or in any case.
type lateUse struct {
	Param  int
	Closes bool
	Always bool // where there was nothing to recover, too
}

// ends: the function never returns.
type ends struct{ How ending }

func (*recovers) AFact()   {}
func (*contains) AFact()   {}
func (*supervises) AFact() {}
func (*launches) AFact()   {}
func (*handsOn) AFact()    {}
func (*ends) AFact()       {}
func (*harms) AFact()      {}
func (*makes) AFact()      {}
func (*hooks) AFact()      {}
func (*borrows) AFact()    {}

func (f *recovers) String() string {
	s := levels("recovers", f.Self, f.Results)
	if f.IfTold != 0 {
		s += " if told so"
	}
	if f.NotNil != 0 {
		s += " if " + f.NotNil.String() + " is not nil"
	}
	if p := f.If; p.Not {
		s += fmt.Sprintf(", all unless %d is %s", p.Param, p.Value)
	} else if p.Value != "" {
		s += fmt.Sprintf(", all if %d is %s", p.Param, p.Value)
	}
	if f.Idle {
		s += ", idles"
	}
	switch {
	case f.Flaw != NoDefect:
		s += fmt.Sprintf(", recovers in vain (%d) by %s", f.Flaw, f.Why)
	case f.Why == "":
	case f.Self == Partial:
		s += ", where " + f.Why
	case f.Early:
		s += ", harmed before by " + f.Why
	default:
		s += ", harmed by " + f.Why
	}
	return strings.TrimPrefix(s, ", ")
}
func (f *contains) String() string {
	s := levels("contains", f.Self, f.Results)
	if f.Given {
		s += ", contains what it is not handed"
	}
	if f.Giving != 0 {
		s += fmt.Sprintf(", or ranges over (%b)", f.Giving)
	}
	if f.ResultGiven {
		s += ", returns contains what it is not handed"
	}
	if f.Decorates {
		s += ", decorates"
	}
	if f.NotNil != 0 {
		s += ", contains if " + f.NotNil.String() + " is not nil"
	}
	if f.Adapts {
		s += ", adapts"
	}
	if f.Made {
		s += ", trusts its receiver"
	}
	if f.ResultNotNil != 0 {
		s += ", returns contains if " + f.ResultNotNil.String() + " is not nil"
	}
	if f.Flaw.Kind != NoDefect {
		s += fmt.Sprintf(", recovers in vain (%d) by %s", f.Flaw.Kind, f.Flaw.Text)
	}
	return strings.TrimPrefix(s, ", ")
}
func (f *supervises) String() string { return params("supervises", f.Params) }
func (f *launches) String() string {
	var list []string
	for _, i := range f.Params {
		list = append(list, fmt.Sprint(i))
	}
	for _, m := range f.Members {
		if m.Param < 0 {
			list = append(list, "receiver."+m.Name)
			continue
		}
		list = append(list, fmt.Sprintf("%d.%s", m.Param, m.Name))
	}
	return "launches(" + strings.Join(list, ",") + ")"
}
func (f *handsOn) String() string {
	var parts []string
	if f.Always != nil {
		parts = append(parts, params("hands on", f.Always))
	}
	if f.Some != nil {
		parts = append(parts, params("hands on some", f.Some))
	}
	return strings.Join(parts, ", ")
}
func (f *harms) String() string {
	var parts []string
	if f.Always {
		parts = append(parts, "harms")
	}
	if f.Unfit != 0 {
		parts = append(parts, "harms if "+f.Unfit.String()+" is not fit")
	}
	if f.Nil != 0 {
		parts = append(parts, "harms if "+f.Nil.String()+" is nil")
	}
	if f.Trusted != 0 {
		parts = append(parts, "trusts "+f.Trusted.String())
	}
	return strings.Join(parts, ", ")
}
func (f *hooks) String() string {
	var list []string
	for _, m := range f.Members {
		of := "receiver"
		if m.Param >= 0 {
			of = fmt.Sprint(m.Param)
		}
		if m.Name != "" {
			of += "." + m.Name
		}
		if m.Kept {
			of += " kept"
		}
		if m.Bare {
			of += " if not nil"
		}
		list = append(list, of)
	}
	return "hooks(" + strings.Join(list, ", ") + ")"
}
func (f *borrows) String() string {
	var parts []string
	if f.Open != nil {
		parts = append(parts, params("borrows", f.Open))
	}
	for _, u := range f.Late {
		does, when := "sends to", "behind its recover"
		if u.Closes {
			does = "closes"
		}
		if u.Always {
			when = "at last"
		}
		parts = append(parts, fmt.Sprintf("%s %d %s", does, u.Param, when))
	}
	return strings.Join(parts, ", ")
}
func (f *ends) String() string {
	if f.How == panics {
		return "panics"
	}
	return "exits"
}
func (f *makes) String() string {
	var parts []string
	if f.Always {
		parts = append(parts, "makes")
	}
	if f.Given != nil {
		parts = append(parts, params("makes if told so", f.Given))
	}
	for _, s := range f.Spans {
		parts = append(parts, fmt.Sprintf("result %d is in %d", s.Result, s.Span.Param))
	}
	if f.Nil != 0 {
		parts = append(parts, fmt.Sprintf("returns nil at times (%b)", f.Nil))
	}
	if f.Fields != 0 {
		parts = append(parts, fmt.Sprintf("sets %d fields", bits.OnesCount64(uint64(f.Fields))))
	}
	return strings.Join(parts, ", ")
}

// String lists the parameters: "receiver, 0, 1".
func (p paramSet) String() string {
	var parts []string
	for i := range maxParams {
		switch {
		case p&(1<<i) == 0:
		case i == 0:
			parts = append(parts, "receiver")
		default:
			parts = append(parts, fmt.Sprint(i-1))
		}
		if p&(1<<(i+asPositive)) != 0 {
			parts = append(parts, fmt.Sprintf("%d as a positive number", i-1))
		}
		if p&(1<<(i+asCount)) != 0 {
			parts = append(parts, fmt.Sprintf("%d as a number that is not negative", i-1))
		}
	}
	return strings.Join(parts, ", ")
}

// levels prints "recovers", "recovers(partial)", "returns recovers", ….
func levels(word string, self Level, results levelsOf) string {
	var parts []string
	add := func(prefix string, level Level) {
		switch level {
		case None:
		case Full:
			parts = append(parts, prefix+word)
		default:
			parts = append(parts, fmt.Sprintf("%s%s(%s)", prefix, word, level))
		}
	}
	add("", self)
	for i := range maxResults {
		add("returns ", results.at(i))
	}
	return strings.Join(parts, ", ")
}

// params prints "supervises(0)", "launches(1,2)", ….
func params(word string, list []int) string {
	return word + "(" + strings.Trim(strings.ReplaceAll(fmt.Sprint(list), " ", ","), "[]") + ")"
}
