package main

import (
	"bytes"
	"strings"
)

// What the readers of the standard library say that they have read.

type readsLiar struct{}

func (readsLiar) Read(p []byte) (int, error) { return len(p) + 1, nil }

// trusted: what a reader says
func (Cases) ReadsStrings() {
	go func() {
		r, buf := strings.NewReader("abc"), make([]byte, 2)
		n, err := r.Read(buf)
		if err == nil {
			note(buf[:n])
		}
	}()
}

// trusted: what a reader says
func (Cases) ReadsBuffer() {
	go func() {
		r, buf := bytes.NewBufferString("abc"), make([]byte, 2)
		n, _ := r.Read(buf)
		note(buf[n:])
	}()
}

func (Cases) ReadsOneMore() {
	go func() {
		r, buf := strings.NewReader("abc"), make([]byte, 2)
		n, _ := r.Read(buf)
		note(buf[n])
	}()
}

func (Cases) ReadsOther() {
	go func() {
		r, buf, other := bytes.NewReader([]byte("abc")), make([]byte, 2), []byte{}
		n, _ := r.Read(buf)
		note(other[:n])
	}()
}

func (Cases) ReadsLiar() {
	go func() {
		buf := make([]byte, 2)
		n, _ := readsLiar{}.Read(buf)
		note(buf[:n])
	}()
}
