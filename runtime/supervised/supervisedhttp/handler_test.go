package supervisedhttp_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised/supervisedhttp"
)

// isolate returns a Supervisor that logs nothing.
func isolate() *supervised.Supervisor {
	s := new(supervised.Supervisor)
	s.SetDefaults(supervised.Logger(slog.New(discard{})))
	return s
}

type discard struct{ slog.Handler }

func (discard) Enabled(context.Context, slog.Level) bool { return false }

// get asks a handler through a real server: what HEAD and errors look like is
// partly net/http's business.
func get(t *testing.T, h http.Handler, method, target string, accept ...string) (*http.Response, string) {
	t.Helper()
	srv := httptest.NewServer(h)
	defer srv.Close()
	req, err := http.NewRequest(method, srv.URL+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header["Accept"] = accept
	resp, err := srv.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

// populate returns a Supervisor with a subsystem of each kind.
func populate() *supervised.Supervisor {
	s, ctx := isolate(), context.Background()
	s.Heartbeat("beats")
	s.RunWithRecover(ctx, "done", func(context.Context) { s.Heartbeat("done") })
	s.RunWithRecover(ctx, "failed", func(context.Context) { panic("<b>boom</b>") }, supervised.NoRestart())
	s.RunWithRecover(ctx, `<script>alert("x")</script>`, func(context.Context) {})
	s.RunWithRecover(ctx, "a,b", func(context.Context) {}, supervised.NoRestart())
	return s
}

// The shape of the hand-made package, which its probes read:
// {"subsystems":{NAME:{"last_tick_at":RFC3339,"seconds_ago":int}}}.
func TestLivenessJSON(t *testing.T) {
	s := populate()
	resp, body := get(t, supervisedhttp.HandlerOf(s), "GET", "/admin/liveness")
	if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "application/json; charset=utf-8" || resp.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s, header %v", resp.Status, resp.Header)
	}
	var got struct {
		Healthy    *bool
		Subsystems map[string]map[string]any
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatalf("%v:\n%s", err, body)
	}
	if got.Healthy != nil {
		t.Error("claims to be healthy or not, though nobody said what to expect")
	}
	if len(got.Subsystems) != 5 {
		t.Errorf("%d subsystems, want 5", len(got.Subsystems))
	}
	for name, fields := range got.Subsystems {
		at, ago := fields["last_tick_at"], fields["seconds_ago"]
		if name == "beats" || name == "done" {
			if when, err := time.Parse(time.RFC3339, at.(string)); err != nil || time.Since(when) > time.Minute {
				t.Errorf("%s: last_tick_at %v (%v)", name, at, err)
			}
			if n := ago.(float64); n != float64(int(n)) || n < 0 || n > 60 {
				t.Errorf("%s: seconds_ago %v", name, ago)
			}
		} else if at != nil || ago != nil {
			t.Errorf("%s never beat: last_tick_at %v, seconds_ago %v", name, at, ago)
		}
	}
	e := got.Subsystems["failed"]
	if e["state"] != "failed" || e["panics"] != 1.0 || e["starts"] != 1.0 || e["last_failure"] != "<b>boom</b>" || e["last_failure_at"] == nil {
		t.Errorf("failed: %v", e)
	}
	if strings.Index(body, `"beats": {`) > strings.Index(body, `"done": {`) || strings.Index(body, `"done": {`) > strings.Index(body, `"failed": {`) {
		t.Error("names are not sorted")
	}
}

func TestLivenessOfNothing(t *testing.T) {
	s := isolate()
	if _, body := get(t, supervisedhttp.HandlerOf(s), "GET", "/"); !strings.Contains(body, `"subsystems": {}`) {
		t.Errorf("body %s, want an empty object", body)
	}
	if _, body := get(t, supervisedhttp.HandlerOf(s), "GET", "/", "text/html"); strings.Contains(body, "<table") {
		t.Error("the page has a table of nothing")
	}
}

func TestMethods(t *testing.T) {
	s := populate()
	for name, h := range map[string]http.Handler{"liveness": supervisedhttp.HandlerOf(s), "metrics": supervisedhttp.MetricsHandlerOf(s)} {
		for _, accept := range []string{"application/json", "text/html", "application/openmetrics-text"} {
			full, body := get(t, h, "GET", "/", accept)
			// https://github.com/prometheus/prometheus/issues/11160: probes use HEAD.
			head, nothing := get(t, h, "HEAD", "/", accept)
			if head.StatusCode != 200 || nothing != "" || head.ContentLength != int64(len(body)) ||
				head.Header.Get("Content-Type") != full.Header.Get("Content-Type") {
				t.Errorf("%s: HEAD answers %s, %q, %v", name, head.Status, nothing, head.Header)
			}
		}
		for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
			resp, _ := get(t, h, method, "/")
			if resp.StatusCode != http.StatusMethodNotAllowed || resp.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s: %s answers %s, Allow %q", name, method, resp.Status, resp.Header.Get("Allow"))
			}
		}
	}
}

func TestExpect(t *testing.T) {
	s := populate()
	for _, tt := range []struct {
		query string
		code  int
		stale []string
	}{
		{"", 200, nil},
		{"?expect=beats&stale=1h", 200, nil},
		{"?expect=beats,done&stale=1h", 200, nil},
		{"?expect=nobody,beats,failed&stale=1h", 503, []string{"nobody", "failed"}},
		{"?expect=beats&expect=nobody&stale=1h", 503, []string{"nobody"}},
		{"?expect=beats,%20done%20,&stale=1h", 200, nil},
		{"?expect=beats&stale=1ns", 503, []string{"beats"}},
		{"?expect=a,b&stale=1h", 503, []string{"a,b"}}, // a name with a comma
		{"?expect=beats,a,b&stale=1h", 503, []string{"a", "b"}},
		// Without stale, supervision alone: a task may be done, a service must not.
		{"?expect=a,b", 200, nil},
		{"?expect=done", 503, []string{"done"}},
		{"?expect=failed", 503, []string{"failed"}},
		{"?expect=beats", 503, []string{"beats"}}, // which nobody supervises
		{"?expect=nobody", 503, []string{"nobody"}},
		// A probe that is wrong must not be one that never fails.
		{"?expect=nobody;stale=1m", 400, nil},
		{"?expected=nobody&stale=1m", 400, nil},
		{"?Expect=nobody&stale=1m", 400, nil},
		{"?expect=beats&stale=1h&x", 400, nil},
		{"?expect=beats&stale=1h&stale=1h", 400, nil},
		{"?expect=%zz", 400, nil},
		{"?expect=", 400, nil},
		{"?stale=1h", 400, nil},
		{"?expect=&stale=1h", 400, nil},
		{"?expect=beats&stale=120", 400, nil},
		{"?expect=beats&stale=-1h", 400, nil},
	} {
		resp, body := get(t, supervisedhttp.HandlerOf(s), "GET", "/"+tt.query)
		if resp.StatusCode != tt.code || resp.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %s, want %d", tt.query, resp.Status, tt.code)
		}
		if tt.code == 400 {
			continue
		}
		var got struct {
			Healthy *bool
			Stale   []string
		}
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatal(err)
		}
		if strings.Join(got.Stale, " ") != strings.Join(tt.stale, " ") {
			t.Errorf("%s: stale %v, want %v", tt.query, got.Stale, tt.stale)
		}
		if tt.query != "" && (got.Healthy == nil || *got.Healthy != (tt.code == 200)) {
			t.Errorf("%s: healthy %v", tt.query, got.Healthy)
		}
		page, _ := get(t, supervisedhttp.HandlerOf(s), "GET", "/"+tt.query, "text/html")
		if page.StatusCode != tt.code {
			t.Errorf("%s: the page answers %s, want %d", tt.query, page.Status, tt.code)
		}
	}
}

func TestPage(t *testing.T) {
	s := populate()
	const chrome = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
	resp, body := get(t, supervisedhttp.HandlerOf(s), "GET", "/?expect=beats,nobody&stale=1h", chrome)
	if ct := resp.Header.Get("Content-Type"); ct != "text/html; charset=utf-8" {
		t.Errorf("Content-Type %q", ct)
	}
	if csp := resp.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("Content-Security-Policy %q", csp)
	}
	for _, want := range []string{
		`http-equiv="refresh"`, "prefers-color-scheme: dark", "&lt;script&gt;", "&lt;b&gt;boom&lt;/b&gt;",
		"no heartbeat in the last 1h: <bdi>nobody</bdi>", "gave up", "1 failed", "0 s ago",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	for _, bad := range []string{"<script", "<b>", "src=", "href=", "url("} {
		if strings.Contains(body, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
}

func TestContentNegotiation(t *testing.T) {
	s := isolate()
	for _, tt := range []struct{ accept, want string }{
		{"", "application/json"},
		{"*/*", "application/json"}, // curl, kube-probe
		{"application/json", "application/json"},
		{"text/html", "text/html"},
		{"Text/HTML", "text/html"},
		{"text/*", "text/html"},
		{"application/xhtml+xml,*/*;q=0.8", "application/json"},
		{"text/html;q=0.5, application/json", "application/json"},
		{"text/html;q=0.5, application/json;q=0.4", "text/html"},
		{"text/html; level=1; q=0.1, */*;q=0.5", "application/json"},
		{"*/*, text/html;q=0", "application/json"},
		{"text/html;q=nonsense", "application/json"},
	} {
		resp, _ := get(t, supervisedhttp.HandlerOf(s), "GET", "/", tt.accept)
		if got := resp.Header.Get("Content-Type"); !strings.HasPrefix(got, tt.want) {
			t.Errorf("Accept %q: %s, want %s", tt.accept, got, tt.want)
		}
		if resp.Header.Get("Vary") != "Accept" {
			t.Errorf("Accept %q: no Vary", tt.accept)
		}
	}
}

func TestMetricsText(t *testing.T) {
	s := isolate()
	_ = s.Call(context.Background(), "a\"b\\c\nd\xff", func(context.Context) error { panic(errors.New("x")) })
	resp, body := get(t, supervisedhttp.MetricsHandlerOf(s), "GET", "/")
	if ct := resp.Header.Get("Content-Type"); ct != "text/plain; version=0.0.4; charset=utf-8" {
		t.Errorf("Content-Type %q", ct)
	}
	for _, want := range []string{
		"# TYPE supervised_panics_total counter\n" + `supervised_panics_total{name="a\"b\\c\nd\\xff",kind="task"} 1` + "\n",
		`",kind="task",state="failed"} 1` + "\n",
		`",kind="task",state="done"} 0` + "\n",
		`",kind="task",problem="gave up"} 1` + "\n",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in\n%s", want, body)
		}
	}
	if strings.Contains(body, "heartbeat_timestamp_seconds{") {
		t.Error("a time for a heartbeat that never was")
	}
	// What Prometheus sends.
	resp, body = get(t, supervisedhttp.MetricsHandlerOf(s), "GET", "/",
		"application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2")
	if ct := resp.Header.Get("Content-Type"); !strings.HasPrefix(ct, "application/openmetrics-text; version=1.0.0") {
		t.Errorf("Content-Type %q", ct)
	}
	if !strings.Contains(body, "# TYPE supervised_panics counter\nsupervised_panics_total{") || !strings.HasSuffix(body, "# EOF\n") {
		t.Errorf("not OpenMetrics:\n%s", body)
	}
}

func TestExpVar(t *testing.T) {
	s := populate()
	var got map[string]struct{ State supervised.State }
	if err := json.Unmarshal([]byte(supervisedhttp.ExpVarOf(s).String()), &got); err != nil || got["failed"].State != supervised.Failed {
		t.Errorf("%v, %v", got, err)
	}
}
