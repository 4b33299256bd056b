// Package analyzer finds goroutines whose panic would end the process.
//
// # Analyzer unsupervisedgo
//
// unsupervisedgo: report goroutines whose panic would end the process
//
// A panic that no deferred function recovers ends the whole process, whichever
// goroutine it is in. The analyzer reports every go statement, and every call
// that hands a function to a launcher such as (*sync.WaitGroup).Go or
// time.AfterFunc, whose goroutine does not contain its panics, and offers to
// rewrite it so that a supervisor contains, logs and, for a long-running loop,
// restarts it:
//
//	go h.run()
//
// becomes
//
//	go supervised.RunWithRecover(ctx, "hub", func(context.Context) {
//		h.run()
//	})
//
// A goroutine contains its panics if a deferred function that is registered
// before anything can panic calls the builtin recover itself and does not hand
// the panic on, or if everything in it that can panic happens inside calls
// that contain panics. What a function does about panics is a fact, so that
// helpers in other packages are seen through.
package analyzer

import (
	_ "embed"
	"strings"
)

//go:embed doc.go
var source string

// Doc is the analyzer's documentation: the section of the package comment
// above, so that help texts and pkg.go.dev cannot diverge.
var Doc = extractDoc(source)

func extractDoc(src string) string {
	_, text, _ := strings.Cut(src, "// # Analyzer "+Name+"\n//\n")
	text, _, _ = strings.Cut(text, "\npackage ")
	text = strings.ReplaceAll("\n"+text, "\n//", "\n")
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\n"), "\n ", "\n")
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), Name+": "))
}
