package analyzer

import (
	"fmt"
	"slices"
	"strings"
)

// selection is the value of -categories: which of them are reported. The list
// is read as staticcheck reads its checks, from left to right.
type selection struct {
	list string // as it was given; "" if it was not: all
	off  map[string]bool
}

func (c *selection) String() string {
	if c.list == "" {
		return "all"
	}
	return c.list
}

// Has reports whether a category is reported.
func (c *selection) Has(category string) bool { return !c.off[category] }

func (c *selection) Set(list string) error {
	off := make(map[string]bool)
	for i, name := range strings.Split(list, ",") {
		name, exclude := strings.CutPrefix(strings.TrimSpace(name), "-")
		names := []string{name}
		if name == "all" {
			names = categoryNames()
		} else if !slices.Contains(categoryNames(), name) {
			return fmt.Errorf("%q is no category; there are all, %s", name, strings.Join(categoryNames(), ", "))
		}
		if i == 0 && !exclude { // a list of what is wanted begins with nothing
			for _, c := range categoryNames() {
				off[c] = true
			}
		}
		for _, n := range names {
			off[n] = exclude
		}
	}
	*c = selection{list, off}
	return nil
}
