// Copyright 2025 The Go Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file of golang.org/x/tools.

package rewrite

import (
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// merge merges two ordered lists of edits of one file, or reports a conflict.
// It is x/tools internal/diff.Merge, edit for edit, because the files that
// -fix writes must be those that go fix writes:
//
//   - identical edits coalesce;
//   - of different insertions at one point, those of x come first;
//   - anything else at one point is a conflict.
func merge(x, y []finding.Edit) (merged []finding.Edit, ok bool) {
	x, y = slices.Clone(x), slices.Clone(y) // for an edit is cut where one of the other list begins
	for len(x) > 0 && len(y) > 0 {
		switch px, py := &x[0], &y[0]; {
		case *px == *py:
			merged = append(merged, *px)
			x, y = x[1:], y[1:]
		case px.End <= py.Start: // x is before y, or an insertion at its start
			merged = append(merged, *px)
			x = x[1:]
		case py.End <= px.Start:
			merged = append(merged, *py)
			y = y[1:]
		case px.Start < py.Start: // x begins before y: a deletion, and the rest
			merged = append(merged, finding.Edit{File: px.File, Start: px.Start, End: py.Start})
			px.Start = py.Start
		case py.Start < px.Start:
			merged = append(merged, finding.Edit{File: py.File, Start: py.Start, End: px.Start})
			py.Start = px.Start
		default: // two that are no insertions, at one point
			return nil, false
		}
	}
	return slices.Concat(merged, x, y), true
}
