// Package rows has what panics on what it is handed, or has not made, for guards of another package to call.
package rows

// A Table makes its rows by Open only.
type Table struct {
	rows map[string]int
	list []int
	Next *Table
	Name string
}

// New returns a table without rows.
func New() *Table { return &Table{} } // want New:"^makes$" New:"contains"

// Find returns nothing at times.
func Find(i int) *Table { // want Find:`^returns nil at times \(1\)$` Find:"contains"
	if i == 0 {
		return nil
	}
	return New()
}

// Run reads its receiver before its guard is up.
func (t *Table) Run(f func()) { // want Run:`^contains, trusts its receiver$` Run:`^supervises\(0\)$`
	defer rescue(t.Name)
	f()
}

func rescue(name string) {
	if recover() != nil {
		println(name)
	}
}
