//go:build linux

// Command bench prints what it costs to analyse a module with each driver:
//
//	go run ./bench [-rounds n] [-change file.go] [-skip driver;…] DIR
//
// The module's build must be in the build cache, as after go build ./... in
// it. Before that is used, each driver that does not compile runs with an empty
// one. A first run knows nothing yet of the tool (which gets a build ID of its
// own for that); a second run follows at once; for a third one, a comment is
// added to the file of -change, and taken away again. The least of several
// rounds counts, since a busy machine only ever adds.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/bench/internal/tool"
)

var (
	rounds = flag.Int("rounds", 1, "how often to run each driver")
	change = flag.String("change", "", "file, relative to DIR, to change before a third run")
	skip   = flag.String("skip", "", "drivers to leave out, separated by semicolons: a name may have a comma")
)

// A cost is what a run took.
type cost struct {
	wall, user, sys time.Duration
	peak            int64 // bytes, of the largest process
}

func (c cost) String() string {
	if c == (cost{}) {
		return "–"
	}
	return fmt.Sprintf("%.1f / %.1f / %.1f, %.2f GB", c.wall.Seconds(), c.user.Seconds(), c.sys.Seconds(), float64(c.peak)/1e9)
}

// cpu returns user and system seconds.
func (c cost) cpu() float64 { return (c.user + c.sys).Seconds() }

func (c cost) least(d cost) cost {
	if c == (cost{}) || d.cpu() < c.cpu() {
		return d
	}
	return c
}

// A driver is one way to analyse a tree with a tool.
type driver struct {
	name, pkg string
	args      func(tool string) []string
	forgets   bool // a second run is like the first one
	compiles  bool // with an empty build cache it takes as long as go build
}

func vet(tool string) []string   { return []string{"go", "vet", "-vettool=" + tool, "./..."} }
func alone(tool string) []string { return []string{tool, "./..."} }

var drivers = []driver{
	{name: "go vet, a tool that does nothing", pkg: "./bench/noop", args: vet, compiles: true},
	{name: "go vet -vettool=unsupervisedgo", pkg: "./cmd/unsupervisedgo", args: vet, compiles: true},
	{name: "singlechecker", pkg: "./bench/alone", args: alone, forgets: true},
	{name: "unsupervisedgo", pkg: "./cmd/unsupervisedgo", args: alone},
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: go run ./bench [flags] DIR")
	}
	dir := flag.Arg(0)
	tmp, err := os.MkdirTemp("", "bench")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(tmp)

	left := strings.Split(*skip, ";")
	drivers = slices.DeleteFunc(drivers, func(d driver) bool { return slices.Contains(left, d.name) })
	costs := make([][4]cost, len(drivers))
	for round := range *rounds {
		for i, d := range drivers {
			built := tool.Build(d.pkg, filepath.Join(tmp, fmt.Sprintf("tool%d-%d", i, round)))
			if !d.compiles {
				empty := filepath.Join(tmp, fmt.Sprintf("empty%d-%d", i, round))
				costs[i][0] = costs[i][0].least(run(dir, d.args(built), "GOCACHE="+empty, "XDG_CACHE_HOME="+empty))
			}
			costs[i][1] = costs[i][1].least(run(dir, d.args(built)))
			if d.forgets {
				continue
			}
			costs[i][2] = costs[i][2].least(run(dir, d.args(built)))
			if *change != "" {
				restore := touch(filepath.Join(dir, *change))
				costs[i][3] = costs[i][3].least(run(dir, d.args(built)))
				restore()
			}
		}
	}
	fmt.Println("| driver | empty build cache | first run | second run | after a change |\n|---|---|---|---|---|")
	for i, d := range drivers {
		empty, second, changed := costs[i][0].String(), costs[i][2].String(), costs[i][3].String()
		if d.forgets {
			second, changed = "the same", "the same"
		}
		fmt.Printf("| %s | %v | %v | %s | %v |\n", d.name, empty, costs[i][1], second, changed)
	}
	fmt.Println("\nWall / user / system seconds, and the memory of the largest process.")
}

// run runs a command in a directory, with more of an environment.
func run(dir string, args []string, env ...string) cost {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || cmd.ProcessState.ExitCode() > 3) {
		log.Fatalf("%v: %v\n%s", args, err, out.Bytes())
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return cost{wall, cmd.ProcessState.UserTime(), cmd.ProcessState.SystemTime(), usage.Maxrss << 10}
}

// touch adds a comment to a file.
func touch(name string) (restore func()) {
	before, err := os.ReadFile(name)
	if err != nil {
		log.Fatal(err)
	}
	write := func(content []byte) {
		if err := os.WriteFile(name, content, 0o644); err != nil {
			log.Fatal(err)
		}
	}
	write(append(slices.Clip(before), "\n// changed\n"...))
	return func() { write(before) }
}
