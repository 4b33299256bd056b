package main

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// platformServices are the five subsystems of the example, by the names that -fix gives them.
var platformServices = []string{"broadcaster", "channel-mgr", "cron-sched", "health-sweep", "liveness-monitor"}

// TestPlatformHeartbeats is the other half of the incident, over real HTTP: a scheduler that
// hangs in the middle of a pass, without a panic, left every probe green. After -fix -heartbeats
// all five subsystems beat; the one that hangs is told by name and stack, the others stay healthy;
// and a panic is what it was.
func TestPlatformHeartbeats(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs programs")
	}
	t.Parallel()
	tmp, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(tmp, "platform")
	if err := os.CopyFS(dir, os.DirFS("../../examples/platform")); err != nil {
		t.Fatal(err)
	}
	tool := platformExe(tmp, "unsupervisedgo")
	platformGo(t, "", "build", "-o", tool, "github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo")
	platformTool(t, exitClean, tool, "-C", dir, "-fix", "-heartbeats", "./...")
	again := platformTree(t, dir)
	platformTool(t, exitClean, tool, "-C", dir, "-fix", "-heartbeats", "./...")
	if changed := platformChanges(again, platformTree(t, dir)); len(changed) > 0 {
		t.Errorf("a second -fix changed %v", changed)
	}
	platformGo(t, dir, "vet", "./...")

	// What the example's README leaves to the user: where the probe is, and, since the period is
	// a flag, how long a pass may take.
	platformEdit(t, filepath.Join(dir, "main.go"),
		"http.HandlerFunc(alwaysOK),", "supervisedhttp.Handler(),",
		"\t\"example.com/platform/internal/supervised\"\n", "\t\"example.com/platform/internal/supervised\"\n\t\"example.com/platform/internal/supervised/supervisedhttp\"\n",
		`"cron-sched", cronSched.Start)`, `"cron-sched", cronSched.Start, supervised.StaleAfter(20**tick))`)
	exe := platformExe(tmp, "beating")
	platformGo(t, dir, "build", "-o", exe, ".")
	p := startPlatform(t, exe) // with a tick of 50 ms

	all := strings.Join(platformServices, ",")
	p.eventually(t, "all five subsystems beat", func() (bool, any) {
		code, body := p.ask(t, all)
		return code == http.StatusOK, body
	})

	hang := make(chan error, 1)
	const hung = 4 * time.Second
	go func() {
		_, err := p.postForm("/debug/hang", url.Values{"for": {hung.String()}})
		hang <- err
	}()
	p.eventually(t, "the scheduler hangs, and the probe says so", func() (bool, any) {
		code, body := p.ask(t, all)
		return code == http.StatusServiceUnavailable && strings.Contains(body, `"stale":["cron-sched"]`), body
	})
	if s := p.liveness(t)["cron-sched"]; s.State != "running" || s.Problem != "stuck" || s.Panics != 0 {
		t.Errorf("while it hangs, cron-sched is %+v", s)
	}
	if code, body := p.ask(t, strings.ReplaceAll(all, "cron-sched,", "")); code != http.StatusOK {
		t.Errorf("while the scheduler hangs, the probe of the others answers %d: %s", code, body)
	}
	p.eventually(t, "the log has its name and the stack of its goroutine", func() (bool, any) {
		for line := range strings.Lines(p.stderr.String()) {
			if strings.Contains(line, "supervised goroutine is stuck: no heartbeat") && strings.Contains(line, "name=cron-sched") {
				return strings.Contains(line, "worker.(*Pool).Submit") && strings.Contains(line, "cron.(*Scheduler).Start"), line
			}
		}
		return false, "no record"
	})

	p.eventually(t, "the pass is over, and the scheduler healthy", func() (bool, any) {
		code, body := p.ask(t, all)
		return code == http.StatusOK, body
	})
	if err := <-hang; err != nil {
		t.Errorf("the request that held the queue: %v", err)
	}

	p.mustPost(t, "/debug/bad-row", url.Values{"subsystem": {"cron"}})
	p.eventually(t, "the scheduler has panicked", func() (bool, any) {
		live := p.liveness(t)
		return live["cron-sched"].Panics == 1, live
	})
	p.eventually(t, "it runs and beats again", func() (bool, any) {
		s := p.liveness(t)["cron-sched"]
		code, body := p.ask(t, all)
		return s.State == "running" && s.Starts == 2 && code == http.StatusOK, body
	})
}

// What the command writes in one run with -heartbeats, go vet -fix and go fix write in two, byte for byte: first a
// goroutine is supervised, then its loop beats.
func TestPlatformHeartbeatsInEveryDriver(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs programs")
	}
	t.Parallel()
	tmp, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	tool := platformExe(tmp, "unsupervisedgo")
	platformGo(t, "", "build", "-o", tool, "github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo")
	var first map[string]string
	for _, driver := range []struct {
		name string
		fix  func(dir string)
	}{
		{"command", func(dir string) { platformTool(t, exitClean, tool, "-C", dir, "-fix", "-heartbeats", "./...") }},
		{"vet", func(dir string) { platformGo(t, dir, "vet", "-fix", "-vettool="+tool, "-heartbeats", "./...") }},
		{"fix", func(dir string) { platformGo(t, dir, "fix", "-fixtool="+tool, "-heartbeats", "./...") }},
	} {
		dir := filepath.Join(tmp, driver.name)
		if err := os.CopyFS(dir, os.DirFS("../../examples/platform")); err != nil {
			t.Fatal(err)
		}
		platformTool(t, exitClean, tool, "init", "-C", dir)
		driver.fix(dir)
		driver.fix(dir)
		tree := platformTree(t, dir)
		if first == nil {
			first = tree
			beats := 0
			for _, src := range tree {
				beats += strings.Count(src, "\t\tsupervised.Beat(ctx)\n")
			}
			if beats != len(platformServices) {
				t.Errorf("%d loops beat, want %d", beats, len(platformServices))
			}
		}
		for _, file := range platformChanges(first, tree) {
			t.Errorf("%s writes %s differently:\n%s\nwant:\n%s", driver.name, file, tree[file], first[file])
		}
	}
}

// ask returns what the probe answers that expects these names to have had a heartbeat within two
// seconds.
func (p *platformProcess) ask(t *testing.T, names string) (code int, body string) {
	t.Helper()
	resp, err := p.client.Get(p.base + "/admin/liveness?stale=2s&expect=" + names)
	if err != nil {
		t.Fatalf("%v\n%s", err, p.output())
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%v\n%s", err, p.output())
	}
	return resp.StatusCode, strings.Join(strings.Fields(string(text)), "")
}

// platformEdit replaces texts in a file, each of which must be there once.
func platformEdit(t *testing.T, file string, texts ...string) {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(src)
	for i := 0; i < len(texts); i += 2 {
		if n := strings.Count(text, texts[i]); n != 1 {
			t.Fatalf("%s has %d times %q, want 1:\n%s", file, n, texts[i], text)
		}
		text = strings.Replace(text, texts[i], texts[i+1], 1)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
