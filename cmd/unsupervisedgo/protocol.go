package main

import (
	"slices"
	"strings"
)

// isProtocol reports whether these are arguments with which the go command
// runs the tool of go vet -vettool and go fix -fixtool. (See unitchecker.)
// Only -V=full is the go command's question; -V alone is a person's.
func isProtocol(args []string) bool {
	if len(args) == 0 {
		return false
	}
	return slices.Contains(args, "-V=full") || slices.Contains(args, "-flags") ||
		strings.HasSuffix(args[len(args)-1], ".cfg")
}
