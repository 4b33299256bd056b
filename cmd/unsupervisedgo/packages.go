package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/module"
)

// choosePackages makes the arguments what the go command understands. It
// replaces files on the command line, as editors and commit hooks
// name them, by their packages: a file alone need not compile, and has no module
// that a fix could import from. What is told and fixed is in the files. It reports
// whether there is something to analyse.
func (c *command) choosePackages(ctx context.Context) (some bool, err error) {
	isFile := func(arg string) bool { return strings.HasSuffix(arg, ".go") }
	if !slices.ContainsFunc(c.args, isFile) {
		if err := c.refuseWords(ctx); err != nil {
			return false, err
		}
		c.args, err = module.InWorkspace(ctx, c.cwd, c.args)
		return true, err
	}
	var names []string
	for _, arg := range c.args {
		if !isFile(arg) {
			return false, fmt.Errorf("%s is no Go file, and others are: name files or packages", arg)
		}
		names = append(names, finding.Absolute(arg))
	}
	of, err := module.Files(ctx, names)
	if err != nil {
		return false, err
	}
	if len(of) == 0 {
		return true, nil // in no module, each is a package by itself
	}
	var dirs []string
	for i, name := range names {
		dir, ok := of[name]
		switch {
		case !ok:
			return false, fmt.Errorf("%s is not in the module that others are in", c.args[i])
		case dir == "" && len(c.also.list) == 0:
			c.say("%s is not in this build: its name or its build constraints say so (-also and -tags choose builds)", c.args[i])
			continue
		case dir == "":
			dir = filepath.Dir(name)
		}
		if !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	c.files, c.args = names, dirs
	return len(dirs) > 0, nil
}

// refuseWords returns an error if an argument is nothing that there is: of a
// mistyped command, nobody wants to read what the others come to.
func (c *command) refuseWords(ctx context.Context) error {
	var words []string
	for _, arg := range c.args {
		// What begins with a host is another module's, and the go command says why it is not there.
		if first, _, _ := strings.Cut(filepath.ToSlash(arg), "/"); !filepath.IsAbs(arg) && !strings.Contains(first, ".") {
			words = append(words, arg)
		}
	}
	if len(words) == 0 {
		return nil
	}
	absent, err := module.Absent(ctx, words)
	if err != nil || len(absent) == 0 {
		return err
	}
	word := absent[0]
	meant := c.meant(word)
	if _, err := os.Stat(word); err == nil {
		meant = "; did you mean ./" + filepath.ToSlash(word) + "?"
	}
	return fmt.Errorf("%s is no command, package, directory or file%s", word, meant)
}

// inFiles returns the findings in the files of the command line, or all if it
// names packages.
func (c *command) inFiles(list []finding.Finding) []finding.Finding {
	if c.files == nil {
		return list
	}
	var in []finding.Finding
	for _, f := range list {
		if slices.Contains(c.files, f.Pos.File) {
			in = append(in, f)
		}
	}
	return in
}
