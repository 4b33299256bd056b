package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// A nameUse tells which packages supervise goroutines under a name. Names come
// from one package at a time, and are unique in it; the registry of the runtime is
// one for the whole process.
type nameUse map[string]map[string]bool // by name: packages

// add takes in a fix that was made. Its message has the name.
func (u nameUse) add(fixed finding.Finding) {
	quoted, ok := strings.CutPrefix(fixed.Fix.Message, "Supervise the goroutine ")
	name, err := strconv.Unquote(quoted)
	if !ok || err != nil {
		return
	}
	if u[name] == nil {
		u[name] = make(map[string]bool)
	}
	u[name][fixed.Package] = true
}

// shared returns the names that more than one package uses, each with the packages.
func (u nameUse) shared() []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(u)) {
		if packages := slices.Sorted(maps.Keys(u[name])); len(packages) > 1 {
			list = append(list, strconv.Quote(name)+" in "+strings.Join(packages, ", "))
		}
	}
	return list
}
