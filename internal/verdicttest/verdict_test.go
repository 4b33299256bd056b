package verdicttest

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	tool     = flag.String("tool", "", "the command to judge by, instead of this module's")
	seeds    = flag.Int("seeds", 0, "how many programs to generate")
	seed     = flag.Uint64("seed", 0, "the first one; 0 is that of the sites that are plain but for one part")
	duration = flag.Duration("for", 0, "generate programs for that long, however many")
	keep     = flag.String("keep", "", "the directory to write the smallest programs with faults to")
	all      = flag.Bool("all", false, "go on after programs with faults, and print each kind once")
)

// sitesEach is the number of sites of a program.
const sitesEach = 400

// TestVerdicts compares what the command says of generated programs with what
// happens when they run. -for=20m -seed=1000 -timeout=1h looks further than CI
// does; -keep=DIR keeps the smallest programs with faults, to be run and looked into.
func TestVerdicts(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs programs")
	}
	if *seeds == 0 && *duration == 0 {
		t.Skip("neither -seeds nor -for asks for programs")
	}
	if *tool == "" {
		*tool = filepath.Join(t.TempDir(), "unsupervisedgo.exe")
		run(t, ".", "go", "build", "-o", *tool, "github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo")
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir()) // the tool remembers what it has found
	end := time.Now().Add(*duration)
	kinds := make(map[Site]bool)
	programs, sites, dead := 0, 0, 0
	n := *seed
	defer func() {
		if t.Failed() {
			t.Logf("the last seed is %d", n)
		}
	}()
	for ; ; n++ {
		if *duration > 0 && time.Now().After(end) || *duration == 0 && n == *seed+uint64(*seeds) {
			break
		}
		p := New(Singles())
		if n > 0 {
			p = Generate(n, sitesEach)
		}
		faults, deaths := judge(t, p)
		programs, sites, dead = programs+1, sites+len(p.Sites), dead+deaths
		for _, f := range simplest(t, faults) {
			if !kinds[f.site] {
				kinds[f.site] = true
				t.Errorf("seed %d: %s", n, f)
				if *keep != "" {
					write(t, filepath.Join(*keep, strconv.Itoa(len(kinds))), New([]Site{f.site}))
				}
			}
		}
		if t.Failed() && !*all {
			break
		}
	}
	t.Logf("%d programs, %d sites, of which %d died", programs, sites, dead)
}

// A fault is a site of which the command says something else than what happens.
type fault struct {
	site    Site
	source  string
	message string // of the finding; empty if there is none
	death   string // what it died of; empty if it did not
}

func (f fault) String() string {
	if f.message == "" {
		return fmt.Sprintf("a missed crash: %s\n%s\n%s", f.site, f.death, f.source)
	}
	return fmt.Sprintf("a false alarm: %s\n%s\n%s", f.site, f.message, f.source)
}

// judge returns the faults of a program, and how many sites die.
func judge(t *testing.T, p *Program) (faults []fault, dead int) {
	t.Helper()
	dir := t.TempDir()
	defer os.RemoveAll(dir)
	write(t, dir, p)
	app := filepath.Join(dir, "app")
	run(t, app, "go", "build", "-gcflags=-e", "-o", "program.exe", ".")
	deaths := execute(t, app, len(p.Sites))
	messages := findings(t, app, p)
	strict := findings(t, app, p, "-strict")
	for i, s := range p.Sites {
		death, died := deaths[i]
		f := fault{s, p.Source(i), messages[i], death}
		switch {
		case died && messages[i] == "" && !s.Deliberate():
			faults = append(faults, f)
		case died && strict[i] == "":
			f.death += " (under -strict)"
			faults = append(faults, f)
		case !died && messages[i] != "" && !s.Unproven():
			faults = append(faults, f)
		}
	}
	return faults, len(deaths)
}

// write writes a program to a directory.
func write(t *testing.T, dir string, p *Program) {
	t.Helper()
	for name, content := range p.Files() {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(content), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
}

// run runs a command that is not to fail.
func run(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%.4000s", name, strings.Join(args, " "), err, out)
	}
}

// findings returns the messages of the command, by site.
func findings(t *testing.T, dir string, p *Program, flags ...string) map[int]string {
	t.Helper()
	cmd := exec.Command(*tool, slices.Concat([]string{"-format", "json"}, flags, []string{"./..."})...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		t.Fatalf("the command: %v\n%.4000s", err, stderr.String())
	}
	var report struct {
		Findings []struct {
			File, Message string
			Line          int
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	messages := make(map[int]string)
	for _, f := range report.Findings {
		if f.File == "sites.go" {
			messages[p.SiteAt(f.Line)] = f.Message
		} else {
			t.Errorf("%s:%d: a finding in what is no site: %s", f.File, f.Line, f.Message)
		}
	}
	return messages
}

var goroutine = regexp.MustCompile(`(?m)^goroutine (\d+)( gp=\S+ m=\S+ mp=\S+)? \[`)

// execute runs the program until each site has died or was run with each
// setting, and returns what those died of that did.
func execute(t *testing.T, dir string, sites int) map[int]string {
	t.Helper()
	const chunk = 50
	deaths := make(map[int]string)
	var mu sync.Mutex
	var wg sync.WaitGroup
	var broken atomic.Bool
	free := make(chan bool, runtime.GOMAXPROCS(0))
	for first := 0; first < sites; first += chunk {
		free <- true
		wg.Go(func() {
			defer func() { <-free }()
			for next, end := first, min(first+chunk, sites); next < end; {
				site, death, err := runSites(dir, next, end)
				if err != nil {
					broken.Store(true)
					t.Error(err)
					return
				}
				if death != "" {
					mu.Lock()
					deaths[site] = death
					mu.Unlock()
				}
				next = site + 1
			}
		})
	}
	wg.Wait()
	if broken.Load() {
		t.FailNow()
	}
	return deaths
}

// runSites runs the sites from one number up to another one, and returns the
// first that dies, and of what.
func runSites(dir string, first, end int) (site int, death string, err error) {
	cmd := exec.Command(filepath.Join(dir, "program.exe"), strconv.Itoa(first), strconv.Itoa(end), strconv.Itoa(Settings))
	cmd.Dir = dir
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, exit := cmd.Output()
	last := string(out[bytes.LastIndexByte(out, 1)+1:])
	if exit == nil && last == "end\n" {
		return end, "", nil
	}
	var setting int
	if _, scanned := fmt.Sscanf(last, "%d %d", &site, &setting); scanned != nil {
		return 0, "", fmt.Errorf("the program ends with %q: %v\n%.2000s", last, exit, stderr.String())
	}
	text := stderr.String()
	text = text[max(0, strings.Index(text, "panic: ")):]
	where := goroutine.FindStringSubmatch(text)
	if !strings.HasPrefix(text, "panic: ") || where == nil || where[1] == "1" {
		return 0, "", fmt.Errorf("site %d with setting %d ends with %v, not of a panic on a goroutine of its own\n%.2000s", site, setting, exit, stderr.String())
	}
	reason, _, _ := strings.Cut(text, "\n")
	return site, fmt.Sprintf("with setting %d it dies: %s", setting, reason), nil
}

// simplest replaces each fault by the faults of simpler sites, as long as there are any,
// and returns each of those once.
func simplest(t *testing.T, faults []fault) []fault {
	t.Helper()
	var done []fault
	for len(faults) > 0 {
		var sites []Site
		for _, f := range faults {
			for _, s := range f.site.Simpler() {
				if !slices.Contains(sites, s) {
					sites = append(sites, s)
				}
			}
		}
		var smaller []fault
		if len(sites) > 0 {
			smaller, _ = judge(t, New(sites))
		}
		var next []fault
		for _, f := range faults {
			i := slices.IndexFunc(smaller, func(s fault) bool {
				return (s.message == "") == (f.message == "") && slices.Contains(f.site.Simpler(), s.site)
			})
			list := &done
			if i >= 0 {
				f, list = smaller[i], &next
			}
			if !slices.ContainsFunc(*list, func(g fault) bool { return g.site == f.site }) {
				*list = append(*list, f)
			}
		}
		faults = next
	}
	return done
}
