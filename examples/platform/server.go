package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"example.com/platform/internal/audit"
	"example.com/platform/internal/channels"
	"example.com/platform/internal/cron"
	"example.com/platform/internal/events"
	"example.com/platform/internal/registry"
	"example.com/platform/internal/worker"
)

// server is the HTTP face of the platform.
type server struct {
	broadcaster *events.Broadcaster
	registry    *registry.Registry
	cronSched   *cron.Scheduler
	channelMgr  *channels.Manager
	pool        *worker.Pool
	trail       *audit.Trail
	liveness    http.Handler
	stop        <-chan struct{} // closed when the process shuts down
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /events", s.streamEvents)
	mux.HandleFunc("GET /agents", s.getAgents)
	mux.HandleFunc("POST /agents/{id}/heartbeat", s.postHeartbeat)
	mux.HandleFunc("POST /agents/{id}/checks", s.postChecks)
	mux.HandleFunc("GET /jobs", s.getJobs)
	mux.HandleFunc("POST /jobs", s.postJob)
	mux.HandleFunc("GET /messages", s.getMessages)
	mux.HandleFunc("POST /messages", s.postMessage)
	mux.HandleFunc("GET /reports", s.getReports)
	mux.HandleFunc("POST /reports", s.postReport)
	mux.HandleFunc("GET /audit", s.getAudit)
	mux.Handle("GET /admin/liveness", s.liveness)
	mux.HandleFunc("POST /debug/bad-row", s.postBadRow)
	mux.HandleFunc("POST /debug/hang", s.postHang)
	return s.audited(mux)
}

// audited puts every request that changes something on the audit trail. The
// client does not wait for that.
func (s *server) audited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		next.ServeHTTP(w, r)
		if r.Method == http.MethodGet {
			return
		}
		go func(tenant, action string, took time.Duration) {
			s.trail.Append(audit.Entry{At: start, Tenant: tenant, Action: action, Took: took})
		}(r.FormValue("tenant"), r.Method+" "+r.URL.Path, time.Since(start))
	})
}

// streamEvents sends the events of one tenant as they happen.
func (s *server) streamEvents(w http.ResponseWriter, r *http.Request) {
	stream, cancel := s.broadcaster.Listen(r.FormValue("tenant"))
	defer cancel()
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	if out.Flush() != nil {
		return
	}
	for {
		select {
		case <-r.Context().Done():
			return
		case <-s.stop:
			return
		case ev := <-stream:
			fmt.Fprintf(w, "event: %s\ndata: %s\n\n", ev.Kind, ev.Detail)
			if out.Flush() != nil {
				return
			}
		}
	}
}

func (s *server) getAgents(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"agents": s.registry.Agents()})
}

func (s *server) postHeartbeat(w http.ResponseWriter, r *http.Request) {
	accepted(w, s.registry.Heartbeat(r.Context(), r.PathValue("id")))
}

func (s *server) postChecks(w http.ResponseWriter, r *http.Request) {
	passed, err1 := strconv.Atoi(r.FormValue("passed"))
	total, err2 := strconv.Atoi(r.FormValue("total"))
	if err1 != nil || err2 != nil {
		http.Error(w, "passed and total must be numbers", http.StatusBadRequest)
		return
	}
	accepted(w, s.registry.Report(r.Context(), registry.Checks{Agent: r.PathValue("id"), Passed: passed, Total: total}))
}

func (s *server) getJobs(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"runs": s.cronSched.Runs()})
}

func (s *server) postJob(w http.ResponseWriter, r *http.Request) {
	accepted(w, s.cronSched.Add(r.Context(), cron.Row{Tenant: r.FormValue("tenant"), Spec: r.FormValue("spec")}))
}

func (s *server) getMessages(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"sent": s.channelMgr.Sent()})
}

func (s *server) postMessage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	msg := channels.Message{Tenant: r.FormValue("tenant"), To: r.FormValue("to"), Text: r.FormValue("text")}
	if err := s.channelMgr.Send(ctx, msg); err != nil {
		accepted(w, err)
		return
	}
	go s.trail.Record(msg.Tenant, "message", msg.To)
	accepted(w, nil)
}

func (s *server) getReports(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"rendered": s.pool.Rendered()})
}

func (s *server) postReport(w http.ResponseWriter, r *http.Request) {
	var params map[string]any
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&params); err != nil {
		http.Error(w, "the body must be a JSON object", http.StatusBadRequest)
		return
	}
	accepted(w, s.pool.Submit(worker.Job{Tenant: r.URL.Query().Get("tenant"), Params: params}))
}

func (s *server) getAudit(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"entries": s.trail.Entries()})
}

// postBadRow hands one row of bad data to a subsystem, through the same door
// that all its data comes in by.
func (s *server) postBadRow(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	switch name := r.FormValue("subsystem"); name {
	case "broadcaster":
		accepted(w, s.broadcaster.Receive(ctx, "globex|login"))
	case "liveness":
		accepted(w, s.registry.Heartbeat(ctx, "agent-404"))
	case "health":
		accepted(w, s.registry.Report(ctx, registry.Checks{Agent: "agent-2", Total: 0}))
	case "cron":
		accepted(w, s.cronSched.Add(ctx, cron.Row{Tenant: "globex", Spec: "every"}))
	case "channels":
		accepted(w, s.channelMgr.Send(ctx, channels.Message{Tenant: "umbrella", To: "email:ops@umbrella.example"}))
	case "worker":
		accepted(w, s.pool.Submit(worker.Job{Tenant: "globex", Params: map[string]any{"days": "seven"}}))
	default:
		http.Error(w, fmt.Sprintf("no subsystem %q: broadcaster, liveness, health, cron, channels or worker", name), http.StatusBadRequest)
	}
}

// postHang keeps the queue of reports locked for a while. The scheduler hands in reports, and so
// hangs in the middle of a pass: nothing panics, and nothing is wrong with its goroutine.
func (s *server) postHang(w http.ResponseWriter, r *http.Request) {
	d, err := time.ParseDuration(r.FormValue("for"))
	if err != nil || d <= 0 {
		http.Error(w, "for must be a duration, such as 30s", http.StatusBadRequest)
		return
	}
	s.pool.Hold(r.Context(), d)
	accepted(w, nil)
}

// accepted answers 202, or 503 if the data could not be handed over.
func accepted(w http.ResponseWriter, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	writeJSON(w, http.StatusAccepted, map[string]string{"status": "accepted"})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client is gone: nobody left to tell
}
