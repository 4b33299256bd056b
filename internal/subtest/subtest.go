// Package subtest lets a test that prepares something for all its subtests at
// once prepare it only for those that are asked for.
package subtest

import (
	"flag"
	"regexp"
	"strings"
)

// Selected reports whether -run asks for the test of a full name, such as
// TestGolden/arguments/call. Like package testing, it takes the pattern as one
// expression for each level, between slashes. When in doubt, it says yes.
func Selected(name string) bool {
	f := flag.Lookup("test.run")
	return f == nil || matches(f.Value.String(), name)
}

func matches(pattern, name string) bool {
	if strings.ContainsAny(pattern, `[](){}\`) { // a slash or bar may mean something else
		return true
	}
	for _, alternative := range strings.Split(pattern, "|") {
		if matchesLevels(strings.Split(alternative, "/"), strings.Split(name, "/")) {
			return true
		}
	}
	return false
}

func matchesLevels(patterns, names []string) bool {
	for i := range min(len(patterns), len(names)) {
		if rx, err := regexp.Compile(patterns[i]); err == nil && !rx.MatchString(names[i]) {
			return false
		}
	}
	return true
}
