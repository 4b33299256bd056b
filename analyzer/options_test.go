package analyzer

import (
	"io"
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
