// Package permute writes Go packages in another order: what an analyzer finds
// in them may not depend on it.
package permute

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Tree copies the files under one directory to another one. Go files have their
// declarations in another order, as well as go statements that stand beside each other,
// and names that the go command sorts in another order.
func Tree(from, to string, r *rand.Rand) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if filepath.Ext(path) == ".go" {
			if src, err = Source(src, r); err != nil {
				return err
			}
			rel = filepath.Join(filepath.Dir(rel), fmt.Sprintf("p%d_%s", r.IntN(10), filepath.Base(rel)))
		}
		rel = filepath.Join(to, rel)
		if err := os.MkdirAll(filepath.Dir(rel), 0o777); err != nil {
			return err
		}
		return os.WriteFile(rel, src, 0o666)
	})
}

// Source returns a file in another order. Comments stay with what follows
// them, or stands on their line. Files in which comments tell lines apart
// (//line, the preamble of cgo) stay as they are.
func Source(src []byte, r *rand.Rand) ([]byte, error) {
	if bytes.Contains(src, []byte("//line ")) || bytes.Contains(src, []byte("/*line ")) || bytes.Contains(src, []byte("import \"C\"")) {
		return src, nil
	}
	for _, step := range []func(*permuter, *ast.File) []byte{(*permuter).goStatements, (*permuter).declarations} {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "", src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		src = step(&permuter{r, src, fset.File(file.FileStart)}, file)
	}
	return src, nil
}

type permuter struct {
	*rand.Rand
	src  []byte
	file *token.File
}

// directive matches a comment that is about the line below it.
var directive = regexp.MustCompile(`//(nolint|unsupervisedgo:)`)

// goStatements returns the source with go statements that stand beside each
// other, on lines of their own, in the other order.
func (p *permuter) goStatements(file *ast.File) []byte {
	if directive.Match(p.src) {
		return p.src
	}
	var out []byte
	done := 0 // so far
	ast.Inspect(file, func(n ast.Node) bool {
		list := syntax.Stmts(n)
		for i := 1; i < len(list); i++ {
			a, isGo := list[i-1].(*ast.GoStmt)
			b, areGo := list[i].(*ast.GoStmt)
			if !isGo || !areGo {
				continue
			}
			from, middle, to := p.lineStart(a.Pos()), p.lineEnd(a.End()), p.lineEnd(b.End())
			if from < done || middle == to || len(bytes.TrimSpace(p.src[from:p.file.Offset(a.Pos())])) > 0 {
				continue
			}
			out = slices.Concat(out, p.src[done:from], p.src[middle:to], p.src[from:middle])
			done = to
		}
		return true
	})
	return append(out, p.src[done:]...)
}

// declarations returns the source with all but the imports in another order.
func (p *permuter) declarations(file *ast.File) []byte {
	var decls []ast.Node
	for _, d := range file.Decls {
		if g, ok := d.(*ast.GenDecl); !ok || g.Tok != token.IMPORT {
			decls = append(decls, d)
		}
	}
	first := p.lineEnd(file.Name.End())
	for _, d := range file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			first = max(first, p.lineEnd(g.End()))
		}
	}
	var parts [][]byte
	at := first
	for _, d := range decls {
		end := p.lineEnd(d.End())
		if end <= at { // two on a line
			continue
		}
		parts = append(parts, append(slices.Clone(p.src[at:end]), '\n'))
		at = end
	}
	p.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	return slices.Concat(p.src[:first], []byte("\n"), bytes.Join(parts, nil), p.src[at:])
}

// lineStart returns the offset of the line of a position.
func (p *permuter) lineStart(pos token.Pos) int {
	return bytes.LastIndexByte(p.src[:p.file.Offset(pos)], '\n') + 1
}

// lineEnd returns the offset behind the line of a position.
func (p *permuter) lineEnd(pos token.Pos) int {
	at := p.file.Offset(pos)
	if i := bytes.IndexByte(p.src[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(p.src)
}
