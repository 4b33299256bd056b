package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/model/textparse"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/promql/promqltest"
	"github.com/prometheus/prometheus/util/teststorage"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

// A scrape is what the metrics were at a time.
type scraped struct {
	at   time.Time
	text []byte
}

// The rules of docs/alerts.yml, evaluated by Prometheus's engine on what the
// package really writes in an hour of scrapes. The first version of the docs had two
// that were of no use: one stayed on after a task that failed once, one saw nothing
// of the panics before the first scrape.
func TestAlertRules(t *testing.T) {
	groups, errs := rulefmt.ParseFile("../../docs/alerts.yml", false, model.UTF8Validation, parser.NewParser(parser.Options{}), quiet)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	fired, minutes := fire(t, groups)
	for alert, want := range map[string]string{
		"SubsystemUnhealthy": "pool scheduler silent",
		"SubsystemFailed":    "gave-up",
		"SubsystemPanics":    "scheduler",
		"SubsystemSilent":    "silent",
	} {
		slices.Sort(fired[alert])
		got := strings.Join(fired[alert], " ")
		if alert == "SubsystemUnhealthy" {
			want = "gave-up " + want
		}
		if got != want {
			t.Errorf("%s fired for %q, want %q", alert, got, want)
		}
	}
	// The crash loop began before the first scrape.
	for _, alert := range []string{"SubsystemUnhealthy scheduler", "SubsystemPanics scheduler"} {
		if minutes[alert] > 2 {
			t.Errorf("%s fired in minute %d", alert, minutes[alert])
		}
	}
}

// The rules that "unsupervisedgo report" prints, as its test has them, with the same engine.
func TestReportedAlertRules(t *testing.T) {
	groups, errs := rulefmt.ParseFile("../../cmd/unsupervisedgo/internal/report/testdata/alerts.yml", false, model.UTF8Validation, parser.NewParser(parser.Options{}), quiet)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	// "promtool check rules" found rules that differed in nothing but their expressions.
	var seen []string
	for _, rule := range groups.Groups[0].Rules {
		id := fmt.Sprint(rule.Alert, rule.Labels)
		if slices.Contains(seen, id) {
			t.Errorf("two rules are %s", id)
		}
		seen = append(seen, id)
	}
	fired, minutes := fire(t, groups)
	if got := strings.Join(fired["SubsystemSilent"], " "); got != "silent" {
		t.Errorf("fired for %q, want silent", got)
	}
	if got := minutes["SubsystemSilent silent"]; got < 8 || got > 11 {
		t.Errorf("fired in minute %d, not after ten minutes", got)
	}
}

// fire evaluates rules on the incident. It returns the names that each fired for, and the
// first minute in which it did.
func fire(t *testing.T, groups *rulefmt.RuleGroups) (fired map[string][]string, minutes map[string]int) {
	t.Helper()
	var hour []scraped
	synctest.Test(t, func(t *testing.T) { hour = incident() })

	storage := teststorage.New(t)
	for _, s := range hour {
		store(t, storage, s)
	}
	engine := promqltest.NewTestEngine(t, false, 0, promqltest.DefaultMaxSamplesPerQuery)
	fired, minutes = map[string][]string{}, map[string]int{}
	for minute, s := range hour {
		for _, rule := range groups.Groups[0].Rules {
			q, err := engine.NewInstantQuery(context.Background(), storage, nil, rule.Expr, s.at)
			if err != nil {
				t.Fatal(err)
			}
			res := q.Exec(context.Background())
			vector, err := res.Vector()
			if err != nil {
				t.Fatalf("%s: %v", rule.Alert, err)
			}
			for _, sample := range vector {
				name := sample.Metric.Get("name")
				if !slices.Contains(fired[rule.Alert], name) {
					fired[rule.Alert] = append(fired[rule.Alert], name)
					minutes[rule.Alert+" "+name] = minute
				}
			}
			q.Close()
		}
	}
	return fired, minutes
}

// incident returns the scrapes of an hour in which a service crashes over and over,
// one gives up, one is silent, a pool loses a worker, and a task fails once.
func incident() (hour []scraped) {
	s := new(supervised.Supervisor)
	s.SetDefaults(supervised.Logger(quiet))
	ctx, cancel := context.WithCancel(context.Background())
	defer func() {
		cancel()
		s.Wait(context.Background())
	}()
	until := func(ctx context.Context) { <-ctx.Done() }
	boom := func(ctx context.Context) { panic("boom") }
	go s.RunWithRecover(ctx, "fine", func(ctx context.Context) {
		for ctx.Err() == nil {
			supervised.Beat(ctx)
			time.Sleep(time.Second)
		}
	})
	go s.RunWithRecover(ctx, "scheduler", func(ctx context.Context) { supervised.Beat(ctx); panic("boom") })
	go s.RunWithRecover(ctx, "gave-up", boom, supervised.RestartLimit(1, 0, nil))
	go s.RunWithRecover(ctx, "silent", func(ctx context.Context) { supervised.Beat(ctx); <-ctx.Done() }, supervised.StaleAfter(10*time.Minute))
	for range 3 {
		go s.RunWithRecover(ctx, "pool", until)
	}
	time.Sleep(20 * time.Second)
	s.RunWithRecover(ctx, "once", boom, supervised.NoRestart())
	go s.RunWithRecover(ctx, "pool", boom, supervised.RestartLimit(0, 0, nil))
	for range 60 {
		time.Sleep(time.Minute)
		var b bytes.Buffer
		_ = s.WriteMetrics(&b)
		hour = append(hour, scraped{time.Now(), b.Bytes()})
	}
	return hour
}

func store(t *testing.T, storage *teststorage.TestStorage, s scraped) {
	p, err := textparse.New(s.text, "text/plain; version=0.0.4", labels.NewSymbolTable(), textparse.ParserOptions{})
	if err != nil {
		t.Fatal(err)
	}
	app := storage.Appender(context.Background())
	for {
		entry, err := p.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if entry != textparse.EntrySeries {
			continue
		}
		var l labels.Labels
		p.Labels(&l)
		_, _, v := p.Series()
		b := labels.NewBuilder(l)
		b.Set("job", "e2e")
		b.Set("instance", "a")
		if _, err := app.Append(0, b.Labels(), s.at.UnixMilli(), v); err != nil {
			t.Fatal(err)
		}
	}
	if err := app.Commit(); err != nil {
		t.Fatal(err)
	}
}
