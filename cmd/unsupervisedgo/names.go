package main

import (
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// A nameUse tells which packages supervise goroutines under a name. Names come
// from one package at a time, and are unique in it; the registry of the runtime is
// one for the whole process.
type nameUse map[string]map[string]bool // by name: packages, and whether they are programs

// add takes in a fix that was made. Its message has the name.
func (u nameUse) add(fixed finding.Finding) {
	rest, ok := strings.CutPrefix(fixed.Fix.Message, "Supervise the goroutine ")
	quoted, err := strconv.QuotedPrefix(rest)
	if !ok || err != nil {
		return
	}
	name, _ := strconv.Unquote(quoted)
	if u[name] == nil {
		u[name] = make(map[string]bool)
	}
	file, err := parser.ParseFile(token.NewFileSet(), fixed.Pos.File, nil, parser.PackageClauseOnly)
	u[name][fixed.Package] = err == nil && file.Name.Name == "main"
}

// shared returns the names that more than one package uses, each with the packages.
// Two programs are two processes.
func (u nameUse) shared() []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(u)) {
		packages := slices.Sorted(maps.Keys(u[name]))
		if len(packages) > 1 && slices.Contains(slices.Collect(maps.Values(u[name])), false) {
			list = append(list, strconv.Quote(name)+" in "+strings.Join(packages, ", "))
		}
	}
	return list
}
