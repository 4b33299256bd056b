// Package files replaces the contents of files, whole or not at all.
package files

// A Change is the change of one file.
type Change struct {
	Name   string // absolute
	Before []byte // nil: the file is new
	After  []byte // nil: the file is removed
}
