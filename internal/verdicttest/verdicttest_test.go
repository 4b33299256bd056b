package verdicttest

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// A site has no parts that do not fit, and a simpler one has fewer.
func TestSites(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		s := Random(r)
		if s.normal() != s {
			t.Fatalf("%s is not normal", s)
		}
		for _, simpler := range s.Simpler() {
			if uncommon(simpler) >= uncommon(s) {
				t.Fatalf("%s is not simpler than %s", simpler, s)
			}
		}
		if text := s.render(0); strings.ContainsAny(text, "$@") {
			t.Errorf("%s has a place that is not filled:\n%s", s, text)
		}
	}
}

// uncommon counts the parts that are not the simplest ones.
func uncommon(s Site) int {
	n := 0
	for _, choice := range s {
		if choice != 0 {
			n++
		}
	}
	return n
}

func TestGenerate(t *testing.T) {
	p := Generate(7, 50)
	if again := Generate(7, 50); !reflect.DeepEqual(p.Files(), again.Files()) {
		t.Error("one seed gives two programs")
	}
	if other := Generate(8, 50); slices.Equal(p.Sites, other.Sites) {
		t.Error("two seeds give one program")
	}
	number := 0
	for line, text := range strings.Split(p.Files()["app/sites.go"], "\n") {
		if strings.HasPrefix(text, "// ") && !strings.HasPrefix(text, "// "+p.Sites[number].String()) {
			t.Errorf("line %d: %s, want site %d: %s", line+1, text, number, p.Sites[number])
		} else if strings.HasPrefix(text, "// ") {
			number++
		}
		if strings.HasPrefix(text, "func site") {
			if want := fmt.Sprintf("func site%d()", p.SiteAt(line+1)); !strings.HasPrefix(text, want) {
				t.Errorf("line %d: %s, want %s", line+1, text, want)
			}
		}
		if number == len(p.Sites) {
			break
		}
	}
	if number != 50 {
		t.Errorf("%d sites found", number)
	}
}

// Singles meet each choice of each part.
func TestSingles(t *testing.T) {
	met := make(map[string]bool)
	for _, s := range Singles() {
		for part, choice := range s {
			met[fmt.Sprint(part, choice)] = true
		}
	}
	for part, n := range choices {
		for choice := range n {
			if !met[fmt.Sprint(part, choice)] {
				t.Errorf("part %d, choice %d is not met", part, choice)
			}
		}
	}
}
