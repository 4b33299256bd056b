package analyzer

import (
	"io"
	"strings"
	"testing"
)

func TestFlags(t *testing.T) {
	for _, test := range []struct {
		arg string
		ok  bool
	}{
		{"-strict", true},
		{"-tests", true},
		{"-runtime=./internal/supervised", true},
		{"-runtime=./supervised", true},
		{"-runtime=example.com/x/supervised", true},
		{"-runtime=example.com/x/go-supervised", true},
		{"-runtime=", false},
		{"-runtime=.", false},
		{"-runtime=./", false},
		{"-runtime=../supervised", false},
		{"-runtime=./a/../b", false},
		{"-runtime=/abs", false},
		{"-runtime=./internal/go-supervised", false},
		{"-runtime=./with space", false},
		{"-supervisors=example.com/x.Run", true},
		{"-supervisors=example.com/x.Run, (*example.com/x.Pool).Do,(example.com/x.T).Do", true},
		{"-supervisors=", true},
		{"-supervisors=Run", false},
		{"-supervisors=example.com/x", false},
		{"-supervisors=example.com/x.", false},
		{"-other", false},
	} {
		a := New()
		a.Flags.Init("", 0)
		a.Flags.SetOutput(io.Discard)
		if err := a.Flags.Parse([]string{test.arg}); (err == nil) != test.ok {
			t.Errorf("%s: %v", test.arg, err)
		}
	}
}

// Two analyzers of one process have options of their own.
func TestNew(t *testing.T) {
	const src = "package p\n\nimport \"sync\"\n\nfunc f(wg *sync.WaitGroup) { go wg.Wait() }\n"
	p, err := load("p.go", src)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	strict, lax := New(), New()
	if err := strict.Flags.Set("strict", "true"); err != nil {
		t.Fatal(err)
	}
	if n := len(p.analyse(t, strict)); n != 1 {
		t.Errorf("%d findings with -strict", n)
	}
	if n := len(p.analyse(t, lax)); n != 0 {
		t.Errorf("%d findings without", n)
	}
}

// -categories is read from left to right, and begins with all of them unless
// the first is one that is wanted.
func TestCategories(t *testing.T) {
	const src = "package p\n\nimport \"sync\"\n\nfunc f(wg *sync.WaitGroup, g func()) {\n\tgo g()\n\twg.Go(g)\n\t//unsupervisedgo:ignore\n}\n"
	p, err := load("p.go", src)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	for list, want := range map[string]string{
		"":                        "bare-go launcher directive",
		"all":                     "bare-go launcher directive",
		"-launcher":               "bare-go directive",
		"all,-launcher,-bare-go":  "directive",
		"launcher":                "launcher",
		"launcher, directive":     "launcher directive",
		"-all,bare-go":            "bare-go",
		"launcher,all,-launcher":  "bare-go directive",
		"-directive,-launcher":    "bare-go",
		"all,-directive,launcher": "bare-go launcher",
	} {
		a := New()
		if list != "" {
			if err := a.Flags.Set("categories", list); err != nil {
				t.Error(err)
			}
		}
		var got []string
		for _, d := range p.analyse(t, a) {
			got = append(got, d.Category)
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("-categories=%s: %s; want %s", list, got, want)
		}
	}
	for _, list := range []string{"", "no-such", "all,-no-such", "launcher,"} {
		if err := New().Flags.Set("categories", list); err == nil {
			t.Errorf("-categories=%s is accepted", list)
		}
	}
}
