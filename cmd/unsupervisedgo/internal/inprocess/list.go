package inprocess

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
)

// A listed package is what the go command tells of a package. See "go help list".
type listed struct {
	ImportPath string
	Name       string
	Dir        string
	GoFiles    []string
	CgoFiles   []string
	CgoCFLAGS  []string
	HFiles     []string

	IgnoredGoFiles []string // of other builds

	Imports   []string
	ImportMap map[string]string
	Module    *listedModule
	DepOnly   bool
	Standard  bool
	Error     *listedError

	// Of the listings that come later, if at all.
	Export   string   // file with export data, in the build cache; "" if there is none
	Compiled []string // the files that the compiler sees of a package that uses cgo

	index int // in the list, in which a package comes after those that it imports
}

type listedModule struct {
	Path, Version, Dir, GoVersion string
	Replace                       *listedModule
}

type listedError struct {
	Pos string // file:line:col, perhaps ""
	Err string
}

func (e *listedError) Error() string {
	if e.Pos == "" {
		return e.Err
	}
	return e.Pos + ": " + e.Err
}

// broken returns why nobody can compile the package, whatever is in its files,
// or nil. (That a file is missing which a //go:embed directive names, such as a
// web page that another tool builds, is told only with the field EmbedFiles.)
func (p *listed) broken() error {
	if p.Error == nil {
		return nil
	}
	return p.Error
}

// sources returns the absolute names of files in the package's directory. What
// cgo made is elsewhere.
func (p *listed) sources(names ...[]string) []string {
	list := slices.Concat(names...)
	for i, name := range list {
		if !filepath.IsAbs(name) {
			list[i] = filepath.Join(p.Dir, name)
		}
	}
	return list
}

const listFields = "ImportPath,Name,Dir,GoFiles,CgoFiles,CgoCFLAGS,HFiles,IgnoredGoFiles,Imports,ImportMap,Module,DepOnly,Standard,Error"

// A listing is the packages of one run.
type listing struct {
	roots []*listed // those that the patterns match, without those that have only tests
	order []*listed
	all   map[string]*listed // by import path
	env   environment
	said  string // what else the go command had to say
}

// environment is what the go command knows of its environment. See "go help env".
type environment struct{ GOARCH, GOVERSION, GOFLAGS, CC string }

// list returns the packages that the patterns match and all that they depend
// on. Packages with errors are among them.
func list(ctx context.Context, req driver.Request) (*listing, error) {
	l := &listing{all: make(map[string]*listed)}
	environ := driver.GoCommand(ctx, req, "env", "-json", "GOARCH", "GOVERSION", "GOFLAGS", "CC")
	var env bytes.Buffer
	environ.Stdout = &env
	if err := environ.Start(); err != nil {
		return nil, err
	}
	var err error
	l.said, err = goList(ctx, req, func(p *listed) {
		p.index = len(l.order)
		l.order = append(l.order, p)
		l.all[p.ImportPath] = p
		if !p.DepOnly && (len(p.GoFiles)+len(p.CgoFiles) > 0 || p.Error != nil) {
			l.roots = append(l.roots, p)
		}
	}, slices.Concat([]string{"-deps", "-json=" + listFields, "--"}, req.Patterns)...)
	if err := cmp.Or(environ.Wait(), err); err != nil {
		return nil, err
	}
	return l, json.Unmarshal(env.Bytes(), &l.env)
}

// addExports fills in the Export of what these packages depend on, as far as
// it is in the build cache. Nothing is compiled: the go command is given a
// tool that refuses to. (See Refuse.)
func (l *listing) addExports(ctx context.Context, req driver.Request, tool string, packages []*listed) error {
	args := []string{"-deps", "-export", "-json=ImportPath,Export", toolexec(tool), "--"}
	_, err := goList(ctx, req, func(p *listed) {
		if to := l.all[p.ImportPath]; to != nil {
			to.Export = p.Export
		}
	}, append(args, paths(packages)...)...)
	return err
}

func paths(packages []*listed) []string {
	var list []string
	for _, p := range packages {
		list = append(list, p.ImportPath)
	}
	return list
}

// goList runs go list -e and calls each with what it tells of each package. It
// returns what the go command remarked.
func goList[P any](ctx context.Context, req driver.Request, each func(*P), args ...string) (said string, err error) {
	cmd := driver.GoCommand(ctx, req, append([]string{"list", "-e"}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	for dec := json.NewDecoder(stdout); ; {
		p := new(P)
		if err = dec.Decode(p); err != nil {
			break
		}
		each(p)
	}
	io.Copy(io.Discard, stdout) // let it end, whatever it printed
	if failed := cmd.Wait(); failed != nil {
		return "", fmt.Errorf("go list: %w: %s", failed, bytes.TrimSpace(stderr.Bytes()))
	}
	if err != io.EOF {
		return "", fmt.Errorf("cannot read the output of go list: %w", err)
	}
	return stderr.String(), nil
}
