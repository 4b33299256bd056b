package module

import (
	"errors"
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// HasProgram reports whether a package of the module is a program, other than an
// example or a tool that is internal to it. It reads the package clauses of its files: go list would read
// all imports as well, and where nothing has changed that is half of a run.
func (m Module) HasProgram() bool {
	err := filepath.WalkDir(m.Dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil: // what cannot be read has none
			return nil
		case entry.IsDir() && path != m.Dir && isNoPackage(path, entry.Name()):
			return fs.SkipDir
		case !entry.IsDir() && isOfProgram(path):
			return errProgram
		}
		return nil
	})
	return errors.Is(err, errProgram)
}

var errProgram = errors.New("a program")

// isNoPackage reports whether ./... leaves a directory out, or what is in it is for the module's own developers.
//
// Source: go help packages.
func isNoPackage(path, name string) bool {
	switch name {
	case "testdata", "vendor", "internal", "example", "examples":
		return true
	}
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
		return true
	}
	_, err := os.Stat(filepath.Join(path, "go.mod"))
	return err == nil
}

// isOfProgram reports whether a file belongs to package main in this environment.
func isOfProgram(path string) bool {
	dir, name := filepath.Split(path)
	if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
		return false
	}
	if match, err := build.Default.MatchFile(dir, name); err != nil || !match {
		return false
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.PackageClauseOnly)
	return err == nil && file.Name.Name == "main"
}
