package rewrite

import (
	"os"
	"path/filepath"

	"github.com/unsupervisedgo/unsupervisedgo/internal/lazy"
)

// lineDirective matches //line and /*line comments that name a file.
var lineDirective = lazy.Regexp(`(?m)^//line (.+?)(?::\d+){1,2}\r?$|/\*line (.+?)(?::\d+){1,2}\*/`)

// aliases knows, by directory, the names of files that the //line directives of
// other files there refer to. For code below such a directive, drivers tell the
// file that it names together with an offset in the file that it stands in, so
// an edit of a file with such a name may be meant for another.
type aliases map[string]map[string]bool

func (a aliases) has(file string) bool {
	dir := filepath.Dir(file)
	if a[dir] == nil {
		a[dir] = make(map[string]bool)
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			if filepath.Ext(e.Name()) != ".go" {
				continue
			}
			content, _ := os.ReadFile(filepath.Join(dir, e.Name()))
			for _, m := range lineDirective().FindAllSubmatch(content, -1) {
				named := filepath.Base(string(m[1]) + string(m[2])) // one of them is empty
				if named != e.Name() {
					a[dir][named] = true
				}
			}
		}
	}
	return a[dir][filepath.Base(file)]
}
