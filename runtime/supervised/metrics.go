package supervised

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// WriteMetrics writes the counters of every name in the text format of
// Prometheus, which programs without its client library can append to what they
// serve at /metrics already. All its metrics begin with "supervised_".
func WriteMetrics(w io.Writer) error { return std.WriteMetrics(w) }

// WriteMetrics is [WriteMetrics] for this Supervisor.
func (s *Supervisor) WriteMetrics(w io.Writer) error { return s.writeMetrics(w, false) }

// WriteOpenMetrics is [WriteMetrics] in the format of OpenMetrics 1.0. It ends with
// the line that nothing may follow.
func (s *Supervisor) WriteOpenMetrics(w io.Writer) error { return s.writeMetrics(w, true) }

// A family is a metric with one sample a name, or one for each value of a second
// label. A counter's name gets the suffix _total.
type family struct {
	name, kind, help string
	samples          func(s *Subsystem, sample func(labels, value string))
}

var families = [...]family{
	counter("starts", "Runs begun.", func(s *Subsystem) uint64 { return s.Starts }),
	counter("restarts", "Runs begun after a failure.", func(s *Subsystem) uint64 { return s.Restarts }),
	counter("panics", "Runs ended by a panic.", func(s *Subsystem) uint64 { return s.Panics }),
	counter("errors", "Runs ended by an error.", func(s *Subsystem) uint64 { return s.Errors }),
	counter("goexits", "Runs ended by runtime.Goexit.", func(s *Subsystem) uint64 { return s.Goexits }),
	counter("failed", "Goroutines whose supervision ended by a failure.", func(s *Subsystem) uint64 { return s.Failed }),
	counter("gave_up", "Goroutines that used up their restart limit.", func(s *Subsystem) uint64 { return s.GaveUp }),
	gauge("running", "Goroutines that run now.", func(s *Subsystem) int { return s.Running }),
	gauge("waiting", "Goroutines that wait for their next run.", func(s *Subsystem) int { return s.Waiting }),
	gauge("lost", "Goroutines that ended by a failure and were not replaced.", func(s *Subsystem) int { return s.Lost }),
	gauge("failures_in_a_row", "Failures without a healthy run in between.", func(s *Subsystem) int { return s.FailuresInARow }),
	{"supervised_state", "gauge", "1 for the state that the name is in, 0 for the others.", func(s *Subsystem, sample func(labels, value string)) {
		for _, state := range States {
			sample(`,state="`+string(state)+`"`, zeroOne(s.State == state))
		}
	}},
	{"supervised_unhealthy", "gauge", "1 for the problem that the name has, 0 for the others.", func(s *Subsystem, sample func(labels, value string)) {
		for _, p := range problems {
			sample(`,problem="`+string(p)+`"`, zeroOne(s.Problem == p))
		}
	}},
	moment("last_heartbeat", "When the last heartbeat was.", func(s *Subsystem) time.Time { return s.LastTick }),
	moment("last_failure", "When the last failure was.", func(s *Subsystem) time.Time { return s.LastFailureAt }),
}

func counter(name, help string, value func(*Subsystem) uint64) family {
	return family{"supervised_" + name, "counter", help, func(s *Subsystem, sample func(labels, value string)) {
		sample("", strconv.FormatUint(value(s), 10))
	}}
}

func gauge(name, help string, value func(*Subsystem) int) family {
	return family{"supervised_" + name, "gauge", help, func(s *Subsystem, sample func(labels, value string)) {
		sample("", strconv.Itoa(value(s)))
	}}
}

// moment is a gauge of a time; what never was has no sample.
func moment(name, help string, value func(*Subsystem) time.Time) family {
	return family{"supervised_" + name + "_timestamp_seconds", "gauge", help, func(s *Subsystem, sample func(labels, value string)) {
		if t := value(s); !t.IsZero() {
			sample("", strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', 3, 64))
		}
	}}
}

func zeroOne(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

func (s *Supervisor) writeMetrics(w io.Writer, open bool) error {
	all := s.Status()
	var b bytes.Buffer
	for _, f := range families {
		name, title := f.name, f.name
		if f.kind == "counter" {
			name += "_total"
			if !open { // OpenMetrics names a counter without its suffix
				title = name
			}
		}
		fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s %s\n", title, f.help, title, f.kind)
		for i := range all {
			n, kind := labelEscapes.Replace(all[i].Name), all[i].Kind
			f.samples(&all[i], func(labels, value string) {
				fmt.Fprintf(&b, "%s{name=\"%s\",kind=\"%s\"%s} %s\n", name, n, kind, labels, value)
			})
		}
	}
	if open {
		b.WriteString("# EOF\n")
	}
	_, err := w.Write(b.Bytes())
	return err
}

var labelEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)
