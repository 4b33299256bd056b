package e2e

import (
	"context"
	"errors"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/internal/browser"
	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised/supervisedhttp"
)

// README.md shows the page of liveness, of a scheduler that met one bad row.
func TestPictureOfLiveness(t *testing.T) {
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

	browser.CheckPicture(t, srv.URL, filepath.Join("..", "..", "docs", "images", "liveness.png"), "1280,400", 150<<10)
}
