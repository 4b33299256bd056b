// Package other knows nothing of the others. // want package:`runs elsewhere, beats elsewhere`
package other

import (
	"context"
	"time"

	"example.com/supervised"
)

func Start(ctx context.Context) {
	go supervised.RunWithRecover(ctx, "elsewhere", func(context.Context) {
		for range time.Tick(time.Minute) {
			supervised.Heartbeat("elsewhere")
		}
	}, supervised.StaleAfter(time.Hour))
}
