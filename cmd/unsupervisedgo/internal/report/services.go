package report

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Service is a supervised function that runs again after a panic.
type Service struct {
	Name  string // "" if it is not constant
	Runs  string // as the code says it
	Place string // file:line:col
	// Program is the import path of the package main that starts it; "" if another package does.
	Program string
	Pace    Pace
	Beats   bool
	// Period is that of its slowest loop; 0 if it does not follow from the code.
	Period   time.Duration
	Silence  time.Duration // how long it may be silent; 0 if that does not follow from the code
	Deadline bool          // it has one for its heartbeats
	Passing  bool          // it comes and goes, with a request, a connection or a timeout
	Theirs   string        // the package of the module's own that supervises it: the handler knows nothing of it; "" if none does
	Sharing  int           // how many others are supervised under its name
}

// ByName sorts services by their names, with one for all that share a name in a program: the registry knows no
// more than that, so what is said of it holds for each of them, and its period is the longest. Those of
// several programs are in processes of their own; that of another package may be in each of those.
func ByName(list []Service) []Service {
	slices.SortStableFunc(list, func(a, b Service) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Theirs, b.Theirs), cmp.Compare(a.Program, b.Program))
	})
	var merged []Service
	for _, s := range list {
		if last := len(merged) - 1; last >= 0 && s.Name != "" && merged[last].Name == s.Name && merged[last].Theirs == s.Theirs && (merged[last].Program == "" || merged[last].Program == s.Program) {
			merged[last] = merged[last].with(s)
		} else {
			merged = append(merged, s)
		}
	}
	return merged
}

// with returns what is said of two services with the same name.
func (s Service) with(other Service) Service {
	s.Sharing++
	if s.Pace != other.Pace && s.Pace != Unbound && (other.Pace == Unbound || other.Pace == Unknown) {
		s.Pace = other.Pace
	}
	s.Beats, s.Deadline = s.Beats && other.Beats, s.Deadline && other.Deadline
	s.Passing = s.Passing && other.Passing
	if s.Period == 0 || other.Period == 0 {
		s.Period, s.Silence = 0, 0
	} else {
		s.Period, s.Silence = max(s.Period, other.Period), max(s.Silence, other.Silence)
	}
	return s
}

// Shared says with how many others a service shares its name; "" if with none.
func (s Service) Shared() string {
	switch s.Sharing {
	case 0:
		return ""
	case 1:
		return "another one shares the name"
	}
	return strconv.Itoa(s.Sharing) + " others share the name"
}

// A Pace says how the loops of a service come round.
type Pace string

const (
	ByClock Pace = "by a clock"
	Unbound Pace = "waits without bound"
	Unknown Pace = "not known"
)

// Heartbeat says whether a service beats.
func (s Service) Heartbeat() string {
	switch {
	case s.Beats && s.Pace == Unbound:
		return "not on every wait"
	case s.Beats:
		return "yes"
	case s.Pace == ByClock:
		return "never"
	case s.Pace == Unbound:
		return "no pass to beat in"
	}
	return "not seen"
}

// Every says how long a pass may wait.
func (s Service) Every() string {
	if s.Period > 0 {
		return duration(s.Period)
	}
	return string(s.Pace)
}

// A probe is a group of services that are asked for together.
type probe struct {
	asked
	names []string
}

// asked is how a probe judges a service. One that has a deadline is stuck when that is over, for every probe. Its
// first heartbeat has more time than that; a probe that says after what it is stale would be red from the start
// of the program until then, for a whole period.
type asked struct {
	watched bool          // by its own deadline
	stale   time.Duration // without a heartbeat; 0: it does not beat
	guess   bool          // how long that is, the code does not tell
}

// guessed is after what a service is stale whose period does not follow from the code.
const guessed = 2 * time.Minute

// probes groups the services that a handler can be asked for: those that have a name and are there for as long as the
// program.
func probes(services []Service) []probe {
	groups := make(map[asked][]string)
	for _, s := range services {
		k := asked{stale: s.Silence}
		switch {
		case s.Name == "" || s.Passing || s.Theirs != "":
			continue
		case !s.Beats || s.Pace == Unbound:
			k = asked{}
		case s.Deadline:
			k = asked{watched: true}
		case s.Silence == 0:
			k = asked{stale: guessed, guess: true}
		}
		if !slices.Contains(groups[k], s.Name) {
			groups[k] = append(groups[k], s.Name)
		}
	}
	var list []probe
	for k := range maps.Keys(groups) {
		slices.Sort(groups[k])
		list = append(list, probe{k, groups[k]})
	}
	slices.SortFunc(list, func(a, b probe) int {
		return cmp.Or(cmp.Compare(a.stale, b.stale), strings.Compare(a.names[0], b.names[0]))
	})
	return list
}

// programProbes are the requests that ask for the services, by program if there are several: each asks for those
// of its own process, and one for what another runs would be red for ever. Which of them runs a service of a
// package that is no main, the list does not tell.
func programProbes(path string, services []Service) string {
	of := make(map[string][]Service)
	for _, s := range services {
		of[s.Program] = append(of[s.Program], s)
	}
	shared := of[""]
	delete(of, "")
	if len(of) < 2 {
		return probeURLs(path, services)
	}
	var b strings.Builder
	for _, program := range slices.Sorted(maps.Keys(of)) {
		if urls := probeURLs(path, of[program]); urls != "" {
			b.WriteString("# program " + program + "\n" + urls)
		}
	}
	if urls := probeURLs(path, shared); urls != "" {
		b.WriteString("# whichever program starts these\n" + urls)
	}
	return b.String()
}

// probeURLs are the requests that ask for the services, a line each, with a comment where the code
// does not tell everything.
func probeURLs(path string, services []Service) string {
	var b strings.Builder
	for _, p := range probes(services) {
		url := path + "?expect=" + strings.Join(p.names, ",")
		switch {
		case p.watched:
			url += "   # by their deadlines"
		case p.stale == 0:
			url += "   # by supervision alone: they do not beat"
		case p.guess:
			url += "&stale=" + duration(p.stale) + "   # a guess: how long a pass takes, the code does not tell"
		default:
			url += "&stale=" + duration(p.stale)
		}
		b.WriteString(url + "\n")
	}
	if names := namesOf(services, func(s Service) bool { return s.Passing && s.Theirs == "" }); names != "" {
		b.WriteString("# not to be expected, they come and go with a request, a connection or a timeout: " + names + "\n")
	}
	return b.String()
}

// namesOf lists the names of the services of which something is true.
func namesOf(services []Service, is func(Service) bool) string {
	var names []string
	for _, s := range services {
		if s.Name != "" && is(s) && !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	return strings.Join(names, ", ")
}

// alertRules are rules of Prometheus for the services that beat and have no deadline, beside those of
// docs/alerts.yml, which tell of what is stuck. The label tells them apart: promtool calls rules of one name and the same labels duplicates.
func alertRules(list []probe) string {
	var b strings.Builder
	for _, p := range list {
		if p.stale == 0 {
			continue
		}
		comment := ""
		if p.guess {
			comment = "      # A guess: how long a pass of these takes, the code does not tell.\n"
		}
		fmt.Fprintf(&b, `%s      - alert: SubsystemSilent
        expr: >
          time() - supervised_last_heartbeat_timestamp_seconds{name=~%s} > %g
          and on (job, instance, name) supervised_running > 0
        labels:
          stale: %s
        annotations:
          summary: "{{ $labels.name }} had no heartbeat for {{ $value | humanizeDuration }}"
`, comment, alternatives(p.names), p.stale.Seconds(), duration(p.stale))
	}
	if b.Len() == 0 {
		return ""
	}
	return "groups:\n  - name: heartbeats\n    rules:\n" + b.String()
}

// alternatives is a PromQL string: a regular expression for any of the names.
func alternatives(names []string) string {
	var list []string
	for _, name := range names {
		list = append(list, regexp.QuoteMeta(name))
	}
	return strconv.Quote(strings.Join(list, "|"))
}

// duration prints a duration as a person writes it, and as time.ParseDuration reads it: 2m, not 2m0s.
func duration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
