// Command reality runs the case that its argument names: a goroutine that
// panics, or does not. The process survives if and only if the goroutine
// contains its panics.
package main

import (
	"os"
	"reflect"
	"runtime"
	"time"
)

func main() {
	reflect.ValueOf(Cases{}).MethodByName(os.Args[1]).Call(nil)
	for runtime.NumGoroutine() > 1 { // a goroutine that crashes never goes
		time.Sleep(time.Millisecond)
	}
}
