package main

import (
	"cmp"
	"flag"
	"fmt"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/suggest"
)

const usage = `unsupervisedgo finds goroutines whose panic would end the process, and rewrites
them so that it is contained, logged and, for a long-running loop, restarted.

Usage:

	unsupervisedgo [flags] [packages]        print the findings
	unsupervisedgo -fix [flags] [packages]   rewrite what can be rewritten
	unsupervisedgo -diff [flags] [packages]  show what -fix would change
	unsupervisedgo report [flags] [packages] write a page to look at
	unsupervisedgo COMMAND [flags]

	go vet -vettool=$(which unsupervisedgo) [flags] [packages]
	go fix -fixtool=$(which unsupervisedgo) [-diff] [flags] [packages]

Packages are those of the go command ("go help packages"); without any, it is
the one in the current directory.

Commands:

%s
Flags:

%s
The flags of every driver, which go vet and golangci-lint have, too:

%s
Flags that are the same in every run belong into unsupervisedgo.toml at the root
of the module, by their names: strict = true, tags = ["integration"]. Settings:

	%s

Rules:

%s
Exit codes:

	0  there is no finding; with -fix, none is left; with -diff, nothing would change
	1  there are findings; with -fix, some are left; with -diff, something would change
	2  something could not be analysed or written, or the command line is wrong
`

// help prints how the command is used, or what the rule says that is named.
func (c *command) help() error {
	if len(c.args) > 0 && !isVerb(c.args[0]) {
		return c.helpRule(c.args[0])
	}
	var commands, own, shared, ruleText strings.Builder
	for _, v := range verbs {
		fmt.Fprintf(&commands, "\t%-10s  %s\n", v.name, v.does)
	}
	c.flags.VisitAll(func(f *flag.Flag) {
		w := &own
		if c.analyzer.Flags.Lookup(f.Name) != nil {
			w = &shared
		}
		value, text := flag.UnquoteUsage(f)
		fmt.Fprintf(w, "\t-%s\n\t\t%s", strings.TrimSpace(f.Name+" "+value), text)
		if f.DefValue != "" && f.DefValue != "false" {
			fmt.Fprintf(w, " (default %s)", f.DefValue)
		}
		w.WriteByte('\n')
	})
	for _, r := range rules(c.analyzer) {
		fmt.Fprintf(&ruleText, "\t%s\n\t\t%s\n\t\t%s\n", r.ID, r.Summary, r.URL)
	}
	_, err := fmt.Fprintf(c.stdout, usage, &commands, &own, &shared, strings.Join(c.settingNames(), ", "), &ruleText)
	return err
}

// helpRule prints the section of the rules page about a category.
func (c *command) helpRule(name string) error {
	var ids []string
	for _, r := range rules(c.analyzer) {
		if r.ID == name {
			_, err := fmt.Fprintf(c.stdout, "%s: %s\n\n%s\n\n%s\n", r.ID, r.Summary, r.Help, r.URL)
			return err
		}
		ids = append(ids, r.ID)
	}
	return fmt.Errorf("there is no rule %s%s", name, cmp.Or(suggest.Meant(name, ids), "; there are "+strings.Join(ids, ", ")))
}
