// Package deadrecover finds recovers that cannot work.
//
// # Analyzer deadrecover
//
// deadrecover: report calls of recover that can never stop a panic
//
// The builtin recover stops a panic only if a deferred function calls it itself
// (https://go.dev/ref/spec#Handling_panics). Everywhere else it returns nil, and the
// code around it looks safer than it is:
//
//	defer recover()                             // it is the deferred function, and not called by one
//	defer log.Println(recover())                // arguments are evaluated at the defer statement
//	if r := recover(); r != nil { … }           // in a function that is called and never deferred
//	defer func() { func() { recover() }() }()   // one call too deep
//	defer func() { rescue() }()                 // rescue recovers, but is not what is deferred
//
// Unlike the findings of unsupervisedgo, which are about goroutines, these are about
// the recover, wherever it stands. Only what can be shown is reported: a function
// that other packages may defer, or that is handed to code out of view, may work.
package deadrecover

import (
	_ "embed"
	"fmt"
	"go/ast"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

//go:embed deadrecover.go
var source string

// Analyzer reports what [Find] finds, but for generated files and tests.
var Analyzer = &analysis.Analyzer{
	Name:     "deadrecover",
	Doc:      doc(),
	URL:      "https://github.com/unsupervisedgo/unsupervisedgo/blob/main/docs/rules.md#dead-recover",
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		p := syntax.New(pass, false)
		for _, dead := range Find(p) {
			if !p.IsGenerated(dead.Node.Pos()) {
				pass.Report(analysis.Diagnostic{Pos: dead.Node.Pos(), End: dead.Node.End(), Message: dead.Message})
			}
		}
		return nil, nil
	},
}

// doc returns the section of the package comment above.
func doc() string {
	_, text, _ := strings.Cut(source, "// deadrecover: ")
	text, _, _ = strings.Cut(text, "\npackage ")
	return strings.ReplaceAll(strings.ReplaceAll(text, "\n// ", "\n"), "\n//", "\n")
}

// A Dead is a recover that cannot work.
type Dead struct {
	Node    ast.Node // the recover, the statement that defers it, or a call of what recovers
	Message string   // one sentence
}

// Find returns the recovers of a package that can be shown not to work, in source
// order file by file.
func Find(p *syntax.Package) []Dead {
	f := &finder{Package: p, asked: make(map[ast.Node]bool)}
	var found []Dead
	report := func(n ast.Node, format string, args ...any) {
		found = append(found, Dead{n, fmt.Sprintf(format, args...)})
	}
	for c := range p.Preorder((*ast.CallExpr)(nil)) {
		call := c.Node().(*ast.CallExpr)
		if p.Builtin(call) != "recover" {
			if fn := f.rescuer(call); fn != nil && role(c) == called {
				report(call, "recover in %s has no effect here: it is called, and only the deferred function itself can recover", p.FuncName(fn))
			}
			continue
		}
		switch role(c) {
		case deferred: // in a deferred function, it recovers when that returns
			if fn := p.FuncAround(call); fn != nil && f.uses(fn) > unknown {
				report(c.Parent().Node(), "defer recover() has no effect: recover must be called by a deferred function, not be it")
			}
			continue
		case spawned:
			report(c.Parent().Node(), "go recover() has no effect: there is no panic on a goroutine of its own")
			continue
		}
		fn := p.FuncAround(call)
		if fn == nil {
			report(call, "recover() has no effect here: it is called when the package is initialized")
			continue
		}
		switch use := f.uses(fn); {
		case argument(c) && use != deferred:
			report(call, "recover() has no effect here: the argument of a deferred call is evaluated at once, before any panic")
		case use == called:
			report(call, "recover() has no effect here: %s is called, never deferred, and only a deferred function can recover", f.name(fn))
		case use == dropped:
			report(call, "recover() has no effect here: nobody takes the function literal around it, which %s returns (did you mean defer %[1]s()()?)", f.name(f.FuncAround(fn)))
		case f.isBehindReturn(c):
			report(call, "recover() has no effect here: it is never reached")
		case f.hasNothingToRecover(c):
			report(call, "recover() has no effect here: it is for the panics of the deferred function around it, which does nothing else")
		case use == spawned:
			report(call, "recover() has no effect here: %s is what the goroutine runs, and only a deferred function can recover (did you mean defer?)", f.name(fn))
		}
	}
	return found
}
