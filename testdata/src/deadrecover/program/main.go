// Command program is not imported by anybody: all uses of its functions are in view.
package main

import "fmt"

func main() {
	defer Guard()
	Work()
	if r := recover(); r != nil { // want `main is called, never deferred`
		fmt.Println(r)
	}
}

func Guard() { recover() }

func Work() { recover() } // want `Work is called, never deferred`
