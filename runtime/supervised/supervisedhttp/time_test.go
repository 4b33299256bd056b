//go:build go1.25

package supervisedhttp_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised/supervisedhttp"
)

const second = time.Second

func TestPageTellsHowLong(t *testing.T) {
	for want, wait := range map[string]time.Duration{
		"5 s": 5 * second, "3 min 20 s": 200 * second, "3 h 1 min": 3*time.Hour + time.Minute, "2 d 2 h": 50 * time.Hour,
	} {
		synctest.Test(t, func(t *testing.T) {
			s := isolate()
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			go s.RunWithRecover(ctx, "importer", func(context.Context) { panic("boom") }, supervised.Backoff(wait, wait))
			synctest.Wait()
			if _, page := answer(supervisedhttp.HandlerOf(s), "/", "text/html"); !strings.Contains(page, ">next run in "+want+"<") {
				t.Errorf("a wait of %v: no %q in the page", wait, want)
			}
		})
	}
}
