// Package e2e tests that the same tree gives the same findings and the same
// fixed files through every driver: the command alone, go vet, go fix, a
// multichecker, and golangci-lint with the plugin. It is a module of its own
// so that golangci-lint becomes a dependency of nothing else.
package e2e
