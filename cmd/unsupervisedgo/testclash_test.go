package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/files"
)

// TestTransport_TcpListenBackoff of https://github.com/hashicorp/memberlist
// starts the function itself, and waited for the signal that the fix had moved away.
func TestMovedDefer(t *testing.T) {
	before := "package p\n\nfunc (s *server) loop() {\n\tdefer s.wg.Done()\n\tdefer s.close()\n}\n\nfunc (s *store) loop() { defer s.close() }\n"
	after := "package p\n\nfunc (s *server) loop() {\n\tdefer s.close()\n}\n\nfunc (s *store) loop() { defer s.close() }\n"
	for _, test := range []struct{ name, test, before, after, want string }{
		{"called", "package p\n\nfunc start(s *server) { go s.loop() }\n", before, after, "the fix takes a deferred call out of loop, which p_test.go calls"},
		{"not called", "package p\n\nfunc start(s *server) { s.close() }\n", before, after, ""},
		{"from outside", "package p_test\n\nfunc start(s *server) { go s.loop() }\n", before, after, ""},
		{"one more", "package p\n\nfunc start(s *server) { go s.loop() }\n", after, before, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "p_test.go"), []byte(test.test), 0o600); err != nil {
				t.Fatal(err)
			}
			c := files.Change{Name: filepath.Join(dir, "p.go"), Before: []byte(test.before), After: []byte(test.after)}
			if got := clash(c); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
