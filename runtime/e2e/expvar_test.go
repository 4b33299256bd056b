package e2e

import (
	"context"
	"encoding/json"
	"expvar"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised/supervisedhttp"
)

func TestExpvarPublishes(t *testing.T) {
	supervised.RunWithRecover(context.Background(), "published", func(context.Context) {})
	expvar.Publish("supervised", supervisedhttp.ExpVar())
	rec := httptest.NewRecorder()
	http.DefaultServeMux.ServeHTTP(rec, httptest.NewRequest("GET", "/debug/vars", nil))
	var got struct {
		Supervised map[string]struct {
			State  string
			Starts int
		}
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil {
		t.Fatalf("%v:\n%s", err, rec.Body)
	}
	if e := got.Supervised["published"]; e.State != "done" || e.Starts != 1 {
		t.Errorf("got %+v", e)
	}
}

// Importing expvar opens /debug/vars on http.DefaultServeMux: not something that
// a rewrite of go statements may do to a program. Importing net/http doubles the
// size of one that has no HTTP.
func TestSupervisedImportsLittle(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "github.com/unsupervisedgo/unsupervisedgo/runtime/supervised").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	for _, bad := range []string{"expvar", "net/http", "net/http/pprof", "html/template", "crypto/tls"} {
		if slices.Contains(deps, bad) {
			t.Errorf("package supervised depends on %s", bad)
		}
	}
	for _, dep := range deps {
		if first, _, _ := strings.Cut(dep, "/"); strings.Contains(first, ".") && !strings.HasSuffix(dep, "/runtime/supervised") {
			t.Errorf("package supervised depends on %s, outside the standard library", dep)
		}
	}
}
