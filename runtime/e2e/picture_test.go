package e2e

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised/supervisedhttp"
)

// README.md shows the page of liveness, of a scheduler that met one bad row.
// With UPDATE=1 the picture is made anew; without, it is to be one of the page
// as it is: of its size, and small enough for whoever clones the repository.
func TestPictureOfLiveness(t *testing.T) {
	const most = 150 << 10 // bytes
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for _, name := range []string{"broadcaster", "liveness-monitor", "health-sweep", "channel-mgr"} {
		supervised.Heartbeat(name)
		go supervised.RunWithRecover(ctx, name, func(ctx context.Context) { <-ctx.Done() })
	}
	failed := make(chan struct{})
	supervised.Heartbeat("cron-sched")
	go supervised.RunWithRecover(ctx, "cron-sched", func(context.Context) {
		panic(errors.New("index out of range [1] with length 1"))
	}, supervised.Backoff(time.Minute, time.Minute), supervised.OnPanic(func(*supervised.PanicError) { close(failed) }))
	<-failed
	srv := httptest.NewServer(supervisedhttp.Handler())
	defer srv.Close()

	made := filepath.Join(t.TempDir(), "liveness.png")
	show(t, srv.URL, "--screenshot="+made, "--hide-scrollbars", "--window-size=1280,400", "--blink-settings=preferredColorScheme=1")
	picture, err := os.ReadFile(made)
	if err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join("..", "..", "docs", "images", "liveness.png")
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
