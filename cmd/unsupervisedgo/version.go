package main

import (
	"runtime/debug"
	"strings"
)

// version returns the version of the module that the command was built from,
// or "devel" for a build from a working tree.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	v := info.Main.Version
	if v == "" || v == "(devel)" || strings.HasSuffix(v, "+dirty") {
		return "devel"
	}
	return v
}
