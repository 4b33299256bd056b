package gclplugin

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/settings"
)

// configure sets the analyzer's flags: each setting is the flag of its name,
// so that there is no second list of them. Settings are as golangci-lint reads
// them from YAML, TOML or JSON.
func configure(flags *flag.FlagSet, config any) error {
	if config == nil {
		return nil
	}
	values, ok := config.(map[string]any)
	if !ok {
		return fmt.Errorf("settings: got %s, want a mapping", settings.Describe(config))
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		f := flags.Lookup(key)
		if f == nil {
			return fmt.Errorf("settings: unknown key %q; there are %s", key, keys(flags))
		}
		if err := settings.Set(f, values[key]); err != nil {
			return fmt.Errorf("settings: %s: %w", key, err)
		}
	}
	return nil
}

// keys lists the settings that there are.
func keys(flags *flag.FlagSet) string {
	var names []string
	flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	return strings.Join(names, ", ")
}
