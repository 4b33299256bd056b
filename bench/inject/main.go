// Command inject asks of a real module what its fixes keep: it fixes a copy, lets
// the goroutines panic that are fixed, one after the other, and runs the module's own
// tests:
//
//	go run ./bench/inject [-tests n] [-run regexp] DIR [package...]
//
// A point is in front of a statement in which something can panic, in the function
// that the goroutine runs. Each test runs in a process of its own: alone, to see how
// long it takes and which points it passes; with a panic at each of these; and, where that
// hangs, in a copy that is not fixed, with a goroutine that is gone at this point without
// a panic. What is told is a line for each point and test that
//
//   - died: the panic ended the process all the same, as it may where CrashIn keeps it,
//   - hangs: longer than 3 s and five times the time that the test takes alone, and
//     the control does not,
//   - passed: it did not notice. That is right where nobody is told of what was
//     not done; where somebody was told that it was, it is a lie. To be read by a person.
//
// The last line sums up. It needs nothing of the network but what the tests need.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/runtime"
)

var (
	perPoint = flag.Int("tests", 2, "how many tests to run for each point")
	only     = flag.String("run", "", "only points whose `file:line` matches")
	keep     = flag.String("keep", "", "a directory for the copies, which are left there")
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("inject: ")
	flag.Parse()
	if flag.NArg() == 0 {
		log.Fatal("usage: go run ./bench/inject [-tests n] [-run regexp] DIR [package...]")
	}
	match, err := regexp.Compile(*only)
	if err != nil {
		log.Fatal(err)
	}
	if err := run(flag.Arg(0), flag.Args()[1:], match); err != nil {
		log.Fatal(err)
	}
}

func run(dir string, patterns []string, match *regexp.Regexp) error {
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	tmp := *keep
	if tmp == "" {
		var err error
		if tmp, err = os.MkdirTemp("", "inject"); err != nil {
			return err
		}
		defer os.RemoveAll(tmp)
	}
	fixed, control := filepath.Join(tmp, "fixed"), filepath.Join(tmp, "control")
	for _, to := range []string{fixed, control} {
		if err := copyModule(dir, to); err != nil {
			return err
		}
	}
	points, err := plant(fixed, control, patterns)
	if err != nil {
		return err
	}
	if err := writeRuntime(filepath.Join(fixed, "internal", "supervised")); err != nil {
		return err
	}
	tests, err := buildTests(fixed, patterns)
	if err != nil {
		return err
	}
	reach(tests)
	var sum summary
	for _, p := range points {
		if match.MatchString(p.place) {
			sum.points++
			p.try(tests, control, &sum)
		}
	}
	fmt.Println(&sum)
	return nil
}

// A summary counts the runs by their ends.
type summary struct{ points, reached, runs, died, hangs, passed, failed int }

func (s *summary) String() string {
	return fmt.Sprintf("%d points, %d reached by tests; %d runs: %d died, %d hang, %d passed, %d failed", s.points, s.reached, s.runs, s.died, s.hangs, s.passed, s.failed)
}

// copyModule copies the files of a module, without what git has of it.
func copyModule(from, to string) error {
	return filepath.WalkDir(from, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case entry.IsDir() && entry.Name() == ".git":
			return fs.SkipDir
		case entry.IsDir():
			return os.MkdirAll(target, 0o777)
		case !entry.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o666)
	})
}

// writeRuntime writes the package that the fixes import.
func writeRuntime(dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	names, err := fs.Glob(runtime.Source, "supervised/*.go")
	if err != nil {
		return err
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := fs.ReadFile(runtime.Source, name)
		if err != nil {
			return err
		}
		src = append([]byte("//go:build go1.22\n\n"), src...)
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), src, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// A test is a test function, in the binary of its package.
type test struct {
	binary string // relative to the module
	dir    string
	name   string
	alone  time.Duration
	points []int // that it passes
}

// buildTests builds the tests of the packages and lists them.
func buildTests(module string, patterns []string) ([]*test, error) {
	list := exec.Command("go", append([]string{"list", "-f", "{{if or .TestGoFiles .XTestGoFiles}}{{.Dir}}{{end}}"}, patterns...)...)
	list.Dir = module
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %v", err)
	}
	var tests []*test
	for _, dir := range strings.Fields(string(out)) {
		binary := filepath.Join(dir, "inject.test")
		if err := build(dir, binary); err != nil {
			log.Printf("%s: no tests: %v", dir, err)
			continue
		}
		names, err := command(dir, binary, "-test.list", ".").Output()
		if err != nil {
			log.Printf("%s: %v", dir, err)
			continue
		}
		for _, name := range strings.Fields(string(names)) {
			if strings.HasPrefix(name, "Test") {
				tests = append(tests, &test{binary: binary, dir: dir, name: name})
			}
		}
	}
	return tests, nil
}

func build(dir, binary string) error {
	cmd := exec.Command("go", "test", "-vet=off", "-c", "-o", binary, ".")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go test -c: %v\n%s", err, out)
	}
	return nil
}

func command(dir, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	return cmd
}

// reach runs each test alone.
func reach(tests []*test) {
	for _, t := range tests {
		passed, err := os.CreateTemp("", "inject")
		if err != nil {
			log.Fatal(err)
		}
		passed.Close()
		begin := time.Now()
		end, _ := t.run(t.binary, time.Minute, "INJECT_LOG="+passed.Name())
		t.alone = time.Since(begin)
		data, err := os.ReadFile(passed.Name())
		if err == nil && end == "passed" {
			for _, word := range strings.Fields(string(data)) {
				if n, err := strconv.Atoi(word); err == nil && !slices.Contains(t.points, n) {
					t.points = append(t.points, n)
				}
			}
		}
		os.Remove(passed.Name())
	}
}

// run runs a test in a process of its own, and tells how it ended.
func (t *test) run(binary string, limit time.Duration, env ...string) (end, output string) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, "-test.run", "^"+t.name+"$", "-test.v")
	cmd.Dir = t.dir
	cmd.Env = append(os.Environ(), env...)
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil, strings.Contains(string(out), "all goroutines are asleep"):
		end = "hangs"
	case err == nil:
		end = "passed"
	case errors.As(err, &exit) && exit.ExitCode() == 2 && strings.Contains(string(out), "panic: "+injected):
		end = "died"
	default:
		end = "failed"
	}
	return end, string(out)
}

// injected is the value of the panics.
const injected = "injected by bench/inject"

// try lets a goroutine panic in the tests that pass the point.
func (p *point) try(tests []*test, control string, sum *summary) {
	var list []*test
	for _, t := range tests {
		if slices.Contains(t.points, p.number) {
			list = append(list, t)
		}
	}
	if len(list) > 0 {
		sum.reached++
	}
	slices.SortStableFunc(list, func(a, b *test) int { return cmp.Compare(a.alone, b.alone) })
	for _, t := range list[:min(*perPoint, len(list))] {
		sum.runs++
		at := "INJECT=" + strconv.Itoa(p.number)
		limit := max(3*time.Second, 5*t.alone)
		end, out := t.run(t.binary, limit, at)
		if end == "hangs" {
			if again, _ := t.run(t.binary, limit, at); again != "hangs" || p.hangsAnyway(t, control, limit, at) {
				end = "failed"
			}
		}
		switch end {
		case "died":
			sum.died++
		case "hangs":
			sum.hangs++
		case "passed":
			sum.passed++
		default:
			sum.failed++
			continue
		}
		fmt.Printf("%s: %s: %s %s\n", p.place, p.text, t.name, end)
		if end == "died" {
			_, stack, _ := strings.Cut(out, "panic: "+injected)
			fmt.Printf("\t%.600s\n", strings.ReplaceAll(strings.TrimSpace(stack), "\n", "\n\t"))
		}
	}
}

// hangsAnyway reports whether a test hangs, too, if the goroutine just ends at the
// point, in a copy that is not fixed.
func (p *point) hangsAnyway(t *test, control string, limit time.Duration, at string) bool {
	rel, err := filepath.Rel(filepath.Dir(control)+"/fixed", t.dir)
	if err != nil {
		log.Fatal(err)
	}
	dir := filepath.Join(control, rel)
	binary := filepath.Join(dir, "inject.test")
	if _, err := os.Stat(binary); err != nil {
		if err := build(dir, binary); err != nil {
			log.Fatal(err)
		}
	}
	same := *t
	same.dir = dir
	end, _ := same.run(binary, limit, at, "INJECT_ENDS=1")
	return end == "hangs"
}
