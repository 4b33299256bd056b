// Package lazy has values that are made when they are first asked for. go vet starts a process for
// each package of a build, and most of them end before they need more than a few.
package lazy

import (
	"regexp"
	"sync"
)

// Regexp returns a function that compiles expr once. It panics if expr is no
// regular expression, as [regexp.MustCompile] does.
func Regexp(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
