// Package difftest generates small programs that start goroutines, to be run
// before and after a rewrite.
//
// A program is one function of package main. It starts goroutines in some form,
// at some place, waits for them by some signal, and writes down what happens: the
// events of each goroutine, in their order. Two runs of it tell the same, unless a
// panic is injected: each goroutine passes points where [Program.Points] says
// that one can be.
package difftest

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"
)

// Main is the main package that programs are a part of, without the table of
// programs: see [Table].
//
//go:embed main.go.txt
var Main string

// A Program is one generated file.
type Program struct {
	Name   string   // of its function
	Parts  []string // what it is made of
	Source string
	Points []Point
	Want   Outcome
	Slow   bool // it must also end where a restart does not come in time
}

// An Outcome says whether there is to be a fix.
type Outcome int

const (
	// Right: there is one that keeps what is owed, or none.
	Right Outcome = iota
	// Fixed: there is one.
	Fixed
	// Refused: there is none, since somebody would wait for ever.
	Refused
)

func (o Outcome) String() string { return [...]string{"right", "fixed", "refused"}[o] }

// EachPass is the pass of a point that panics whenever it is passed.
const EachPass = -1

// A Point is a place where a panic can be injected.
type Point struct {
	Number  int
	Pass    int  // which pass of it is to panic
	Service bool // it is in a loop that is to go on
}

// Generate returns the program of a seed.
func Generate(seed uint64) Program {
	g := &generator{
		Rand: rand.New(rand.NewPCG(seed, 0)),
		name: fmt.Sprintf("p%03d", seed),
	}
	g.context()
	if seed%2 == 0 {
		g.want = Fixed
		g.main.WriteString(g.spawn("a", 0))
	} else {
		g.main.WriteString(g.owe(choose(g, obligations...)))
	}
	g.line(&g.main, `t.log("main", "end")`)
	return Program{
		Name:   g.name,
		Parts:  g.parts,
		Source: g.source(),
		Points: g.points,
		Want:   g.want,
		Slow:   g.slow,
	}
}

// obligations are lists of equal weight.
var obligations = [][]obligation{locks(), answers(), flags(), services(), stops(), results(), transactions()}

// Table returns the file that lists programs for the main package.
func Table(programs []Program) string {
	var b strings.Builder
	b.WriteString("package main\n\nvar programs = map[string]func(*trace){\n")
	for _, p := range programs {
		fmt.Fprintf(&b, "%q: %s,\n", p.Name, p.Name)
	}
	b.WriteString("}\n")
	return b.String()
}

// A generator makes one program.
type generator struct {
	*rand.Rand
	name   string
	parts  []string
	decls  strings.Builder // types and functions of the program
	main   strings.Builder // the body of its function
	points []Point
	count  int // of names
	want   Outcome
	slow   bool
	done   bool // the context in scope is done
}

func (g *generator) source() string {
	var b strings.Builder
	fmt.Fprintf(&b, "package main\n\n// %s: %s.\n", g.name, strings.Join(g.parts, ", "))
	body := g.decls.String() + fmt.Sprintf("func %s(t *trace) {\n%s}\n", g.name, g.main.String())
	for _, path := range []string{"bytes", "context", "errors", "fmt", "io", "os", "path/filepath", "strings", "sync", "sync/atomic", "time", "dep/group"} {
		name := path[strings.LastIndex(path, "/")+1:]
		if strings.Contains(body, name+".") {
			fmt.Fprintf(&b, "import %q\n", path)
		}
	}
	return b.String() + "\n" + body
}

func (g *generator) line(b *strings.Builder, format string, args ...any) {
	fmt.Fprintf(b, format+"\n", args...)
}

// part notes what the program is made of.
func (g *generator) part(format string, args ...any) {
	g.parts = append(g.parts, strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "; "))
}

// fresh returns a new name.
func (g *generator) fresh(base string) string {
	g.count++
	return fmt.Sprintf("%s%d", base, g.count)
}

// own returns the name of a declaration of this program.
func (g *generator) own(base string) string { return base + strings.ToUpper(g.name) }

// choose returns one of list.
func choose[T any](g *generator, list ...T) T { return list[g.IntN(len(list))] }

// point returns a statement that may panic.
func (g *generator) point(service bool) string {
	p := Point{Number: len(g.points) + 1, Pass: 1, Service: service}
	if service {
		p.Pass = 2
	}
	g.points = append(g.points, p)
	return fmt.Sprintf("t.at(%d)\n", p.Number)
}

// context declares the contexts in scope of the spawns.
func (g *generator) context() {
	switch what := choose(g, "no", "a", "a done", "a deferred"); what {
	case "a":
		g.part("a context")
		g.line(&g.main, "ctx := context.Background()\n_ = ctx")
	case "a done":
		g.part("a context that is done")
		g.done = true
		g.line(&g.main, "ctx, cancel := context.WithCancel(context.Background())\ncancel()\n_ = ctx")
	case "a deferred":
		g.part("a context that is cancelled at the end")
		g.line(&g.main, "ctx, cancel := context.WithCancel(context.Background())\ndefer cancel()\n_ = ctx")
	}
}
