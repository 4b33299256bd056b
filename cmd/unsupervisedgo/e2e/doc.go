// Package e2e tests what the command writes against what reads it: a real
// browser, and actionlint. It is a module of its own so that none of that
// becomes a dependency of anything else.
package e2e
