package e2e

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/internal/browser"
	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised/supervisedhttp"
)

// serve populates the registry with a subsystem in each state, and serves the
// page of it. A value on requests stands for a request for it.
func serve(t *testing.T) (url string, requests chan struct{}) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	until := func(ctx context.Context) { <-ctx.Done() }

	for _, name := range []string{"broadcaster", "health-sweep", "cron-sched"} {
		supervised.Heartbeat(name)
		go supervised.RunWithRecover(ctx, name, until)
	}
	for range 3 {
		go supervised.RunWithRecover(ctx, "worker", until)
	}
	waiting := make(chan struct{})
	supervised.Heartbeat("importer")
	go supervised.RunWithRecover(ctx, "importer", func(context.Context) {
		panic(errors.New(`decode row 4711 of tenant "acme": invalid character '<' looking for beginning of value`))
	}, supervised.Backoff(time.Hour, time.Hour), supervised.OnPanic(func(*supervised.PanicError) { close(waiting) }))
	<-waiting
	supervised.RunWithRecover(ctx, "migrate", func(context.Context) {})
	supervised.RunWithRecover(ctx, "warm-cache", func(context.Context) { var m map[string]int; m["x"]++ }, supervised.NoRestart())
	supervised.RunWithRecover(ctx, `<script>document.title = "owned"</script>`, func(context.Context) {})
	supervised.Heartbeat("legacy-loop")

	requests = make(chan struct{}, 100)
	mux := http.NewServeMux()
	page := supervisedhttp.Handler()
	mux.HandleFunc("/admin/liveness", func(w http.ResponseWriter, r *http.Request) {
		requests <- struct{}{}
		page.ServeHTTP(w, r)
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv.URL + "/admin/liveness", requests
}

func TestPageInBrowser(t *testing.T) {
	url, _ := serve(t)
	dom := browser.Show(t, url+"?expect=broadcaster,channel-mgr&stale=2m", "--dump-dom")
	for _, want := range []string{
		"<title>(1 unhealthy) Subsystems</title>", // so the name that is a script did not run
		`<th scope="row">broadcaster</th>`, "3 goroutines", "next run in", "assignment to entry in nil map",
		"&lt;script&gt;", "<bdi>channel-mgr</bdi>", "unsupervised", "never",
	} {
		if !strings.Contains(dom, want) {
			t.Errorf("no %q in what the browser made of the page:\n%s", want, dom)
		}
	}
}

func TestPageRefreshesItself(t *testing.T) {
	url, requests := serve(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	cmd := browser.Command(ctx, t, url)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		cancel()
		_ = cmd.Wait() // it was interrupted
	}()
	for range 2 {
		select {
		case <-requests:
		case <-ctx.Done():
			t.Fatal("the page was not loaded a second time")
		}
	}
}

// The background tells the theme. With SCREENSHOTS=DIR the pictures stay there
// to be looked at, and there are some of a narrow window, too.
func TestPageThemes(t *testing.T) {
	url, _ := serve(t)
	dir := os.Getenv("SCREENSHOTS")
	pictures := []struct {
		name, size string
		dark       bool
	}{
		{"light", "1280,900", false},
		{"dark", "1280,900", true},
		{"phone", "500,1600", false},
		{"phone-dark", "500,1600", true},
	}
	if dir == "" {
		dir, pictures = t.TempDir(), pictures[:2]
	}
	for _, tt := range pictures {
		file := filepath.Join(dir, tt.name+".png")
		browser.CheckTheme(t, url+"?expect=broadcaster,channel-mgr&stale=2m", file, tt.size, tt.dark)
	}
}
