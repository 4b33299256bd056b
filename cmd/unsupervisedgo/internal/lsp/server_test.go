package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/files"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// A client is an editor.
type client struct {
	t      *testing.T
	conn   *jsonrpc2.Conn
	done   chan error // of Serve
	notes  chan *jsonrpc2.Request
	dir    string
	result initializeResult
}

func (c *client) Handle(ctx context.Context, conn *jsonrpc2.Conn, req *jsonrpc2.Request) {
	if !req.Notif {
		conn.Reply(ctx, req.ID, nil)
	}
	c.notes <- req
}

const text = "package p\n\n/* Ω */ go run()\n"

// newClient starts a server of a backend that finds one goroutine in the file
// p.go, as long as the file holds one.
func newClient(t *testing.T, encodings ...string) (*client, *Backend) {
	t.Helper()
	return newClientWith(t, func(string) map[string]any {
		return map[string]any{"capabilities": map[string]any{"general": map[string]any{"positionEncodings": encodings}}}
	})
}

// newClientWith is newClient with the parameters of initialize, which may
// depend on the directory of the file.
func newClientWith(t *testing.T, params func(dir string) map[string]any) (*client, *Backend) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "p.go")
	c := &client{t: t, dir: dir, done: make(chan error, 1), notes: make(chan *jsonrpc2.Request, 100)}
	c.write("p.go", text)
	backend := &Backend{Name: "unsupervisedgo", Version: "v1"}
	backend.Analyze = func(_ context.Context, dir string) (a Analysis, err error) {
		content, err := os.ReadFile(filepath.Join(dir, "p.go"))
		if strings.Contains(string(content), "panic") {
			panic("a bug")
		}
		if col := strings.Index(string(content), "go run") - len("package p\n\n"); col >= 0 {
			a.Findings = []finding.Finding{{
				Package: "m", Category: "bare-go", Message: "it is bare",
				Pos: finding.Position{File: file, Line: 3, Col: col + 1}, End: finding.Position{File: file, Line: 3, Col: col + 7},
				Fix: &finding.Fix{Message: "Supervise it"},
			}}
		}
		return a, err
	}
	backend.Fix = func(_ context.Context, _ string, findings []finding.Finding) ([]files.Change, bool, error) {
		return []files.Change{{Name: file, Before: []byte(text), After: []byte(strings.Replace(text, "go run", "go safe", 1))}}, true, nil
	}
	backend.WriteRuntime = func(_ context.Context, dir string) error {
		return os.WriteFile(filepath.Join(dir, "runtime.go"), []byte("package p\n"), 0o666)
	}
	backend.Rule = func(category string) (string, string) {
		return "What " + category + " is.", "https://example.com/" + category
	}

	serverIn, clientOut := io.Pipe()
	clientIn, serverOut := io.Pipe()
	go func() { c.done <- Serve(t.Context(), serverIn, serverOut, *backend) }()
	c.conn = jsonrpc2.NewConn(t.Context(), jsonrpc2.NewBufferedStream(readWriteCloser{clientIn, clientOut}, jsonrpc2.VSCodeObjectCodec{}), c)
	t.Cleanup(func() { c.conn.Close() })
	c.call("initialize", params(dir), &c.result)
	return c, backend
}

func (c *client) write(name, content string) {
	c.t.Helper()
	if err := os.WriteFile(filepath.Join(c.dir, name), []byte(content), 0o666); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) uri() string { return uriOf(filepath.Join(c.dir, "p.go")) }

func (c *client) call(method string, params, result any) {
	c.t.Helper()
	if err := c.conn.Call(c.t.Context(), method, params, result); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
}

func (c *client) notify(method string, params any) {
	c.t.Helper()
	if err := c.conn.Notify(c.t.Context(), method, params); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) open(text string) {
	c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": c.uri(), "text": text}})
}

func (c *client) save() {
	c.notify("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": c.uri()}})
}

func (c *client) change(text string) {
	c.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": c.uri()},
		"contentChanges": []map[string]any{{"text": text}},
	})
}

// next returns the next note of the server, which must be of this method.
func (c *client) next(method string, params any) {
	c.t.Helper()
	select {
	case req := <-c.notes:
		if req.Method != method {
			c.t.Fatalf("the server says %s: %s", req.Method, *req.Params)
		}
		if err := json.Unmarshal(*req.Params, params); err != nil {
			c.t.Fatal(err)
		}
	case <-time.After(time.Minute):
		c.t.Fatalf("the server does not say %s", method)
	}
}

func (c *client) diagnostics() []diagnostic {
	c.t.Helper()
	var p publishDiagnosticsParams
	c.next("textDocument/publishDiagnostics", &p)
	if p.URI != c.uri() || p.Diagnostics == nil {
		c.t.Fatalf("diagnostics %+v", p)
	}
	return p.Diagnostics
}

// actions asks for the code actions at a place of the third line.
func (c *client) actions(character int, only ...string) []codeAction {
	c.t.Helper()
	var list []codeAction
	at := position{2, character}
	c.call("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": c.uri()},
		"range":        span{at, at},
		"context":      map[string]any{"only": only},
	}, &list)
	return list
}

func kinds(list []codeAction) []string {
	var kinds []string
	for _, a := range list {
		kinds = append(kinds, a.Kind)
	}
	return kinds
}

func TestDiagnostics(t *testing.T) {
	c, _ := newClient(t)
	if got := c.result.Capabilities.PositionEncoding; got != utf16Encoding {
		t.Errorf("columns are counted in %s", got)
	}
	c.open(text)
	list := c.diagnostics()
	want := diagnostic{
		Range: span{position{2, 8}, position{2, 14}}, Severity: warning, Code: "bare-go",
		CodeDescription: codeDescription{"https://example.com/bare-go"}, Source: "unsupervisedgo", Message: "it is bare",
	}
	if len(list) != 1 || list[0] != want {
		t.Errorf("got %+v, want %+v", list, want)
	}

	// What is there no more is taken back, once.
	c.write("p.go", "package p\n")
	c.save()
	if list := c.diagnostics(); len(list) != 0 {
		t.Errorf("after a save: %+v", list)
	}
	c.save()
	c.write("p.go", text)
	c.save()
	for len(c.diagnostics()) == 0 {
		t.Error("nothing is taken back twice")
	}
}

func TestEncoding(t *testing.T) {
	c, _ := newClient(t, utf16Encoding, utf8Encoding)
	if got := c.result.Capabilities.PositionEncoding; got != utf8Encoding {
		t.Errorf("columns are counted in %s", got)
	}
	c.open(text)
	if list := c.diagnostics(); list[0].Range.Start != (position{2, 9}) {
		t.Errorf("it begins at %v", list[0].Range.Start)
	}
}

// A panic or an error of the analysis is told, and the next one goes on.
func TestFailure(t *testing.T) {
	c, _ := newClient(t)
	c.write("p.go", "panic")
	c.open("panic")
	var said messageParams
	c.next("window/logMessage", &said)
	if said.Type != errorMessage || !strings.Contains(said.Message, "a bug") {
		t.Errorf("it said %+v", said)
	}
	if err := os.Remove(filepath.Join(c.dir, "p.go")); err != nil {
		t.Fatal(err)
	}
	c.save()
	c.next("window/logMessage", &said)
	if !strings.Contains(said.Message, "p.go") {
		t.Errorf("it said %+v", said)
	}
	c.write("p.go", text)
	c.save()
	if list := c.diagnostics(); len(list) != 1 {
		t.Errorf("then: %+v", list)
	}
}

func TestCodeActions(t *testing.T) {
	c, _ := newClient(t)
	c.open(text)
	c.diagnostics()
	if got, want := kinds(c.actions(10)), []string{quickFix, fixAll, runtime}; !slices.Equal(got, want) {
		t.Errorf("on the finding there are %v, want %v", got, want)
	}
	if got, want := kinds(c.actions(2)), []string{fixAll, runtime}; !slices.Equal(got, want) {
		t.Errorf("beside it there are %v, want %v", got, want)
	}
	for _, tt := range []struct{ only, want string }{
		{"quickfix", quickFix}, {"source.fixAll", fixAll}, {fixAll, fixAll}, {runtime, runtime}, {"source", fixAll + " " + runtime}, {"refactor", ""}, {"source.fix", ""},
	} {
		if got := strings.Join(kinds(c.actions(10, tt.only)), " "); got != tt.want {
			t.Errorf("of %s there are %s, want %s", tt.only, got, tt.want)
		}
	}
	fix := c.actions(10)[0]
	edits := fix.Edit.Changes[c.uri()]
	if apply(text, edits) != strings.Replace(text, "go run", "go safe", 1) {
		t.Errorf("the edits are %+v", edits)
	}
	if fix.Title != "Supervise it" || !fix.IsPreferred || len(fix.Diagnostics) != 1 || fix.Diagnostics[0].Message != "it is bare" {
		t.Errorf("the action is %+v", fix)
	}

	// The command that comes with it writes the runtime, and the package is analysed again.
	c.call("workspace/executeCommand", fix.Command, nil)
	if _, err := os.Stat(filepath.Join(c.dir, "runtime.go")); err != nil {
		t.Error(err)
	}
	c.diagnostics()
	err := c.conn.Call(t.Context(), "workspace/executeCommand", command{Command: "no.such", Arguments: []string{uriOf(c.dir)}}, nil)
	if err == nil {
		t.Error("a command that there is not is carried out")
	}
}

// An edit is about the text that was analysed: for another one none is offered.
func TestEditedText(t *testing.T) {
	c, _ := newClient(t)
	c.open(text)
	c.diagnostics()
	c.change("\n" + text)
	if list := c.actions(10); len(list) != 0 {
		t.Errorf("for an edited text there are %v", kinds(list))
	}
	var h *hover
	at := map[string]any{"textDocument": map[string]any{"uri": c.uri()}, "position": position{2, 10}}
	if c.call("textDocument/hover", at, &h); h != nil {
		t.Errorf("for an edited text there is %+v", h)
	}
	c.change(text)
	if list := c.actions(10); len(list) != 3 {
		t.Errorf("when the edit is undone there are %v", kinds(list))
	}
	if c.call("textDocument/hover", at, &h); h == nil || !strings.Contains(h.Contents.Value, "What bare-go is.") {
		t.Errorf("then the hover is %+v", h)
	}
	// A file that is changed on disk, by somebody else, is another text as well.
	c.write("p.go", "\n"+text)
	c.notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": c.uri()}})
	c.open("\n" + text)
	c.diagnostics()
	if list := c.actions(10); len(list) != 0 {
		t.Errorf("for a change of an older text there are %v", kinds(list))
	}
}

func TestEnd(t *testing.T) {
	c, _ := newClient(t)
	c.call("shutdown", nil, nil)
	c.notify("exit", nil)
	if err := <-c.done; err != nil {
		t.Errorf("after exit: %v", err)
	}
	c, _ = newClient(t)
	c.conn.Close()
	if err := <-c.done; err == nil {
		t.Error("an editor that is gone is no error")
	}
	c, _ = newClient(t)
	var rpc *jsonrpc2.Error
	if err := c.conn.Call(t.Context(), "textDocument/rename", nil, nil); !errors.As(err, &rpc) || rpc.Code != jsonrpc2.CodeMethodNotFound {
		t.Errorf("a request that is unknown: %v", err)
	}
}

// A dependency that somebody looks at is not theirs to change.
func TestConcerns(t *testing.T) {
	for _, tt := range []struct {
		name   string
		params func(dir string) map[string]any
		want   bool
	}{
		{"the root", func(dir string) map[string]any { return map[string]any{"rootUri": uriOf(dir)} }, true},
		{"one above", func(dir string) map[string]any { return map[string]any{"rootUri": uriOf(filepath.Dir(dir))} }, true},
		{"one beside", func(dir string) map[string]any { return map[string]any{"rootUri": uriOf(dir + "2")} }, false},
		{"a folder", func(dir string) map[string]any {
			return map[string]any{"rootUri": uriOf(dir + "2"), "workspaceFolders": []map[string]any{{"uri": uriOf(dir + "3")}, {"uri": uriOf(dir)}}}
		}, true},
		{"other folders", func(dir string) map[string]any {
			return map[string]any{"rootUri": uriOf(dir), "workspaceFolders": []map[string]any{{"uri": uriOf(dir + "3")}}}
		}, false},
		{"none", func(string) map[string]any { return map[string]any{"rootUri": nil} }, true},
	} {
		s := &server{encoding: utf16Encoding}
		dir := t.TempDir()
		raw, err := json.Marshal(tt.params(dir))
		if err != nil {
			t.Fatal(err)
		}
		var p initializeParams
		if err := json.Unmarshal(raw, &p); err != nil {
			t.Fatal(err)
		}
		s.initialize(p)
		for file, want := range map[string]bool{"p.go": tt.want, "sub/p.go": tt.want, "vendor/x/p.go": false, "p.mod": false} {
			if got := s.concerns(filepath.Join(dir, filepath.FromSlash(file))); got != want {
				t.Errorf("%s: %s: %v", tt.name, file, got)
			}
		}
	}
}

// The first analysis of a package may take as long as a build: it is shown.
func TestProgress(t *testing.T) {
	c, _ := newClientWith(t, func(string) map[string]any {
		return map[string]any{"capabilities": map[string]any{"window": map[string]any{"workDoneProgress": true}}}
	})
	var created createProgressParams
	var shown progressParams
	c.open(text)
	c.next("window/workDoneProgress/create", &created)
	if c.next("$/progress", &shown); shown.Token != created.Token || shown.Value.Kind != "begin" || !strings.Contains(shown.Value.Message, filepath.Base(c.dir)) {
		t.Errorf("it begins with %+v", shown)
	}
	c.diagnostics()
	if c.next("$/progress", &shown); shown.Token != created.Token || shown.Value.Kind != "end" {
		t.Errorf("it ends with %+v", shown)
	}
	c.save()
	c.diagnostics()
}
