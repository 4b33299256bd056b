package supervised

import (
	"context"
	"fmt"
	"log/slog"
	"os"
)

// report tells the log and the hooks of a panic.
func (o *settings) report(ctx context.Context, p *PanicError, attrs ...slog.Attr) {
	attrs = append([]slog.Attr{
		slog.String("name", p.Name),
		slog.Int("attempt", p.Attempt),
		slog.String("panic", p.text()),
		slog.String("stack", string(p.Stack)),
	}, attrs...)
	o.log(ctx, slog.LevelError, "supervised goroutine panicked", attrs...)
	for _, f := range o.onPanic {
		o.hook(ctx, p, "OnPanic", f)
	}
}

// hook calls f, and logs its panic.
func (o *settings) hook(ctx context.Context, p *PanicError, kind string, f func(*PanicError)) {
	if h := guard(func() { f(p) }); h != nil {
		o.log(ctx, slog.LevelError, "supervised hook panicked",
			slog.String("name", p.Name), slog.String("hook", kind),
			slog.String("panic", h.text()), slog.String("stack", string(h.Stack)))
	}
}

// log writes one record. When the log handler panics, the record goes to
// standard error: a panic must not go unseen because of a second one.
func (o *settings) log(ctx context.Context, level slog.Level, msg string, attrs ...slog.Attr) {
	h := guard(func() {
		l := o.logger
		if l == nil {
			l = slog.Default()
		}
		l.LogAttrs(ctx, level, msg, attrs...)
	})
	if h != nil {
		fmt.Fprintln(os.Stderr, "supervised: the log handler panicked:", h.text())
		fmt.Fprintln(os.Stderr, msg, attrs)
	}
}

// guard calls f, which runs code from outside this package, and stops and
// returns its panic.
func guard(f func()) (p *PanicError) {
	returned := false
	defer func() {
		v := recover()
		if !returned {
			p = &PanicError{Value: v, Stack: stack()}
		}
	}()
	f()
	returned = true
	return nil
}
