// Package docs holds those pages of the documentation that the command shows.
package docs

import (
	_ "embed"
	"strings"
)

// URL is where the pages are to be read.
const URL = "https://github.com/unsupervisedgo/unsupervisedgo/blob/main/docs/"

//go:embed rules.md
var rules string

// Rule returns the section of rules.md about a category of findings, without
// its heading, or "" if there is none. Its links lead to [URL].
func Rule(category string) string {
	_, section, _ := strings.Cut(rules, "\n## "+category+"\n")
	section, _, _ = strings.Cut(section, "\n## ")
	section = strings.ReplaceAll(section, "](#", "]("+URL+"rules.md#")
	for _, page := range []string{"rewriting.md", "runtime.md", "adopting.md", "performance.md"} {
		section = strings.ReplaceAll(section, "]("+page, "]("+URL+page)
	}
	return strings.TrimSpace(section)
}

// What returns what such a section says first, in plain text: what it is that is found.
func What(section string) string {
	_, what, _ := strings.Cut(section, "**What.** ")
	what, _, _ = strings.Cut(what, "\n\n")
	return strings.NewReplacer("\n", " ", "`", "", "**", "").Replace(what)
}
