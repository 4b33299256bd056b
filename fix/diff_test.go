package fix_test

import (
	"context"
	"errors"
	"flag"
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

// How long TestDifference goes on with new programs, after the first ones:
// go test ./fix -run TestDifference -timeout 1h -difference=30m
var differenceFor = flag.Duration("difference", 0, "generate programs for so long")

// Which programs come first: -seed=1200 goes on where another run has ended.
var differenceSeed = flag.Int("seed", 0, "the first program to generate")

// TestDifference runs generated programs before and after the fix. Without a
// panic they do the same. With one, a fixed program survives: all that wait get
// what they wait for, once, no task is repeated, and services go on; or it crashes as
// before, where the fix says so. Where there is no fix, the program ends as before.
func TestDifference(t *testing.T) {
	seeds := 400
	if testing.Short() {
		seeds = 60
	}
	begin := time.Now()
	for first := *differenceSeed; first == *differenceSeed || time.Since(begin) < *differenceFor; first += seeds {
		differences(t, first, seeds)
	}
}

// differences tries the programs of n seeds.
func differences(t *testing.T, first, n int) {
	var programs []*difference
	for seed := first; seed < first+n; seed++ {
		programs = append(programs, &difference{Program: difftest.Generate(uint64(seed))})
	}
	modules := map[string]string{"app": goVersion}
	before := newWorkspace(t, t.TempDir(), modules)
	after := newWorkspace(t, t.TempDir(), modules)
	var table []difftest.Program
	for _, p := range programs {
		table = append(table, p.Program)
	}
	for _, w := range []workspace{before, after} {
		w.write(t, "app/main.go", difftest.Main)
		w.write(t, "app/table.go", difftest.Table(table))
	}
	for _, p := range programs {
		src, err := format.Source([]byte(p.Source))
		if err != nil {
			t.Fatalf("%v in\n%s", err, p.Source)
		}
		p.before = string(src)
		before.write(t, "app/"+p.Name+".go", p.before)
	}
	found := make(map[string][]finding)
	for _, f := range before.analyze(t, before.load(t, "./app")) {
		found[f.file] = append(found[f.file], f)
	}
	outcomes := make(map[string]int)
	for _, p := range programs {
		src, err := apply([]byte(p.before), found["app/"+p.Name+".go"])
		if err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		p.after = string(src)
		after.write(t, "app/"+p.Name+".go", p.after)
		for _, problem := range p.judge(found["app/"+p.Name+".go"]) {
			t.Errorf("%s: %s\n%s", p, problem, p.before)
		}
		outcomes[p.outcome()]++
	}
	t.Logf("of %d programs: %v", n, outcomes)
	old, new := before.build(t, "./app"), after.build(t, "./app")
	race := after.build(t, "./app", "-race")

	var wg sync.WaitGroup
	free := make(chan bool, runtime.GOMAXPROCS(0))
	for i, p := range programs {
		wg.Add(1)
		free <- true
		go func() {
			defer wg.Done()
			defer func() { <-free }()
			problems := p.compare(old, new)
			if len(problems) == 0 && p.outcome() == "fixed" && i%8 < 2 {
				problems = p.compare(old, race)
			}
			for _, problem := range problems {
				t.Errorf("%s: %s\n-- before --\n%s\n-- after --\n%s", p, problem, p.before, p.after)
			}
		}()
	}
	wg.Wait()
}

// A difference is a program before and after the fix.
type difference struct {
	difftest.Program
	before, after string
	refused       string // why a goroutine is not fixed
}

func (p *difference) String() string { return p.Name + " (" + strings.Join(p.Parts, ", ") + ")" }

// restarts reports whether all goroutines of a program are restarted.
func (p *difference) restarts() bool {
	return p.refused == "" && !strings.Contains(p.after, "supervised.NoRestart()")
}

// judge compares the findings of a program with what there is to be.
func (p *difference) judge(findings []finding) (problems []string) {
	for _, f := range findings {
		if len(f.edits) == 0 {
			p.refused = f.message
			if p.Want == difftest.Fixed {
				problems = append(problems, "it is refused: "+f.message)
			}
		}
	}
	switch {
	case len(findings) == 0:
		problems = append(problems, "nothing is found")
	case p.Want == difftest.Refused && p.refused == "":
		problems = append(problems, "it is fixed")
	}
	return problems
}

// outcome tells what became of a program.
func (p *difference) outcome() string {
	switch {
	case p.refused != "":
		return "refused"
	case p.crashes():
		return "keeps the crash"
	}
	return "fixed"
}

// crashes reports whether a panic may end the program as before.
func (p *difference) crashes() bool {
	return p.refused != "" || strings.Contains(p.after, "supervised.CrashIn(")
}

// build builds the command of a pattern.
func (w workspace) build(t *testing.T, pattern string, flags ...string) string {
	t.Helper()
	exe := filepath.Join(t.TempDir(), "command")
	args := append(append([]string{"build", "-o", exe}, flags...), pattern)
	if out, err := w.run(args...); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return exe
}

// compare runs a program before and after the fix and lists what is wrong.
func (p *difference) compare(old, new string) (problems []string) {
	want, err := execute(old, p.Name)
	if err != nil {
		return []string{fmt.Sprintf("before the fix: %v\n%s", err, want)}
	}
	if got, err := execute(new, p.Name); err != nil || got != want {
		return []string{fmt.Sprintf("after the fix: %v, got\n%swant\n%s", err, got, want)}
	}
	if p.after == p.before {
		return nil // it dies of the panic, or of what its goroutines make of that first
	}
	for _, point := range p.Points {
		run := func(args ...any) {
			problems = append(problems, p.panics(new, point, want, args...)...)
		}
		run(point.Number, point.Pass)
		if p.Slow && p.refused == "" {
			run(point.Number, point.Pass, "1m")
		}
		if p.restarts() && !point.Service {
			run(point.Number, difftest.EachPass)
		}
	}
	return problems
}

// panics runs a program that meets a panic.
func (p *difference) panics(exe string, point difftest.Point, want string, arguments ...any) []string {
	args := []string{p.Name}
	for _, a := range arguments {
		args = append(args, fmt.Sprint(a))
	}
	got, err := execute(exe, args...)
	problem := ""
	switch {
	case errors.Is(err, errHangs):
		problem = "hangs"
	case errors.Is(err, errCrashes):
		if p.crashes() {
			return nil
		}
		problem = err.Error()
	case err != nil:
		problem = err.Error()
	default:
		problem = differ(got, want, point, p.Slow)
	}
	if problem == "" {
		return nil
	}
	return []string{fmt.Sprintf("a panic with %q: %s, got\n%swant\n%s", args, problem, got, want)}
}

// differ says what is wrong with a run that met a panic. Of each goroutine,
// events can be missing, but none is new, or repeated. The main one, which waits
// for the others, misses none, and a service only that of one item, unless it is slow.
func differ(got, want string, point difftest.Point, slow bool) string {
	events, complete := byGoroutine(got), byGoroutine(want)
	if events["panic"] == nil {
		return "there was no panic"
	}
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
		if complete[who] == nil && who != "panic" {
			return who + " is new"
		}
	}
	if point.Service && !slow && lost > 1 {
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

var (
	errHangs   = errors.New("it hangs")
	errCrashes = errors.New("it crashes")
)

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
	case err != nil && strings.HasPrefix(stderr.String(), "panic: injected"):
		err = errCrashes
	case err != nil:
		err = fmt.Errorf("%v: %.2000s", err, stderr.String())
	}
	return string(out), err
}
