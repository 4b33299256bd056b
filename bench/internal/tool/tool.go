// Package tool builds the tools that are measured.
package tool

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"time"
)

// Build builds a tool that no cache has seen before, so that go vet runs it for
// every package, and returns name.
func Build(pkg, name string) string {
	cmd := exec.Command("go", "build", "-o", name, pkg)
	if out, err := cmd.CombinedOutput(); err != nil {
		log.Fatalf("go build %s: %v\n%s", pkg, err, out)
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprint(f, time.Now())
	if err := f.Close(); err != nil {
		log.Fatal(err)
	}
	return name
}
