package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/files"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// A nameUse tells which packages supervise goroutines under a name. Names come
// from one package at a time, and are unique in it; a registry of names is one for
// the whole process.
type nameUse map[registered]map[string]bool // packages, and whether they are programs

// A registered name is in the registry of the package that supervises the goroutine: of the
// runtime package, of which each module may have its own, or of a package that does the same.
type registered struct{ name, registry string }

// add takes in the fixes of a plan that are in this file. Their messages have the names.
func (u nameUse) add(change files.Change, fixed []finding.Finding) {
	file, err := parser.ParseFile(token.NewFileSet(), change.Name, change.After, parser.SkipObjectResolution)
	if err != nil {
		return
	}
	registries := registriesIn(file)
	for _, f := range fixed {
		if name, ok := supervisedAs(f); ok && f.Fix.Edits[0].File == change.Name {
			key := registered{name, registries[name]}
			if u[key] == nil {
				u[key] = make(map[string]bool)
			}
			u[key][f.Package] = file.Name.Name == "main"
		}
	}
}

// supervisedAs returns the name that a fix gives to a goroutine.
func supervisedAs(fixed finding.Finding) (name string, ok bool) {
	rest, ok := strings.CutPrefix(fixed.Fix.Message, "Supervise the goroutine ")
	quoted, err := strconv.QuotedPrefix(rest)
	if !ok || err != nil {
		return "", false
	}
	name, err = strconv.Unquote(quoted)
	return name, err == nil
}

// registriesIn returns, by name, the import paths of the packages that supervise the goroutines of a
// file: those that are called as in supervised.RunWithRecover(ctx, "name", …).
func registriesIn(file *ast.File) map[string]string {
	imported := make(map[string]string) // by the name in the file
	for _, spec := range file.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			name := path.Base(p)
			if spec.Name != nil {
				name = spec.Name.Name
			}
			imported[name] = p
		}
	}
	registries := make(map[string]string)
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) < 3 {
			return true
		}
		lit, ok := call.Args[1].(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		qualifier := "." // of what is imported without one
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok {
				qualifier = id.Name
			}
		}
		if name, err := strconv.Unquote(lit.Value); err == nil && imported[qualifier] != "" {
			registries[name] = imported[qualifier]
		}
		return true
	})
	return registries
}

// shared returns the names that more than one package uses in one registry, each with the
// packages. Two programs are two processes.
func (u nameUse) shared() []string {
	var list []string
	for key, in := range u {
		packages := slices.Sorted(maps.Keys(in))
		if len(packages) > 1 && slices.Contains(slices.Collect(maps.Values(in)), false) {
			list = append(list, strconv.Quote(key.name)+" in "+strings.Join(packages, ", "))
		}
	}
	slices.Sort(list)
	return list
}
