package results

import (
	"bytes"
	"strings"
)

// A reader that says too much.
type liar struct{}

func (liar) Read(p []byte) (int, error) { return len(p) + 1, nil } // want Read:"contains"

func reads() {
	go func() {
		r, buf := strings.NewReader("abc"), make([]byte, 2)
		n, err := r.Read(buf)
		if err == nil {
			sink = buf[:n]
		}
	}()
	go func() {
		r, buf := bytes.NewBufferString("abc"), make([]byte, 2)
		n, _ := r.Read(buf)
		sink = buf[n:]
	}()
}

func readsTooMuch() {
	go func() { // want `bare-go: .*\(buf\[n\] can panic\)`
		r, buf := strings.NewReader("abc"), make([]byte, 2)
		n, _ := r.Read(buf)
		sink = buf[n]
	}()
	go func() { // want `bare-go: .*\(other\[:n\] can panic\)`
		r, buf, other := bytes.NewReader([]byte("abc")), make([]byte, 2), []byte{}
		n, _ := r.Read(buf)
		sink = other[:n]
	}()
	go func() { // want `bare-go: .*\(buf\[:n\] can panic\)`
		buf := make([]byte, 2)
		n, _ := liar{}.Read(buf)
		sink = buf[:n]
	}()
}
