package permute

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestSource(t *testing.T) {
	const src = `// Package p has a comment.
package p

import "fmt"

// f has a comment, too.
func f() {
	// first
	go fmt.Println(1) // one
	// second
	go func() {
		go f()
	}()
	f()
	go f(); go f()
}

var x = 1 // behind it

type t struct{}
`
	orders := make(map[string]bool)
	for seed := range uint64(50) {
		out, err := Source([]byte(src), rand.New(rand.NewPCG(seed, 0)))
		if err != nil {
			t.Fatal(err)
		}
		got := string(out)
		if !strings.HasPrefix(got, "// Package p has a comment.\npackage p\n\nimport \"fmt\"\n") {
			t.Errorf("it begins otherwise:\n%s", got)
		}
		for _, part := range []string{
			"\t// second\n\tgo func() {\n\t\tgo f()\n\t}()\n\tgo fmt.Println(1) // one\n\tf()\n\tgo f(); go f()\n",
			"// f has a comment, too.\nfunc f() {\n\t// first\n", "var x = 1 // behind it\n", "type t struct{}\n",
		} {
			if strings.Count(got, part) != 1 {
				t.Errorf("no %q in\n%s", part, got)
			}
		}
		orders[got] = true
	}
	if len(orders) != 6 {
		t.Errorf("%d orders of 3 declarations", len(orders))
	}
	same := "package p\n//line x.go:1\nvar a, b int\nvar c int\n"
	if out, err := Source([]byte(same), rand.New(rand.NewPCG(1, 1))); err != nil || string(out) != same {
		t.Errorf("got %s, %v", out, err)
	}
}
