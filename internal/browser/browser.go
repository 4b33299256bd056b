// Package browser shows pages to a real browser, for tests.
package browser

import (
	"bytes"
	"context"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Command returns the command that shows url, or skips the test where there is
// no browser.
func Command(ctx context.Context, t *testing.T, url string, args ...string) *exec.Cmd {
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

// Show runs the browser on url and returns what it printed. A browser that
// crashes, as it may where it has no display and little time, gets another try.
func Show(t *testing.T, url string, args ...string) string {
	t.Helper()
	for try := 1; ; try++ {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		cmd := Command(ctx, t, url, args...)
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

// Screenshot makes a PNG file of the page in a window of a size such as
// "1280,960", with the dark theme or the light one.
func Screenshot(t *testing.T, url, file, size string, dark bool) {
	t.Helper()
	scheme := "1"
	if dark {
		scheme = "0"
	}
	Show(t, url, "--screenshot="+file, "--hide-scrollbars", "--window-size="+size, "--blink-settings=preferredColorScheme="+scheme)
}

// CheckTheme makes a screenshot of the page, whose background tells the theme.
func CheckTheme(t *testing.T, url, file, size string, dark bool) {
	t.Helper()
	Screenshot(t, url, file, size, dark)
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(f)
	f.Close()
	if err != nil {
		t.Fatal(err)
	}
	background := img.At(2, 2)
	if got := color.GrayModel.Convert(background).(color.Gray).Y < 128; got != dark {
		t.Errorf("%s: the background is %v", filepath.Base(file), background)
	}
}

// CheckPicture checks the picture of the page that a document shows. With UPDATE=1
// in the environment it is made anew; without, it is to be one of the page as it
// is: of its size, and of no more than most bytes, for whoever clones the repository.
func CheckPicture(t *testing.T, url, kept, size string, most int) {
	t.Helper()
	made := filepath.Join(t.TempDir(), "picture.png")
	Screenshot(t, url, made, size, false)
	picture, err := os.ReadFile(made)
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(kept, picture, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	if len(picture) > most || len(old) > most {
		t.Errorf("the pictures have %d and %d bytes, the most is %d", len(picture), len(old), most)
	}
	want, err := png.DecodeConfig(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := png.DecodeConfig(bytes.NewReader(old)); err != nil || got.Width != want.Width || got.Height != want.Height {
		t.Errorf("%s is %v, %v; want %v: make it anew with UPDATE=1", kept, got, err, want)
	}
}
