package e2e

import (
	"log/slog"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

func TestMain(m *testing.M) {
	// The panics of these tests are no news.
	supervised.SetDefaults(supervised.Logger(quiet))
	m.Run()
}

var quiet = slog.New(slog.DiscardHandler)
