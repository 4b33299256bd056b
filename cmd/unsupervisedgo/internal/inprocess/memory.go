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

	"github.com/rogpeppe/go-internal/cache"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// A memory keeps findings from one run of the command to the next, in the
// user's cache directory. Without one, or where it can't be written, it
// forgets.
type memory struct {
	cache *cache.Cache // nil: forget everything
	run   []byte       // what is the same for all packages of the run
}

func openMemory(tool string, req driver.Request) *memory {
	m := new(memory)
	dir, err := os.UserCacheDir()
	if err != nil {
		return m
	}
	dir = filepath.Join(dir, "unsupervisedgo")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return m
	}
	h := sha256.New()
	if hashFile(h, tool) != nil {
		return m
	}
	fmt.Fprintf(h, "flags %q\n", req.Flags)
	if c, err := cache.Open(dir); err == nil {
		m.cache, m.run = c, h.Sum(nil)
	}
	return m
}

// key stands for everything that the findings in a package depend on: its
// files, and the export data, which the go command builds anew if anything
// changes that the package depends on, in whichever way.
// It is nil where nothing is to be remembered.
func (m *memory) key(p *listed) *cache.ActionID {
	if m.cache == nil || p.Export == "" {
		return nil
	}
	h := sha256.New()
	fmt.Fprintf(h, "run %x\npackage %q in %q, module %v\nexport %s\n", m.run, p.ImportPath, p.Dir, p.Module, filepath.Base(p.Export))
	for _, path := range slices.Sorted(maps.Keys(p.ImportMap)) {
		fmt.Fprintf(h, "import %q is %q\n", path, p.ImportMap[path])
	}
	for _, name := range p.sources() {
		fmt.Fprintf(h, "file %q\n", name)
		if hashFile(h, name) != nil {
			return nil
		}
	}
	id := cache.ActionID(h.Sum(nil))
	return &id
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
func (m *memory) recall(key *cache.ActionID) ([]finding.Finding, bool) {
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
func (m *memory) keep(key *cache.ActionID, list []finding.Finding) {
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
