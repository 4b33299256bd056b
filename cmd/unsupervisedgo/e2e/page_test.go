package e2e

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/report"
	"github.com/unsupervisedgo/unsupervisedgo/internal/browser"
)

// show runs the browser on a file and returns what it printed.
func show(t *testing.T, page string, args ...string) string {
	t.Helper()
	return browser.Show(t, fileURL(page), args...)
}

func fileURL(file string) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(file)}
	return u.String()
}

const source = `package hub

func (h *Hub) Start(ctx context.Context) {
	go h.run(ctx)
	go func() {
		h.count["</pre><script>document.title = 'owned'</script>"]++
	}()
}
`

// newReport returns a report of n packages with four findings each.
func newReport(t *testing.T, n int) *report.Report {
	t.Helper()
	root := t.TempDir()
	r := &report.Report{
		Version: "v1.2.3",
		Root:    root,
		Dir:     root,
		Rules: []report.Rule{
			{ID: "bare-go", Summary: "A goroutine does not contain its panics: one ends the whole process.", URL: "https://example.com/rules.md#bare-go"},
			{ID: "launcher", Summary: "A function is handed to one that runs it on a new goroutine.", URL: "https://example.com/rules.md#launcher"},
		},
		Failures: []driver.Failure{{Package: "example.com/m/broken", Text: "broken.go:3:9: undefined: x"}},
		Diff: func(f finding.Finding) []byte {
			return []byte("diff a/x.go b/x.go\n--- a/x.go\n+++ b/x.go\n@@ -3,3 +3,3 @@\n \tfoo()\n-\tgo h.run(ctx)\n+\tgo supervised.RunWithRecover(ctx, \"hub\", h.run)\n")
		},
	}
	for i := range n {
		dir := filepath.Join(root, fmt.Sprintf("area%d/pkg%d", i%7, i))
		if err := os.MkdirAll(dir, 0o777); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "hub.go")
		if err := os.WriteFile(file, []byte(source), 0o666); err != nil {
			t.Fatal(err)
		}
		at := func(line, col, end int, category, message string) finding.Finding {
			return finding.Finding{
				Package: fmt.Sprintf("example.com/m/area%d/pkg%d", i%7, i), Category: category, Message: message,
				Pos: finding.Position{File: file, Line: line, Col: col}, End: finding.Position{File: file, Line: line, Col: end},
			}
		}
		fixable := at(4, 2, 10, "bare-go", "goroutine is not supervised: a panic in (*Hub).run ends the process (h.deliver(msg) can panic)")
		fixable.Fix = &finding.Fix{Message: "Supervise"}
		r.Findings = append(r.Findings, fixable,
			at(5, 2, 11, "bare-go", "goroutine is not supervised: a panic in the function literal ends the process (h.count[…] can panic); no fix: after a contained panic h.mu would stay locked: <unlock> it in a defer"),
			at(6, 3, 9, "launcher", "time.AfterFunc starts a goroutine that is not supervised"))
		r.Known = append(r.Known, at(5, 5, 9, "bare-go", "known for long"))
	}
	return r
}

// write writes the page, and perhaps another script at its end.
func write(t *testing.T, r *report.Report, script string) (file string) {
	t.Helper()
	var b bytes.Buffer
	if err := report.HTML(&b, r); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	if script != "" { // which the policy of the page would not let run
		page = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`).ReplaceAllString(page, "")
		page = strings.Replace(page, "</body>", "<script>"+script+"</script></body>", 1)
	}
	file = filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, []byte(page), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestPage(t *testing.T) {
	dom := show(t, write(t, newReport(t, 3), ""), "--dump-dom")
	for _, want := range []string{
		`<html lang="en" class="js"`, // its own script runs, and no other
		"<title>12 unsupervised goroutines in example.com/m</title>",
		"Not analysed: example.com/m/broken",
		"<dt>Reason</dt><dd>h.deliver(msg) can panic</dd>",
		"&lt;unlock&gt; it in a defer</dd>",
		`<span class="l add"><b>+	go supervised.RunWithRecover(ctx, "hub", h.run)</b>`,
		`<output id="shown" aria-live="polite">12 of 12</output>`,
	} {
		if !strings.Contains(dom, want) {
			t.Errorf("no %q in what the browser made of the page", want)
		}
	}
	if t.Failed() {
		t.Log(dom)
	}
}

// use works with the page as a person would, and leaves what it saw in the title.
const use = `
const saw = [];
const wait = () => new Promise(done => setTimeout(done, 200));
const shown = () => document.getElementById("shown").textContent;
const press = key => (document.activeElement || document.body).dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
const focus = () => document.activeElement.closest(".finding")?.querySelector(".place").textContent || document.activeElement.id;
(async () => {
	await wait(); // until the page has the focus: a first key was lost on a busy machine
	press("j"); press("j"); press("k"); press("j");
	saw.push(focus());
	press("/");
	saw.push(focus());
	const text = document.getElementById("text");
	text.value = "PKG1 locked";
	text.dispatchEvent(new Event("input", {bubbles: true}));
	await wait();
	saw.push(shown());
	saw.push([...document.querySelectorAll("section:not([hidden]) h2")].map(h => h.textContent.trim()).join());
	saw.push([...document.querySelectorAll("nav li:not([hidden])")].length + " nodes");
	press("Escape"); press("j");
	saw.push(focus());
	text.value = "";
	document.querySelector("[value=launcher]").click();
	document.querySelector("[name=known][value=yes]").click();
	await wait();
	saw.push(shown());
	document.querySelector("[name=fix][value=no]").click();
	await wait();
	saw.push(shown());
	document.getElementById("open").click();
	saw.push(document.querySelectorAll(".finding[open]").length + " open");
	document.querySelector("[name=category][value=bare-go]").click();
	await wait();
	saw.push(shown() + (document.getElementById("none").hidden ? "" : ", told"));
	const last = [...document.querySelectorAll(".finding")].at(-1);
	location.hash = last.id;
	await wait();
	saw.push(last.open ? "linked" : "not linked");
	document.title = saw.join(" | ");
})();
`

func TestUse(t *testing.T) {
	dom := show(t, write(t, newReport(t, 3), use), "--dump-dom", "--virtual-time-budget=10000")
	want := "<title>" + filepath.Join("area0", "pkg0", "hub.go") + ":5:2 | text | 1 of 12 | example.com/m/area1/pkg1 1 | 2 nodes | " +
		filepath.Join("area1", "pkg1", "hub.go") + ":5:2 | 6 of 12 | 3 of 12 | 3 open | 0 of 12, told | linked</title>"
	if !strings.Contains(dom, want) {
		t.Errorf("want %s\ngot %s", want, regexp.MustCompile("<title>.*</title>").FindString(dom))
	}
}

// Thousands of findings are loaded and filtered in a moment.
func TestThousands(t *testing.T) {
	const script = `
const text = document.getElementById("text");
text.value = "pkg777 deliver";
text.dispatchEvent(new Event("input", {bubbles: true}));
setTimeout(() => document.title = document.getElementById("shown").textContent, 1000);
`
	page := write(t, newReport(t, 1250), script)
	info, err := os.Stat(page)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	dom := show(t, page, "--dump-dom", "--virtual-time-budget=5000")
	took := time.Since(start)
	t.Logf("%.1f MB, the browser ran for %v", float64(info.Size())/1e6, took)
	if got := regexp.MustCompile("<title>.*</title>").FindString(dom); got != "<title>1 of 5000</title>" {
		t.Error(got)
	}
	if took > time.Minute { // it is a few seconds, and other tests run, too
		t.Errorf("the browser ran for %v", took)
	}
}

// The background tells the theme. With SCREENSHOTS=DIR the pictures stay there
// to be looked at.
func TestThemes(t *testing.T) {
	page := write(t, newReport(t, 12), `document.querySelectorAll(".finding")[1].open = true; document.querySelector(".finding").open = true`)
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		dir = t.TempDir()
	}
	for _, tt := range []struct {
		name, size string
		dark       bool
	}{
		{"light", "1400,1000", false},
		{"dark", "1400,1000", true},
		{"phone", "500,1600", false},
	} {
		file := filepath.Join(dir, tt.name+".png")
		browser.CheckTheme(t, fileURL(page), file, tt.size, tt.dark)
	}
}
