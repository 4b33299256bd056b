package heartbeats

import (
	"go/ast"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
)

// TestPasses compares what is known of the endless loops of every function in testdata whose
// doc comment has a line
//
//	passes: every 1m0s, none
//
// with the rest of that line, one word for each loop in source order: see pass. What is known of
// the function itself is compared with a line that starts with "waits:".
func TestPasses(t *testing.T) {
	dirs, err := filepath.Glob("testdata/src/*")
	if err != nil || len(dirs) == 0 {
		t.Fatal("no test data:", err)
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) { passes(t, filepath.Base(dir)) })
	}
}

func passes(t *testing.T, name string) {
	config := &Config{On: true, Runtime: func(string) string { return "example.com/supervised" }}
	works := effects.New(panicflow.New(new(panicflow.Config)))
	checked := 0
	for _, result := range analysistest.Run(t, analysistest.TestData(), New(works, config), name) {
		r, ok := result.Result.(*Result)
		if !ok {
			t.Fatal(result.Err)
		}
		for c := range r.Preorder((*ast.FuncDecl)(nil)) {
			decl := c.Node().(*ast.FuncDecl)
			for line := range strings.Lines(decl.Doc.Text()) {
				what, want, _ := strings.Cut(strings.TrimSpace(line), ":")
				var got []string
				switch what {
				case "passes":
					for _, loop := range r.looping.loops(decl) {
						got = append(got, pass(loop))
					}
				case "waits":
					if f := r.beating.rhythm(decl); f != (rhythm{}) {
						got = append(got, f.String())
					}
				default:
					continue
				}
				checked++
				if got, want := strings.Join(got, ", "), strings.TrimSpace(want); got != want {
					t.Errorf("%s: %s: got %q, want %q", r.Fset.Position(decl.Pos()), what, got, want)
				}
			}
		}
	}
	if checked == 0 {
		t.Error("nothing is compared")
	}
}

// pass says whether a loop has a pass in bounded time, and in which.
func pass(l *Loop) string {
	every := l.Wait.Pace().Every()
	switch {
	case !l.Paced() && (l.Wait.Idle || l.Wait.Open || l.Wait.Asks):
		return "none"
	case !l.Paced():
		return "tight"
	case every.Const != "":
		return "every " + every.Const
	case every.Known():
		return "every " + every.String()
	}
	return "by a clock"
}

// A deadline is two periods, and never less than a minute: a loop that ticks ten times a second and
// has work for half a minute was called stuck.
func TestDeadline(t *testing.T) {
	for _, test := range []struct {
		period, want time.Duration
		twice        bool
	}{
		{0, 0, false},
		{time.Millisecond, time.Minute, false},
		{30*time.Second - 1, time.Minute, false},
		{30 * time.Second, time.Minute, true},
		{time.Hour, 2 * time.Hour, true},
	} {
		if got, twice := (Period{Duration: test.period}).Deadline(); got != test.want || twice != test.twice {
			t.Errorf("deadline of %v: %v, %v; want %v, %v", test.period, got, twice, test.want, test.twice)
		}
	}
}

// A deadline of 2420 seconds was written out as that.
func TestRounded(t *testing.T) {
	for _, test := range []struct{ d, want time.Duration }{
		{100 * time.Second, 100 * time.Second},
		{2 * time.Minute, 2 * time.Minute},
		{2*time.Minute + time.Second, 3 * time.Minute},
		{2420 * time.Second, 41 * time.Minute},
		{2 * time.Hour, 2 * time.Hour},
		{48*time.Hour + 20*time.Second, 49 * time.Hour},
	} {
		if got, _ := (Period{Duration: test.d / 2}).Deadline(); got != test.want {
			t.Errorf("deadline of %v: %v, want %v", test.d/2, got, test.want)
		}
	}
	if got, _ := (Period{Duration: 70 * time.Second, Const: "every"}).Deadline(); got != 140*time.Second {
		t.Errorf("deadline of 2*every: %v", got)
	}
}

// What is known of a function in a cycle of calls only ever grows, or the solver would not end.
func TestMeet(t *testing.T) {
	second, minute := Period{Duration: time.Second}, Period{Duration: time.Minute}
	all := []rhythm{
		{},
		{Wait: Wait{Clock: true, Period: second}, Paced: true, Silent: true, Pace: Pace{Clock: second}},
		{Wait: Wait{Clock: true, Period: minute, Idle: true}, Paced: true, Pace: Pace{Clock: minute}},
		{Wait: Wait{Open: true, Limit: Limit{Some: true, Own: true, Period: second}}, As: "a"},
		{Wait: Wait{Asks: true, Limit: Limit{Some: true, Period: minute}}, As: "b", Endless: true},
		{Wait: Wait{Long: true, Lasts: true}, As: anyName},
		{Paced: true, Skips: true, Surely: true, Start: time.Second},
		{Paced: true, Start: time.Minute},
	}
	for _, a := range all {
		if got := rhythms.Meet(a, a); got != a {
			t.Errorf("met with itself, %+v is %+v", a, got)
		}
		for _, b := range all {
			met := rhythms.Meet(a, b)
			if again := rhythms.Meet(a, met); again != met {
				t.Errorf("%+v and %+v are %+v, and again %+v", a, b, met, again)
			}
		}
	}
}
