// Package verdicttest generates small programs that start goroutines, to be
// run and to be judged: a goroutine that dies of a panic for some input is to
// be reported, and one that never does is not.
//
// A program is made of sites. Each is one way to start a goroutine, put
// together of parts: what can panic ([operations]), where its operand comes
// from ([routes]), what stands around it ([surroundings]), what recovers
// ([guards]), where in the body that stands ([positions]), and how the body
// becomes a goroutine ([forms]). What a part does depends on a few global
// flags, so that a run with each setting of them meets every panic that can happen.
package verdicttest

import (
	_ "embed"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
)

// Settings is the number of settings of the flags that a site depends on.
const Settings = 32

// The parts of a site, in the order in which they are told.
const (
	Operation = iota
	Route
	Surrounding
	Guard
	From // the package that declares the helpers
	Setup
	Position
	Form
	parts
)

// A Site is one way to start a goroutine: an index for each part. 0 is the
// simplest choice, so the zero Site is the simplest one.
type Site [parts]int

// choices is how many there are of each part.
var choices = Site{len(operations), len(routes), len(surroundings), len(guards), len(packages), 2, len(positions), len(forms)}

// Random returns a site.
func Random(r *rand.Rand) Site {
	var s Site
	for i, n := range choices {
		s[i] = r.IntN(n)
	}
	// Where everything is out of the ordinary, little shows: most sites are plain in most parts.
	for _, i := range []int{Surrounding, From, Setup, Position, Form} {
		if r.IntN(2) == 0 {
			s[i] = 0
		}
	}
	if r.IntN(3) == 0 {
		s[Guard] = 0
	}
	return s.normal()
}

// Singles lists the sites that are out of the ordinary in at most one part,
// and in a guard where the part is about guards. Each is there with an operation
// that panics, with one that does not, and with one that does for some operands.
func Singles() []Site {
	var list []Site
	seen := make(map[Site]bool)
	add := func(s Site) {
		if s = s.normal(); !seen[s] {
			seen[s] = true
			list = append(list, s)
		}
	}
	for part, n := range choices {
		for choice := range n {
			for _, guard := range guardsBeside(part) {
				for _, operation := range []int{0, calm, operand} {
					var s Site
					s[Guard], s[Operation] = guard, operation
					s[part] = choice
					add(s)
				}
			}
		}
	}
	return list
}

// guardsBeside lists the guards that a part needs beside it to matter.
func guardsBeside(part int) []int {
	switch part {
	case Position:
		return []int{1}
	case From, Setup:
		all := make([]int, len(guards))
		for i := range all {
			all[i] = i
		}
		return all
	}
	return []int{0}
}

// calm is an operation that cannot panic, operand one that has an operand.
var (
	calm    = slices.IndexFunc(operations, func(op operation) bool { return op.name == "nothing" })
	operand = slices.IndexFunc(operations, func(op operation) bool { return op.typ == "*L.Node" })
)

// Simpler lists the sites that differ from s in that one part is the simplest.
func (s Site) Simpler() []Site {
	var list []Site
	for i := range s {
		if s[i] != 0 {
			simpler := s
			simpler[i] = 0
			if simpler = simpler.normal(); simpler != s && !slices.Contains(list, simpler) {
				list = append(list, simpler)
			}
		}
	}
	return list
}

// normal returns the site with parts that do not fit, or change nothing,
// replaced by the simplest ones.
func (s Site) normal() Site {
	op, form := operations[s[Operation]], forms[s[Form]]
	if op.typ == "" || form.method && routes[s[Route]].name == "a field" {
		s[Route] = 0 // a method has the variable in a field anyway
	}
	if form.params && (op.typ == "" || !routes[s[Route]].travels) {
		s[Form] = 0
	}
	if op.scene { // it is about a variable that the function with the go statement shares
		if r := routes[s[Route]]; !r.shared {
			s[Route] = 0
		}
		if !form.literal || form.params {
			s[Form] = 0
		}
		if surroundings[s[Surrounding]].decls != "" {
			s[Surrounding] = 0
		}
	}
	if op.alone {
		s[Surrounding], s[Position] = 0, 0
	}
	g := guards[s[Guard]]
	if g.setup == "" || !forms[s[Form]].literal {
		s[Setup] = 0
	}
	if g.stmt == "" {
		s[Setup] = 0
		s[Position] = 0
	}
	if !strings.Contains(g.setup+g.stmt+surroundings[s[Surrounding]].code+forms[s[Form]].spawn, "L.") {
		s[From] = 0
	}
	return s
}

// String tells what the site is made of.
func (s Site) String() string {
	list := []string{operations[s[Operation]].name}
	for _, p := range []struct {
		part int
		name string
	}{
		{Route, routes[s[Route]].name}, {Surrounding, surroundings[s[Surrounding]].name}, {Guard, guards[s[Guard]].name}, {From, "helpers of " + packages[s[From]]},
		{Setup, "set up outside"}, {Position, positions[s[Position]].name}, {Form, forms[s[Form]].name},
	} {
		if s[p.part] != 0 {
			list = append(list, p.name)
		}
	}
	return strings.Join(list, " | ")
}

// Unproven reports whether the site may be reported although it never dies:
// nobody asks for the proof.
func (s Site) Unproven() bool {
	op, route := operations[s[Operation]], routes[s[Route]]
	return s.needsPointer() || s.mayRepeat() || op.unproven || op.checked && !route.steady || op.value == own && s[Route] != 0 || op.alone && s[Form] != 0 || surroundings[s[Surrounding]].unproven || guards[s[Guard]].unproven || positions[s[Position]].unproven || forms[s[Form]].unproven
}

// needsPointer reports whether the site lives by that a pointer is not nil which it gets as
// a parameter or receiver, in a way that is not followed: a literal in the function
// captures it, or it comes through another function.
func (s Site) needsPointer() bool {
	form := forms[s[Form]]
	if form.literal && !form.params {
		return false
	}
	b := routes[s[Route]].bind(operations[s[Operation]])
	if form.method {
		b = b.inField()
	}
	return (strings.HasPrefix(b.typ, "*t@") || form.method) &&
		(form.unfollowed || strings.Contains(surroundings[s[Surrounding]].code+positions[s[Position]].code, "func("))
}

// mayRepeat reports whether the site closes a channel of the function with the go statement
// where nobody knows how often that is called.
func (s Site) mayRepeat() bool {
	op := operations[s[Operation]]
	closes := strings.Contains(op.code, "close($X)") || strings.Contains(op.code, "end@($X)")
	return op.scene && closes &&
		(forms[s[Form]].repeats || strings.Contains(surroundings[s[Surrounding]].code, "func("))
}

// Deliberate reports whether the site may be silent in the default profile
// although it dies. Its guard hands the panic on in any case, or may recover by its
// name; what always panics is deferred before a guard; or the guard comes behind the
// dereference of a captured pointer, which is taken to be there. What another module panics
// for is not held against a guard that calls it.
func (s Site) Deliberate() bool {
	op, guard, position := operations[s[Operation]], guards[s[Guard]], positions[s[Position]]
	elsewhere := s[From] != 0 && packages[s[From]] == "dep"
	return guard.deliberate || guard.harms && elsewhere || position.behind && op.always || guard.stmt != "" && op.typ == "*L.Node" && s[Route] == 0
}

// packages declare the helpers, each its own copy: the main package, another
// one of the module, and one of another module.
var packages = []string{"main", "app/lib", "dep"}

// render returns the declarations of the site; the function that starts the
// goroutine is called site and the number.
func (s Site) render(number int) string {
	op, route, around, guard, position, form := operations[s[Operation]], routes[s[Route]], surroundings[s[Surrounding]], guards[s[Guard]], positions[s[Position]], forms[s[Form]]
	b := route.bind(op)
	if form.method { // the operand travels in a receiver
		b = b.inField()
	}
	setup, inBody := guard.setup, ""
	if s[Setup] == 0 {
		setup, inBody = "", guard.setup
	}
	step := strings.NewReplacer("$STEP", op.code, "$PARAMS", b.stepParams(op), "$ARGS", b.stepArgs(op), "$SAME", stepName(op))
	code := step.Replace(around.code)
	if code == "" {
		code = op.code
	}
	body := b.local + inBody + strings.NewReplacer("$GUARD", guard.stmt, "$STEP", code).Replace(position.code)
	fill := strings.NewReplacer("$BODY", body, "$PARAMS", b.params(), "$ARGS", b.args(), "$TYPE", b.typ, "$RECEIVER", b.receiver(), "$POINTER", b.pointer())
	decls := b.decls + op.decls + strings.ReplaceAll(step.Replace(around.decls), "$X", "x") + fill.Replace(form.decls)
	fn := "func site@() {\n" + b.init + op.before + setup + fill.Replace(form.spawn) + op.after + "}\n"
	prefix := ""
	if p := packages[s[From]]; p != "main" {
		prefix = p[strings.LastIndex(p, "/")+1:] + "."
	}
	text := strings.ReplaceAll(strings.ReplaceAll(decls+fn, "$X", b.access), "@", fmt.Sprint(number))
	return helper.ReplaceAllString(text, "${1}"+prefix)
}

// helper matches the prefix L. of the helpers' names.
var helper = regexp.MustCompile(`([^.\w])L\.`)

//go:embed main.go.txt
var mainFile string

//go:embed helpers.go.txt
var helpersFile string

//go:embed dep.go.txt
var depFile string

// A Program is a module, app, with what it needs in dep beside it.
type Program struct {
	Sites []Site
	first []int    // the line of sites.go on which each starts
	texts []string // the source of each
}

// New returns the program of some sites.
func New(sites []Site) *Program {
	p := &Program{Sites: sites}
	for i, s := range sites {
		p.texts = append(p.texts, s.render(i))
	}
	return p
}

// Generate returns a program of n sites.
func Generate(seed uint64, n int) *Program {
	r := rand.New(rand.NewPCG(seed, 0))
	sites := make(map[Site]bool)
	for len(sites) < n {
		sites[Random(r)] = true
	}
	return New(slices.SortedFunc(maps.Keys(sites), func(a, b Site) int { return slices.Compare(a[:], b[:]) }))
}

// Source returns the declarations of a site.
func (p *Program) Source(site int) string { return p.texts[site] }

// Files returns the files of the program, by their path. That of the sites is app/sites.go.
func (p *Program) Files() map[string]string {
	body := strings.Join(p.texts, "")
	var b strings.Builder
	b.WriteString("package main\n\nimport (\n")
	for _, path := range []string{"app/lib", "context", "dep", "errors", "fmt", "io", "log", "log/slog", "math", "math/rand/v2", "os", "runtime", "runtime/debug", "slices", "sort", "strconv", "strings", "sync", "sync/atomic", "time"} {
		if regexp.MustCompile(`\b` + packageName(path) + `\.[A-Z]`).MatchString(body) {
			fmt.Fprintf(&b, "%q\n", path)
		}
	}
	b.WriteString(")\n\nvar sites = []func(){\n")
	for i := range p.Sites {
		fmt.Fprintf(&b, "site%d,\n", i)
	}
	b.WriteString("}\n")
	p.first = nil
	for i, text := range p.texts {
		fmt.Fprintf(&b, "\n// %s\n", p.Sites[i])
		p.first = append(p.first, strings.Count(b.String(), "\n")+1)
		b.WriteString(text)
	}
	return map[string]string{
		"app/go.mod":         "module app\n\ngo 1.26.0\n\nrequire dep v0.0.0\n\nreplace dep => ../dep\n",
		"app/main.go":        mainFile,
		"app/sites.go":       b.String(),
		"app/helpers.go":     helpersFile,
		"app/lib/helpers.go": strings.Replace(helpersFile, "package main", "package lib", 1),
		"dep/go.mod":         "module dep\n\ngo 1.26.0\n",
		"dep/helpers.go":     strings.Replace(helpersFile, "package main", "package dep", 1),
		"dep/launchers.go":   depFile,
	}
}

// packageName returns the name of a package by its import path.
func packageName(path string) string {
	path = strings.TrimSuffix(path, "/v2")
	return path[strings.LastIndex(path, "/")+1:]
}

// SiteAt returns the site to which a line of app/sites.go belongs, or -1.
func (p *Program) SiteAt(line int) int {
	i, found := slices.BinarySearch(p.first, line)
	if !found {
		i--
	}
	return i
}
