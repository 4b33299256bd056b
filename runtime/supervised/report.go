package supervised

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"
)

// report tells the log and the hooks of a failure.
func (v *supervision) report(ctx context.Context, f *failure, o *settings, err error, attrs ...slog.Attr) {
	if ok, skipped := v.cell.past().mayLog(time.Now(), o.logs, o.logPeriod); ok {
		msg := "supervised goroutine failed"
		list := []slog.Attr{slog.String("name", v.name), slog.Int("attempt", int(v.attempt))}
		if p, ok := err.(*PanicError); ok && f.err == nil {
			msg = "supervised goroutine panicked"
			list = append(list, slog.String("panic", p.text()), slog.String("stack", string(p.Stack)))
		} else {
			list = append(list, slog.String("error", o.textOf(err)))
		}
		if skipped > 0 {
			list = append(list, slog.Int("suppressed", skipped))
		}
		o.log(ctx, f.trace.top(), slog.LevelError, msg, append(list, attrs...)...)
	}
	if p, ok := err.(*PanicError); ok && f.err == nil {
		for _, hook := range o.onPanic {
			o.hook(ctx, v.name, "OnPanic", func() { hook(p) })
		}
	}
}

// tell tells the hooks of OnEvent.
func (o *settings) tell(ctx context.Context, e Event) {
	for _, hook := range o.onEvent {
		o.hook(ctx, e.Name, "OnEvent", func() { hook(e) })
	}
}

// hook calls f, and logs its panic.
func (o *settings) hook(ctx context.Context, name, kind string, f func()) {
	if h := guard(f); h != nil {
		o.log(ctx, 0, slog.LevelError, "supervised hook panicked",
			slog.String("name", name), slog.String("hook", kind),
			slog.String("panic", h.text()), slog.String("stack", string(h.Stack)))
	}
}

// textOf returns a panic value, or an error, as text.
func (o *settings) textOf(v any) string {
	if o.text == nil {
		return valueText(v)
	}
	return ask(v, "Text", func() string { return o.text(v) })
}

// log writes one record, which says that it is from pc. What the log handler does
// not take, because it fails or panics, goes to standard error: a panic must not
// go unseen because of something else that went wrong.
func (o *settings) log(ctx context.Context, pc uintptr, level slog.Level, msg string, attrs ...slog.Attr) {
	r := slog.NewRecord(time.Now(), level, msg, pc)
	r.AddAttrs(attrs...)
	var err error
	if p := guard(func() {
		l := o.logger
		if l == nil {
			l = slog.Default()
		}
		// By hand, since a Logger drops the handler's error.
		if h := l.Handler(); h.Enabled(ctx, level) {
			err = h.Handle(ctx, r)
		}
	}); p != nil {
		err = fmt.Errorf("it panicked: %s", p.text())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "supervised: the log handler failed:", valueText(err))
		fmt.Fprintln(os.Stderr, msg, attrs)
	}
}

// guard calls f, which runs code from outside this package, and stops and
// returns its panic.
func guard(f func()) (p *PanicError) {
	returned := false
	defer func() {
		if !returned {
			p = &PanicError{Value: recover(), Stack: stack()}
		}
	}()
	f()
	returned = true
	return nil
}
