package known

import (
	"bytes"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each of the readers is there, and says from 0 to all of its argument: at the end, of nothing, when it is closed.
func TestReads(t *testing.T) {
	imp := importer.ForCompiler(token.NewFileSet(), "source", nil)
	for name := range reads {
		path := packageOf(name)
		pkg, err := imp.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		typ, method, _ := strings.Cut(strings.TrimPrefix(name, "(*"+path+"."), ").")
		obj := pkg.Scope().Lookup(typ)
		if obj == nil {
			t.Errorf("there is no %s.%s", path, typ)
			continue
		}
		m, _, _ := types.LookupFieldOrMethod(types.NewPointer(obj.Type()), false, pkg, method)
		fn, ok := m.(*types.Func)
		if !ok || !Reads(fn) {
			t.Errorf("%s is %v", name, m)
		}
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString("abcd"); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	server, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := server.Write([]byte("abcd")); err != nil {
		t.Fatal(err)
	}
	server.Close()
	at := func(r io.ReaderAt, off int64) io.Reader { return readerAt{r, off} }
	for name, r := range map[string]io.Reader{
		"buffer": bytes.NewBufferString("abcd"), "bytes": bytes.NewReader([]byte("abcd")), "bytes at": at(bytes.NewReader([]byte("abcd")), 2),
		"bytes behind": at(bytes.NewReader(nil), 9), "bytes before": at(bytes.NewReader(nil), -1), "strings": strings.NewReader("abcd"),
		"file": file, "file at": at(file, 2), "file behind": at(file, 9), "file before": at(file, -1), "no file": (*os.File)(nil), "conn": client,
	} {
		for range 3 {
			for _, p := range [][]byte{nil, make([]byte, 3), make([]byte, 100)} {
				if n, _ := r.Read(p); n < 0 || n > len(p) {
					t.Errorf("%s: %d of %d", name, n, len(p))
				}
			}
		}
		if c, ok := r.(io.Closer); ok {
			c.Close()
			if n, _ := r.Read(make([]byte, 3)); n < 0 || n > 3 {
				t.Errorf("%s, closed: %d", name, n)
			}
		}
	}
}

type readerAt struct {
	io.ReaderAt
	off int64
}

func (r readerAt) Read(p []byte) (int, error) { return r.ReadAt(p, r.off) }
