package e2e

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/textparse"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised/supervisedhttp"
)

// What Prometheus 3 sends when it scrapes.
const prometheusAccept = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6," +
	"application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"

// hostile is a name that needs every escape there is.
const hostile = "a\"b\\c\nd} 1 # \xff{,=é"

// hostileLabel is how it has to come out: both formats are UTF-8, so the byte that is
// not is spelled out.
const hostileLabel = "a\"b\\c\nd} 1 # \\xff{,=é"

func scrape(t *testing.T, accept string) (contentType string, body []byte) {
	t.Helper()
	supervised.Heartbeat(hostile)
	_ = supervised.Call(context.Background(), hostile, func(context.Context) error { panic("x") })
	supervised.Heartbeat("only beats")

	srv := httptest.NewServer(supervisedhttp.MetricsHandler())
	defer srv.Close()
	req, err := http.NewRequest("GET", srv.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", accept)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.Header.Get("Content-Type"), body
}

func TestExpfmtParsesText(t *testing.T) {
	contentType, body := scrape(t, "text/plain")
	if f := expfmt.ResponseFormat(http.Header{"Content-Type": {contentType}}); f.FormatType() != expfmt.TypeTextPlain {
		t.Errorf("expfmt takes %q for %v", contentType, f)
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(body))
	if err != nil {
		t.Fatalf("%v:\n%s", err, body)
	}
	panics := families["supervised_panics_total"]
	if panics.GetType() != dto.MetricType_COUNTER || panics.GetHelp() == "" {
		t.Errorf("family %v", panics)
	}
	if m := find(panics, hostileLabel); m.GetCounter().GetValue() < 1 {
		t.Errorf("panics of the hostile name: %v", panics)
	}
	beats := families["supervised_last_heartbeat_timestamp_seconds"]
	if m := find(beats, "only beats"); beats.GetType() != dto.MetricType_GAUGE || m.GetGauge().GetValue() < 1.7e9 {
		t.Errorf("heartbeats: %v", beats)
	}
}

func find(f *dto.MetricFamily, name string) *dto.Metric {
	for _, m := range f.GetMetric() {
		for _, l := range m.GetLabel() {
			if l.GetName() == "name" && l.GetValue() == name {
				return m
			}
		}
	}
	return nil
}

// The parser of the Prometheus server itself, for both formats.
func TestPrometheusParsesBoth(t *testing.T) {
	for _, accept := range []string{prometheusAccept, "text/plain"} {
		contentType, body := scrape(t, accept)
		p, err := textparse.New(body, contentType, labels.NewSymbolTable(), textparse.ParserOptions{})
		if err != nil {
			t.Fatalf("%s: %v", contentType, err)
		}
		series, types := map[string]float64{}, map[string]model.MetricType{}
		for {
			entry, err := p.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v:\n%s", contentType, err, body)
			}
			switch entry {
			case textparse.EntrySeries:
				var l labels.Labels
				p.Labels(&l)
				_, _, v := p.Series()
				if _, ok := series[l.String()]; ok {
					t.Errorf("%s: %s twice", contentType, l)
				}
				series[l.String()] = v
			case textparse.EntryType:
				name, kind := p.Type()
				types[string(name)] = kind
			}
		}
		want := labels.FromStrings("__name__", "supervised_panics_total", "kind", "task", "name", hostileLabel).String()
		if series[want] < 1 {
			t.Errorf("%s: no %s in %v", contentType, want, series)
		}
		counters := 0
		for _, kind := range types {
			if kind == model.MetricTypeCounter {
				counters++
			}
		}
		if counters != 7 || len(types) != 15 {
			t.Errorf("%s: types %v, want 7 counters of 15", contentType, types)
		}
	}
}
