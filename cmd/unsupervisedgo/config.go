package main

import (
	"cmp"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/config"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/report"
	"github.com/unsupervisedgo/unsupervisedgo/internal/settings"
)

// settingNames returns the names of what a configuration file can set: all
// flags of the analyzer, whichever it has, and of the command's those that are
// the same in every run.
func (c *command) settingNames() []string {
	names := []string{"tags", "also", "exclude", "baseline"}
	c.analyzer.Flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	slices.Sort(names)
	return names
}

// readConfig sets the flags that the command line leaves open to what the
// configuration file says.
func (c *command) readConfig() error {
	name := cmp.Or(c.options.config, config.Find(c.cwd))
	if name == "" {
		return nil
	}
	name = report.Path(name, c.cwd)
	file, err := config.Read(name)
	if err != nil {
		return err
	}
	set, err := file.Apply(c.flags, c.settingNames(), func(name string) bool {
		// Nobody has to take the baseline out of the file to write it anew.
		return c.given[name] || name == "baseline" && c.writeBaseline != ""
	})
	if err != nil {
		return err
	}
	for name, line := range set {
		c.source[name] = fmt.Sprintf("%s:%d", file.Name, line)
	}
	if set["baseline"] > 0 && !filepath.IsAbs(c.options.baseline) { // whoever wrote the file was at the root
		c.options.baseline = filepath.Join(filepath.Dir(file.Name), c.options.baseline)
	}
	return nil
}

// printConfig prints the settings that are in force, in the language of the
// file, and where each comes from.
func (c *command) printConfig() error {
	for _, name := range c.settingNames() {
		f := c.flags.Lookup(name)
		var value any = f.Value.String()
		switch settings.KindOf(f) {
		case settings.Boolean:
			value = value == "true"
		case settings.List:
			value = strings.FieldsFunc(f.Value.String(), func(r rune) bool { return r == ',' })
		}
		line, err := toml.Marshal(map[string]any{name: value})
		if err != nil {
			return err
		}
		fmt.Fprintf(c.stdout, "%s # %s\n", strings.TrimSpace(string(line)), cmp.Or(c.source[name], "default"))
	}
	return nil
}

// printFlags prints the settings as flags for go vet -vettool and go fix
// -fixtool, which read no configuration file.
func (c *command) printFlags() {
	list := slices.Clone(c.analyzerFlags)
	if len(c.tags) > 0 {
		list = append(list, "-tags="+c.tags.String())
	}
	fmt.Fprintln(c.stdout, strings.Join(list, " "))
	for _, name := range c.settingNames() {
		if c.source[name] != "" && name != "tags" && c.analyzer.Flags.Lookup(name) == nil {
			c.say("go vet has nothing like %s, which is left out (%s)", name, c.source[name])
		}
	}
}
