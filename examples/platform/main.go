// Command platform is a small multi-tenant platform: agents report in,
// scheduled jobs run, messages go out, and events reach whoever listens.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/platform/internal/audit"
	"example.com/platform/internal/channels"
	"example.com/platform/internal/cron"
	"example.com/platform/internal/events"
	"example.com/platform/internal/registry"
	"example.com/platform/internal/worker"
)

// tenants and schedules stand in for the database.
var (
	tenants   = []string{"acme", "globex", "initech"}
	schedules = []cron.Row{
		{Tenant: "acme", Spec: "every 200ms"},
		{Tenant: "globex", Spec: "every 500ms"},
		{Tenant: "initech", Spec: "every 1s"},
	}
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "platform:", err)
		os.Exit(1)
	}
}

// run starts every subsystem and serves until ctx is done.
func run(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("platform", flag.ContinueOnError)
	addr := flags.String("addr", "127.0.0.1:8080", "loopback address to listen on; port 0 takes a free one")
	tick := flags.Duration("tick", 200*time.Millisecond, "how often the background loops look for work")
	workers := flags.Int("workers", 2, "number of report workers")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if *tick <= 0 || *workers <= 0 {
		return errors.New("-tick and -workers must be positive")
	}

	ln, err := listenLoopback(*addr)
	if err != nil {
		return err
	}

	broadcaster := events.NewBroadcaster(*tick)
	go broadcaster.Subscribe(ctx)

	reg := registry.New(*tick, broadcaster.Publish)
	for i, tenant := range tenants {
		reg.Register(fmt.Sprintf("agent-%d", i+1), tenant)
	}
	go reg.StartLivenessMonitor(ctx)
	go reg.StartHealthSweep(ctx)

	pool := worker.NewPool(*workers)
	pool.Start()

	cronSched := cron.New(*tick, func(tenant string) {
		if err := pool.Submit(worker.Job{Tenant: tenant, Params: map[string]any{"days": 1.0}}); err != nil {
			slog.Warn("scheduled report not queued", "tenant", tenant, "err", err)
			return
		}
		broadcaster.Publish(tenant, "report.scheduled", "last day")
	})
	for _, row := range schedules {
		if err := cronSched.Add(ctx, row); err != nil {
			return err
		}
	}
	go cronSched.Start(ctx)

	channelMgr := channels.NewManager(*tick, tenants)
	go channelMgr.Start(ctx)

	app := &server{
		broadcaster: broadcaster,
		registry:    reg,
		cronSched:   cronSched,
		channelMgr:  channelMgr,
		pool:        pool,
		trail:       audit.NewTrail(),
		liveness:    http.HandlerFunc(alwaysOK),
		stop:        ctx.Done(),
	}
	srv := &http.Server{Handler: app.routes(), ReadHeaderTimeout: 5 * time.Second}
	errc := make(chan error, 1)
	go func() {
		errc <- srv.Serve(ln)
	}()
	fmt.Fprintf(stdout, "listening on %s\n", ln.Addr())

	select {
	case err := <-errc:
		return err
	case <-ctx.Done():
	}

	slog.Info("shutting down")
	shutdownCtx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := srv.Shutdown(shutdownCtx); err != nil {
		return fmt.Errorf("shutdown: %w", err)
	}
	return pool.Close(shutdownCtx)
}

// listenLoopback refuses any address that another machine could reach: the
// service has a debug route and no authentication.
func listenLoopback(addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("%s is not a loopback address", addr)
	}
	return net.Listen("tcp", addr)
}
