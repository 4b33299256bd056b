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
	base, _ := url.Parse(a.URL)
	var list []report.Rule
	for _, c := range analyzer.Categories() {
		help := docs.Rule(c.Name)
		list = append(list, report.Rule{
			ID:          c.Name,
			Summary:     c.Summary,
			Description: docs.What(help),
			Help:        help,
			URL:         base.ResolveReference(&url.URL{Fragment: c.Name}).String(), // as drivers resolve that of a diagnostic
		})
	}
	return list
}
