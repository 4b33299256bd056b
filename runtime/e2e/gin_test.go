package e2e

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised/supervisedhttp"
)

// The line of the docs for gin mounted GET alone, and a router like that answers HEAD, which load
// balancers ask with, with 404 (https://github.com/gin-gonic/gin/issues/1201). A prefix in front of
// the path is nothing to the handler.
func TestGin(t *testing.T) {
	docs, err := os.ReadFile("../../docs/runtime.md")
	if err != nil {
		t.Fatal(err)
	}
	if line := `admin.Match([]string{"GET", "HEAD"}, "/liveness", gin.WrapH(supervisedhttp.Handler()))`; !strings.Contains(string(docs), line) {
		t.Errorf("the docs do not have the line that is tried here, %s", line)
	}
	gin.SetMode(gin.ReleaseMode)
	router := gin.New()
	admin := router.Group("/admin")
	admin.Match([]string{"GET", "HEAD"}, "/liveness", gin.WrapH(supervisedhttp.Handler()))
	server := httptest.NewServer(router)
	defer server.Close()
	for query, want := range map[string]int{"": 200, "?expect=nobody-of-gin": 503, "?expect=": 400} {
		for _, method := range []string{"GET", "HEAD"} {
			req, err := http.NewRequest(method, server.URL+"/admin/liveness"+query, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != want {
				t.Errorf("%s %q: %s, want %d", method, query, resp.Status, want)
			}
		}
	}
}
