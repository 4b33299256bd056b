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
	"path/filepath"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/identity"
)

// A Baseline is a list of known findings.
type Baseline struct {
	entries []Entry // sorted; the same one several times stands for as many findings
}

// An Entry is a known finding. By its ID it is found again; the rest tells which runs can.
type Entry struct {
	identity.ID
	File   string `json:"file,omitempty"`   // its name in the directory of the package, when the entry was written
	Strict bool   `json:"strict,omitempty"` // only runs with -strict have found it
}

// Takes reports whether findings of the category can be in a baseline. One about a directive
// is not put off: a directive without a reason would be as good as one that has it.
func Takes(category string) bool { return category != analyzer.Directive }

// Of returns the baseline that knows these findings.
func Of(findings []finding.Finding) *Baseline {
	var list []Entry
	for i, id := range identity.Of(findings) {
		list = append(list, Entry{ID: id, File: filepath.Base(findings[i].Pos.File)})
	}
	return &Baseline{sorted(list)}
}

// Len returns the number of findings that are known.
func (b *Baseline) Len() int { return len(b.entries) }

// Split tells known findings from new ones, both in their order, and returns
// the entries that stand for no finding.
func (b *Baseline) Split(findings []finding.Finding) (known, fresh []finding.Finding, stale []Entry) {
	by, stale := b.match(findings)
	for i, f := range findings {
		if by[i] != nil {
			known = append(known, f)
		} else {
			fresh = append(fresh, f)
		}
	}
	return known, fresh, stale
}

// match returns for each finding the entry that stands for it, or nil, and the
// entries that stand for none.
//
// An entry stands for one finding: for one with its whole ID or, if there is
// none, for one whose statement was edited. So of three goroutines that look
// alike, two of them known, the one that was added is the new one.
func (b *Baseline) match(findings []finding.Finding) (by []*Entry, stale []Entry) {
	ids := identity.Of(findings)
	by = make([]*Entry, len(findings))
	stale = b.entries
	for _, part := range []func(identity.ID) identity.ID{whole, identity.ID.Loose} {
		waiting := make(map[identity.ID][]int)
		for i, id := range ids {
			if by[i] == nil {
				waiting[part(id)] = append(waiting[part(id)], i)
			}
		}
		var rest []Entry
		for _, e := range stale {
			if list := waiting[part(e.ID)]; len(list) > 0 {
				by[list[0]], waiting[part(e.ID)] = &e, list[1:]
			} else {
				rest = append(rest, e)
			}
		}
		stale = rest
	}
	return by, stale
}

// A Renewal tells what has become of a baseline.
type Renewal struct{ New, Gone, Kept int }

// Renew returns the baseline after a run that has found these findings, strictly or
// not. An entry for which there is none stays, unless the run can find it.
func (b *Baseline) Renew(findings []finding.Finding, strict bool, canFind func(Entry) bool) (now *Baseline, did Renewal) {
	by, stale := b.match(findings)
	var list []Entry
	for i, id := range identity.Of(findings) {
		if by[i] == nil {
			did.New++
		}
		list = append(list, Entry{
			ID:     id,
			File:   filepath.Base(findings[i].Pos.File),
			Strict: strict && (by[i] == nil || by[i].Strict),
		})
	}
	for _, e := range stale {
		if canFind(e) {
			did.Gone++
		} else {
			did.Kept++
			list = append(list, e)
		}
	}
	return &Baseline{sorted(list)}, did
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

func sorted(list []Entry) []Entry {
	slices.SortFunc(list, func(x, y Entry) int {
		return cmp.Or(
			strings.Compare(x.Package, y.Package),
			strings.Compare(x.Func, y.Func),
			strings.Compare(x.Category, y.Category),
			strings.Compare(x.Entry, y.Entry),
			strings.Compare(x.Text, y.Text),
			strings.Compare(x.File, y.File),
		)
	})
	return list
}

// version changes when an older command would misread the file.
const version = 1

// The file is one object of JSON, an entry a line, so that two branches that
// fix different findings merge.
type file struct {
	Version  int     `json:"version"`
	Findings []Entry `json:"findings"`
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
	dec := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff")))) // an editor may have put a byte order mark
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
	return &Baseline{sorted(slices.DeleteFunc(f.Findings, func(e Entry) bool { return !Takes(e.Category) }))}, nil
}
