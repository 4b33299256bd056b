package config

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

func newFlags() (*flag.FlagSet, []string) {
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.Bool("strict", false, "be strict")
	flags.String("runtime", "", "the runtime")
	flags.String("supervisors", "", "comma-separated `functions`")
	flags.String("C", "", "no setting")
	return flags, []string{"strict", "runtime", "supervisors"}
}

func TestApply(t *testing.T) {
	name := write(t, filepath.Join(t.TempDir(), Name), "\ufeff# a comment\nsupervisors = [\n  'a.F',\n  'b.G',\n]\nstrict = true\n\"runtime\" = './r'\n")
	f, err := Read(name)
	if err != nil {
		t.Fatal(err)
	}
	flags, names := newFlags()
	set, err := f.Apply(flags, names, func(name string) bool { return name == "runtime" })
	if err != nil {
		t.Fatal(err)
	}
	if got := flags.Lookup("supervisors").Value.String(); got != "a.F,b.G" {
		t.Errorf("supervisors: %s", got)
	}
	if got := flags.Lookup("strict").Value.String(); got != "true" {
		t.Errorf("strict: %s", got)
	}
	if got := flags.Lookup("runtime").Value.String(); got != "" {
		t.Errorf("runtime, which is to be skipped: %s", got)
	}
	if len(set) != 2 || set["supervisors"] != 2 || set["strict"] != 6 {
		t.Errorf("lines %v", set)
	}
}

// Whatever is wrong is told with the line on which it is.
func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		"\nstrcit = true\n":                 `:2: unknown key "strcit"; did you mean strict?`,
		"strict = true\nfrobnicate = 1\n":   `:2: unknown key "frobnicate"; there are strict, runtime, supervisors`,
		"C = 'x'\n":                         `:1: unknown key "C"`,
		"\n\n[linters]\nstrict = true\n":    `:3: unknown key "linters"`,
		"\n[empty]\n":                       `:2: unknown key "empty"`,
		"\n[[empty]]\n":                     `:2: unknown key "empty"`,
		"empty = {}\n":                      `:1: unknown key "empty"`,
		"a.b = 1\n":                         `:1: unknown key "a"`,
		"\nstrict.x = 1\n":                  `:2: strict: got a mapping, want true or false`,
		"strict = 'yes'\n":                  `:1: strict: got "yes", want true or false`,
		"\n\nstrict = 1\n":                  `:3: strict: got 1, want true or false`,
		"runtime = ['./r']\n":               `:1: runtime: got a list, want a string`,
		"supervisors = 'a.F'\n":             `:1: supervisors: got "a.F", want a list of strings`,
		"supervisors = ['a.F', 1]\n":        `:1: supervisors: element 2: got 1, want a string`,
		"strict = true\n\nstrict = false\n": `:3: `,
		"strict = true\nruntime = ./r\n":    `:2: `,
		"strict = true\nruntime = 'a\n":     `:2: `,
	} {
		name := write(t, filepath.Join(t.TempDir(), Name), text)
		f, err := Read(name)
		if err == nil {
			flags, names := newFlags()
			_, err = f.Apply(flags, names, func(string) bool { return false })
		}
		if err == nil || !strings.HasPrefix(err.Error(), name+want) {
			t.Errorf("%q: error %v, want %s%s", text, err, name, want)
		}
	}
}

// A file without an end is no configuration.
func TestReadIsBounded(t *testing.T) {
	if _, err := os.Stat("/dev/zero"); err != nil {
		t.Skip("SKIPPED: no /dev/zero")
	}
	if _, err := Read("/dev/zero"); err == nil || !strings.Contains(err.Error(), "is longer than") {
		t.Errorf("error %v", err)
	}
}

// The file is that of the module or else that of the workspace, and of no directory in between.
func TestFind(t *testing.T) {
	root := t.TempDir()
	in := func(elem ...string) string { return filepath.Join(append([]string{root}, elem...)...) }
	write(t, in("work", "go.work"), "go 1.26\n")
	write(t, in("work", Name), "")
	write(t, in("work", "a", "go.mod"), "module a\n")
	write(t, in("work", "a", Name), "")
	write(t, in("work", "a", "sub", Name), "")
	write(t, in("work", "b", "go.mod"), "module b\n")
	write(t, in("work", "b", "sub", "x.go"), "package sub\n")
	write(t, in("alone", "go.mod"), "module alone\n")
	write(t, in("alone", "sub", Name), "")
	write(t, in("nothing", "x.go"), "package x\n")
	write(t, in("nothing", Name), "")
	for _, tt := range []struct{ dir, gowork, want string }{
		{in("work"), "", in("work", Name)},
		{in("work", "a"), "", in("work", "a", Name)},
		{in("work", "a", "sub"), "", in("work", "a", Name)},
		{in("work", "b", "sub"), "", in("work", Name)},
		{in("work", "b"), "off", ""},
		{in("alone"), in("work", "go.work"), in("work", Name)},
		{in("alone", "sub"), "", ""},
		{in("nothing"), "", ""},
	} {
		t.Setenv("GOWORK", tt.gowork)
		if got := Find(tt.dir); got != tt.want {
			t.Errorf("%s with GOWORK=%s: %q, want %q", tt.dir, tt.gowork, got, tt.want)
		}
	}
}
