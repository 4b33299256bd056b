// Package baseline keeps a list of known findings, in a file that is committed.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/identity"
)

// A Baseline is a list of known findings.
type Baseline struct {
	entries []identity.ID // sorted; the same one several times stands for as many findings
}

// Of returns the baseline that knows these findings.
func Of(findings []finding.Finding) *Baseline { return &Baseline{sorted(identity.Of(findings))} }

// Len returns the number of findings that are known.
func (b *Baseline) Len() int { return len(b.entries) }

// Split tells known findings from new ones, both in their order, and returns
// the entries that stand for no finding.
//
// An entry stands for one finding: for one with its whole ID or, if there is
// none, for one whose statement was edited. So of three goroutines that look
// alike, two of them known, the one that was added is the new one.
func (b *Baseline) Split(findings []finding.Finding) (known, fresh []finding.Finding, stale []identity.ID) {
	ids := identity.Of(findings)
	isKnown := make([]bool, len(findings))
	left := b.entries
	for _, part := range []func(identity.ID) identity.ID{whole, identity.ID.Loose} {
		count := make(map[identity.ID]int)
		for _, e := range left {
			count[part(e)]++
		}
		for i, id := range ids {
			if !isKnown[i] && count[part(id)] > 0 {
				isKnown[i] = true
				count[part(id)]--
			}
		}
		var rest []identity.ID
		for _, e := range left {
			if count[part(e)] > 0 {
				count[part(e)]--
				rest = append(rest, e)
			}
		}
		left = rest
	}
	for i, f := range findings {
		if isKnown[i] {
			known = append(known, f)
		} else {
			fresh = append(fresh, f)
		}
	}
	return known, fresh, left
}

func whole(id identity.ID) identity.ID { return id }

// Packages returns the import paths of the packages with entries.
func (b *Baseline) Packages() []string {
	var list []string
	for _, e := range b.entries {
		list = append(list, e.Package) // they are sorted
	}
	return slices.Compact(list)
}

// Only returns the entries of these packages.
func (b *Baseline) Only(packages map[string]bool) *Baseline {
	only := new(Baseline)
	for _, e := range b.entries {
		if packages[e.Package] {
			only.entries = append(only.entries, e)
		}
	}
	return only
}

// And returns the entries of both.
func (b *Baseline) And(c *Baseline) *Baseline {
	return &Baseline{sorted(slices.Concat(b.entries, c.entries))}
}

func sorted(list []identity.ID) []identity.ID {
	slices.SortFunc(list, func(x, y identity.ID) int {
		return cmp.Or(
			strings.Compare(x.Package, y.Package),
			strings.Compare(x.Func, y.Func),
			strings.Compare(x.Category, y.Category),
			strings.Compare(x.Entry, y.Entry),
			strings.Compare(x.Text, y.Text),
		)
	})
	return list
}

// version changes when an older command would misread the file.
const version = 1

// The file is one object of JSON, an entry a line, so that two branches that
// fix different findings merge.
type file struct {
	Version  int           `json:"version"`
	Findings []identity.ID `json:"findings"`
}

// Encode returns the content of the file.
func (b *Baseline) Encode() []byte {
	var buf bytes.Buffer
	fmt.Fprintf(&buf, "{\n\t\"version\": %d,\n\t\"findings\": [", version)
	for i, e := range b.entries {
		if i > 0 {
			buf.WriteByte(',')
		}
		buf.WriteString("\n\t\t")
		var line bytes.Buffer
		enc := json.NewEncoder(&line)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(e); err != nil {
			panic(err) // it is made of strings
		}
		buf.Write(bytes.TrimSpace(line.Bytes()))
	}
	if len(b.entries) > 0 {
		buf.WriteString("\n\t")
	}
	buf.WriteString("]\n}\n")
	return buf.Bytes()
}

// Read reads a file.
func Read(name string) (*Baseline, error) {
	content, err := read(name)
	if err != nil {
		return nil, fmt.Errorf("cannot read the baseline: %w (-write-baseline writes it)", err)
	}
	b, err := decode(content)
	if err != nil {
		return nil, fmt.Errorf("the baseline %s %w", name, err)
	}
	return b, nil
}

// most bounds what is read of a file that may have no end, as a device has
// none. An entry takes some 200 bytes.
const most = 64 << 20

func read(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && len(content) > most {
		err = fmt.Errorf("%s has more than %d MB", name, most>>20)
	}
	return content, err
}

// decode is strict: a baseline that is misread would hide findings.
func decode(content []byte) (*Baseline, error) {
	for i, line := range bytes.Split(content, []byte("\n")) {
		if bytes.HasPrefix(line, []byte("<<<<<<<")) {
			return nil, fmt.Errorf("has a merge conflict in line %d: take either side, then write it again with -write-baseline", i+1)
		}
	}
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.DisallowUnknownFields()
	var f file
	if err := dec.Decode(&f); err != nil {
		offset := dec.InputOffset()
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			offset = syntax.Offset
		}
		if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
			err, offset = errors.New("it ends too early"), int64(len(content))
		}
		line := 1 + bytes.Count(content[:min(int(offset), len(content))], []byte("\n"))
		return nil, fmt.Errorf("cannot be read, line %d: %s", line, strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("has something after its end")
	}
	if f.Version != version {
		return nil, fmt.Errorf("is of version %d, this command reads version %d: remove it and write it again with -write-baseline", f.Version, version)
	}
	for i, e := range f.Findings {
		if e.Package == "" || e.Category == "" || e.Entry == "" {
			return nil, fmt.Errorf("lacks the package, the category or the entry of finding %d", i+1)
		}
	}
	return &Baseline{sorted(f.Findings)}, nil
}
