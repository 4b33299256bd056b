// Package settings sets flags from the values of a configuration file, whatever
// its language: those of TOML, YAML and JSON are the same once they are read. So
// a flag is a setting of the same name wherever there are settings, and its kind
// is told by the flag alone.
package settings

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
)

// A Kind is what the value of a setting must be.
type Kind string

const (
	Boolean Kind = "true or false"
	Text    Kind = "a string"
	List    Kind = "a list of strings"
)

// KindOf returns the kind of the setting that sets f. What the usage calls
// comma-separated is a list.
func KindOf(f *flag.Flag) Kind {
	if b, ok := f.Value.(interface{ IsBoolFlag() bool }); ok && b.IsBoolFlag() {
		return Boolean
	}
	if strings.HasPrefix(f.Usage, "comma-separated ") {
		return List
	}
	return Text
}

// Set sets the flag to a value. The error does not name the flag.
func Set(f *flag.Flag, value any) error {
	s, err := text(KindOf(f), value)
	if err != nil {
		return err
	}
	return f.Value.Set(s)
}

// text returns the value of a setting as one writes it on a command line.
func text(want Kind, value any) (string, error) {
	switch v := value.(type) {
	case bool:
		if want == Boolean {
			return strconv.FormatBool(v), nil
		}
	case string:
		if want == Text {
			return v, nil
		}
	case []any:
		if want == List {
			return commaSeparated(v)
		}
	}
	return "", fmt.Errorf("got %s, want %s", Describe(value), want)
}

func commaSeparated(list []any) (string, error) {
	elems := make([]string, len(list))
	for i, v := range list {
		s, ok := v.(string)
		if !ok {
			return "", fmt.Errorf("element %d: got %s, want %s", i+1, Describe(v), Text)
		}
		if strings.TrimSpace(s) == "" {
			return "", fmt.Errorf("element %d is empty", i+1)
		}
		elems[i] = s
	}
	return strings.Join(elems, ","), nil
}

// Describe names a value in words that all configuration files share.
func Describe(value any) string {
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
