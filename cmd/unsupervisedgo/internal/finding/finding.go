// Package finding holds what the parts of the command tell each other: a
// driver produces findings, reports print them, rewrites apply their fixes.
package finding

import (
	"cmp"
	"slices"
	"strings"
)

// A Finding is one diagnostic of the analyzer.
type Finding struct {
	Package  string // import path; that of a package's external test ends in _test
	Category string
	Message  string
	Pos, End Position
	Fix      *Fix // nil: none is offered, and Message says why or what to do
}

// noFix is what the analyzer puts before the reason for which it offers no fix.
const noFix = "; no fix: "

// NoFix returns the reason for which no fix is offered, or "" if there is a fix
// or the message gives no reason.
func (f Finding) NoFix() string {
	if f.Fix != nil {
		return ""
	}
	_, reason, _ := strings.Cut(f.Message, noFix)
	return reason
}

// A Position is a place in a file, counted as package go/token counts: lines
// and columns from 1, columns in bytes.
type Position struct {
	File string // absolute
	Line int
	Col  int
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

// Unique drops all but the first of equal findings, which is what a package p
// and its variant p [p.test] report for the files that they share, even if only
// one of them can be fixed. It keeps the order: the merging of fixes depends on it.
func Unique(list []Finding) []Finding {
	type key struct {
		category, message string
		pos, end          Position
	}
	seen := make(map[key]bool, len(list))
	var unique []Finding
	for _, f := range list {
		message, _, _ := strings.Cut(f.Message, noFix)
		k := key{f.Category, message, f.Pos, f.End}
		if !seen[k] {
			seen[k] = true
			unique = append(unique, f)
		}
	}
	return unique
}
