// Package supervisedhttp serves what package supervised knows over HTTP: to
// probes, to people, to Prometheus. It is a package of its own so that a program
// without HTTP does not contain net/http because it supervises its goroutines.
//
//	mux.Handle("GET /admin/liveness", requireAdmin(supervisedhttp.Handler()))
//
// The handlers ask nobody who they are, and they tell what a program consists of
// and what it panics with: they belong behind the authentication of the other
// admin pages.
package supervisedhttp
