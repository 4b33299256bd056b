// Golangci-lint is golangci-lint with the plugin: what "golangci-lint custom"
// builds, without a network.
package main

import (
	"fmt"
	"os"
	"runtime"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
	"github.com/golangci/golangci-lint/v2/pkg/exitcodes"

	_ "github.com/unsupervisedgo/unsupervisedgo/gclplugin"
)

func main() {
	// No version: golangci-lint's cache then depends on the content of the
	// executable, and so on the analyzer.
	info := commands.BuildInfo{GoVersion: runtime.Version()}
	if err := commands.Execute(info); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitcodes.Failure)
	}
}
