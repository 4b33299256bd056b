package gclplugin

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A kind is what the value of a setting must be.
type kind string

const (
	boolean kind = "true or false"
	text    kind = "a string"
	list    kind = "a list of strings"
)

// kindOf returns the kind of the setting that sets f.
func kindOf(f *flag.Flag) kind {
	if b, ok := f.Value.(interface{ IsBoolFlag() bool }); ok && b.IsBoolFlag() {
		return boolean
	}
	if f.Name == "supervisors" || f.Name == "launchers" { // on a command line, with commas between
		return list
	}
	return text
}

// configure sets the analyzer's flags: each setting is the flag of its name,
// so that there is no second list of them. Settings are as golangci-lint reads
// them from YAML, TOML or JSON.
func configure(flags *flag.FlagSet, settings any) error {
	if settings == nil {
		return nil
	}
	values, ok := settings.(map[string]any)
	if !ok {
		return fmt.Errorf("settings: got %s, want a mapping", describe(settings))
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		f := flags.Lookup(key)
		if f == nil {
			return fmt.Errorf("settings: unknown key %q; there are %s", key, keys(flags))
		}
		s, err := flagValue(kindOf(f), values[key])
		if err == nil {
			err = f.Value.Set(s)
		}
		if err != nil {
			return fmt.Errorf("settings: %s: %w", key, err)
		}
	}
	return nil
}

// flagValue returns the value of a setting as one writes it on a command line.
func flagValue(want kind, value any) (string, error) {
	switch v := value.(type) {
	case bool:
		if want == boolean {
			return strconv.FormatBool(v), nil
		}
	case string:
		if want == text {
			return v, nil
		}
	case []any:
		if want == list {
			return commaSeparated(v)
		}
	}
	return "", fmt.Errorf("got %s, want %s", describe(value), want)
}

func commaSeparated(list []any) (string, error) {
	elems := make([]string, len(list))
	for i, v := range list {
		s, ok := v.(string)
		if !ok {
			return "", fmt.Errorf("element %d: got %s, want %s", i+1, describe(v), text)
		}
		if strings.TrimSpace(s) == "" {
			return "", fmt.Errorf("element %d is empty", i+1)
		}
		elems[i] = s
	}
	return strings.Join(elems, ","), nil
}

// describe names a value in the words of the configuration file.
func describe(value any) string {
	switch v := value.(type) {
	case nil:
		return "no value"
	case string:
		return strconv.Quote(v)
	case []any:
		return "a list"
	case map[string]any:
		return "a mapping"
	default:
		return fmt.Sprint(v)
	}
}

// keys lists the settings that there are.
func keys(flags *flag.FlagSet) string {
	var names []string
	flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	return strings.Join(names, ", ")
}
