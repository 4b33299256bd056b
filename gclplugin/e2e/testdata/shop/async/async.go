// Package async is a dependency from another module: what its functions do
// with the functions that they get is known by facts only.
package async

// Do runs f on a new goroutine: to whoever calls it from outside, a launcher.
func Do(f func()) {
	go f()
}

// Safely runs f on a new goroutine and contains its panics.
func Safely(f func()) {
	go func() {
		defer Rescue()
		f()
	}()
}

// Rescue recovers, when it is deferred.
func Rescue() {
	if r := recover(); r != nil {
		println("rescued")
	}
}
