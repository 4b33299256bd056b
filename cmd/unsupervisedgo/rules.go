package main

import (
	"net/url"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/report"
	"github.com/unsupervisedgo/unsupervisedgo/docs"
)

// rules returns the categories of findings, as help and SARIF explain them.
func rules(a *analysis.Analyzer) []report.Rule {
	list := []report.Rule{
		{ID: analyzer.BareGo, Summary: "A goroutine does not contain its panics: one ends the whole process."},
		{ID: analyzer.IneffectiveRecover, Summary: "The goroutine calls recover where that has no effect: only the deferred function itself can recover."},
		{ID: analyzer.LateRecover, Summary: "The recover is deferred after something that can panic."},
		{ID: analyzer.PartialRecover, Summary: "The deferred function recovers, but hands some panics on."},
		{ID: analyzer.DeliberateCrash, Summary: "The goroutine ends the process on a panic on purpose (only with -strict; never fixed)."},
		{ID: analyzer.Launcher, Summary: "A function that does not contain its panics is handed to one that runs it on a new goroutine."},
		{ID: analyzer.Directive, Summary: "An //unsupervisedgo:ignore has no reason, silences nothing, or is misspelt."},
		{ID: analyzer.DeadRecover, Summary: "A recover can never stop a panic, whatever runs it (only with -dead-recovers; never fixed)."},
		{ID: analyzer.NoHeartbeat, Summary: "A supervised service never beats, so that a pass that hangs looks like one that runs (only with -heartbeats)."},
		{ID: analyzer.UnknownName, Summary: "A name is expected or beaten that nothing is supervised as, or a service is that no probe expects (only with -heartbeats)."},
		{ID: analyzer.HeldLock, Summary: "A panic leaves a lock locked, which stands in the way of a fix (only with -locks)."},
		{ID: analyzer.CrashList, Summary: "CrashIn lacks a function that holds a lock, or names one in which nothing is owed."},
	}
	base, _ := url.Parse(a.URL)
	for i := range list {
		r := &list[i]
		// As drivers resolve the URL of a diagnostic.
		r.URL = base.ResolveReference(&url.URL{Fragment: r.ID}).String()
		r.Help = docs.Rule(r.ID)
		r.Description = docs.What(r.Help)
	}
	return list
}
