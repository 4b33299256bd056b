// Package lib sends what guards hand it.
package lib

import "fmt"

func Tell(errc chan<- error, v any) { errc <- fmt.Errorf("%v", v) } // want Tell:`^borrows\(0\), sends to 0 at last$`

func TryTell(errc chan<- error, v any) { // want TryTell:`^borrows\(0\), sends to 0 at last$`
	select {
	case errc <- fmt.Errorf("%v", v):
	default:
	}
}
