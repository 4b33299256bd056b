package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/config"
)

// block matches a block of shell commands, and the comment in the line above it.
var block = regexp.MustCompile("(?m)(?:^<!-- (.*) -->\n)?^```sh\n((?s:.*?))^```$")

// TestAdopting runs every command of docs/adopting.md, from top to bottom, in a
// module of its own. A comment says what does not end with exit code 0, or why
// something is not run.
func TestAdopting(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs the command")
	}
	page, err := os.ReadFile(filepath.FromSlash("../../docs/adopting.md"))
	if err != nil {
		t.Fatal(err)
	}
	script := "[!exec:bash] skip 'SKIPPED: no bash'\n[!exec:git] skip 'SKIPPED: no git'\n" + adoptingSetup
	files := adoptingFiles
	run := 0
	for i, m := range block.FindAllStringSubmatch(string(page), -1) {
		code := "0"
		switch note := m[1]; {
		case strings.HasPrefix(note, "not run: "):
			continue
		case strings.HasPrefix(note, "exit "):
			code = strings.TrimPrefix(note, "exit ")
		case note != "":
			t.Errorf("what is <!-- %s -->?", note)
		}
		script += fmt.Sprintf("exits %s bash -e ../step%d.sh\n", code, i)
		files += fmt.Sprintf("-- step%d.sh --\n%s", i, m[2])
		run++
	}
	if run < 10 {
		t.Errorf("only %d blocks of commands were found", run)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "real_adopting.txtar"), []byte(script+adoptingCheck+files), 0o666); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, params(t, dir))
}

const adoptingSetup = `
env GIT_CONFIG_GLOBAL=$WORK/gitconfig GIT_CONFIG_NOSYSTEM=1
cd m
exec git init -q -b main
exec git add .
exec git commit -qm 1
`

const adoptingCheck = `
grep 'supervised.RunWithRecover' m.go
grep 'supervised.Heartbeat' m.go
grep 'StaleAfter.time.Minute' m.go
grep '"entry":"go s.run"' .unsupervisedgo.json
grep 'expect=sweep   # by their deadlines' unsupervisedgo.html
exists unsupervisedgo.html
`

const adoptingFiles = `
-- gitconfig --
[user]
	name = n
	email = e@example.com
-- m/go.mod --
module example.com/m

go 1.22
-- m/.gitignore --
/unsupervisedgo.html
-- m/m.go --
// Package m has a goroutine that can be fixed, and one that can't.
package m

import "time"

type Server struct {
	count map[string]int
	in    chan string
	out   chan int
}

func (s *Server) Start() {
	go s.collect()
	go s.run()
	go s.sweep()
}

func (s *Server) sweep() {
	for range time.Tick(10 * time.Second) {
		delete(s.count, "")
		s.collectOne()
	}
}

func (s *Server) collectOne() { s.count["one"]++ }

func (s *Server) collect() {
	for name := range s.in {
		s.count[name]++
	}
}

func (s *Server) run() {
	name := <-s.in
	s.out <- 100 / s.count[name]
}
`

// The configuration file that the page shows is one that the command reads, and
// has a setting of every name.
func TestAdoptingConfig(t *testing.T) {
	page, err := os.ReadFile(filepath.FromSlash("../../docs/adopting.md"))
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?m)^<!-- config -->\n```toml\n((?s:.*?))^```$").FindSubmatch(page)
	if m == nil {
		t.Fatal("docs/adopting.md shows no configuration file")
	}
	dir := t.TempDir()
	for name, content := range map[string][]byte{"go.mod": []byte("module m\n\ngo 1.26\n"), config.Name: m[1]} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	t.Setenv("GOFLAGS", os.Getenv("GOFLAGS")) // to which the command adds tags
	var stdout, stderr bytes.Buffer
	if code := run(analyzer.New, []string{"config"}, &stdout, &stderr); code != exitClean {
		t.Fatalf("exit code %d\n%s", code, &stderr)
	}
	for line := range strings.Lines(stdout.String()) {
		if !strings.Contains(line, " # "+config.Name+":") {
			t.Errorf("the page lacks a setting: %s", line)
		}
	}
}
