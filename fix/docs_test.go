package fix_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// pair matches the code before and after a fix, and the golden that it is from.
var pair = regexp.MustCompile("<!-- golden: (\\S+) -->\n\n```go\n((?s:.*?))```\n\n```go\n((?s:.*?))```\n")

// TestDocs compares the pairs of docs/rewriting.md with the goldens.
func TestDocs(t *testing.T) {
	page, err := os.ReadFile("../docs/rewriting.md")
	if err != nil {
		t.Fatal(err)
	}
	byName := make(map[string]*golden)
	for _, g := range goldens(t) {
		byName[g.name] = g
	}
	pairs := pair.FindAllStringSubmatch(string(page), -1)
	if n := strings.Count(string(page), "<!-- golden:"); len(pairs) != n || n < 12 {
		t.Errorf("%d of %d pairs can be read", len(pairs), n)
	}
	for _, p := range pairs {
		g := byName[p[1]]
		if g == nil {
			t.Errorf("there is no golden %s", p[1])
		} else if !g.has(p[2], p[3]) {
			t.Errorf("%s does not turn\n%s\ninto\n%s", g.file, p[2], p[3])
		}
	}
}

// has reports whether a file of the golden has the lines before, and after the fix
// the lines after.
func (g *golden) has(before, after string) bool {
	for _, name := range g.sources() {
		if strings.Contains("\n"+g.before(name), "\n"+before) && strings.Contains("\n"+g.after(name), "\n"+after) {
			return true
		}
	}
	return false
}
