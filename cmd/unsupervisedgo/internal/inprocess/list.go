package inprocess

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
)

// A listed package is what the go command tells of a package. See "go help list".
type listed struct {
	ImportPath      string
	Dir             string
	Export          string // file with export data, in the build cache, under a name made of its content
	CompiledGoFiles []string
	ImportMap       map[string]string
	Module          *struct{ Path, Version, GoVersion string }
	DepOnly         bool
	Standard        bool
	Error           *struct{ Err string }
}

// sources returns the names of the files that are compiled.
func (p *listed) sources() []string {
	var names []string
	for _, name := range p.CompiledGoFiles {
		if !filepath.IsAbs(name) { // what cgo made is in the build cache
			name = filepath.Join(p.Dir, name)
		}
		names = append(names, name)
	}
	return names
}

const listFields = "ImportPath,Dir,Export,CompiledGoFiles,ImportMap,Module,DepOnly,Standard,Error"

// list returns the packages that the patterns match, and by import path those
// and all that they depend on. Whatever the go command has to say is an error.
func list(ctx context.Context, req driver.Request) (roots []*listed, all map[string]*listed, err error) {
	args := slices.Concat([]string{"list", "-deps", "-export", "-compiled", "-json=" + listFields, "--"}, req.Patterns)
	cmd := driver.GoCommand(ctx, req, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, nil, err
	}
	for line := range strings.Lines(stderr.String()) {
		if !strings.HasPrefix(line, "go: downloading ") {
			return nil, nil, fmt.Errorf("go list: %s", line)
		}
	}
	all = make(map[string]*listed)
	for dec := json.NewDecoder(&stdout); ; {
		p := new(listed)
		if err := dec.Decode(p); err == io.EOF {
			return roots, all, nil
		} else if err != nil {
			return nil, nil, err
		}
		if p.Error != nil {
			return nil, nil, fmt.Errorf("go list: %s: %s", p.ImportPath, p.Error.Err)
		}
		all[p.ImportPath] = p
		if !p.DepOnly && len(p.CompiledGoFiles) > 0 {
			if p.Module == nil && !p.Standard {
				return nil, nil, fmt.Errorf("%s is in no module", p.ImportPath)
			}
			roots = append(roots, p)
		}
	}
}
