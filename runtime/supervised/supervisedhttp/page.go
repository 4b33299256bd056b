package supervisedhttp

import (
	"fmt"
	"html/template"
	"io"
	"sync"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

// refresh is how often the page loads itself again, in seconds.
const refresh = 5

// A page is a liveness for people.
type page struct {
	At        time.Time
	Refresh   int
	Counts    []count
	Problems  int // names that have one
	Stale     []string
	Threshold string // as the client wrote it; "": none
	Rows      []row
}

type count struct {
	State supervised.State
	N     int
}

type row struct {
	supervised.Subsystem
	Stale bool
	now   time.Time
}

func newPage(all []supervised.Subsystem, stale []string, threshold string, now time.Time) page {
	p := page{At: now.UTC(), Refresh: refresh, Stale: stale, Threshold: threshold}
	isStale := make(map[string]bool, len(stale))
	for _, name := range stale {
		isStale[name] = true
	}
	n := map[supervised.State]int{}
	for _, s := range all {
		n[s.State]++
		if s.Problem != "" {
			p.Problems++
		}
		p.Rows = append(p.Rows, row{s, isStale[s.Name], now})
	}
	for _, state := range supervised.States {
		if n[state] > 0 {
			p.Counts = append(p.Counts, count{state, n[state]})
		}
	}
	return p
}

// Failures is how many runs ended by one.
func (r row) Failures() uint64 { return r.Panics + r.Errors + r.Goexits }

// Ago is the age of t for people.
func (r row) Ago(t time.Time) string { return span(r.now.Sub(t)) + " ago" }

// In is the time until t for people.
func (r row) In(t time.Time) string { return span(t.Sub(r.now)) }

// span writes d in at most two units, as "3 min 20 s".
func span(d time.Duration) string {
	s := max(0, int64(d/time.Second))
	switch {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 60*60:
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	case s < 24*60*60:
		return fmt.Sprintf("%d h %d min", s/3600, s/60%60)
	}
	return fmt.Sprintf("%d d %d h", s/86400, s/3600%24)
}

func (p page) write(w io.Writer) error { return pageTemplate().Execute(w, p) }

// The template is parsed when it is first needed. A program without the handler
// then doesn't contain html/template, which keeps the linker from dropping
// methods that nothing calls.
var parsed struct {
	once sync.Once
	page *template.Template
}

func pageTemplate() *template.Template {
	parsed.once.Do(func() { parsed.page = template.Must(template.New("page").Parse(pageText)) })
	return parsed.page
}

// pagePolicy lets the page load nothing.
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const pageText = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="{{.Refresh}}">
<title>{{with .Stale}}({{len .}} unhealthy) {{else}}{{with .Problems}}({{.}} unhealthy) {{end}}{{end}}Subsystems</title>
<style>
:root {
	--back: #f6f7f9; --card: #fff; --text: #1b1f24; --soft: #59636e; --line: #dfe3e8;
	--good: #1a7f37; --warn: #9a6700; --bad: #cf222e; --badback: #ffebe9;
}
@media (prefers-color-scheme: dark) {
	:root {
		--back: #0d1117; --card: #161b22; --text: #e6edf3; --soft: #9198a1; --line: #30363d;
		--good: #3fb950; --warn: #d29922; --bad: #ff7b72; --badback: #3a1517;
	}
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1rem 3rem; background: var(--back); color: var(--text);
	font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0; }
header p { margin: .25rem 0 1.25rem; color: var(--soft); }
.alert { margin: 0 0 1.25rem; padding: .7rem 1rem; border: 1px solid var(--bad); border-radius: 8px; background: var(--badback); overflow-wrap: anywhere; }
.alert strong { color: var(--bad); }
table { width: 100%; border-spacing: 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
th, td { padding: .55rem .9rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
thead th { border-top: 0; font-size: .8rem; font-weight: 600; color: var(--soft); white-space: nowrap; }
tbody th { font-weight: 600; overflow-wrap: anywhere; min-width: 9rem; max-width: 20rem; unicode-bidi: isolate; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
.t { white-space: nowrap; font-variant-numeric: tabular-nums; }
.state { font-weight: 600; white-space: nowrap; }
.state::before { content: "●"; margin-right: .4em; }
.running { color: var(--good); }
.waiting { color: var(--warn); }
.state.waiting::before { content: "◐"; }
.failed, .stale, .problem { color: var(--bad); }
.state.failed::before { content: "✕"; }
.done, .unsupervised { color: var(--soft); }
.state.done::before { content: "✓"; }
.state.unsupervised::before { content: "○"; }
.soft { color: var(--soft); }
td small { display: block; white-space: nowrap; }
code { display: block; min-width: 16rem; max-width: 26rem; max-height: 7.25em; overflow: auto; font: .85rem/1.45 ui-monospace, monospace;
	white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
@media (max-width: 64rem) {
	table, tr, th, td { display: block; }
	tbody { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: .8rem; }
	table { background: none; border: 0; border-radius: 0; }
	thead { display: none; }
	tr { padding: .7rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
	th, td { padding: .1rem 0; border: 0; text-align: left; }
	tbody th { max-width: none; font-size: 1.05rem; }
	td { display: grid; grid-template-columns: 6.5rem 1fr; }
	td::before { content: attr(data-label); color: var(--soft); }
	td.n { display: inline-block; margin-right: 1.2rem; }
	td.n::before { margin-right: .4rem; }
	td small { display: inline; }
	td.empty { display: none; }
	code { min-width: 0; max-width: none; }
}
</style>
</head>
<body>
<header>
<h1>Subsystems</h1>
<p>{{range .Counts}}<span class="{{.State}}">{{.N}} {{.State}}</span> · {{end}}as of <time datetime="{{.At.Format "2006-01-02T15:04:05Z07:00"}}">{{.At.Format "15:04:05"}} UTC</time>, refreshed every {{.Refresh}} s</p>
</header>
{{with .Stale}}<p class="alert" role="alert"><strong>Unhealthy</strong>{{with $.Threshold}}, or no heartbeat in the last {{.}}{{end}}: {{range $i, $name := .}}{{if $i}}, {{end}}<bdi>{{$name}}</bdi>{{end}}</p>
{{end}}{{if .Rows}}<table>
<thead><tr><th scope="col">Name<th scope="col">State<th scope="col">Heartbeat<th scope="col" class="n">Starts<th scope="col" class="n">Restarts<th scope="col" class="n">Failures<th scope="col">Last failure</tr></thead>
<tbody>
{{range .Rows}}<tr>
<th scope="row">{{or .Name "(no name)"}}</th>
<td data-label="State"><div><span class="state {{.State}}">{{.State}}</span>{{with .Problem}} <strong class="problem">{{.}}</strong>{{end}}{{if eq .Kind.String "task"}} <small class="soft">task</small>{{end}}{{with .Lost}} <small class="problem">{{.}} lost</small>{{end}}{{if gt .Running 1}} <small class="soft">{{.Running}} goroutines</small>{{end}}{{if .Waiting}} <small class="soft">{{if gt .Waiting 1}}{{.Waiting}} wait{{if not .NextStart.IsZero}}, the first for {{.In .NextStart}}{{end}}{{else if not .NextStart.IsZero}}next run in {{.In .NextStart}}{{else}}to run again{{end}}</small>{{end}}</div></td>
<td data-label="Heartbeat" class="t{{if .Stale}} stale{{end}}">{{if .LastTick.IsZero}}<span class="soft">never</span>{{else}}<time datetime="{{.LastTick.UTC.Format "2006-01-02T15:04:05Z07:00"}}">{{.Ago .LastTick}}</time>{{end}}</td>
<td data-label="Starts" class="n{{if not .Starts}} soft{{end}}">{{.Starts}}</td>
<td data-label="Restarts" class="n{{if not .Restarts}} soft{{end}}">{{.Restarts}}</td>
<td data-label="Failures" class="n{{if not .Failures}} soft{{end}}">{{.Failures}}</td>
<td data-label="Last failure"{{if .LastFailureAt.IsZero}} class="empty"{{end}}>{{if not .LastFailureAt.IsZero}}<div><time class="soft" datetime="{{.LastFailureAt.UTC.Format "2006-01-02T15:04:05Z07:00"}}">{{.Ago .LastFailureAt}}</time><code>{{.LastFailure}}</code></div>{{end}}</td>
</tr>
{{end}}</tbody>
</table>
{{else}}<p>No goroutine has been supervised yet, and none has sent a heartbeat.</p>
{{end}}</body>
</html>
`
