// Package e2e tests package supervised against what reads it: the parsers of
// Prometheus, the package expvar, a real browser. It is a module of its own so
// that none of that becomes a dependency of anything else.
package e2e
