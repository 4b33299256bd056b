package report

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"
)

var services = []Service{
	{Name: "fine", Runs: "s.run", Place: "a.go:1:1", Pace: ByClock, Beats: true, Period: time.Second, Silence: time.Minute},
	{Name: "silent", Runs: "s.run", Place: "a.go:2:1", Pace: ByClock, Beats: true, Period: 5 * time.Minute, Silence: 10 * time.Minute},
	{Name: "silent", Runs: "s.run", Place: "a.go:3:1", Pace: ByClock, Beats: true, Period: 5 * time.Minute, Silence: 10 * time.Minute},
	{Name: "also-slow", Runs: "s.run", Place: "a.go:4:1", Pace: ByClock, Beats: true, Period: 5 * time.Minute, Silence: 10 * time.Minute},
	{Name: "some.times", Runs: "s.run", Place: "a.go:5:1", Pace: ByClock, Beats: true},
	{Name: "never", Runs: "s.run", Place: "a.go:6:1", Pace: ByClock, Period: time.Minute, Silence: 2 * time.Minute},
	{Name: "reader", Runs: "s.run", Place: "a.go:7:1", Pace: Unbound},
	{Name: "both", Runs: "s.run", Place: "a.go:8:1", Pace: Unbound, Beats: true},
	{Name: "dark", Runs: "f", Place: "a.go:9:1", Pace: Unknown},
	{Runs: "<f>", Place: "a.go:10:1", Pace: Unknown},
	{Name: "watched", Runs: "s.run", Place: "a.go:11:1", Pace: ByClock, Beats: true, Period: time.Hour, Silence: 2 * time.Hour, Deadline: true},
	{Name: "pump", Runs: "s.run", Place: "a.go:13:1", Pace: ByClock, Beats: true, Deadline: true, Passing: true},
	{Name: "theirs", Runs: "s.run", Place: "a.go:14:1", Pace: ByClock, Beats: true, Period: time.Minute, Silence: 2 * time.Minute, Theirs: "guard"},
	{Name: "by-hand", Runs: "s.run", Place: "a.go:12:1", Pace: ByClock, Beats: true, Deadline: true},
}

// A probe asks for the services together that are silent for as long, and wants no heartbeat of those that
// have none. What has a deadline was asked for with stale=, which is 503 from the start of the program until the
// first heartbeat: for an hour. What ends with a request was asked for, and red when there was none.
func TestProbes(t *testing.T) {
	const want = `/live?expect=both,dark,never,reader   # by supervision alone: they do not beat
/live?expect=by-hand,watched   # by their deadlines
/live?expect=fine&stale=1m
/live?expect=some.times&stale=2m   # a guess: how long a pass takes, the code does not tell
/live?expect=also-slow,silent&stale=10m
# not to be expected, they come and go with a request, a connection or a timeout: pump
`
	if got := probeURLs("/live", services); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// One request asked for the services of all programs of a module: each of them was unhealthy for want of those of the others.
func TestProbesOfPrograms(t *testing.T) {
	beats := func(program, name string) Service {
		return Service{Name: name, Program: program, Pace: ByClock, Beats: true, Silence: time.Minute}
	}
	list := []Service{beats("m/b", "mailer"), beats("m/a", "api"), beats("", "worker")}
	const want = `# program m/a
/live?expect=api&stale=1m
# program m/b
/live?expect=mailer&stale=1m
# whichever program starts these
/live?expect=worker&stale=1m
`
	if got := programProbes("/live", list); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := programProbes("/live", list[1:]); got != "/live?expect=api,worker&stale=1m\n" {
		t.Errorf("of one program: %s", got)
	}
}

// The rules are those that runtime/e2e tries with the engine of Prometheus.
func TestServiceAlerts(t *testing.T) {
	want, err := os.ReadFile("testdata/alerts.yml")
	if err != nil {
		t.Fatal(err)
	}
	if got := alertRules(probes(services)); got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := alertRules(probes(services[5:])); got != "" {
		t.Errorf("rules for services that do not beat:\n%s", got)
	}
}

func TestServicesOnThePage(t *testing.T) {
	r, _ := newReport(t)
	r.Services, r.Handler = services, "/live"
	var b bytes.Buffer
	if err := HTML(&b, r); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<tr><th scope="row">fine</th><td><code>s.run</code></td><td class="place">a.go:1:1</td><td>1s</td><td>yes</td><td>no</td></tr>`,
		`<tr><th scope="row">watched</th><td><code>s.run</code></td><td class="place">a.go:11:1</td><td>1h</td><td>yes</td><td>yes</td></tr>`,
		`<td class="place">a.go:14:1 (by package guard)</td>`,
		`<tr><th scope="row">never</th><td><code>s.run</code></td><td class="place">a.go:6:1</td><td>1m</td><td class="bad">never</td><td>no</td></tr>`,
		`<td>waits without bound</td><td>no pass to beat in</td>`,
		`<td>waits without bound</td><td>not on every wait</td>`,
		`<tr><th scope="row">(not constant)</th><td><code>&lt;f&gt;</code></td><td class="place">a.go:10:1</td><td>not known</td><td>not seen</td><td>no</td></tr>`,
		"/live?expect=fine&amp;stale=1m\n",
		"supervised_last_heartbeat_timestamp_seconds",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	r.Services = nil
	b.Reset()
	if err := HTML(&b, r); err != nil || strings.Contains(b.String(), `id="services"`) {
		t.Errorf("%v; a page without services has a list of them", err)
	}
}

// Two loops under one name had an entry each, with periods that contradict: only the longer one holds for
// both.
func TestSharedNames(t *testing.T) {
	every := Service{Name: "every", Place: "a.go:2:1", Pace: ByClock, Beats: true, Period: time.Second, Silence: time.Minute, Deadline: true}
	slow, unbound, silent := every, every, every
	slow.Place, slow.Period, slow.Silence = "a.go:3:1", 10*time.Minute, 20*time.Minute
	unbound.Pace, unbound.Period, unbound.Silence = Unbound, 0, 0
	silent.Beats, silent.Deadline = false, false
	for _, test := range []struct {
		list []Service
		want Service
	}{
		{[]Service{every, slow}, Service{Name: "every", Place: "a.go:2:1", Pace: ByClock, Beats: true, Period: 10 * time.Minute, Silence: 20 * time.Minute, Deadline: true, Sharing: 1}},
		{[]Service{every, unbound}, Service{Name: "every", Place: "a.go:2:1", Pace: Unbound, Beats: true, Deadline: true, Sharing: 1}},
		{[]Service{every, silent, slow}, Service{Name: "every", Place: "a.go:2:1", Pace: ByClock, Period: 10 * time.Minute, Silence: 20 * time.Minute, Sharing: 2}},
	} {
		if got := ByName(test.list); len(got) != 1 || got[0] != test.want {
			t.Errorf("got %+v, want %+v", got, test.want)
		}
	}
	if got := ByName([]Service{{Runs: "b"}, {Name: "a"}, {Runs: "c"}}); len(got) != 3 || got[2].Shared() != "" {
		t.Errorf("services without a name are one: %+v", got)
	}
	api, worker := every, slow
	api.Program, worker.Program = "app/cmd/api", "app/cmd/worker"
	if got := ByName([]Service{worker, api, worker}); len(got) != 2 || got[0] != api || got[1].Sharing != 1 {
		t.Errorf("services of two programs are one: %+v", got)
	}
	if got := ByName([]Service{worker, api, silent}); len(got) != 1 || got[0].Sharing != 2 || got[0].Beats {
		t.Errorf("that of a package that both may import is apart: %+v", got)
	}
	if got := ByName([]Service{every, slow, every})[0].Shared(); got != "2 others share the name" {
		t.Errorf("the remark is %q", got)
	}
}

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Minute: "1m", 90 * time.Second: "1m30s", time.Hour: "1h", 90 * time.Minute: "1h30m", time.Hour + time.Second: "1h0m1s", 1500 * time.Millisecond: "1.5s", 10 * time.Minute: "10m",
	} {
		if got := duration(d); got != want {
			t.Errorf("%v: got %s, want %s", d, got, want)
		}
		if back, err := time.ParseDuration(duration(d)); err != nil || back != d {
			t.Errorf("%s is read as %v, %v", duration(d), back, err)
		}
	}
}
