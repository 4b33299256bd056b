package supervisedhttp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

// MetricsHandler serves the counters of every name to Prometheus, in its text
// format or, where the client prefers that, as OpenMetrics. Handlers of several
// libraries can't share an address: scrape this one as a target of its own, by
// custom at /admin/supervised/metrics, or append [supervised.WriteMetrics] to what
// you have. Authentication is up to the caller, as for [Handler].
func MetricsHandler() http.Handler { return MetricsHandlerOf(supervised.Default()) }

// MetricsHandlerOf is [MetricsHandler] for another Supervisor.
func MetricsHandlerOf(s *supervised.Supervisor) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !allowed(w, r) {
			return
		}
		w.Header().Set("Vary", "Accept")
		var body bytes.Buffer // which takes everything: no errors
		if prefers(r, "application/openmetrics-text", "text/plain") {
			_ = s.WriteOpenMetrics(&body)
			send(w, r, http.StatusOK, "application/openmetrics-text; version=1.0.0; charset=utf-8", body.Bytes())
		} else {
			_ = s.WriteMetrics(&body)
			send(w, r, http.StatusOK, "text/plain; version=0.0.4; charset=utf-8", body.Bytes())
		}
	})
}

// ExpVar returns the status of every name as a variable for the package expvar,
// in the shape of [Handler]:
//
//	expvar.Publish("supervised", supervisedhttp.ExpVar())
//
// That is left to the caller because to import expvar is to serve /debug/vars on
// http.DefaultServeMux, and because Publish panics when a name is taken.
func ExpVar() fmt.Stringer { return ExpVarOf(supervised.Default()) }

// ExpVarOf is [ExpVar] for another Supervisor.
func ExpVarOf(s *supervised.Supervisor) fmt.Stringer { return statusVar{s} }

type statusVar struct{ s *supervised.Supervisor }

func (v statusVar) String() string {
	b, _ := json.Marshal(entries(v.s.Status(), time.Now())) // of plain data
	return string(b)
}
