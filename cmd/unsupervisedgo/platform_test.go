package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/format"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	// platformPatience bounds every wait for something that the running
	// example does. The first restart comes after a second.
	platformPatience = 15 * time.Second
	platformPoll     = 25 * time.Millisecond

	// platformCommand bounds every external command: the first one may
	// compile or analyse the standard library.
	platformCommand = 5 * time.Minute
)

// platformFindings are the bare goroutines of examples/platform: where the
// text of each begins, and the entry that the message must name.
var platformFindings = []struct{ file, text, entry string }{
	{"main.go", "go broadcaster.Subscribe(ctx)", "Subscribe"},
	{"main.go", "go reg.StartLivenessMonitor(ctx)", "StartLivenessMonitor"},
	{"main.go", "go reg.StartHealthSweep(ctx)", "StartHealthSweep"},
	{"main.go", "go cronSched.Start(ctx)", "Start"},
	{"main.go", "go channelMgr.Start(ctx)", "Start"},
	{"main.go", "go func() {\n\t\terrc <- srv.Serve(ln)", ""},
	{"server.go", "go func(tenant, action string, took time.Duration)", ""},
	{"server.go", `go s.trail.Record(msg.Tenant, "message", msg.To)`, "Record"},
	{"internal/worker/pool.go", "go func() {\n\t\t\tdefer p.wg.Done()", ""},
}

// TestPlatformIncident replays the incident on the example: one bad row ends
// the process; after -fix the same row costs one subsystem one back-off, and
// the liveness route tells.
func TestPlatformIncident(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs programs")
	}
	tmp, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(tmp, "platform")
	if err := os.CopyFS(dir, os.DirFS("../../examples/platform")); err != nil {
		t.Fatal(err)
	}

	unfixed := platformExe(tmp, "unfixed")
	platformGo(t, dir, "build", "-o", unfixed, ".")
	t.Run("unfixed", func(t *testing.T) { testUnfixedPlatform(t, unfixed) })

	tool := platformExe(tmp, "unsupervisedgo")
	platformGo(t, "", "build", "-o", tool, "github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo")
	t.Run("fix", func(t *testing.T) { testFixPlatform(t, tool, dir) })
	if t.Failed() {
		return
	}

	// The one edit that the example's README leaves to the user.
	platformEdit(t, filepath.Join(dir, "main.go"),
		"http.HandlerFunc(alwaysOK),", "supervisedhttp.Handler(),",
		"\t\"example.com/platform/internal/supervised\"\n", "\t\"example.com/platform/internal/supervised\"\n\t\"example.com/platform/internal/supervised/supervisedhttp\"\n")
	fixed := platformExe(tmp, "fixed")
	platformGo(t, dir, "build", "-o", fixed, ".")
	t.Run("fixed", func(t *testing.T) { testFixedPlatform(t, fixed) })
}

// testUnfixedPlatform shows the incident: everything looks well, then one row
// ends the process.
func testUnfixedPlatform(t *testing.T, exe string) {
	p := startPlatform(t, exe)
	p.eventually(t, "the jobs of acme run", func() (bool, any) {
		runs := p.runs(t)
		return runs["acme"] >= 2, runs
	})
	var probe map[string]string
	if p.get(t, "/admin/liveness", &probe); probe["status"] != "ok" {
		t.Errorf("liveness of the unfixed program: %v", probe)
	}

	// It may die before it has answered.
	if _, err := p.postForm("/debug/bad-row", url.Values{"subsystem": {"cron"}}); err != nil {
		t.Logf("POST /debug/bad-row: %v", err)
	}
	select {
	case <-p.ended:
	case <-time.After(platformPatience):
		t.Fatalf("the unfixed program survived its bad row\n%s", p.output())
	}
	stderr := p.stderr.String()
	if p.err == nil || !strings.Contains(stderr, "panic: runtime error: index out of range") || !strings.Contains(stderr, "goroutine ") {
		t.Fatalf("the unfixed program ended, but not by the panic of the bad row: %v\n%s", p.err, p.output())
	}
}

// testFixPlatform fixes the example in dir.
func testFixPlatform(t *testing.T, tool, dir string) {
	// Report.
	before := platformTree(t, dir)
	found := platformTool(t, 1, tool, "-C", dir, "./...")
	checkPlatformFindings(t, dir, found)

	// Show.
	diff := platformTool(t, 1, tool, "-C", dir, "-diff", "./...")
	if !strings.Contains(diff.stdout, "supervised.RunWithRecover(ctx, \"cron-sched\"") {
		t.Errorf("-diff does not show the scheduler supervised\n%s", diff)
	}
	if changed := platformChanges(before, platformTree(t, dir)); len(changed) > 0 {
		t.Fatalf("reporting and -diff changed %v", changed)
	}

	// Fix.
	fix := platformTool(t, 0, tool, "-C", dir, "-fix", "./...")
	after := platformTree(t, dir)
	changed := platformChanges(before, after)
	for _, file := range changed {
		switch {
		case strings.HasPrefix(file, "internal/supervised/"):
			if strings.HasSuffix(file, "_test.go") {
				t.Errorf("-fix wrote the runtime's test %s\n%s", file, fix)
			}
		case file != "main.go" && file != "server.go" && file != "internal/worker/pool.go":
			t.Errorf("-fix changed %s, which has no finding\n%s", file, fix)
		}
	}
	for _, file := range []string{"main.go", "server.go", "internal/worker/pool.go"} {
		if !slices.Contains(changed, file) {
			t.Errorf("-fix left %s as it was\n%s", file, fix)
		}
	}
	if !slices.ContainsFunc(changed, func(file string) bool { return strings.HasPrefix(file, "internal/supervised/") }) {
		t.Errorf("-fix wrote no runtime: changed %v\n%s", changed, fix)
	}
	for file, src := range after {
		if filepath.Ext(file) != ".go" {
			continue
		}
		if formatted, err := format.Source([]byte(src)); err != nil || string(formatted) != src {
			t.Errorf("%s is not as gofmt writes it (%v):\n%s", file, err, src)
		}
	}
	platformGo(t, dir, "build", "./...")
	platformGo(t, dir, "vet", "./...")

	// Once.
	again := platformTool(t, 0, tool, "-C", dir, "-fix", "./...")
	if changed := platformChanges(after, platformTree(t, dir)); len(changed) > 0 {
		t.Errorf("a second -fix changed %v\n%s", changed, again)
	}
	if clean := platformTool(t, 0, tool, "-C", dir, "./..."); clean.stdout+clean.stderr != "" {
		t.Errorf("a run on the fixed program is not silent\n%s", clean)
	}
}

var platformFinding = regexp.MustCompile(`^(.+?\.go):(\d+):(\d+): .+`)

// checkPlatformFindings compares what the tool found in dir, one line each,
// with platformFindings.
func checkPlatformFindings(t *testing.T, dir string, found platformResult) {
	t.Helper()
	lines := make(map[string]string) // by file:line:col
	for line := range strings.Lines(found.stdout) {
		m := platformFinding.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("not a finding: %q", line)
			continue
		}
		file := m[1]
		if filepath.IsAbs(file) {
			if rel, err := filepath.Rel(dir, file); err == nil {
				file = rel
			}
		}
		at := fmt.Sprintf("%s:%s:%s", filepath.ToSlash(filepath.Clean(file)), m[2], m[3])
		if lines[at] != "" {
			t.Errorf("%s is reported twice", at)
		}
		lines[at] = line
	}
	for _, want := range platformFindings {
		at := platformPosition(t, dir, want.file, want.text)
		line, ok := lines[at]
		delete(lines, at)
		if !ok {
			t.Errorf("nothing found at %s: %s", at, want.text)
		} else if !strings.Contains(line, want.entry) || !strings.Contains(line, "bare-go") {
			t.Errorf("the finding at %s does not tell entry (%s) and category (bare-go): %s", at, want.entry, line)
		}
	}
	for at, line := range lines {
		t.Errorf("false alarm at %s: %s", at, line)
	}
	if t.Failed() {
		t.Fatalf("findings differ\n%s", found)
	}
}

// platformPosition returns the file:line:col of a text that is in a file once.
func platformPosition(t *testing.T, dir, file, text string) string {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(src), text)
	if strings.Count(string(src), text) != 1 {
		t.Fatalf("%s must have once: %s", file, text)
	}
	return fmt.Sprintf("%s:%d:%d", file, strings.Count(before, "\n")+1, len(before)-strings.LastIndex(before, "\n"))
}

// testFixedPlatform shows what the fix is for.
func testFixedPlatform(t *testing.T, exe string) {
	p := startPlatform(t, exe)
	p.eventually(t, "the jobs of acme run", func() (bool, any) {
		runs := p.runs(t)
		return runs["acme"] >= 2, runs
	})
	services := []string{"broadcaster", "liveness-monitor", "health-sweep", "cron-sched", "channel-mgr"}
	p.eventually(t, "all subsystems run", func() (bool, any) {
		live := p.liveness(t)
		for _, name := range services {
			if s := live[name]; s.State != "running" || s.Starts != 1 || s.Panics != 0 {
				return false, live
			}
		}
		return true, live
	})

	// The bad row of the incident. The scheduler panics, waits, and runs
	// again with the jobs that it had; the process does not end.
	fed := time.Now()
	p.mustPost(t, "/debug/bad-row", url.Values{"subsystem": {"cron"}})
	p.eventually(t, "the scheduler has panicked", func() (bool, any) {
		live := p.liveness(t)
		return live["cron-sched"].Panics > 0, live
	})
	stopped := p.runs(t)["acme"]
	p.eventually(t, "the scheduler runs again", func() (bool, any) {
		live := p.liveness(t)
		return live["cron-sched"].State == "running", live
	})
	if waited := time.Since(fed); waited < time.Second {
		t.Errorf("the scheduler ran again after %v, without back-off", waited)
	}
	p.eventually(t, "the scheduler ticks again", func() (bool, any) {
		runs := p.runs(t)
		return runs["acme"] >= stopped+2, runs
	})
	live := p.liveness(t)
	if s := live["cron-sched"]; s.State != "running" || s.Starts != 2 || s.Panics != 1 {
		t.Errorf("after one bad row, cron-sched is %+v\n%+v", s, live)
	}
	for _, name := range services {
		if s := live[name]; name != "cron-sched" && (s.State != "running" || s.Starts != 1 || s.Panics != 0) {
			t.Errorf("after a bad row for cron-sched, %s is %+v\n%+v", name, s, live)
		}
	}

	// Everybody else's bad row, all at once. The two workers get three, and an
	// audit goroutine cannot make sense of a message to "slack".
	for _, subsystem := range []string{"broadcaster", "liveness", "health", "channels", "worker", "worker", "worker"} {
		p.mustPost(t, "/debug/bad-row", url.Values{"subsystem": {subsystem}})
	}
	p.mustPost(t, "/messages", url.Values{"tenant": {"globex"}, "to": {"slack"}})
	const othersPanics = 3 + 1
	p.eventually(t, "all subsystems have panicked, and those that loop run again", func() (bool, any) {
		live := p.liveness(t)
		others := 0
		for name, s := range live {
			if !slices.Contains(services, name) {
				others += s.Panics
			} else if s.State != "running" || s.Starts != 2 || s.Panics != 1 {
				return false, live
			}
		}
		return others >= othersPanics, live
	})
	rendered := p.rendered(t)["acme"]
	p.eventually(t, "reports are rendered again", func() (bool, any) {
		now := p.rendered(t)
		return now["acme"] > rendered, now
	})

	// An audit goroutine that ran again would panic again, and a worker that
	// called wg.Done on every run would call it once too often.
	live = p.liveness(t)
	others := 0
	for name, s := range live {
		if !slices.Contains(services, name) {
			others += s.Panics
		}
	}
	if others != othersPanics {
		t.Errorf("workers and audit goroutines panicked %d times, want %d\n%+v", others, othersPanics, live)
	}
	if text := "negative WaitGroup counter"; strings.Contains(p.stderr.String(), text) {
		t.Errorf("%s\n%s", text, p.output())
	}

	testCrashLoop(t, p)

	// Shutdown waits for the workers, so it ends only if each has called wg.Done.
	if runtime.GOOS == "windows" {
		return // no signal to send
	}
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.ended:
		if p.err != nil {
			t.Errorf("shutdown: %v\n%s", p.err, p.output())
		}
	case <-time.After(platformPatience):
		t.Errorf("no end after an interrupt\n%s", p.output())
	}
}

// testCrashLoop shows the incident as it really was: the bad row stays, so the
// scheduler panics again and again. The probe that expects it turns red, over real
// HTTP, and with it the page and the metrics; the one for another subsystem does not.
func testCrashLoop(t *testing.T, p *platformProcess) {
	t.Helper()
	if code := p.probe(t, "cron-sched"); code != http.StatusOK {
		t.Errorf("before the crash loop, the probe answers %d", code)
	}
	for i := range 2 { // the first row of the incident was fed already
		panics := p.liveness(t)["cron-sched"].Panics
		p.mustPost(t, "/debug/bad-row", url.Values{"subsystem": {"cron"}})
		p.eventually(t, fmt.Sprintf("the scheduler has panicked again (%d)", i), func() (bool, any) {
			live := p.liveness(t)
			return live["cron-sched"].Panics > panics && (i == 1 || live["cron-sched"].State == "running"), live
		})
	}
	if s := p.liveness(t)["cron-sched"]; s.Problem != "crash loop" {
		t.Errorf("in a crash loop, cron-sched is %+v", s)
	}
	if code := p.probe(t, "cron-sched"); code != http.StatusServiceUnavailable {
		t.Errorf("in a crash loop, the probe answers %d", code)
	}
	p.eventually(t, "the scheduler runs again, and the probe is not deceived by that", func() (bool, any) {
		s := p.liveness(t)["cron-sched"]
		return s.State == "running" && p.probe(t, "cron-sched") == http.StatusServiceUnavailable, s
	})
	if code := p.probe(t, "broadcaster"); code != http.StatusOK {
		t.Errorf("the probe for a subsystem that is well answers %d", code)
	}
}

// probe returns the status with which the liveness route answers for a name.
func (p *platformProcess) probe(t *testing.T, name string) int {
	t.Helper()
	resp, err := p.client.Get(p.base + "/admin/liveness?expect=" + name)
	if err != nil {
		t.Fatalf("%v\n%s", err, p.output())
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}

// A platformProcess is the example, running.
type platformProcess struct {
	cmd            *exec.Cmd
	base           string // http://127.0.0.1:PORT
	client         *http.Client
	stdout, stderr platformOutput

	ended chan struct{} // closed when the process has ended
	err   error         // of the process, once ended is closed
}

// startPlatform starts the example on a free port, and kills it when the test
// ends.
func startPlatform(t *testing.T, exe string) *platformProcess {
	t.Helper()
	p := &platformProcess{
		cmd:    exec.Command(exe, "-addr", "127.0.0.1:0", "-tick", "50ms"),
		client: &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{}},
		ended:  make(chan struct{}),
	}
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	p.cmd.WaitDelay = 5 * time.Second
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		p.client.CloseIdleConnections()
		_ = p.cmd.Process.Kill() // fails if it has ended already
		<-p.ended
	})
	p.eventually(t, "it listens", func() (bool, any) {
		line, _, whole := strings.Cut(p.stdout.String(), "\n")
		addr, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
		p.base = "http://" + addr
		return whole && ok, line
	})
	return p
}

// eventually waits until ok. If that does not come, state tells why.
func (p *platformProcess) eventually(t *testing.T, what string, ok func() (ok bool, state any)) {
	t.Helper()
	deadline := time.Now().Add(platformPatience)
	for {
		done, state := ok()
		if done {
			return
		}
		select {
		case <-p.ended:
			t.Fatalf("waiting until %s: the process ended: %v\n%s", what, p.err, p.output())
		case <-time.After(platformPoll):
		}
		if time.Now().After(deadline) {
			t.Fatalf("not so after %v: %s; the last state was\n%+v\n%s", platformPatience, what, state, p.output())
		}
	}
}

// get reads a page of JSON into v.
func (p *platformProcess) get(t *testing.T, path string, v any) {
	t.Helper()
	resp, err := p.client.Get(p.base + path)
	if err != nil {
		t.Fatalf("GET %s: %v\n%s", path, err, p.output())
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s %v\n%s\n%s", path, resp.Status, err, body, p.output())
	}
	if err := json.Unmarshal(body, v); err != nil {
		t.Fatalf("GET %s: %v\n%s", path, err, body)
	}
}

func (p *platformProcess) postForm(path string, form url.Values) (status string, err error) {
	resp, err := p.client.PostForm(p.base+path, form)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.Status, err
}

func (p *platformProcess) mustPost(t *testing.T, path string, form url.Values) {
	t.Helper()
	status, err := p.postForm(path, form)
	if err != nil || !strings.HasPrefix(status, "202") {
		t.Fatalf("POST %s %v: %s %v\n%s", path, form, status, err, p.output())
	}
}

// runs returns how often the job of each tenant has run.
func (p *platformProcess) runs(t *testing.T) map[string]int {
	t.Helper()
	var page struct{ Runs map[string]int }
	p.get(t, "/jobs", &page)
	return page.Runs
}

// rendered returns how many reports each tenant has.
func (p *platformProcess) rendered(t *testing.T) map[string]int {
	t.Helper()
	var page struct{ Rendered map[string]int }
	p.get(t, "/reports", &page)
	return page.Rendered
}

// platformSubsystem is what the liveness route tells of one name.
type platformSubsystem struct {
	State  string `json:"state"`
	Starts int    `json:"starts"`
	Panics int    `json:"panics"`

	Problem string `json:"problem"`
}

func (p *platformProcess) liveness(t *testing.T) map[string]platformSubsystem {
	t.Helper()
	var page struct {
		Subsystems map[string]platformSubsystem `json:"subsystems"`
	}
	p.get(t, "/admin/liveness", &page)
	return page.Subsystems
}

// output returns all that the process has printed.
func (p *platformProcess) output() string {
	return fmt.Sprintf("--- stdout\n%s\n--- stderr\n%s", p.stdout.String(), p.stderr.String())
}

// platformOutput collects what a process prints, and can be read meanwhile.
type platformOutput struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *platformOutput) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(b)
}

func (o *platformOutput) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// platformResult is what an external command did.
type platformResult struct {
	command        string
	code           int
	stdout, stderr string
}

func (r platformResult) String() string {
	return fmt.Sprintf("%s: exit %d\n--- stdout\n%s\n--- stderr\n%s", r.command, r.code, r.stdout, r.stderr)
}

// platformTool runs a command in the current directory, which must exit with
// this code.
func platformTool(t *testing.T, code int, name string, args ...string) platformResult {
	t.Helper()
	return platformExec(t, "", code, name, args...)
}

// platformGo runs the go command in dir, which must succeed.
func platformGo(t *testing.T, dir string, args ...string) {
	t.Helper()
	platformExec(t, dir, 0, "go", args...)
}

func platformExec(t *testing.T, dir string, code int, name string, args ...string) platformResult {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), platformCommand)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "GOWORK=off")
	cmd.WaitDelay = 5 * time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	r := platformResult{strings.Join(cmd.Args, " "), cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v\n%s", err, r)
	}
	if r.code != code {
		t.Fatalf("want exit %d from\n%s", code, r)
	}
	return r
}

// platformTree returns the files below dir, by path.
func platformTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	tree := make(map[string]string)
	root := os.DirFS(dir)
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, path)
		tree[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// platformChanges returns the paths that differ between two trees, sorted.
func platformChanges(before, after map[string]string) []string {
	var changed []string
	for path, data := range after {
		if old, ok := before[path]; !ok || old != data {
			changed = append(changed, path)
		}
	}
	for path := range before {
		if _, ok := after[path]; !ok {
			changed = append(changed, path)
		}
	}
	slices.Sort(changed)
	return changed
}

func platformExe(dir, name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(dir, name)
}
