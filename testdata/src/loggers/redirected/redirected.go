// Package redirected gives a logger another writer.
package redirected

import (
	"io"
	"log"
	"os"
)

func starts(w io.Writer) {
	l := log.New(os.Stderr, "", 0)
	l.SetOutput(w)
	go func() { l.Print("x") }() // want `bare-go`
}
