//go:build linux

// Command units compares what the tool costs under go vet with what a tool
// that does nothing costs there:
//
//	go run ./bench/units [-rounds n] package...
//
// go vet runs a tool once for each package below those that are named. The same
// runs are made again with either tool, in turn, so that a busy machine slows
// down both; the sums of their user and system time are compared.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/bench/internal/tool"
)

var rounds = flag.Int("rounds", 1, "how often to run each unit with either tool")

// A unit is one run of a tool under go vet, of which the files of facts are
// replaced by those of the tool that is measured.
type unit map[string]any

func main() {
	log.SetFlags(0)
	log.SetPrefix("units: ")
	flag.Parse()
	if flag.NArg() == 0 {
		log.Fatal("usage: go run ./bench/units [-rounds n] package...")
	}
	tmp, err := os.MkdirTemp("", "units")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(tmp)

	tools := []string{
		tool.Build("./bench/noop", filepath.Join(tmp, "noop")),
		tool.Build("./cmd/unsupervisedgo", filepath.Join(tmp, "unsupervisedgo")),
	}
	units, work := record(tools[0], flag.Args())
	defer os.RemoveAll(work)
	var configs [2][]string
	for i := range tools {
		configs[i] = configure(units, filepath.Join(tmp, fmt.Sprint("facts", i)))
	}
	for round := range *rounds {
		var sum [2]time.Duration
		for k := range units {
			for i := range tools {
				i = (i + k + round) % 2
				cmd := exec.Command(tools[i], configs[i][k])
				out, err := cmd.CombinedOutput() // an error where the package has findings
				if _, missing := os.Stat(strings.TrimSuffix(configs[i][k], ".cfg") + ".vetx"); missing != nil {
					log.Fatalf("%s: %v\n%s", configs[i][k], err, out)
				}
				sum[i] += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
			}
		}
		fmt.Printf("%d units: %.2f times the user and system time of a tool that does nothing (%.1f s, %.1f s)\n",
			len(units), float64(sum[1])/float64(sum[0]), sum[1].Seconds(), sum[0].Seconds())
	}
}

// record runs go vet once and returns its units, dependencies first, and the
// directory of its files.
func record(vettool string, packages []string) (_ []unit, work string) {
	out, err := exec.Command("go", append([]string{"vet", "-work", "-vettool=" + vettool}, packages...)...).CombinedOutput()
	dir := regexp.MustCompile(`(?m)^WORK=(.*)$`).FindSubmatch(out)
	if err != nil || dir == nil {
		log.Fatalf("go vet: %v\n%s", err, out)
	}
	names, err := filepath.Glob(filepath.Join(string(dir[1]), "b*", "vet.cfg"))
	if err != nil {
		log.Fatal(err)
	}
	byPath := make(map[string]unit)
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			log.Fatal(err)
		}
		var u unit
		if err := json.Unmarshal(data, &u); err != nil {
			log.Fatalf("%s: %v", name, err)
		}
		byPath[u["ImportPath"].(string)] = u
	}
	var order []unit
	done := make(map[string]bool)
	var visit func(path string)
	visit = func(path string) {
		u, ok := byPath[path]
		if !ok || done[path] {
			return
		}
		done[path] = true
		deps, _ := u["PackageVetx"].(map[string]any)
		for dep := range deps {
			visit(dep)
		}
		order = append(order, u)
	}
	for path := range byPath {
		visit(path)
	}
	return order, string(dir[1])
}

// configure writes the units with files of facts below dir, and returns the
// names of their configurations.
func configure(units []unit, dir string) []string {
	if err := os.Mkdir(dir, 0o755); err != nil {
		log.Fatal(err)
	}
	facts := make(map[string]any)
	var names []string
	for i, u := range units {
		path := u["ImportPath"].(string)
		facts[path] = filepath.Join(dir, fmt.Sprint(i, ".vetx"))
		own := maps.Clone(u)
		own["VetxOutput"] = facts[path]
		own["Stdout"] = filepath.Join(dir, fmt.Sprint(i, ".stdout"))
		deps := make(map[string]any)
		if old, ok := u["PackageVetx"].(map[string]any); ok {
			for dep, file := range old {
				deps[dep] = file
				if file, ok := facts[dep]; ok {
					deps[dep] = file
				}
			}
		}
		own["PackageVetx"] = deps
		data, err := json.Marshal(own)
		if err != nil {
			log.Fatal(err)
		}
		name := filepath.Join(dir, fmt.Sprint(i, ".cfg"))
		if err := os.WriteFile(name, data, 0o644); err != nil {
			log.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}
