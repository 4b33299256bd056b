package fix_test

import (
	"context"
	"fmt"
	"go/format"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/internal/difftest"
)

// TestDifference runs generated programs before and after the fix. Without a
// panic they do the same. With one, a fixed program survives: all that wait get
// what they wait for, once, no task is repeated, and services go on. Where there is no
// fix, the program ends as before.
func TestDifference(t *testing.T) {
	seeds := 400
	if testing.Short() {
		seeds = 60
	}
	var programs []difftest.Program
	for seed := range seeds {
		programs = append(programs, difftest.Generate(uint64(seed)))
	}
	modules := map[string]string{"app": goVersion}
	before := newWorkspace(t, t.TempDir(), modules)
	after := newWorkspace(t, t.TempDir(), modules)
	for _, w := range []workspace{before, after} {
		w.write(t, "app/main.go", difftest.Main)
		w.write(t, "app/table.go", difftest.Table(programs))
	}
	sources := make(map[string]string)
	for _, p := range programs {
		src, err := format.Source([]byte(p.Source))
		if err != nil {
			t.Fatalf("%v in\n%s", err, p.Source)
		}
		sources[p.Name] = string(src)
		before.write(t, "app/"+p.Name+".go", string(src))
	}
	found := make(map[string][]finding)
	for _, f := range before.analyze(t, before.load(t, "./app")) {
		found[f.file] = append(found[f.file], f)
	}
	fixed := make(map[string]string)
	for _, p := range programs {
		findings := found["app/"+p.Name+".go"]
		src, err := apply([]byte(sources[p.Name]), findings)
		if err != nil {
			t.Fatalf("%s: %v", p.Name, err)
		}
		fixed[p.Name] = string(src)
		after.write(t, "app/"+p.Name+".go", string(src))
		for _, f := range findings {
			if refused := len(f.edits) == 0; refused != p.Refused {
				t.Errorf("%s (%s): refused: %t, want %t: %s\n%s", p.Name, strings.Join(p.Parts, ", "), refused, p.Refused, f.message, sources[p.Name])
			}
		}
		if len(findings) == 0 {
			t.Errorf("%s (%s): nothing is found in\n%s", p.Name, strings.Join(p.Parts, ", "), sources[p.Name])
		}
	}
	old, new := before.build(t, "./app"), after.build(t, "./app")

	var wg sync.WaitGroup
	free := make(chan bool, runtime.GOMAXPROCS(0))
	for _, p := range programs {
		wg.Add(1)
		free <- true
		go func() {
			defer wg.Done()
			defer func() { <-free }()
			for _, problem := range compare(p, old, new) {
				t.Errorf("%s (%s): %s\n-- before --\n%s\n-- after --\n%s", p.Name, strings.Join(p.Parts, ", "), problem, sources[p.Name], fixed[p.Name])
			}
		}()
	}
	wg.Wait()
}

// build builds the command of a pattern.
func (w workspace) build(t *testing.T, pattern string) string {
	t.Helper()
	exe := filepath.Join(t.TempDir(), "command")
	if out, err := w.run("build", "-o", exe, pattern); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return exe
}

// compare runs a program before and after the fix and lists what is wrong.
func compare(p difftest.Program, old, new string) (problems []string) {
	want, err := execute(old, p.Name)
	if err != nil {
		return []string{fmt.Sprintf("before the fix: %v\n%s", err, want)}
	}
	if got, err := execute(new, p.Name); err != nil || got != want {
		return []string{fmt.Sprintf("after the fix: %v, got\n%swant\n%s", err, got, want)}
	}
	for _, point := range p.Points {
		got, err := execute(new, p.Name, fmt.Sprint(point.Number), fmt.Sprint(point.Pass))
		problem := ""
		switch {
		case err == errHangs:
			problem = "hangs"
		case p.Refused:
		case err != nil:
			problem = err.Error()
		default:
			problem = differ(got, want, point)
		}
		if problem != "" {
			problems = append(problems, fmt.Sprintf("a panic at %d: %s, got\n%swant\n%s", point.Number, problem, got, want))
		}
	}
	return problems
}

// differ says what is wrong with a run that met a panic. Of each goroutine,
// events can be missing, but none is new, or repeated. The main one, which waits
// for the others, misses none, and a service only that of one item.
func differ(got, want string, point difftest.Point) string {
	events, complete := byGoroutine(got), byGoroutine(want)
	lost := 0
	for who := range complete {
		missing, ok := subsequence(events[who], complete[who])
		if !ok {
			return who + " does something else"
		}
		if who == "main" && missing > 0 {
			return "the main goroutine did not get to its end"
		}
		lost += missing
	}
	for who := range events {
		if complete[who] == nil {
			return who + " is new"
		}
	}
	switch {
	case lost == 0:
		return "nothing is missing: was there a panic?"
	case point.Service && lost > 1:
		return "the service did not go on"
	}
	return ""
}

func byGoroutine(out string) map[string][]string {
	m := make(map[string][]string)
	for line := range strings.Lines(out) {
		who, event, _ := strings.Cut(line, ": ")
		m[who] = append(m[who], event)
	}
	return m
}

// subsequence reports whether list is a part of whole, in its order, and how
// much is missing.
func subsequence(list, whole []string) (missing int, ok bool) {
	i := 0
	for _, event := range whole {
		if i < len(list) && list[i] == event {
			i++
		}
	}
	return len(whole) - len(list), i == len(list)
}

var errHangs = fmt.Errorf("it hangs")

// execute runs a command that is built from programs.
func execute(exe string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, exe, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	switch {
	case ctx.Err() != nil, strings.Contains(stderr.String(), "all goroutines are asleep"):
		err = errHangs
	case err != nil:
		err = fmt.Errorf("%v: %.400s", err, stderr.String())
	}
	return string(out), err
}
