package main

import (
	"cmp"
	_ "embed"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/report"
	"github.com/unsupervisedgo/unsupervisedgo/internal/settings"
	"github.com/unsupervisedgo/unsupervisedgo/internal/suggest"
)

// The scripts only ask, with "completion -- WORD...", what the word under the
// cursor may be. So what there is is known here alone, and the same in every shell.
var (
	//go:embed completion/bash.sh
	bash string
	//go:embed completion/zsh.sh
	zsh string
	//go:embed completion/fish.sh
	fish string

	shells = map[string]string{"bash": bash, "zsh": zsh, "fish": fish}
)

// completion prints the script for the shell that is named.
func (c *command) completion() error {
	names := slices.Sorted(maps.Keys(shells))
	if len(c.args) == 0 {
		return fmt.Errorf("completion for which shell? There are %s", strings.Join(names, ", "))
	}
	script, ok := shells[c.args[0]]
	if !ok {
		return fmt.Errorf("there is no completion for %s%s", c.args[0], cmp.Or(suggest.Meant(c.args[0], names), "; there are "+strings.Join(names, ", ")))
	}
	_, err := fmt.Fprint(c.stdout, script)
	return err
}

// isCompletion reports whether a script of completion asks.
func isCompletion(args []string) bool {
	return len(args) > 1 && args[0] == "completion" && args[1] == "--"
}

// A candidate is what a word may be. What it does is for shells that show it.
type candidate struct{ word, does string }

// complete prints the candidates for the last of the words that stand behind
// the command up to the cursor. If it prints none, the shell offers files.
func (c *command) complete(words []string) error {
	var err error
	if c.options, err = parse(c.analyzer, nil); err != nil {
		return err
	}
	for _, cand := range c.candidates(words) {
		fmt.Fprintf(c.stdout, "%s\t%s\n", cand.word, cand.does)
	}
	return nil
}

func (c *command) candidates(words []string) []candidate {
	if len(words) == 0 {
		return nil
	}
	before, word := words[:len(words)-1], words[len(words)-1]
	// To bash, -format=json is three words.
	if word == "=" {
		before, word = words, ""
	}
	if n := len(before); n > 1 && before[n-1] == "=" {
		return c.valuesOf(before[n-2], "", word)
	}
	if name, value, ok := strings.Cut(word, "="); ok && strings.HasPrefix(word, "-") {
		return c.valuesOf(name, name+"=", value)
	}
	if n := len(before); n > 0 {
		if f := c.flag(before[n-1]); f != nil && settings.KindOf(f) != settings.Boolean {
			return c.valuesOf(before[n-1], "", word)
		}
	}
	if strings.HasPrefix(word, "-") {
		var list []candidate
		c.flags.VisitAll(func(f *flag.Flag) {
			_, usage := flag.UnquoteUsage(f)
			list = append(list, candidate{"-" + f.Name, usage})
		})
		return starting(list, word)
	}
	switch verb := c.verbOf(before); verb {
	case "":
		var list []candidate
		for _, v := range verbs {
			list = append(list, candidate{v.name, v.does})
		}
		return append(starting(list, word), packages(word)...)
	case "help":
		var list []candidate
		for _, r := range rules(c.analyzer) {
			list = append(list, candidate{r.ID, r.Summary})
		}
		return starting(list, word)
	case "completion":
		return starting([]candidate{{"bash", "Bash"}, {"fish", "Fish"}, {"zsh", "Zsh"}}, word)
	default:
		return packages(word)
	}
}

// flag returns the flag that the word names, or nil.
func (c *command) flag(word string) *flag.Flag {
	name, ok := strings.CutPrefix(word, "-")
	if !ok {
		return nil
	}
	return c.flags.Lookup(strings.TrimPrefix(name, "-"))
}

// verbOf returns the verb among the words, or "".
func (c *command) verbOf(words []string) string {
	if i := slices.IndexFunc(words, isVerb); i >= 0 {
		return words[i]
	}
	return ""
}

// valuesOf returns the values that the flag can have, each behind a prefix.
func (c *command) valuesOf(name, prefix, value string) []candidate {
	var names []string
	done := "" // of a list: what stands before the last comma
	switch strings.TrimLeft(name, "-") {
	case "format":
		names = slices.Sorted(maps.Keys(report.Formats))
	case "categories":
		i := strings.LastIndexByte(value, ',') + 1
		done = value[:i]
		names = append(names, "all")
		for _, r := range rules(c.analyzer) {
			names = append(names, r.ID, "-"+r.ID)
		}
	}
	var list []candidate
	for _, n := range names {
		list = append(list, candidate{prefix + done + n, ""})
	}
	return starting(list, prefix+value)
}

// packages returns the directories that the beginning of a pattern may go on to.
func packages(word string) []candidate {
	dir := word[:strings.LastIndexByte(word, '/')+1]
	if dir != "" && !strings.HasPrefix(dir, ".") && !filepath.IsAbs(dir) {
		return nil // an import path
	}
	if dir == "" {
		dir = "./"
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	list := []candidate{{dir + "...", "all packages"}}
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() && !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "_") && name != "testdata" && name != "vendor" {
			list = append(list, candidate{dir + name + "/", "directory"})
		}
	}
	return starting(list, word)
}

// starting returns the candidates that begin as the word does.
func starting(list []candidate, word string) []candidate {
	return slices.DeleteFunc(list, func(c candidate) bool { return !strings.HasPrefix(c.word, word) })
}
