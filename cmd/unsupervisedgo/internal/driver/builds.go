package driver

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/module"
)

// A Build selects the files of packages: a platform, and build tags.
// The zero Build is the one of the environment.
type Build struct {
	GOOS, GOARCH string
	Tags         []string
}

// ParseBuild reads GOOS, GOOS/GOARCH, either with +TAG behind it, or tags alone.
func ParseBuild(s string) (Build, error) {
	platform, tags, tagged := strings.Cut(s, "+")
	var b Build
	b.GOOS, b.GOARCH, _ = strings.Cut(platform, "/")
	if tagged {
		b.Tags = strings.Split(tags, "+")
	}
	if s == "" || strings.Contains(b.GOARCH, "/") || strings.HasSuffix(platform, "/") || slices.Contains(b.Tags, "") {
		return Build{}, fmt.Errorf("%q is not of the form GOOS, GOOS/GOARCH or +TAG", s)
	}
	return b, nil
}

// String returns the build as ParseBuild reads it; that of the zero Build is empty.
func (b Build) String() string {
	s := b.GOOS
	if b.GOARCH != "" {
		s += "/" + b.GOARCH
	}
	for _, tag := range b.Tags {
		s += "+" + tag
	}
	return s
}

// Env returns what the build adds to the environment of the go command.
func (b Build) Env() []string {
	var env []string
	if b.GOOS != "" {
		env = append(env, "GOOS="+b.GOOS)
	}
	if b.GOARCH != "" {
		env = append(env, "GOARCH="+b.GOARCH)
	}
	if len(b.Tags) > 0 {
		env = append(env, "GOFLAGS="+WithTags(os.Getenv("GOFLAGS"), b.Tags))
	}
	return env
}

// WithTags adds build tags to those of GOFLAGS: of several -tags the go
// command takes the last.
func WithTags(flags string, tags []string) string {
	var others []string
	for f := range strings.FieldsSeq(flags) {
		if value, ok := strings.CutPrefix(strings.TrimLeft(f, "-"), "tags="); ok {
			tags = slices.Concat(strings.Split(value, ","), tags)
		} else {
			others = append(others, f)
		}
	}
	return strings.Join(append(others, "-tags="+strings.Join(tags, ",")), " ")
}

// Builds returns a driver that runs another one for each of the builds, and
// unites what they find. A package that a build has no files of is left to the others.
func Builds(run Func, builds []Build) Func {
	return func(ctx context.Context, req Request) (Result, error) {
		var all Result
		var none []Failure // of builds without anything to analyse
		analysed, before := false, 0
		for _, b := range builds {
			r := req
			r.Env = b.Env()
			inBuild := func(list []Failure) []Failure {
				list = slices.Clone(list)
				for i := range list {
					list[i].Build = b.String()
				}
				return list
			}
			if req.LeftOut != nil {
				r.LeftOut = func(list []Failure) { req.LeftOut(inBuild(list)) }
			}
			if req.Progress != nil {
				done := before
				r.Progress = func(n int) { before = done + n; req.Progress(before) }
			}
			var err error
			if r.Patterns, err = module.Buildable(ctx, r.Env, req.Patterns); err != nil {
				return Result{}, err
			}
			if len(r.Patterns) == 0 {
				continue
			}
			res, err := run(ctx, r)
			if err != nil {
				return Result{}, err
			}
			if len(res.Failures) > 0 && !slices.ContainsFunc(res.Failures, func(f Failure) bool { return !f.matchesNothing() }) {
				none = res.Failures
				continue
			}
			analysed = true
			all.Findings = append(all.Findings, res.Findings...)
			all.Failures = append(all.Failures, inBuild(res.Failures)...)
			all.Warnings = append(all.Warnings, res.Warnings...)
		}
		if !analysed {
			all.Failures = none
			if len(none) == 0 {
				all.Failures = []Failure{{Text: "none of the builds has a file of " + strings.Join(req.Patterns, " ")}}
			}
		}
		all.Findings = finding.Unique(all.Findings)
		slices.SortStableFunc(all.Failures, func(x, y Failure) int { return strings.Compare(x.Package, y.Package) })
		all.Failures = slices.CompactFunc(all.Failures, Failure.Same)
		return all, nil
	}
}

// matchesNothing reports whether all that is wrong is that a pattern matches no package.
func (f Failure) matchesNothing() bool { return strings.HasSuffix(f.Text, " matched no packages") }
