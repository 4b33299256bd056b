package report

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/identity"
)

//go:embed page
var pageFiles embed.FS

var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(pageFiles, "page/page.html"))
})

// HTML prints the report as one page that needs nothing else: no network, no
// other file and, to be read, no script.
func HTML(w io.Writer, r *Report) error {
	p := newPage(r)
	var b bytes.Buffer
	if err := pageTemplate().Execute(&b, p); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// A page is what the template shows.
type page struct {
	*Report
	Name       string // of what was analysed
	Style      template.CSS
	Script     template.JS
	Policy     string // lets the page use its own style and script, and load nothing
	Total      int
	Fixable    int
	KnownTotal int
	Categories []pageCategory
	Packages   []*pagePackage
	Tree       []*pageNode
	Probes     string // the requests that ask for the services
	Alerts     string // rules for them
}

type pageCategory struct {
	Rule
	N int
}

type pagePackage struct {
	Path     string
	Findings []pageFinding
}

// A pageNode is a directory in the tree of packages.
type pageNode struct {
	Name     string
	Package  string // "" if there is no finding right here
	N        int    // findings here and below
	Children []*pageNode
}

type pageFinding struct {
	ID       string // for links, the same the next time
	Category string
	Place    string
	Verdict  string // what is wrong
	Reason   string // why
	NoFix    string // why there is no fix
	Keeps    string // the functions in which the fix keeps the crash
	Related  []finding.Related
	Rule     Rule
	Known    bool
	Fixable  bool
	Source   []pageLine
	Diff     []pageLine
}

// A pageLine is a line of source or of a diff.
type pageLine struct {
	N     int    // 0: no number
	Class string // "hit", "add", "del", "at" or ""
	Text  string
}

func newPage(r *Report) *page {
	style, script := pageFile("page.css"), pageFile("page.js")
	p := &page{
		Report: r,
		Name:   filepath.Base(r.Root),
		Style:  template.CSS(style),
		Script: template.JS(script),
		Policy: "default-src 'none'; base-uri 'none'; form-action 'none'; style-src " + sourceHash(style) + "; script-src " + sourceHash(script),
	}
	p.Probes, p.Alerts = programProbes(r.Handler, r.Services), alertRules(probes(r.Services))
	all := slices.Concat(r.Findings, r.Known)
	finding.Sort(all)
	isKnown := make(map[finding.Position]bool)
	for _, f := range r.Known {
		isKnown[f.Pos] = true
	}
	fingerprints := identity.Fingerprints(all)
	packages := make(map[string]*pagePackage)
	categories := make(map[string]int)
	src := make(sources)
	for i, f := range all {
		v := pageFinding{
			ID:       "f-" + strings.ReplaceAll(fingerprints[i], ":", "-"),
			Category: f.Category,
			Place:    filepath.ToSlash(Position(f.Pos, r.Dir)),
			Rule:     r.rule(f.Category),
			Known:    isKnown[f.Pos],
			Fixable:  f.Fix != nil,
			NoFix:    f.NoFix(),
			Keeps:    f.Keeps(),
			Related:  f.Related,
			Source:   excerpt(src, f),
		}
		v.Verdict, v.Reason = words(f)
		if f.Fix != nil {
			p.Fixable++
			if r.Diff != nil {
				v.Diff = diffLines(r.Diff(f))
			}
		}
		if v.Known {
			p.KnownTotal++
		}
		categories[f.Category]++
		pkg := packages[f.Package]
		if pkg == nil {
			pkg = &pagePackage{Path: f.Package}
			packages[f.Package] = pkg
			p.Packages = append(p.Packages, pkg)
		}
		pkg.Findings = append(pkg.Findings, v)
	}
	p.Total = len(all)
	slices.SortFunc(p.Packages, func(x, y *pagePackage) int { return strings.Compare(x.Path, y.Path) })
	for id, n := range categories {
		p.Categories = append(p.Categories, pageCategory{r.rule(id), n})
	}
	slices.SortFunc(p.Categories, func(x, y pageCategory) int {
		return cmp.Or(cmp.Compare(y.N, x.N), strings.Compare(x.ID, y.ID))
	})
	p.Tree = tree(p.Packages)
	if len(p.Tree) == 1 {
		p.Name = p.Tree[0].Name // as a rule the module
	}
	return p
}

// pageFile returns an embedded file.
func pageFile(name string) string {
	content, err := pageFiles.ReadFile("page/" + name)
	if err != nil {
		panic(err) // it is part of this executable
	}
	return string(content)
}

// sourceHash allows a script or a style in a Content-Security-Policy.
func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// words takes the verdict of a message apart: "VERDICT (REASON)".
func words(f finding.Finding) (verdict, reason string) {
	verdict = f.Verdict()
	if !strings.HasSuffix(verdict, ")") {
		return verdict, ""
	}
	depth := 0
	for i := len(verdict) - 1; i > 0; i-- {
		switch verdict[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 && verdict[i-1] == ' ' {
				return verdict[:i-1], verdict[i+1 : len(verdict)-1]
			} else if depth == 0 {
				return verdict, "" // a call ends the sentence
			}
		}
	}
	return verdict, ""
}

// excerpt returns the source around the finding.
func excerpt(src sources, f finding.Finding) []pageLine {
	const before, after = 2, 8
	last := f.Pos.Line
	if f.End.File == f.Pos.File {
		last = max(last, f.End.Line)
	}
	var lines []pageLine
	n := 0
	for line := range bytes.Lines(src.content(f.Pos.File)) {
		if n++; n < f.Pos.Line-before || f.Pos.Line == 0 {
			continue
		} else if n > last+after {
			break
		}
		l := pageLine{N: n, Text: string(bytes.TrimRight(line, "\r\n"))}
		if f.Pos.Line <= n && n <= last {
			l.Class = "hit"
		}
		lines = append(lines, l)
	}
	return lines
}

// diffLines returns the hunks of a unified diff of one file, or of several
// with their names.
func diffLines(diff []byte) []pageLine {
	var lines []pageLine
	for line := range bytes.Lines(diff) {
		text := string(bytes.TrimRight(line, "\r\n"))
		l := pageLine{Text: text}
		switch {
		case strings.HasPrefix(text, "diff "), strings.HasPrefix(text, "--- "):
			continue
		case strings.HasPrefix(text, "+++ "):
			l.Class, l.Text = "at", strings.TrimPrefix(text, "+++ b/")
		case strings.HasPrefix(text, "@@"):
			l.Class = "at"
		case strings.HasPrefix(text, "+"):
			l.Class = "add"
		case strings.HasPrefix(text, "-"):
			l.Class = "del"
		}
		lines = append(lines, l)
	}
	return lines
}

// tree arranges sorted packages by the elements of their paths. A directory
// that holds nothing but another one is shown as one with it.
func tree(packages []*pagePackage) []*pageNode {
	root := new(pageNode)
	for _, pkg := range packages {
		n := root
		for elem := range strings.SplitSeq(pkg.Path, "/") {
			i := slices.IndexFunc(n.Children, func(c *pageNode) bool { return c.Name == elem })
			if i < 0 {
				i = len(n.Children)
				n.Children = append(n.Children, &pageNode{Name: elem})
			}
			n = n.Children[i]
			n.N += len(pkg.Findings)
		}
		n.Package = pkg.Path
	}
	root.join()
	return root.Children
}

func (n *pageNode) join() {
	for _, c := range n.Children {
		for len(c.Children) == 1 && c.Package == "" {
			only := c.Children[0]
			c.Name, c.Package, c.Children = c.Name+"/"+only.Name, only.Package, only.Children
		}
		c.join()
	}
}
