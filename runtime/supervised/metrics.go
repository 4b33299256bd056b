package supervised

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// MetricsHandler serves the counters of every name to Prometheus, in its text
// format or, where the client prefers that, as OpenMetrics. Handlers of several
// libraries can't share an address: scrape this one as a target of its own, by
// custom at /admin/supervised/metrics. Authentication is up to the caller, as
// for [Handler].
func MetricsHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !allowed(w, r) {
			return
		}
		w.Header().Set("Vary", "Accept")
		if prefers(r, "application/openmetrics-text", "text/plain") {
			send(w, r, http.StatusOK, "application/openmetrics-text; version=1.0.0; charset=utf-8", metrics(Status(), true))
		} else {
			send(w, r, http.StatusOK, "text/plain; version=0.0.4; charset=utf-8", metrics(Status(), false))
		}
	})
}

// A family is a metric with a sample for each name. A counter's name gets the
// suffix _total.
type family struct {
	name, kind, help string
	sample           func(Subsystem) (labels, value string) // no sample: no value
}

var families = [...]family{
	{"supervised_starts", "counter", "Runs begun.", func(s Subsystem) (string, string) { return "", number(s.Starts) }},
	{"supervised_restarts", "counter", "Runs begun after a panic.", func(s Subsystem) (string, string) { return "", number(s.Restarts) }},
	{"supervised_panics", "counter", "Runs ended by a panic.", func(s Subsystem) (string, string) { return "", number(s.Panics) }},
	{"supervised_exits", "counter", "Runs ended by runtime.Goexit.", func(s Subsystem) (string, string) { return "", number(s.Exits) }},
	{"supervised_running", "gauge", "Goroutines that run now.", func(s Subsystem) (string, string) { return "", strconv.Itoa(s.Running) }},
	{"supervised_waiting", "gauge", "Goroutines that wait for their next run.", func(s Subsystem) (string, string) { return "", strconv.Itoa(s.Waiting) }},
	{"supervised_state", "gauge", "1 for the state that the name is in.", func(s Subsystem) (string, string) { return `,state="` + string(s.State) + `"`, "1" }},
	{"supervised_last_heartbeat_timestamp_seconds", "gauge", "When the last heartbeat was.", func(s Subsystem) (string, string) { return "", unix(s.LastTick) }},
	{"supervised_last_panic_timestamp_seconds", "gauge", "When the last panic was.", func(s Subsystem) (string, string) { return "", unix(s.LastPanicAt) }},
}

func metrics(all []Subsystem, open bool) []byte {
	var b bytes.Buffer
	for _, f := range families {
		sample, title := f.name, f.name
		if f.kind == "counter" {
			sample += "_total"
			if !open { // OpenMetrics names a counter without its suffix
				title = sample
			}
		}
		fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s %s\n", title, f.help, title, f.kind)
		for _, s := range all {
			if labels, value := f.sample(s); value != "" {
				fmt.Fprintf(&b, "%s{name=\"%s\"%s} %s\n", sample, label(s.Name), labels, value)
			}
		}
	}
	if open {
		b.WriteString("# EOF\n")
	}
	return b.Bytes()
}

var labelEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// label escapes a value. Both formats want UTF-8, which a name need not be.
func label(s string) string {
	return labelEscapes.Replace(strings.ToValidUTF8(s, "\uFFFD"))
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }

func unix(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', 3, 64)
}

// ExpVar returns the status of every name as a variable for the package expvar,
// in the shape of [Handler]:
//
//	expvar.Publish("supervised", supervised.ExpVar())
//
// That is left to the caller because to import expvar is to serve /debug/vars on
// http.DefaultServeMux, and because Publish panics when a name is taken.
func ExpVar() fmt.Stringer { return statusVar{} }

type statusVar struct{}

func (statusVar) String() string {
	b, _ := json.Marshal(entries(Status(), time.Now())) // of plain data
	return string(b)
}
