package inprocess

import (
	"bytes"
	"encoding/binary"
	"hash"
	"io"
	"os"
)

// maxHead is how much of an executable is looked at for its build ID. The linker writes it in front of the code: in a note of an
// ELF file, else at the start of the text segment (cmd/internal/buildid).
const maxHead = 64 << 10

// hashTool writes to h what tells one build of the command from another: its build ID, of which one part is a hash of the whole
// executable, or else, of one that was linked without, the executable itself.
func hashTool(h hash.Hash, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, maxHead))
	if err != nil {
		return err
	}
	if id := buildID(head); len(id) > 0 {
		h.Write(id)
		return nil
	}
	h.Write(head)
	_, err = io.Copy(h, f)
	return err
}

// buildID returns the build ID that stands in the head of an executable; nil if there is none.
func buildID(head []byte) []byte {
	if _, rest, ok := bytes.Cut(head, []byte("\xff Go build ID: \"")); ok {
		id, _, _ := bytes.Cut(rest, []byte{'"'})
		return id
	}
	// An ELF note: the lengths of its name and its content, its type, which is 4, and the name "Go".
	name := []byte("\x04\x00\x00\x00Go\x00\x00")
	before, rest, ok := bytes.Cut(head, name)
	if !ok || len(before) < 8 {
		return nil
	}
	size := binary.LittleEndian.Uint32(before[len(before)-4:])
	return rest[:min(int(size), len(rest))]
}
