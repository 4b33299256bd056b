package inprocess

import (
	"os"
	"os/exec"
	"slices"
	"strings"
)

// refuse is the first argument with which the go command runs the executable
// as the program of -toolexec.
const refuse = "refuse-to-run"

// toolexec returns the flag that makes a go command find what is in the build
// cache and compile nothing.
func toolexec(executable string) string {
	quote := "'" // as cmd/internal/quoted reads it: there is no escape
	if strings.Contains(executable, quote) {
		quote = `"`
	}
	return "-toolexec=" + quote + executable + quote + " " + refuse
}

// Refuse is main for a go command that is to find what is in the build cache,
// and to compile nothing: of the tools that it wants to run, it learns the
// version, on which the keys of the cache depend, and no more. It asks its own
// tools by -V=full, and the C compiler, for packages that use cgo, by -###, which
// prints what would be run. Refuse returns if these are not the arguments of such
// a run.
func Refuse(args []string) {
	if len(args) < 2 || args[0] != refuse {
		return
	}
	if !slices.Contains(args, "-V=full") && !slices.Contains(args, "-###") {
		os.Exit(1)
	}
	cmd := exec.Command(args[1], args[2:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if cmd.Run() != nil {
		os.Exit(1)
	}
	os.Exit(0)
}
