// Package rewrite turns the fixes of findings into new contents of files. It
// writes nothing.
package rewrite

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/files"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// A Plan is what the fixes of a list of findings amount to.
type Plan struct {
	Changes []files.Change    // sorted by file name
	Fixed   []finding.Finding // those whose fix is part of Changes
	Left    []Left            // the others
}

// Left is a finding that stays, and why.
type Left struct {
	finding.Finding
	Reason string
}

// Overlaps reports whether a fix is left because it overlaps another, so that
// it can be made when that one has been.
func (p *Plan) Overlaps() bool {
	return slices.ContainsFunc(p.Left, func(l Left) bool { return l.Reason == overlaps })
}

// The reasons for which a finding stays, beside those of the analyzer and of Env.Refuse.
const (
	noFix     = "no fix is offered"
	overlaps  = "the fix overlaps another one"
	generated = "the file is generated"
	misplaced = "a //line directive hides where the code is"
)

// An Env is what a plan needs to know of the world.
type Env struct {
	// ReadFile returns what the analyzer has read.
	ReadFile func(name string) ([]byte, error)

	// Refuse says why the file must not be changed, or "".
	Refuse func(name string) string

	// PackageNames returns the names of the packages with these import paths.
	PackageNames func(paths []string) map[string]string
}

// New merges the fixes of findings, in their order, as go fix does: a fix is
// made whole, or left whole if a part of it cannot be merged with those before it.
func New(findings []finding.Finding, env Env) (*Plan, error) {
	p := new(Plan)
	m := merger{Env: env, edits: make(map[string][]finding.Edit), before: make(map[string][]byte), aliases: make(aliases)}
	for _, f := range findings {
		reason, err := m.add(f)
		switch {
		case err != nil:
			return nil, err
		case reason != "":
			p.Left = append(p.Left, Left{f, reason})
		default:
			p.Fixed = append(p.Fixed, f)
		}
	}
	for _, file := range slices.Sorted(maps.Keys(m.edits)) {
		before := m.before[file]
		after, touched := apply(before, m.edits[file])
		if formatted, err := format(before, after, touched, env.PackageNames); err == nil {
			after = formatted
		} // else it is no Go, which whoever compiles it will say
		if !bytes.Equal(before, after) {
			p.Changes = append(p.Changes, files.Change{Name: file, Before: before, After: after})
		}
	}
	return p, nil
}

// A merger merges fixes.
type merger struct {
	Env
	edits   map[string][]finding.Edit // by file: what is merged so far
	before  map[string][]byte         // by file
	aliases aliases
}

// add merges one fix, or says why it stays out.
func (m *merger) add(f finding.Finding) (reason string, err error) {
	if f.Fix == nil || len(f.Fix.Edits) == 0 {
		return cmp.Or(f.NoFix(), noFix), nil
	}
	merged := make(map[string][]finding.Edit)
	for _, e := range f.Fix.Edits {
		merged[e.File] = append(merged[e.File], e)
	}
	for _, file := range slices.Sorted(maps.Keys(merged)) {
		if filepath.Ext(file) != ".go" || m.aliases.has(file) {
			return misplaced, nil
		}
		if reason := m.Refuse(file); reason != "" {
			return reason, nil
		}
		before, ok := m.before[file]
		if !ok {
			if before, err = m.ReadFile(file); err != nil {
				return "", err
			}
			m.before[file] = before
		}
		if isGenerated(before) {
			return generated, nil
		}
		list := merged[file]
		slices.SortStableFunc(list, byOffset)
		if list[len(list)-1].End > len(before) {
			return "", fmt.Errorf("%s was changed while it was being analysed; run the command again", file)
		}
		if merged[file], ok = merge(m.edits[file], list); !ok {
			return overlaps, nil
		}
	}
	maps.Copy(m.edits, merged)
	return "", nil
}

// byOffset puts an insertion before a deletion at the same point.
func byOffset(x, y finding.Edit) int {
	return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End))
}

// apply makes edits that are merged, and therefore do not overlap. It returns
// the index of each line that holds something of an edit, too.
func apply(src []byte, edits []finding.Edit) (out []byte, touched map[int]bool) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, byOffset)
	touched = make(map[int]bool)
	line := 0
	end := 0
	for _, e := range edits {
		out = append(out, src[end:e.Start]...)
		line += bytes.Count(src[end:e.Start], []byte("\n"))
		begins := len(out) == 0 || out[len(out)-1] == '\n'
		for range bytes.Count([]byte(e.New), []byte("\n")) {
			touched[line] = true
			line++
		}
		if !begins || !strings.HasSuffix(e.New, "\n") || e.End > e.Start { // else it is whole lines
			touched[line] = true
		}
		out = append(out, e.New...)
		end = e.End
	}
	return append(out, src[end:]...), touched
}

// isGenerated reports whether the file says that it is generated.
func isGenerated(src []byte) bool {
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.PackageClauseOnly|parser.ParseComments)
	return err == nil && ast.IsGenerated(file)
}
