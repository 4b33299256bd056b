package fix

import (
	"cmp"
	"go/ast"
	"regexp"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
)

// The hook gets the panic as p, before the signals outside let those go who wait: it sends the panic where
// an error is read, leaves it where one is looked for, or does what the goroutine does after an error.

// hooking finds what the hook does.
type hooking struct {
	*duties
	hook   []string             // statements that get the panic as p
	tokens []effects.Ref        // on which the hook sends what says nothing of the panic
	cancel []*ast.CallExpr      // cancel functions that the hook calls
	again  []string             // what the hook does for the next run: it sets timers, asks again for work that is left
	branch *effects.ErrorBranch // of which the hook does the same
	told   map[answerKey]bool   // isToldOnOtherWay
}

// hooked meets an effect in the hook, if that can be written: an error sent or
// stored, or one field of a struct. The effect must come once, after all that can
// panic, or do no harm if it comes twice.
func (d *hooking) hooked(s *effects.Site) bool {
	if d.restart || s.Apart || s.Phase == effects.Inside || s.Kind == effects.Fail && d.hasBeenRead(s) || d.isToldOnOtherWay(s) {
		return false
	}
	failed, instead := d.failedBy(s), d.insteadOf(s)
	harmless := failed != nil || instead != "" || s.Kind == effects.Fail || s.Kind == effects.Release || s.Lossy
	if (s.Again || s.Looped) && !harmless {
		return false
	}
	if failed != nil {
		return d.addHook(d.errorBranch(failed))
	}
	claimed := d.isClaimed(s.Node)
	if claimed || d.sharesBranch(s) || d.isConditional(s) {
		if d.addHook(d.errorBranch(s.Node)) {
			return true
		}
	}
	if claimed {
		return false
	}
	text := cmp.Or(instead, d.hookText(s))
	if !strings.Contains(text, "\n") || strings.HasPrefix(text, "select {") {
		if d.addHook(text) {
			return true
		}
	}
	after := d.afterError(s)
	return after != nil && !(s.Looped && counts(after)) && d.addHook(d.errorBranch(after))
}

// failedBy is the call by which the entry tells of an error that an effect in a callee tells of; nil for another effect.
func (d *hooking) failedBy(s *effects.Site) *ast.CallExpr {
	if s.Kind != effects.Call || d.lit == nil || s.In != (effects.FuncID{}) || s.Looped {
		return nil
	}
	return d.ErrorCall(d.lit.Body)
}

// insteadOf is what the hook does in place of a call that says that all went well, or does itself because of an error, and that does no harm where
// the call has come before; "" for another effect.
func (d *hooking) insteadOf(s *effects.Site) string {
	call, ok := s.Node.(*ast.CallExpr)
	if !ok || d.lit == nil {
		return ""
	}
	if s.Commits && s.Defer == nil && s.In == (effects.FuncID{}) && d.endsAnyway(call) {
		if text := d.toldFirst(call); text != "" {
			return text
		}
	}
	if d.Text(call) != s.Text && s.Kind != effects.Send && s.Kind != effects.Call && !d.answersEarly(call) { // it would panic again, and keep the crash
		if text := cmp.Or(d.toldOf(call), d.asAfterError(s)); text != "" {
			return text
		}
	}
	return d.failingClose(s)
}

// hookText is an effect as the hook makes it with the panic for a result; "" if that cannot be written.
func (d *hooking) hookText(s *effects.Site) string {
	switch n := s.Node.(type) {
	case *ast.SendStmt:
		return d.sentPanic(n, s)
	case *ast.AssignStmt:
		if d.lit != nil {
			return d.failHook(n)
		}
	case *ast.CallExpr:
		if s.Kind == effects.Release && !d.isConditional(s) {
			return d.givenUp(n)
		}
		return cmp.Or(d.toldOf(n), d.sentByCallee(n, s))
	}
	return ""
}

// addHook adds what the hook does, and reports whether there is something.
func (d *hooking) addHook(text string) bool {
	if text != "" && !slices.Contains(d.hook, text) {
		d.hook = append(d.hook, text)
	}
	return text != ""
}

// setsAgain lets the hook set a timer again for which the next run waits, or make a new channel of a clock. All that the call or the
// assignment names is there around the literal, and it calls nothing else.
func (d *hooking) setsAgain(s *effects.Site) bool {
	if d.lit == nil || s.In != (effects.FuncID{}) {
		return false
	}
	ok := true
	ast.Inspect(s.Node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			obj := d.Info.Uses[n]
			ok = ok && (obj == nil || obj.Pos() < d.lit.Pos() || d.lit.End() <= obj.Pos())
		case *ast.CallExpr:
			fn := d.Callee(n)
			ok = ok && (n == s.Node || d.Info.Types[n.Fun].IsType() || fn != nil && fn.FullName() == "time.After")
		}
		return ok
	})
	if ok {
		d.doAgain(d.Source(s.Node))
	}
	return ok
}

// doAgain lets the hook do something for the next run.
func (d *hooking) doAgain(text string) {
	if !slices.Contains(d.again, text) {
		d.again = append(d.again, text)
	}
}

// hookOption is the option of the runtime that does what is listed with a panic.
func (d *hooking) hookOption(name string, list []string) Option {
	return Option{Name: name, Args: "func(" + d.hookParam(list) + "*" + d.imp.supervised + "PanicError) {" + hookBody(list) + "}"}
}

// hookBody is the body of the hook: on one line if it has one statement of one.
func hookBody(list []string) string {
	text := strings.Join(list, "\n")
	if strings.Contains(text, "\n") {
		return "\n" + text + "\n"
	}
	return " " + text + " "
}

// hookParam is the parameter of the hook, if it uses it.
func (d *hooking) hookParam(list []string) string {
	word := regexp.MustCompile(`\b` + d.panicName() + `\b`)
	for _, text := range list {
		if word.MatchString(text) {
			return d.panicName() + " "
		}
	}
	return ""
}

// panicName is the name of the hook's parameter: p, unless the program means
// something else by that.
func (d *hooking) panicName() string {
	pos := d.Call.Pos()
	if d.lit != nil {
		pos = d.lit.Body.Lbrace + 1
	}
	if _, obj := d.Info.Scopes[d.file].Innermost(pos).LookupParent("p", pos); obj != nil {
		return "panicked"
	}
	return "p"
}
