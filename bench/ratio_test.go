//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/bench/internal/tool"
)

// The bars: what the command may cost, in user and system seconds and in memory,
// of what the same analyzer costs under singlechecker; and, where nothing has
// changed, of what go list -deps costs.
const (
	coldBar   = 0.5  // with an empty build cache
	warmBar   = 0.4  // with the build in the cache
	memoryBar = 0.35 // in either case
	secondBar = 1.5  // of go list -deps
)

// BenchmarkRatios measures, on the module that TREE names or on this one:
//
//	TREE=../prometheus go test -run '^$' -bench Ratios -benchtime 3x ./bench
//
// Of several rounds the least counts, since a busy machine only ever adds. What
// is above its bar is told, and fails nothing: a busy machine may add to all.
func BenchmarkRatios(b *testing.B) {
	dir := os.Getenv("TREE")
	if dir == "" {
		dir = ".."
	}
	// go vet is not concerned, so the tools may be the same in each round.
	command := tool.Build("github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo", filepath.Join(b.TempDir(), "unsupervisedgo"))
	single := tool.Build("github.com/unsupervisedgo/unsupervisedgo/bench/alone", filepath.Join(b.TempDir(), "alone"))
	run(dir, []string{"go", "build", "./..."})
	full := "GOCACHE=" + buildCache(b) // which else would follow XDG_CACHE_HOME

	var list, theirs, cold, warm, second cost
	for b.Loop() {
		list = list.least(run(dir, []string{"go", "list", "-deps", "./..."}))
		theirs = theirs.least(run(dir, alone(single)))
		cold = cold.least(run(dir, alone(command), "GOCACHE="+b.TempDir(), "XDG_CACHE_HOME="+b.TempDir()))
		home := "XDG_CACHE_HOME=" + b.TempDir()
		warm = warm.least(run(dir, alone(command), full, home))
		second = second.least(run(dir, alone(command), full, home))
	}
	ratio := func(name string, got, of float64, bar float64) {
		b.ReportMetric(got/of, name)
		if got/of > bar {
			b.Logf("%s: %.2f of %.2f, above the bar of %.2f", name, got, of, bar)
		}
	}
	ratio("cold/singlechecker", cold.cpu(), theirs.cpu(), coldBar)
	ratio("warm/singlechecker", warm.cpu(), theirs.cpu(), warmBar)
	ratio("second/list", second.cpu(), list.cpu(), secondBar)
	ratio("memory/singlechecker", float64(max(cold.peak, warm.peak)), float64(theirs.peak), memoryBar)
	b.ReportMetric(0, "ns/op")
}

// buildCache returns the directory of the build cache.
func buildCache(b *testing.B) string {
	out, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
