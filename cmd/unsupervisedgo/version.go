package main

import (
	"fmt"
	"runtime"
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

// fullVersion returns the version and what else a report of a fault should say.
func fullVersion() string {
	about := []string{runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				about = append(about, "commit "+s.Value)
			case s.Key == "vcs.modified" && s.Value == "true":
				about = append(about, "with changes")
			}
		}
	}
	return fmt.Sprintf("%s (%s)", version(), strings.Join(about, ", "))
}
