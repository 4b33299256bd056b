package inprocess

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/cache"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// A memory keeps findings from one run of the command to the next, in the
// user's cache directory. Without one, or where it can't be written, it
// forgets.
type memory struct {
	*listing
	cache *cache.Cache // nil: forget everything
	run   []byte       // what is the same for all packages of the run
	keys  map[*listed]*cache.ActionID
}

func openMemory(analyzer, tool string, req driver.Request, l *listing) *memory {
	m := &memory{listing: l, keys: make(map[*listed]*cache.ActionID)}
	dir, err := os.UserCacheDir()
	if err != nil {
		return m
	}
	dir = filepath.Join(dir, "unsupervisedgo")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return m
	}
	h := sha256.New()
	if hashTool(h, tool) != nil {
		return m
	}
	fmt.Fprintf(h, "%s with flags %q, %s for %s\n", analyzer, req.Flags, l.env.GOVERSION, l.env.GOARCH)
	if c, err := cache.Open(dir); err == nil {
		m.cache, m.run = c, h.Sum(nil)
	}
	return m
}

// key stands for everything that the findings in a package depend on: its
// files, those of other builds too, and those of all packages below it. It is nil where nothing is to be
// remembered. It is made before a file is read to be analysed, since that may
// change meanwhile.
func (m *memory) key(p *listed) *cache.ActionID {
	if key, ok := m.keys[p]; ok {
		return key
	}
	m.keys[p] = nil
	h := sha256.New()
	fmt.Fprintf(h, "run %x\npackage %q in %q\n", m.run, p.ImportPath, p.Dir)
	for module := p.Module; module != nil; module = module.Replace {
		fmt.Fprintf(h, "module %q %q, go %s\n", module.Path, module.Version, module.GoVersion)
	}
	if p.broken() != nil {
		return nil
	}
	for _, path := range slices.Sorted(maps.Keys(p.ImportMap)) {
		fmt.Fprintf(h, "import %q is %q\n", path, p.ImportMap[path])
	}
	for _, path := range p.Imports {
		if path == "C" || path == "unsafe" {
			continue
		}
		imp := m.all[path]
		if imp == nil || imp.index >= p.index {
			return nil
		}
		key := m.key(imp)
		if key == nil {
			return nil
		}
		h.Write(key[:])
	}
	unchanging := m.unchanging(p)
	fmt.Fprintf(h, "%d files of other builds\n", len(p.IgnoredGoFiles)) // a file is one of them in one build, and not in another
	for _, name := range p.sources(p.GoFiles, p.CgoFiles, p.HFiles, p.IgnoredGoFiles) {
		fmt.Fprintf(h, "file %q\n", name)
		if !unchanging && hashFile(h, name) != nil {
			return nil
		}
	}
	id := cache.ActionID(h.Sum(nil))
	m.keys[p] = &id
	return &id
}

// unchanging reports whether the version of the package tells what is in its
// files: of the standard library in a release of Go, and of the module cache.
// The go command takes it for granted there, too.
func (m *memory) unchanging(p *listed) bool {
	if p.Standard {
		return strings.HasPrefix(m.env.GOVERSION, "go")
	}
	module := p.Module
	if module != nil && module.Replace != nil {
		module = module.Replace
	}
	return module != nil && module.Version != "" && module.Dir != "" && strings.HasPrefix(p.Dir, module.Dir)
}

func hashFile(h hash.Hash, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(h, f)
	return err
}

// recall returns the findings that a run kept for a package that is the same.
func (m *memory) recall(p *listed) ([]finding.Finding, bool) {
	if m.cache == nil {
		return nil, false
	}
	key := m.key(p)
	if key == nil {
		return nil, false
	}
	data, _, err := m.cache.GetBytes(*key)
	if err != nil {
		return nil, false
	}
	var list []finding.Finding
	return list, json.Unmarshal(data, &list) == nil
}

// keep remembers the findings in a package. Failing to is no harm.
func (m *memory) keep(p *listed, list []finding.Finding) {
	key := m.keys[p]
	if key == nil {
		return
	}
	if data, err := json.Marshal(list); err == nil {
		m.cache.PutBytes(*key, data)
	}
}

// trim forgets what nobody has asked for lately.
func (m *memory) trim() {
	if m.cache != nil {
		m.cache.Trim()
	}
}
