// Package rows has what panics on what it is handed, or has not made, for guards of another package to call.
package rows

import "log"

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

// Put writes to what it is handed.
func Put(m map[string]int) { m["x"] = 1 } // want Put:"^contains if 0 is not nil$" Put:"^harms if 0 is not fit$"

// Call calls what it is handed.
func Call(f func(any), v any) { f(v) } // want Call:"^contains what it is not handed$" Call:"^harms if 0 is nil$"

// Pick picks one.
func Pick(m map[string]func(), k string) func() { return m[k] } // want Pick:"^returns nil at times \\(1\\)$" Pick:"contains"

// Rename uses its receiver, and may panic anyway.
func (t *Table) Rename(f func() string) { t.Name = f() } // want Rename:"^harms if receiver, 0 is nil$"

// Last asks for one.
func (t *Table) Last() int { return t.list[len(t.list)-1] } // want Last:"^harms$"

// Guarded contains what it is.
func (t *Table) Guarded() { // want Guarded:"^contains$"
	defer rescue("")
	t.Name = ""
}

// Note prints what it reads of its receiver.
func (t *Table) Note() { log.Print(t.Name) } // want Note:"^harms if receiver is nil$"
