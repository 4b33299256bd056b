package rewrite

import (
	"strings"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// Lines without an edit stay as they are, to the byte: only what was touched is
// formatted, where the file was not.
func TestUntouched(t *testing.T) {
	const clean = "package p\n\nimport \"os\"\n\nfunc f() {\n\tgo g()\n\tos.Exit(1)\n}\n"
	tests := []struct {
		name, before, old, new, want string
	}{
		{
			"a file in the standard format is formatted whole",
			clean, "go g()", "go func() {\ng()\n}()",
			"package p\n\nimport \"os\"\n\nfunc f() {\n\tgo func() {\n\t\tg()\n\t}()\n\tos.Exit(1)\n}\n",
		}, {
			"Windows line ends",
			strings.ReplaceAll(clean, "\n", "\r\n"), "go g()", "go func() {\ng()\n}()",
			"package p\r\n\r\nimport \"os\"\r\n\r\nfunc f() {\r\n\tgo func() {\r\n\t\tg()\r\n\t}()\r\n\tos.Exit(1)\r\n}\r\n",
		}, {
			"a byte order mark",
			"\ufeff" + clean, "go g()", "go  h()",
			"\ufeff" + strings.Replace(clean, "go g()", "go h()", 1),
		}, {
			"another format elsewhere",
			"package p\n\nvar a   = 1\nfunc f( ) {\n    go g( )\n  x := 1 ;  y( x )\n}\n\nvar z  = 0XF\n", "go g( )", "go h( )",
			"package p\n\nvar a   = 1\nfunc f( ) {\n\tgo h()\n  x := 1 ;  y( x )\n}\n\nvar z  = 0XF\n",
		}, {
			"other line ends elsewhere",
			"package p\r\n\r\nfunc f() {\n\tgo g()\n}\r\n", "go g()", "go  h()",
			"package p\r\n\r\nfunc f() {\n\tgo h()\n}\r\n",
		}, {
			"new lines",
			"package p\n\nvar a   = 1\nfunc f( ) {\n    go g( )\n    y( )\n}\n", "go g( )", "go func( ) {\ng( )\n}()",
			"package p\n\nvar a   = 1\nfunc f( ) {\n\tgo func() {\n\t\tg()\n\t}()\n    y( )\n}\n",
		}, {
			"an import that is unused now goes, and the others stay unsorted",
			"package p\n\nimport (\n  \"os\"\n  \"fmt\"\n  \"errors\"\n)\n\nvar x  = os.Args\nvar y  = fmt.Sprint\nvar z  = errors.New\n", "fmt.Sprint", "1",
			"package p\n\nimport (\n  \"os\"\n  \"errors\"\n)\n\nvar x  = os.Args\nvar y = 1\nvar z  = errors.New\n",
		}, {
			"a line that the format splits",
			"package p\n\nvar a  = 1\nfunc f() { go g(); var b  = 2; go g() }\n", "go g()", "go func() {\ng()\n}()",
			"package p\n\nvar a  = 1\n\nfunc f() {\n\tgo func() {\n\t\tg()\n\t}()\n\tvar b = 2\n\tgo g()\n}\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			at := strings.Index(test.before, test.old)
			after, touched := apply([]byte(test.before), []finding.Edit{{Start: at, End: at + len(test.old), New: test.new}})
			got, err := format([]byte(test.before), after, touched, func([]string) map[string]string {
				return map[string]string{"os": "os", "fmt": "fmt", "errors": "errors"}
			})
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != test.want {
				t.Errorf("got\n%q\nwant\n%q", got, test.want)
			}
		})
	}
}

// What stands behind new lines, on the line that they begin on, is on a line of its own then: an
// import lost its tab.
func TestRestOfLine(t *testing.T) {
	const before = "package p\n\nimport (\n\t\"os\"\n)\n\nvar x  = os.Args\n"
	at := strings.Index(before, "\"os\"")
	after, touched := apply([]byte(before), []finding.Edit{{Start: at, End: at, New: "\"fmt\"\n"}})
	got, err := format([]byte(before), after, touched, func([]string) map[string]string { return map[string]string{"os": "os", "fmt": "fmt"} })
	want := strings.Replace(before, "\"os\"", "\"fmt\"\n\t\"os\"", 1)
	if err != nil || string(got) != want {
		t.Errorf("%v, got %q, want %q", err, got, want)
	}
}
