package e2e

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/otel/attribute"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.uber.org/zap/exp/zapslog"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

// Whatever stands behind slog shows where the panic was as the record's source. It
// was a line of this package, the same for all.
func TestSourceOfRecords(t *testing.T) {
	fail := func(h slog.Handler) {
		supervised.RunWithRecover(context.Background(), "importer", func(context.Context) { parseRow() },
			supervised.NoRestart(), supervised.Logger(slog.New(h)))
	}
	t.Run("slog", func(t *testing.T) {
		var b strings.Builder
		fail(slog.NewJSONHandler(&b, &slog.HandlerOptions{AddSource: true}))
		if !strings.Contains(b.String(), "parseRow") || !strings.Contains(b.String(), "sentry_test.go") {
			t.Error(b.String())
		}
	})
	t.Run("otelslog", func(t *testing.T) {
		var got records
		fail(otelslog.NewHandler("e2e", otelslog.WithSource(true), otelslog.WithLoggerProvider(sdklog.NewLoggerProvider(sdklog.WithProcessor(&got)))))
		if len(got) != 1 {
			t.Fatalf("%d records", len(got))
		}
		attrs := map[string]string{}
		got[0].WalkAttributes(func(kv attribute.KeyValue) bool { attrs[string(kv.Key)] = kv.Value.String(); return true })
		if !strings.HasSuffix(attrs["code.function.name"]+attrs["code.function"], "parseRow") || attrs["panic"] != "no second field" {
			t.Errorf("attributes %v", attrs)
		}
	})
	t.Run("zapslog", func(t *testing.T) {
		core, logs := observer.New(zapcore.DebugLevel)
		fail(zapslog.NewHandler(core, zapslog.WithCaller(true)))
		if all := logs.All(); len(all) != 1 || !strings.HasSuffix(all[0].Caller.Function, "parseRow") || all[0].ContextMap()["name"] != "importer" {
			t.Errorf("logged %+v", all)
		}
	})
}

type records []sdklog.Record

func (r *records) OnEmit(_ context.Context, rec *sdklog.Record) error {
	*r = append(*r, rec.Clone())
	return nil
}
func (*records) Enabled(context.Context, sdklog.EnabledParameters) bool { return true }
func (*records) Shutdown(context.Context) error                         { return nil }
func (*records) ForceFlush(context.Context) error                       { return nil }
