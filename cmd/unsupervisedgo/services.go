package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/inprocess"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/report"
)

// services lists the services of the packages, sorted by name, and the URL path of the handler
// that tells of them.
func (c *command) services(ctx context.Context) (list []report.Service, path string, err error) {
	path = "/admin/liveness"
	if c.analyzer.Flags.Lookup("heartbeats") == nil {
		return nil, path, nil // of a test, that has other findings
	}
	self, err := os.Executable()
	if err != nil {
		return nil, "", err
	}
	flags := append(slices.DeleteFunc(slices.Clone(c.analyzerFlags), func(flag string) bool {
		return strings.HasPrefix(flag, "-tests=")
	}), "-heartbeats=true")
	nothing := func(context.Context, driver.Request) (driver.Result, error) { return driver.Result{}, nil }
	res, err := inprocess.New(analyzer.NewInventory, self, nothing)(ctx, driver.Request{Patterns: c.args, Flags: flags})
	if err != nil {
		return nil, "", err
	}
	finding.Sort(res.Findings)
	for _, f := range finding.Unique(res.Findings) {
		var item analyzer.Item
		if err := json.Unmarshal([]byte(f.Message), &item); err != nil {
			return nil, "", err
		}
		switch {
		case item.Path != "":
			if item.Path != "/" {
				path = item.Path
			}
		case item.Restarts:
			list = append(list, c.service(item, f.Pos))
		}
	}
	return report.ByName(list), path, nil
}

func (c *command) service(item analyzer.Item, at finding.Position) report.Service {
	s := report.Service{
		Name:     item.Name,
		Runs:     item.Runs,
		Program:  item.Program,
		Place:    filepath.ToSlash(report.Position(at, c.cwd)),
		Pace:     report.Unknown,
		Beats:    item.Beats,
		Period:   item.Period,
		Silence:  item.Interval(),
		Deadline: item.Deadline,
		Passing:  item.Passing,
		Theirs:   item.Theirs,
	}
	switch {
	case item.Endless:
		s.Pace, s.Period, s.Silence = report.Unbound, 0, 0
	case item.Paced:
		s.Pace = report.ByClock
	}
	return s
}
