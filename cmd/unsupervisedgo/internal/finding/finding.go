// Package finding holds what the parts of the command tell each other: a
// driver produces findings, reports print them, rewrites apply their fixes.
package finding

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
)

// A Finding is one diagnostic of the analyzer.
type Finding struct {
	Package  string // import path; that of a package's external test ends in _test
	Category string
	Message  string
	Pos, End Position
	Fix      *Fix      // nil: none is offered, and Message says why or what to do
	Related  []Related `json:",omitempty"` // what Message only counts, one by one
}

// A Related is a part of a finding, with a place of its own if that is in the same package.
type Related struct {
	Pos     Position
	Message string
}

// What the analyzer puts behind its verdict: before the reason for which it offers no fix, and
// before the functions in which the fix keeps the crash.
const (
	noFix = "; no fix: "
	keeps = "; the fix keeps the crash in "
)

// NoFix returns the reason for which no fix is offered, or "" if there is a fix
// or the message gives no reason.
func (f Finding) NoFix() string {
	if f.Fix != nil {
		return ""
	}
	_, reason, _ := strings.Cut(f.Message, noFix)
	return reason
}

// Keeps returns the functions in which the fix keeps the crash, as CrashIn takes them, or "" if
// it contains every panic.
func (f Finding) Keeps() string {
	_, kept, _ := strings.Cut(f.Message, keeps)
	in, _, _ := strings.Cut(kept, ": ")
	return in
}

// Verdict returns the message without what it says of a fix.
func (f Finding) Verdict() string {
	verdict, _, _ := strings.Cut(f.Message, keeps)
	if f.Fix == nil {
		verdict, _, _ = strings.Cut(verdict, noFix)
	}
	return verdict
}

// A Position is a place in a file, counted as package go/token counts: lines
// and columns from 1, columns in bytes.
type Position struct {
	File string // absolute
	Line int
	Col  int
}

// Absolute returns the absolute name of a file.
func Absolute(file string) string {
	if abs, err := filepath.Abs(file); err == nil {
		return abs
	}
	return file
}

// A Fix is a set of edits that are made together or not at all.
type Fix struct {
	Message string
	Edits   []Edit // sorted by file offset, not overlapping
}

// An Edit replaces the bytes [Start, End) of a file.
type Edit struct {
	File       string // absolute
	Start, End int
	New        string
}

// Sort orders findings as a reader wants them: by file, line and column.
func Sort(list []Finding) {
	slices.SortStableFunc(list, func(x, y Finding) int {
		return cmp.Or(
			strings.Compare(x.Pos.File, y.Pos.File),
			cmp.Compare(x.Pos.Line, y.Pos.Line),
			cmp.Compare(x.Pos.Col, y.Pos.Col),
			strings.Compare(x.Category, y.Category),
			strings.Compare(x.Message, y.Message),
		)
	})
}

// Unique keeps one finding of each category at a place: several builds and
// variants of a package report the files that they share, perhaps in other
// words. One of them that cannot be fixed speaks for all. The order stays: the
// merging of fixes depends on it.
func Unique(list []Finding) []Finding {
	type key struct {
		category string
		pos, end Position
	}
	at := make(map[key]int, len(list))
	var unique []Finding
	for _, f := range list {
		k := key{f.Category, f.Pos, f.End}
		i, seen := at[k]
		switch {
		case !seen:
			at[k] = len(unique)
			unique = append(unique, f)
		case f.Fix == nil && unique[i].Fix != nil:
			unique[i] = f
		}
	}
	return unique
}
