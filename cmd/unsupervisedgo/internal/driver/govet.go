package driver

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// DepsFlag is a flag of the tool, without which no answer of go vet is to be
// trusted: the go command (1.26) caches what the tool printed for a package
// that was a dependency, which is nothing, and repeats it when the package is
// asked for; it also repeats what was printed for a package that was asked for
// when that is a dependency. With the flag the tool prints the same in both
// roles, and we choose. As a flag it is part of the key of the cache, which keeps
// answers without it out.
const DepsFlag = "deps"

// GoVet returns a driver that runs "go vet" with the executable tool as its
// vettool. The go command then loads the packages and caches facts and
// results, with the same tool in the same way as it does for whoever runs
// go vet -vettool by hand.
func GoVet(tool string) Func {
	return func(ctx context.Context, req Request) (Result, error) {
		args := slices.Concat([]string{"vet", "-json", "-vettool=" + tool, "-" + DepsFlag}, req.Flags, []string{"--"}, req.Patterns)
		cmd := GoCommand(ctx, req, args...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			return Result{}, err
		}
		if err := cmd.Start(); err != nil {
			return Result{}, cmp.Or(ctx.Err(), fmt.Errorf("cannot run the go command: %w", err))
		}
		// What was asked for; go vet does not tell.
		list := exec.CommandContext(ctx, "go", slices.Concat([]string{"list", "-e", "-f", "{{.ImportPath}}", "--"}, req.Patterns)...)
		list.Env = cmd.Env
		var asked bytes.Buffer
		list.Stdout = &asked
		listErr := list.Start() // and meanwhile go vet is at work

		var res Result
		decodeErr := decode(stdout, &res, req.Progress)
		io.Copy(io.Discard, stdout) // let the go command end, whatever it printed
		err = cmd.Wait()
		if listErr == nil {
			listErr = list.Wait()
		}
		if ctx.Err() != nil {
			return Result{}, ctx.Err()
		}
		_, failed := errors.AsType[*exec.ExitError](err)
		if err != nil && !failed {
			return Result{}, fmt.Errorf("cannot run the go command: %w", err)
		}
		if listErr == nil { // else go vet says what is wrong with the patterns
			res.keep(strings.Fields(asked.String()))
		}
		res.listen(stderr.String(), failed)
		if decodeErr != nil && len(res.Failures) == 0 {
			return Result{}, fmt.Errorf("cannot read the output of go vet: %w", decodeErr)
		}
		res.Findings = finding.Unique(res.Findings)
		return res, nil
	}
}

// keep drops what is about other packages than these and their tests.
func (res *Result) keep(paths []string) {
	asked := make(map[string]bool)
	for _, path := range paths {
		asked[path], asked[path+"_test"] = true, true
	}
	res.Findings = slices.DeleteFunc(res.Findings, func(f finding.Finding) bool { return !asked[f.Package] })
	res.Failures = slices.DeleteFunc(res.Failures, func(f Failure) bool { return !asked[f.Package] })
}

// Listen records what a go command that did not fail printed on standard error.
func (res *Result) Listen(text string) { res.listen(text, false) }

// listen records what the go command printed on standard error.
func (res *Result) listen(text string, failed bool) {
	for _, said := range parseStderr(text) {
		switch {
		case strings.HasSuffix(said.Text, " matched no packages"):
			// A mistake in the command line, even if other patterns match some.
			said.Text = strings.TrimPrefix(said.Text, "go: warning: ")
			res.Failures = append(res.Failures, said)
		case said.Text == "no packages to vet" && len(res.Failures) > 0: // we know why
		case failed && !strings.HasPrefix(said.Text, "go: warning: "):
			res.Failures = append(res.Failures, said)
		default:
			res.Warnings = append(res.Warnings, said.Text)
		}
	}
	if failed && len(res.Failures) == 0 {
		res.Failures = []Failure{{Text: "go vet failed without saying why"}}
	}
}

// decode reads what unitchecker prints for each package under -json: an object
// that maps the package's ID to the analyzer's name to a list of diagnostics,
// or to an error. (The types are those of x/tools internal/analysis/driverutil.)
func decode(r io.Reader, res *Result, progress func(int)) error {
	dec := json.NewDecoder(r)
	for done := 1; ; done++ {
		var tree map[string]map[string]json.RawMessage
		if err := dec.Decode(&tree); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		for id, results := range tree {
			pkg := packagePath(id)
			if _, variant, ok := strings.Cut(id, " ["); ok && variant != strings.TrimSuffix(pkg, "_test")+".test]" {
				continue // a dependency, as it is built for the test of another package
			}
			for _, name := range slices.Sorted(maps.Keys(results)) {
				if err := decodeResult(pkg, results[name], res); err != nil {
					return err
				}
			}
		}
		if progress != nil {
			progress(done)
		}
	}
}

func decodeResult(pkg string, raw json.RawMessage, res *Result) error {
	if !bytes.HasPrefix(raw, []byte("[")) {
		var failure struct {
			Error string `json:"error"`
		}
		if err := json.Unmarshal(raw, &failure); err != nil {
			return err
		}
		res.Failures = append(res.Failures, Failure{Package: pkg, Text: failure.Error})
		return nil
	}
	var diagnostics []struct {
		Category       string
		Posn, End      string
		Message        string
		SuggestedFixes []struct {
			Message string
			Edits   []struct {
				Filename   string
				Start, End int
				New        string
			}
		} `json:"suggested_fixes"`
		Related []struct{ Posn, Message string }
	}
	if err := json.Unmarshal(raw, &diagnostics); err != nil {
		return err
	}
	for _, d := range diagnostics {
		f := finding.Finding{
			Package:  pkg,
			Category: d.Category,
			Message:  d.Message,
			Pos:      parsePosition(d.Posn),
			End:      parsePosition(d.End),
		}
		for _, r := range d.Related {
			f.Related = append(f.Related, finding.Related{Pos: parsePosition(r.Posn), Message: r.Message})
		}
		if len(d.SuggestedFixes) > 0 { // the first is the one that drivers apply
			fix := d.SuggestedFixes[0]
			f.Fix = &finding.Fix{Message: fix.Message}
			for _, e := range fix.Edits {
				f.Fix.Edits = append(f.Fix.Edits, finding.Edit{File: finding.Absolute(e.Filename), Start: e.Start, End: e.End, New: e.New})
			}
		}
		res.Findings = append(res.Findings, f)
	}
	return nil
}

// parsePosition reads file:line:column, the column or all but the file perhaps missing.
func parsePosition(s string) finding.Position {
	var numbers []int
	for len(numbers) < 2 {
		i := strings.LastIndexByte(s, ':')
		if i < 0 {
			break
		}
		n, err := strconv.Atoi(s[i+1:])
		if err != nil {
			break
		}
		s, numbers = s[:i], append(numbers, n)
	}
	pos := finding.Position{File: finding.Absolute(s)}
	switch len(numbers) {
	case 1:
		pos.Line = numbers[0]
	case 2:
		pos.Line, pos.Col = numbers[1], numbers[0]
	}
	return pos
}

// parseStderr splits what the go command prints on standard error: the lines
// below a line "# import/path" are about that package, of the others each that
// is not indented stands for itself.
func parseStderr(text string) []Failure {
	var list []Failure
	pkg := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if id, ok := strings.CutPrefix(line, "# "); ok {
			pkg = packagePath(id)
			continue
		}
		if line == "" || strings.HasPrefix(line, "go: downloading ") {
			continue
		}
		last := len(list) - 1
		if last >= 0 && list[last].Package == pkg && (pkg != "" || strings.HasPrefix(line, "\t")) {
			list[last].Text += "\n" + line
		} else {
			list = append(list, Failure{Package: pkg, Text: line})
		}
	}
	return list
}

// packagePath returns the import path in an ID of the go command: "p" in "p",
// "[p]" and "p [p.test]". (That of an external test is "p_test" in all of them.)
func packagePath(id string) string {
	path, _, _ := strings.Cut(strings.TrimPrefix(id, "["), " ")
	return strings.TrimSuffix(path, "]")
}
