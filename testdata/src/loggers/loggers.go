// Package loggers: one that is seen to print to a standard stream, or to be the default one, is trusted like the functions that print there.
package loggers

import (
	"context"
	"io"
	"log"
	"log/slog"
	"os"
)

type worker struct {
	log   *slog.Logger
	plain *log.Logger
	given *slog.Logger
	late  *slog.Logger
}

func newWorker(given *slog.Logger) *worker {
	return &worker{log: newLogger().With("worker", 1), plain: log.New(os.Stderr, "", 0), given: given, late: slog.Default()}
}

func partial() *worker {
	return &worker{log: slog.Default(), plain: log.Default(), given: slog.Default()}
}

func newLogger() *slog.Logger { return slog.New(slog.NewTextHandler(os.Stderr, nil)) }

var logger = slog.Default().With("package", "loggers")

type angry struct{ slog.Handler }

func (angry) Handle(context.Context, slog.Record) error { panic("handle") } // want Handle:`^panics$`

func starts(w *worker, out io.Writer, ctx context.Context) {
	go log.Default().Println("x")
	go func() { slog.With("a", 1).Info("x") }()
	go func() { slog.Default().WarnContext(ctx, "x", "n", 1) }()
	l := slog.With("a", 1)
	go func() { l.Info("x") }()
	p := log.New(os.Stdout, "", log.LstdFlags)
	go func() { p.Printf("%d", 1) }()
	h := slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: slog.LevelDebug})
	j := slog.New(h).WithGroup("g").With("a", 1)
	go func() { j.Error("x") }()
	go func() { logger.Info("x") }()
	go func() { w.log.Info("x") }()
	go func() { w.plain.Print("x") }()

	go func() { w.given.Info("x") }() // want `bare-go`
	go func() { w.late.Info("x") }()  // want `bare-go`
	o := log.New(out, "", 0)
	go func() { o.Print("x") }()                                      // want `bare-go`
	go func() { slog.New(slog.NewTextHandler(out, nil)).Info("x") }() // want `bare-go`
	go func() { slog.New(angry{}).Info("x") }()                       // want `bare-go`
	r := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{ReplaceAttr: replaced}))
	go func() { r.Info("x", "a", 1) }() // want `bare-go`
	var none *slog.Logger
	go func() { none.Info("x") }() // want `bare-go`
	if w != nil {
		l2 := slog.Default()
		l2 = w.given
		go func() { l2.Info("x") }() // want `bare-go`
	}
}

func replaced(_ []string, a slog.Attr) slog.Attr { panic(a.Key) }
