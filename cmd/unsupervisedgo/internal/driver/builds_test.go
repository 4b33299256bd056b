package driver

import (
	"context"
	"reflect"
	"testing"
)

func TestParseBuild(t *testing.T) {
	for s, want := range map[string]Build{
		"windows":          {GOOS: "windows"},
		"darwin/arm64":     {GOOS: "darwin", GOARCH: "arm64"},
		"linux/386+a+b":    {GOOS: "linux", GOARCH: "386", Tags: []string{"a", "b"}},
		"+integration":     {Tags: []string{"integration"}},
		"plan9+goexp.fake": {GOOS: "plan9", Tags: []string{"goexp.fake"}},
	} {
		if got, err := ParseBuild(s); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "+", "linux/", "linux/amd64/v1", "linux+", "+a++b"} {
		if b, err := ParseBuild(s); err == nil {
			t.Errorf("%q is read as %+v", s, b)
		}
	}
}

func TestWithTags(t *testing.T) {
	for flags, want := range map[string]string{
		"":                           "-tags=x,y",
		"-mod=mod":                   "-mod=mod -tags=x,y",
		"-tags=a,b -mod=mod --race":  "-mod=mod --race -tags=a,b,x,y",
		"--tags=a '-ldflags=-s  -w'": "'-ldflags=-s -w' -tags=a,x,y",
	} {
		if got := WithTags(flags, []string{"x", "y"}); got != want {
			t.Errorf("%s: got %s", flags, got)
		}
	}
}

// An answer of go vet may be about more packages than were asked for.
func TestKeep(t *testing.T) {
	var res Result
	fail := func(pkg string) { res.Failures = append(res.Failures, Failure{Package: pkg}) }
	fail("m/a")
	fail("m/a_test")
	fail("m/ab")
	res.keep([]string{"m/a", "m/c"})
	if want := []Failure{{Package: "m/a"}, {Package: "m/a_test"}}; !reflect.DeepEqual(res.Failures, want) {
		t.Errorf("%+v", res.Failures)
	}
}

// The failure of one build is the failure of all, told once.
func TestBuildsFail(t *testing.T) {
	t.Chdir("testdata/m")
	calls := 0
	run := Builds(func(ctx context.Context, req Request) (Result, error) {
		calls++
		return Result{Failures: []Failure{{Package: "m", Text: "bad"}}}, nil
	}, []Build{{}, {GOOS: "plan9"}})
	res, err := run(context.Background(), Request{Patterns: []string{"."}})
	if err != nil || calls != 2 || len(res.Failures) != 1 {
		t.Errorf("%d calls, %+v, %v", calls, res, err)
	}
}
