// Package crate has a constructor, whose work another package undoes.
package crate

// A Crate is made by New.
type Crate struct{ items map[string]int }

// New returns an empty crate.
func New() *Crate { return &Crate{items: map[string]int{}} } // want New:"^makes, sets 1 fields$" New:"contains"

// Add adds one.
func (c *Crate) Add(k string) { c.items[k]++ } // want Add:"^contains if receiver is not nil$"
