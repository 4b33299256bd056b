package supervisedhttp_test

import (
	"fmt"
	"net/http"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised/supervisedhttp"
)

// The handlers go behind the authentication of the other admin pages.
func ExampleHandler() {
	requireAdmin := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, password, ok := r.BasicAuth(); !ok || password != "secret" { // yours is better
				http.Error(w, "who are you?", http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
	mux := http.NewServeMux()
	mux.Handle("/admin/liveness", requireAdmin(supervisedhttp.Handler()))
	mux.Handle("/admin/supervised/metrics", requireAdmin(supervisedhttp.MetricsHandler()))

	code, _ := answer(mux, "/admin/liveness", "application/json")
	fmt.Println(code)
	// Output: 401
}
