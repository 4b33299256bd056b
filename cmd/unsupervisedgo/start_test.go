package main

import (
	"os/exec"
	"strings"
	"testing"
)

// The go command starts the tool once a package: what the executable links
// counts each time. net/http, and cgo through package net, would double it.
func TestStartIsCheap(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dep := range strings.Lines(string(out)) {
		switch dep = strings.TrimSpace(dep); dep {
		case "net", "net/http", "runtime/cgo":
			t.Errorf("the command links %s", dep)
		}
	}
}
