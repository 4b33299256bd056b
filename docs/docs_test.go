package docs

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
)

// Each category has a section, of the shape that help and code scanning need,
// and each section of that shape is about a category.
func TestRules(t *testing.T) {
	var categories []string
	for _, c := range analyzer.Categories() {
		category := c.Name
		categories = append(categories, category)
		section := Rule(category)
		if !strings.HasPrefix(section, "> ") || What(section) == "" {
			t.Errorf("%s: no section that begins with a finding and says what it is: %q", category, section)
		}
		if what := What(section); strings.ContainsAny(what, "\n`") || strings.Contains(what, "**") || strings.Contains(what, "](") {
			t.Errorf("%s: not plain text: %s", category, What(section))
		}
		for _, link := range regexp.MustCompile(`\]\(([^)]*)\)`).FindAllStringSubmatch(section, -1) {
			if !strings.HasPrefix(link[1], "https://") {
				t.Errorf("%s: the link %s leads nowhere outside of the page", category, link[1])
			}
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^## (.*)\n\n> `).FindAllStringSubmatch(rules, -1) {
		if !slices.Contains(categories, m[1]) {
			t.Errorf("docs/rules.md has a section on %s, which is no category", m[1])
		}
	}
	if Rule("no-such") != "" {
		t.Error("a section on what there is not")
	}
}
