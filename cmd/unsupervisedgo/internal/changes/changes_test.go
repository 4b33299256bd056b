package changes

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// What git diff --unified=0 prints: a name with a space, a quoted one, lines
// that look like a header, none at the end, and a file that is gone.
const diff = `diff --git a/a b.go b/a b.go
index 1..2 100644
--- a/a b.go	
+++ b/a b.go	
@@ -1,0 +2,2 @@ package p
+++ b/no header
+one more
@@ -9 +11 @@ func f() {
-old
+new
\ No newline at end of file
@@ -20,2 +21,0 @@
--- a/removed
-this too
diff --git "a/q\"\303\274.go" "b/q\"\303\274.go"
similarity index 90%
rename from x.go
rename to "q\"\303\274.go"
--- a/x.go
+++ "b/q\"\303\274.go"
@@ -1 +1 @@
-a
+b
diff --git a/gone.go b/gone.go
deleted file mode 100644
--- a/gone.go
+++ /dev/null
@@ -1 +0,0 @@
-a
`

func TestHas(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	c := &Changes{root: root, lines: map[string][]lines{"new.go": all}, real: make(map[string]string)}
	if err := c.parse([]byte(diff)); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		file       string
		first, end int
		want       bool
	}{
		{"a b.go", 1, 1, false}, {"a b.go", 2, 2, true}, {"a b.go", 3, 3, true}, {"a b.go", 4, 4, false},
		{"a b.go", 10, 10, false}, {"a b.go", 9, 12, true}, {"a b.go", 11, 11, true}, {"a b.go", 21, 21, false},
		{`q"ü.go`, 1, 1, true}, {`q"ü.go`, 2, 2, false}, {"x.go", 1, 1, false},
		{"new.go", 1000, 1000, true}, {"other.go", 1, 1, false}, {"../elsewhere.go", 1, 1, true},
	} {
		file := filepath.Join(root, test.file)
		f := finding.Finding{Pos: finding.Position{File: file, Line: test.first}, End: finding.Position{File: file, Line: test.end}}
		if got := c.Has(f); got != test.want {
			t.Errorf("%s:%d-%d: %v", test.file, test.first, test.end, got)
		}
	}

	for _, bad := range []string{"@@ x\n", "@@ -1 +x @@\n", "@@ +1 -1 @@\n", "@@ -1 +1\n"} {
		if err := new(Changes).parse([]byte(bad)); err == nil {
			t.Error(fmt.Sprintf("%q was read", bad))
		}
	}
}
