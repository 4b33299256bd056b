// Package tests shows that goroutines of tests are left alone: a test should
// die loudly.
package tests

var risky func()

func production() {
	go risky() // want `bare-go: `
}
