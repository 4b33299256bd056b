package e2e

import (
	"bytes"
	"context"
	"errors"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised/supervisedhttp"
)

// browser returns the command that shows url, or skips the test.
func browser(ctx context.Context, t *testing.T, url string, args ...string) *exec.Cmd {
	t.Helper()
	path := ""
	for _, name := range []string{"/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("SKIPPED, NOBODY LOOKED AT THE PAGE: NO CHROMIUM HERE (apt-get install chromium)")
	}
	args = append(args,
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--user-data-dir="+profile(t), url)
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // it ends its children, too
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// profile returns an empty directory for the browser. Unlike t.TempDir it bears
// with processes of the browser that write there for some moments more.
func profile(t *testing.T) string {
	dir, err := os.MkdirTemp("", "profile")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 100 {
			if err = os.RemoveAll(dir); err == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Error(err)
	})
	return dir
}

// show runs the browser on url and returns what it printed. A browser that
// crashes, as it may where it has no display and little time, gets another try.
func show(t *testing.T, url string, args ...string) string {
	t.Helper()
	for try := 1; ; try++ {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		cmd := browser(ctx, t, url, args...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		cancel()
		if err == nil {
			return string(out)
		}
		t.Logf("%v\n%s", err, stderr.Bytes())
		if try == 3 {
			t.FailNow()
		}
	}
}

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
	dom := show(t, url+"?expect=broadcaster,channel-mgr&stale=2m", "--dump-dom")
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
	cmd := browser(ctx, t, url)
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
		name, size, scheme string
		dark               bool
	}{
		{"light", "1280,900", "1", false},
		{"dark", "1280,900", "0", true},
		{"phone", "500,1600", "1", false},
		{"phone-dark", "500,1600", "0", true},
	}
	if dir == "" {
		dir, pictures = t.TempDir(), pictures[:2]
	}
	for _, tt := range pictures {
		file := filepath.Join(dir, tt.name+".png")
		show(t, url+"?expect=broadcaster,channel-mgr&stale=2m", "--screenshot="+file, "--hide-scrollbars",
			"--window-size="+tt.size, "--blink-settings=preferredColorScheme="+tt.scheme)
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		y := color.GrayModel.Convert(img.At(2, 2)).(color.Gray).Y
		if dark := y < 128; dark != tt.dark {
			t.Errorf("%s: the background is %v", tt.name, img.At(2, 2))
		}
	}
}
