package known

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table into docs/rules.md")

// TestDocs compares the table with the one on the rules page.
func TestDocs(t *testing.T) {
	const begin, end = "<!-- table: what is trusted -->\n", "<!-- end of table -->\n"
	file := filepath.Join("..", "..", "docs", "rules.md")
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok1 := strings.Cut(string(page), begin)
	got, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no marks for the table", file)
	}
	want := rows()
	if *update {
		if err := os.WriteFile(file, []byte(before+begin+want+end+after), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if got != want {
		t.Errorf("%s is not the table; run go test ./internal/known -run TestDocs -update", file)
	}
}

// rows writes the entries that cannot panic, those that share a package or type, a
// reason and conditions in one row.
func rows() string {
	type row struct{ prefix, why string }
	var order []row
	names := make(map[row][]string)
	for _, f := range everyFunc() {
		if !f.Has(CannotPanic) {
			continue
		}
		dot := strings.LastIndexByte(f.Name, '.')
		why := f.Why
		for _, c := range f.If {
			if c.Param == Receiver {
				why += fmt.Sprintf("; the operand must be %s", c.Is)
			} else {
				why += fmt.Sprintf("; argument %d must be %s", c.Param+1, c.Is)
			}
		}
		r := row{f.Name[:dot], why}
		if names[r] == nil {
			order = append(order, r)
		}
		names[r] = append(names[r], f.Name[dot+1:])
	}
	order = append(order, row{"sync/atomic", "reads or changes a word; the argument must be a plain operand. Not the other methods of `Value`, which panic on nil and on a change of type"})
	names[order[len(order)-1]] = []string{"all functions and methods"}
	var s strings.Builder
	s.WriteString("\n| of | functions | why |\n|---|---|---|\n")
	for _, r := range order {
		fmt.Fprintf(&s, "| `%s` | %s | %s |\n", r.prefix, strings.Join(names[r], ", "), r.why)
	}
	s.WriteString("\n")
	return s.String()
}
