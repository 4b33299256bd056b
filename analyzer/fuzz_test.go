package analyzer

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
)

// FuzzAnalyzer analyses whatever type-checks, in both profiles, and for heartbeats. The analyzer
// must neither crash nor hang, and what its fixes make of the program must
// type-check again and need no further fix.
//
// The program is src, changed as script says; a src that is empty stands for a
// program that script generates.
func FuzzAnalyzer(f *testing.F) {
	for i, src := range corpus(f) {
		f.Add(src, []byte{})
		f.Add(src, []byte{1, byte(i), byte(i * 7), byte(i * 13)})
	}
	for i := range 64 {
		script := make([]byte, 40+i)
		for k := range script {
			script[k] = byte(i*31 + k*k*17)
		}
		f.Add("", script)
	}
	if p, err := load("p.go", generate(&choices{})); err != nil { // the imports take a while
		f.Fatal(err)
	} else {
		p.checkFixes(f, p.analyse(f, fuzzAnalyzer(f)), nil)
		p.close()
	}
	f.Fuzz(func(t *testing.T, src string, script []byte) {
		if len(src) > 1<<15 || len(script) > 1<<9 {
			t.Skip("long")
		}
		b := &choices{script}
		if src == "" {
			src = generate(b)
		}
		fuzzOne(t, mutate(src, b))
	})
}

// corpus returns the files of testdata/src.
func corpus(t testing.TB) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(filepath.Join("..", "testdata", "src"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".go" {
			src, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			files = append(files, string(src))
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	return files
}

func fuzzOne(t testing.TB, src string) {
	p, err := load("p.go", src)
	if err != nil {
		return
	}
	defer p.close()
	hang := time.AfterFunc(time.Minute, func() { panic("hangs on:\n" + src) })
	defer hang.Stop()
	defer func() {
		if r := recover(); r != nil {
			t.Logf("source:\n%s", src)
			panic(r)
		}
	}()
	for _, flags := range [][]string{nil, {"-strict", "-heartbeats"}} {
		p.checkFixes(t, p.analyse(t, fuzzAnalyzer(t, flags...)), flags)
	}
}

// fuzzAnalyzer trusts the runtime package, of which there are no facts.
func fuzzAnalyzer(t testing.TB, flags ...string) *analysis.Analyzer {
	a := New()
	flags = append(flags, "-runtime", "example.com/supervised", "-supervisors", "example.com/supervised.RunWithRecover,example.com/supervised.Call")
	if err := a.Flags.Parse(flags); err != nil {
		t.Fatal(err)
	}
	return a
}

// checkFixes applies the fixes, a few of them each alone, and all together.
func (p *program) checkFixes(t testing.TB, found []analysis.Diagnostic, flags []string) {
	var all []analysis.SuggestedFix
	for _, d := range found {
		if !d.Pos.IsValid() || d.End < d.Pos || d.End > p.file.FileEnd || d.Message == "" || d.Category == "" {
			t.Errorf("diagnostic %+v", d)
		}
		for _, fix := range d.SuggestedFixes {
			if all = append(all, fix); len(all) <= 4 {
				p.checkFix(t, d.Message, fix)
			}
		}
	}
	if len(all) == 0 {
		return
	}
	fixed := p.checkFix(t, "all", all...)
	if fixed == nil {
		return
	}
	defer fixed.close()
	if again := fixed.analyse(t, fuzzAnalyzer(t, flags...)); len(again) > len(found)-len(all) && len(flags) == 0 {
		t.Errorf("%d findings, %d fixed, %d left, such as: %s\nbefore:\n%s\nafter:\n%s",
			len(found), len(all), len(again), again[len(again)-1].Message, p.src, fixed.src)
	}
}

// checkFix returns the program after fixes.
func (p *program) checkFix(t testing.TB, what string, fixes ...analysis.SuggestedFix) *program {
	src, err := p.apply(fixes...)
	if err != nil {
		t.Errorf("%s: %v\n%s", what, err, p.src)
		return nil
	}
	fixed, err := load("p.go", src)
	if err != nil && strings.HasSuffix(err.Error(), "imported and not used") {
		err = nil // drivers remove it
	}
	if err != nil {
		t.Errorf("%s: the fix does not compile: %v\nbefore:\n%s\nafter:\n%s", what, err, p.src, src)
	}
	if fixed != nil && len(fixes) > 1 {
		return fixed
	}
	if fixed != nil {
		fixed.close()
	}
	return nil
}

// choices are the bytes that decide; when they are used up, all is 0.
type choices struct{ rest []byte }

func (c *choices) pick(n int) int {
	if len(c.rest) == 0 || n <= 1 {
		return 0
	}
	b := int(c.rest[0])
	c.rest = c.rest[1:]
	if n > 256 && len(c.rest) > 0 {
		b = b<<8 | int(c.rest[0])
		c.rest = c.rest[1:]
	}
	return b % n
}

func (c *choices) of(list ...string) string { return list[c.pick(len(list))] }

// generate writes a program whose functions do little else than start
// goroutines and defer.
func generate(c *choices) string {
	g := &generator{choices: c}
	g.WriteString(prelude)
	for i := range 1 + c.pick(3) {
		fmt.Fprintf(g, "\nfunc f%d(ctx context.Context, t *T, v T, wg *sync.WaitGroup, ch chan int, errs chan error, fn func(), n int, list []func(), i I) {\n", i)
		g.block(1+c.pick(6), 3)
		g.WriteString("}\n")
	}
	return g.String()
}

const prelude = `package p

import (
	"context"
	"sync"
	"time"
)

type T struct {
	wg     sync.WaitGroup
	mu     sync.Mutex
	done   chan struct{}
	hook   func()
	next   *T
	cancel context.CancelFunc
	n      int
	timer  *time.Timer
}

func (t *T) run()              { t.n++ }
func (t T) copied(n int) error { return nil }
func (t *T) rescue()           { _ = recover() }
func (t *T) loop(ctx context.Context) {
	for ctx.Err() == nil {
		t.run()
	}
}

type I interface{ run() }

var risky func()
var table map[string]int

func rescue()                        { _ = recover() }
func rescueAs[V any](v V)            { _ = recover() }
func factory() func()                { return func() { _ = recover() } }
func pair() (int, error)             { return table["x"], nil }
func takes(n int, err error)         { table["x"] = n }
func variadic(s string, xs ...int)   { table[s] = xs[0] }
func generic[V any](v V, f func(V))  { f(v) }
func safely(f func())                { defer rescue(); f() }
func spawn(f func())                 { go f() }
func serve() error                   { return nil }
`

type generator struct {
	*choices
	bytes.Buffer
	labels int
}

func (g *generator) block(n, depth int) {
	for range n {
		g.stmt(depth)
	}
}

// stmt writes one statement; {} in a template stands for a block.
func (g *generator) stmt(depth int) {
	if depth == 0 {
		g.WriteString(g.of("risky()\n", "t.run()\n", "n++\n", "return\n", "<-t.done\n", "ch <- n\n", "wg.Done()\n"))
		return
	}
	var text string
	switch g.pick(8) {
	case 0, 1, 2: // a goroutine
		text = "go " + g.callee() + "\n"
		if g.pick(6) == 0 {
			text = g.of("wg.Go(FN)\n", "time.AfterFunc(time.Second, FN)\n", "context.AfterFunc(ctx, FN)\n", "spawn(FN)\n", "safely(FN)\n")
		}
	case 3: // a deferred call
		text = "defer " + g.of("rescue()", "t.rescue()", "rescueAs(n)", "factory()()", "factory()", "recover()", "wg.Done()", "close(ch)",
			"t.mu.Unlock()", "fn()", "i.run()", "func() {}()", "func() { _ = recover() }()", "func() { if r := recover(); r != nil { panic(r) } }()",
			"func() { if n > 0 { _ = recover() } }()", "t.cancel()") + "\n"
	case 4: // control flow
		g.labels++
		label := fmt.Sprintf("l%d", g.labels)
		text = g.of("if n > 0 {} else {}\n", "for {}\n", "for n := range 3 { _ = n; {} }\n", "for _, fn := range list { _ = fn; {} }\n", "for range ch {}\n",
			"for ; n < 3; n++ {}\n", "switch n {\ncase 1:\n{}\ndefault:\n{}\n}\n", "select {\ncase <-ctx.Done():\n{}\ncase n := <-ch:\n_ = n\n{}\n}\n",
			"{}\n", "func() {}()\n", label+":\nfor {\nif n > 1 { break "+label+" }\n{}\n}\n", "if n > 2 { goto "+label+" }\n"+label+":\n{}\n",
			"for {\nselect {\ncase <-ctx.Done():\nreturn\ncase <-time.After(time.Second):\n{}\n}\n}\n")
	case 5: // declarations, some of names that a rewrite wants
		name := g.of("x", "ctx", "supervised", "context", "string", "err", "fn", "t2", "NoRestart", "done")
		text = "{\n" + name + " := " + g.of("n", "fn", "t", `"s"`, "ch", "ctx", "func() { risky() }", "func() { _ = recover() }", "make(chan int)", "t.run", "errs",
			"make(chan error, 1)", "context.Background()") + "\n_ = " + name + "\n{}\n}\n"
	case 6:
		text = g.of("n = n + 1\n", "fn = risky\n", "t = t.next\n", "ctx = context.WithoutCancel(ctx)\n", "ch = nil\n", "list = list[1:]\n", "t.hook = fn\n",
			"ctx, cancel := context.WithCancel(ctx)\n_ = ctx\ndefer cancel()\n{}\n", "v.n++\n", "risky()\n", "errs <- serve()\n", "ch <- 1\n", "close(ch)\n",
			"wg.Add(1)\n", "t.mu.Lock()\n", "wg.Wait()\n", "safely(fn)\n", "// a comment\n", "/* a\ncomment */\n")
	default:
		text = g.of("risky()\n", "t.run()\n", "i.run()\n", "<-t.done\n", "_ = recover()\n", "rescue()\n", "return\n", "ch <- n\n", "wg.Done()\n", "errs <- nil\n")
	}
	g.expand(text, depth)
}

// expand replaces {} by a block and FN by a function.
func (g *generator) expand(text string, depth int) {
	for text != "" {
		switch {
		case strings.HasPrefix(text, "{}"):
			g.WriteString("{\n")
			g.block(g.pick(4), depth-1)
			g.WriteString("}")
			text = text[2:]
		case strings.HasPrefix(text, "FN"):
			rest := text[2:]
			g.expand(g.of("fn", "risky", "t.run", "func() {}", "t.rescue", "rescue", "factory()", "list[0]", "i.run", "func() { defer rescue(); risky() }"), depth)
			text = rest
		default:
			g.WriteByte(text[0])
			text = text[1:]
		}
	}
}

func (g *generator) callee() string {
	return g.of("func() {}()", "func(n int) {}(n)", "func(ctx context.Context) {}(ctx)", "func(t *T, xs ...int) {}(t, 1, n)", "func() error {\nif n > 0 { return nil }\nreturn serve()\n}()",
		"func() (err error) { {}; return }()", "fn()", "risky()", "t.run()", "v.copied(n)", "t.loop(ctx)", "t.next.run()", "T.copied(v, 1)", "(*T).run(t)", "list[n]()",
		"takes(pair())", "takes(n, nil)", `variadic("s")`, `variadic("s", 1, n)`, `variadic("s", []int{1}...)`, "generic(n, func(int) {})", "generic[int](n, nil)",
		"close(ch)", "panic(n)", "print(n)", "delete(table, `k`)", "(fn)()", "(func())(fn)()", "i.run()", "factory()()", "safely(fn)", "t.hook()", "t.wg.Wait()",
		"func() { defer wg.Done(); {} }()", "func() { defer close(ch); {} }()", "func() { {}; wg.Done() }()", "func() { errs <- serve() }()", "func() { for {} }()",
		"func() { defer rescue(); {} }()", "func() {\n// comment\n{}\n}()", "func() { t.mu.Lock(); {}; t.mu.Unlock() }()", "wg.Go(fn)", "func(int, string) {}(n, `s`)",
		"func(f func()) { f() }(fn)", "func() { for v := range ch { _ = v; {} } }()", "func() {\nfor {\nselect {\ncase <-ctx.Done():\nreturn\ndefault:\n{}\n}\n}\n}()")
}

// mutate changes src here and there.
func mutate(src string, c *choices) string {
	for range 4 {
		if len(c.rest) == 0 {
			break
		}
		if next := mutateOnce(src, c); next != "" {
			src = next
		}
	}
	return src
}

func mutateOnce(src string, c *choices) string {
	op := c.pick(12)
	if op <= 2 { // comments and line breaks between tokens
		text := c.of(" /* c */ ", " // c\n", "\n", " /* a\nb */ ", "\n\n", "//line x.go:7\n", " //nolint:unsupervisedgo\n", "\n//unsupervisedgo:ignore because\n")
		ends := tokenEnds(src)
		at := ends[c.pick(len(ends))]
		return src[:at] + text + src[at:]
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, parser.SkipObjectResolution)
	if err != nil {
		return ""
	}
	offset := func(pos token.Pos) int { return int(pos - file.FileStart) }
	var stmts, exprs, idents []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			for _, s := range n.List {
				stmts = append(stmts, s)
			}
		case *ast.CaseClause:
			for _, s := range n.Body {
				stmts = append(stmts, s)
			}
		case *ast.CommClause:
			for _, s := range n.Body {
				stmts = append(stmts, s)
			}
		case *ast.Ident:
			idents = append(idents, n)
		case ast.Expr:
			exprs = append(exprs, n)
		}
		return true
	})
	text := func(n ast.Node) string { return src[offset(n.Pos()):offset(n.End())] }
	replace := func(n ast.Node, with string) string {
		return src[:offset(n.Pos())] + with + src[offset(n.End()):]
	}
	pick := func(list []ast.Node) ast.Node { return list[c.pick(len(list))] }
	switch {
	case op <= 4 && len(exprs) > 0:
		return replace(pick(exprs), c.of("(", "((")+text(pick(exprs))+")")
	case op == 5 && len(exprs) > 0:
		e := pick(exprs)
		return replace(e, "("+text(e)+")")
	case op == 6 && len(idents) > 0:
		return replace(pick(idents), text(pick(idents)))
	case len(stmts) == 0:
		return ""
	}
	s := pick(stmts)
	switch op {
	case 7:
		return replace(s, text(pick(stmts)))
	case 8:
		return replace(s, "")
	case 9:
		return replace(s, text(s)+"\n"+text(pick(stmts)))
	}
	return replace(s, strings.ReplaceAll(c.of("{\n$\n}", "if true {\n$\n}", "for {\n$\n}", "go func() {\n$\n}()", "defer func() {\n$\n}()", "func() {\n$\n}()",
		"switch {\ncase true:\n$\n}", "select {\ndefault:\n$\n}", "label:\n$", "go func() { $ }()", "for range 3 {\n$\n$\n}", "defer $", "go $"), "$", text(s)))
}

// tokenEnds lists the offsets behind the tokens of src.
func tokenEnds(src string) []int {
	fset := token.NewFileSet()
	tf := fset.AddFile("", -1, len(src))
	var s scanner.Scanner
	s.Init(tf, []byte(src), nil, 0)
	ends := []int{0}
	for {
		pos, tok, _ := s.Scan()
		if tok == token.EOF {
			return ends
		}
		ends = append(ends, tf.Offset(pos))
	}
}
