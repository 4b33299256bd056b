package inprocess

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
)

// cgo finds what the compiler sees of packages that use cgo.
type cgo struct {
	ctx   context.Context
	req   driver.Request
	cc    string // the C compiler
	roots []*listed

	once    sync.Once
	rootErr error

	mu   sync.Mutex
	dirs []string // with what was made
}

// compile fills in the Compiled of a package: of all roots at once, and of any other.
func (c *cgo) compile(p *listed) error {
	if slices.Contains(c.roots, p) {
		c.once.Do(func() {
			roots := slices.DeleteFunc(slices.Clone(c.roots), func(p *listed) bool { return len(p.CgoFiles) == 0 })
			c.rootErr = addCompiled(c.ctx, c.req, roots)
		})
		return c.rootErr
	}
	if p.Export == "" && p.Standard && !strings.HasPrefix(p.ImportPath, "runtime/") && c.translate(p) == nil {
		return nil
	}
	return addCompiled(c.ctx, c.req, []*listed{p})
}

// translate has the tool of the go command make them of a package of the standard library that is not in
// the build cache. The go command itself would first compile the C code of package runtime/cgo, for the dynamic linker,
// which takes three times as long and says nothing to a type-checker.
func (c *cgo) translate(p *listed) error {
	dir, err := os.MkdirTemp("", "unsupervisedgo-cgo-")
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.dirs = append(c.dirs, dir)
	c.mu.Unlock()

	args := slices.Concat([]string{"tool", "cgo", "-objdir", dir + string(filepath.Separator), "-importpath", p.ImportPath, "--"}, p.CgoCFLAGS, p.CgoFiles)
	cmd := driver.GoCommand(c.ctx, c.req, args...)
	cmd.Dir = p.Dir
	cmd.Env = append(cmd.Env, "CC="+c.cc)
	if err := cmd.Run(); err != nil {
		return err
	}
	compiled := append(slices.Clone(p.GoFiles), filepath.Join(dir, "_cgo_gotypes.go"))
	for _, name := range p.CgoFiles {
		compiled = append(compiled, filepath.Join(dir, strings.TrimSuffix(name, ".go")+".cgo1.go"))
	}
	p.Compiled = compiled
	return nil
}

// close removes what was made.
func (c *cgo) close() {
	for _, dir := range c.dirs {
		os.RemoveAll(dir)
	}
}

// addCompiled fills in the Compiled of packages that use cgo, which runs.
func addCompiled(ctx context.Context, req driver.Request, packages []*listed) error {
	by := make(map[string]*listed)
	for _, p := range packages {
		by[p.ImportPath] = p
	}
	var errs []error
	type compiled struct {
		ImportPath      string
		CompiledGoFiles []string
		Error           *listedError
	}
	args := []string{"-compiled", "-json=ImportPath,CompiledGoFiles,Error", "--"}
	said, err := goList(ctx, req, func(c *compiled) {
		if p := by[c.ImportPath]; p != nil && c.Error == nil {
			p.Compiled = c.CompiledGoFiles
		} else if c.Error != nil {
			errs = append(errs, c.Error)
		}
	}, append(args, paths(packages)...)...)
	if err == nil && len(errs) == 0 && said != "" {
		err = errors.New(strings.TrimSpace(said))
	}
	return errors.Join(append(errs, err)...)
}
