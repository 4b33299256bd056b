// Package lsp serves editors: it is the half of "unsupervisedgo lsp" that
// speaks the Language Server Protocol. What a package's findings are, and what
// a fix changes, it is told by a [Backend].
//
// A package is analysed when one of its files is opened or saved, as it is on
// disk. While the text of a file in the editor is another one, no fix is
// offered for it: its edits would be about the wrong lines.
package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/files"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// A Backend answers the questions of a server. It is called by one goroutine
// at a time.
type Backend struct {
	// Name and Version are told to the editor.
	Name, Version string

	// Analyze analyses the package in a directory.
	Analyze func(ctx context.Context, dir string) (Analysis, error)

	// Fix returns what the fixes of these findings, of the package in the
	// directory, change, but for the runtime package. missing reports whether
	// the changed code needs one that is not there.
	Fix func(ctx context.Context, dir string, findings []finding.Finding) (changes []files.Change, missing bool, err error)

	// WriteRuntime writes the runtime package of the directory's module.
	WriteRuntime func(ctx context.Context, dir string) error

	// Rule explains a category of findings, in Markdown.
	Rule func(category string) (text, url string)
}

// An Analysis is what there is to say of a package.
type Analysis struct {
	Findings []finding.Finding
	Failures []string // what could not be analysed, and why
}

// Serve serves one editor until it says exit, or is gone. It returns an error
// if it left without a word.
func Serve(ctx context.Context, in io.ReadCloser, out io.WriteCloser, backend Backend) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &server{
		Backend:   backend,
		encoding:  utf16Encoding,
		texts:     make(map[string]string),
		found:     make(map[string]*analysed),
		wake:      make(chan struct{}, 1),
		exit:      make(chan struct{}),
		published: make(map[string][]string),
	}
	stream := jsonrpc2.NewBufferedStream(readWriteCloser{in, out}, jsonrpc2.VSCodeObjectCodec{})
	conn := jsonrpc2.NewConn(ctx, stream, s)
	failed := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil { // nothing would be analysed any more
				failed <- fmt.Errorf("the server cannot go on: %v", r)
			}
		}()
		s.analyzeQueued(ctx, conn)
	}()
	select {
	case err := <-failed:
		return err
	case <-s.exit:
		return conn.Close()
	case <-conn.DisconnectNotify():
		return fmt.Errorf("the editor is gone")
	case <-ctx.Done():
		return ctx.Err()
	}
}

type readWriteCloser struct {
	io.ReadCloser
	out io.WriteCloser
}

func (c readWriteCloser) Write(p []byte) (int, error) { return c.out.Write(p) }
func (c readWriteCloser) Close() error                { c.out.Close(); return c.ReadCloser.Close() }

type server struct {
	Backend
	work sync.Mutex // held while the backend is at work
	wake chan struct{}
	exit chan struct{}

	mu        sync.Mutex // guards what follows
	encoding  string
	progress  bool                 // the editor shows progress
	roots     []string             // the folders that are open in the editor
	texts     map[string]string    // of the files that are open, by file
	found     map[string]*analysed // by directory
	published map[string][]string  // by directory: files with diagnostics
	queue     []string             // directories to analyse
}

// concerns reports whether a file is one of those that the person works on, and
// not of a dependency that they look at: one below the folders that are open, if
// the editor has told which those are.
func (s *server) concerns(file string) bool {
	if filepath.Ext(file) != ".go" || strings.Contains(filepath.ToSlash(file), "/vendor/") {
		return false
	}
	return len(s.roots) == 0 || slices.ContainsFunc(s.roots, func(root string) bool {
		rel, err := filepath.Rel(root, file)
		return err == nil && filepath.IsLocal(rel)
	})
}

// An analysed package is an analysis, and the files that it is about.
type analysed struct {
	Analysis
	texts       map[string]string // by file: what it held
	diagnostics []diagnostic      // by finding
}

// Handle handles a message. What the editor tells is taken in at once, in its
// order; what it asks is answered in a goroutine, since an answer may have to
// wait for an analysis. A panic is logged: one message less is not the end of
// the server.
func (s *server) Handle(ctx context.Context, conn *jsonrpc2.Conn, req *jsonrpc2.Request) {
	defer func() {
		if r := recover(); r != nil {
			log.Printf("%s: %v", req.Method, r) // to standard error, which editors keep
		}
	}()
	if !req.Notif {
		go s.answer(ctx, conn, req)
		return
	}
	var p documentParams
	if req.Method == "exit" {
		close(s.exit)
		return
	}
	if !strings.HasPrefix(req.Method, "textDocument/") || unmarshal(req, &p) != nil {
		return
	}
	file := fileOf(p.TextDocument.URI)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.concerns(file) {
		return
	}
	switch req.Method {
	case "textDocument/didOpen":
		s.texts[file] = p.TextDocument.Text
		s.enqueue(filepath.Dir(file))
	case "textDocument/didChange":
		if n := len(p.ContentChanges); n > 0 {
			s.texts[file] = p.ContentChanges[n-1].Text
		}
	case "textDocument/didSave":
		s.enqueue(filepath.Dir(file))
	case "textDocument/didClose":
		delete(s.texts, file)
	}
}

func unmarshal(req *jsonrpc2.Request, params any) error {
	if req.Params == nil {
		return nil
	}
	return json.Unmarshal(*req.Params, params)
}

// answer answers a request. A panic on the way is an error of the request.
func (s *server) answer(ctx context.Context, conn *jsonrpc2.Conn, req *jsonrpc2.Request) {
	var result any
	err := &jsonrpc2.Error{Code: jsonrpc2.CodeInternalError, Message: "the request was not handled to its end"}
	defer func() {
		if r := recover(); r != nil {
			err.Message = fmt.Sprint(r)
		}
		if err != nil {
			conn.ReplyWithError(ctx, req.ID, err)
			return
		}
		conn.Reply(ctx, req.ID, result)
	}()
	result, err = s.resultOf(ctx, conn, req)
}

func (s *server) resultOf(ctx context.Context, conn *jsonrpc2.Conn, req *jsonrpc2.Request) (result any, _ *jsonrpc2.Error) {
	var err error
	switch req.Method {
	case "initialize":
		var p initializeParams
		if err = unmarshal(req, &p); err == nil {
			result = s.initialize(p)
		}
	case "shutdown":
	case "textDocument/hover":
		var p hoverParams
		if err = unmarshal(req, &p); err == nil {
			result = s.hover(p)
		}
	case "textDocument/codeAction":
		var p codeActionParams
		if err = unmarshal(req, &p); err == nil {
			result, err = s.codeActions(ctx, p)
		}
	case "workspace/executeCommand":
		var p command
		if err = unmarshal(req, &p); err == nil {
			err = s.execute(ctx, conn, p)
		}
	default:
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: "there is no " + req.Method}
	}
	if err != nil {
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInternalError, Message: err.Error()}
	}
	return result, nil
}

func (s *server) initialize(p initializeParams) initializeResult {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.Contains(p.Capabilities.General.PositionEncodings, utf8Encoding) {
		s.encoding = utf8Encoding
	}
	s.progress = p.Capabilities.Window.WorkDoneProgress
	for _, folder := range p.WorkspaceFolders {
		s.roots = append(s.roots, fileOf(folder.URI))
	}
	if len(s.roots) == 0 && p.RootURI != "" {
		s.roots = []string{fileOf(p.RootURI)}
	}
	return initializeResult{
		ServerInfo: serverInfo{s.Name, s.Version},
		Capabilities: serverCapabilities{
			PositionEncoding:       s.encoding,
			TextDocumentSync:       textDocumentSync{OpenClose: true, Change: fullSync, Save: true},
			HoverProvider:          true,
			CodeActionProvider:     codeActionOptions{[]string{quickFix, fixAll, runtime}},
			ExecuteCommandProvider: executeCommandOptions{[]string{writeRuntime}},
		},
	}
}

// enqueue has a package analysed. Somebody who saves ten files of it at once
// waits for two analyses at most: one that has begun, and one more.
func (s *server) enqueue(dir string) {
	if !slices.Contains(s.queue, dir) {
		s.queue = append(s.queue, dir)
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// analyzeQueued analyses what is in the queue, and what will be.
func (s *server) analyzeQueued(ctx context.Context, conn *jsonrpc2.Conn) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
			for _, dir := range s.takeQueue() {
				s.analyze(ctx, conn, dir)
			}
		}
	}
}

func (s *server) takeQueue() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	queue := s.queue
	s.queue = nil
	return queue
}

// analyze analyses one package and tells the editor what was found. A panic of
// the analysis is told, and ends neither the server nor the next analysis.
func (s *server) analyze(ctx context.Context, conn *jsonrpc2.Conn, dir string) {
	tell := func(typ int, format string, args ...any) {
		conn.Notify(ctx, "window/logMessage", messageParams{typ, "unsupervisedgo: " + fmt.Sprintf(format, args...)})
	}
	defer func() {
		if r := recover(); r != nil {
			tell(errorMessage, "%s: %v", dir, r)
		}
	}()
	defer s.showProgress(ctx, conn, dir)()
	var found Analysis
	err := s.atWork(func() (err error) {
		found, err = s.Analyze(ctx, dir)
		return err
	})
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		tell(errorMessage, "%s: %v", dir, err)
		return // the diagnostics that there are stay: they were right once
	}
	for _, failure := range found.Failures {
		tell(infoMessage, "%s", failure)
	}

	s.mu.Lock()
	a := &analysed{Analysis: found, texts: make(map[string]string)}
	byFile := make(map[string][]diagnostic)
	for _, file := range s.published[dir] {
		byFile[file] = []diagnostic{} // perhaps there is nothing to say any more
	}
	for _, f := range found.Findings {
		d := s.diagnostic(a, f)
		a.diagnostics = append(a.diagnostics, d)
		byFile[f.Pos.File] = append(byFile[f.Pos.File], d)
	}
	s.found[dir] = a
	s.published[dir] = nil
	for file, list := range byFile {
		if len(list) > 0 {
			s.published[dir] = append(s.published[dir], file)
		}
	}
	s.mu.Unlock()
	for _, file := range slices.Sorted(maps.Keys(byFile)) {
		conn.Notify(ctx, "textDocument/publishDiagnostics", publishDiagnosticsParams{uriOf(file), byFile[file]})
	}
}

// showProgress shows that a package is being analysed, until done is called. It
// does so for the first time only: that may take as long as a build, and all
// others a moment.
func (s *server) showProgress(ctx context.Context, conn *jsonrpc2.Conn, dir string) (done func()) {
	s.mu.Lock()
	show := s.progress && s.found[dir] == nil
	s.mu.Unlock()
	token := "unsupervisedgo " + dir
	if !show || conn.Call(ctx, "window/workDoneProgress/create", createProgressParams{token}, nil) != nil {
		return func() {}
	}
	conn.Notify(ctx, "$/progress", progressParams{token, progress{Kind: "begin", Title: s.Name, Message: "analysing " + filepath.Base(dir)}})
	return func() { conn.Notify(ctx, "$/progress", progressParams{token, progress{Kind: "end"}}) }
}

// atWork calls what calls the backend, when nobody else does.
func (s *server) atWork(f func() error) error {
	s.work.Lock()
	defer s.work.Unlock()
	return f()
}

// diagnostic returns what the editor shows of a finding, and keeps the text of
// the finding's file.
func (s *server) diagnostic(a *analysed, f finding.Finding) diagnostic {
	text, ok := a.texts[f.Pos.File]
	if !ok {
		content, _ := os.ReadFile(f.Pos.File)
		text = string(content)
		a.texts[f.Pos.File] = text
	}
	_, url := s.Rule(f.Category)
	return diagnostic{
		Range:           span{place(s.encoding, []byte(text), f.Pos), place(s.encoding, []byte(text), f.End)},
		Severity:        warning,
		Code:            f.Category,
		CodeDescription: codeDescription{url},
		Source:          s.Name,
		Message:         f.Message,
	}
}

// packageOf returns the analysis of the file's package if it is about the text
// that the editor shows, or nil.
func (s *server) packageOf(file string) *analysed {
	a := s.found[filepath.Dir(file)]
	if a == nil || s.edited(a, file) {
		return nil
	}
	return a
}

// edited reports whether the editor shows another text of the file than was analysed.
func (s *server) edited(a *analysed, file string) bool {
	shown, open := s.texts[file]
	was, known := a.texts[file]
	return open && known && shown != was
}

// hover explains the rule of the finding at the position.
func (s *server) hover(p hoverParams) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	file := fileOf(p.TextDocument.URI)
	a := s.packageOf(file)
	if a == nil {
		return nil
	}
	for i, f := range a.Findings {
		if d := a.diagnostics[i]; f.Pos.File == file && d.Range.overlaps(span{p.Position, p.Position}) {
			text, url := s.Rule(f.Category)
			return hover{
				Contents: markupContent{"markdown", fmt.Sprintf("**%s** ([%s](%s))\n\n%s", f.Category, s.Name, url, text)},
				Range:    d.Range,
			}
		}
	}
	return nil
}

// codeActions offers the fix of each finding in the range, all fixes of the
// package, and to write the runtime package if they need it.
func (s *server) codeActions(ctx context.Context, p codeActionParams) ([]codeAction, error) {
	wanted := func(kind string) bool {
		return len(p.Context.Only) == 0 || slices.ContainsFunc(p.Context.Only, func(only string) bool {
			return kind == only || strings.HasPrefix(kind, only+".")
		})
	}
	file := fileOf(p.TextDocument.URI)
	dir := filepath.Dir(file)
	s.mu.Lock()
	a := s.packageOf(file)
	s.mu.Unlock()
	actions := []codeAction{} // a list, never null
	if a == nil {
		return actions, nil
	}
	var all []finding.Finding // with a fix
	for i, f := range a.Findings {
		if f.Fix == nil {
			continue
		}
		all = append(all, f)
		if f.Pos.File != file || !a.diagnostics[i].Range.overlaps(p.Range) || !wanted(quickFix) {
			continue
		}
		action := codeAction{Title: f.Fix.Message, Kind: quickFix, Diagnostics: a.diagnostics[i : i+1], IsPreferred: true}
		if made, err := s.make(ctx, a, dir, []finding.Finding{f}, &action); err != nil {
			return nil, err
		} else if made {
			actions = append(actions, action)
		}
	}
	if len(all) > 0 && (wanted(fixAll) || wanted(runtime)) {
		action := codeAction{Title: fmt.Sprintf("Supervise all goroutines of the package (%d)", len(all)), Kind: fixAll}
		made, err := s.make(ctx, a, dir, all, &action)
		if err != nil {
			return nil, err
		}
		if made && wanted(fixAll) {
			actions = append(actions, action)
		}
		if action.Command != nil && wanted(runtime) {
			actions = append(actions, codeAction{Title: action.Command.Title, Kind: runtime, Command: action.Command})
		}
	}
	return actions, nil
}

// make completes an action that makes the fixes of the findings. It reports
// false if there is nothing that could be made.
func (s *server) make(ctx context.Context, a *analysed, dir string, findings []finding.Finding, action *codeAction) (made bool, err error) {
	var changes []files.Change
	var missing bool
	err = s.atWork(func() (err error) {
		changes, missing, err = s.Fix(ctx, dir, findings)
		return err
	})
	if err != nil || len(changes) == 0 {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	edit := workspaceEdit{make(map[string][]textEdit)}
	for _, c := range changes {
		if s.edited(a, c.Name) || a.texts[c.Name] != string(c.Before) {
			return false, nil // the next analysis will know more
		}
		edit.Changes[uriOf(c.Name)] = textEdits(c.Before, c.After)
	}
	action.Edit = &edit
	if missing {
		action.Command = &command{"Write the runtime package", writeRuntime, []string{uriOf(dir)}}
	}
	return true, nil
}

// execute carries out a command.
func (s *server) execute(ctx context.Context, conn *jsonrpc2.Conn, c command) error {
	if c.Command != writeRuntime || len(c.Arguments) != 1 || fileOf(c.Arguments[0]) == "" {
		return fmt.Errorf("there is no command %s%q", c.Command, c.Arguments)
	}
	dir := fileOf(c.Arguments[0])
	if err := s.atWork(func() error { return s.WriteRuntime(ctx, dir) }); err != nil {
		// Of an error of a request not every editor tells.
		conn.Notify(ctx, "window/showMessage", messageParams{errorMessage, "unsupervisedgo: " + err.Error()})
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.enqueue(dir)
	return nil
}
