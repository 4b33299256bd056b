// Package reads is about what code reads from: a file, a string and an answer are there, or come to an end; a
// connection, a pipe and standard input may be silent for ever.
package reads

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"
)

type server struct {
	conn  net.Conn
	lines *bufio.Reader
	in    *bufio.Reader
	file  *bufio.Reader
	out   *os.File
	w     io.Writer
	done  bool
}

var client = &http.Client{Timeout: 10 * time.Second}

func newServer(conn net.Conn, f *os.File) *server {
	return &server{conn: conn, lines: bufio.NewReader(conn), in: bufio.NewReader(os.Stdin), file: bufio.NewReader(f)}
}

func (s *server) work(n int) { println(100 / n) }

// Each of these was the work of a pass, with a deadline.
// passes: none
func (s *server) copies() {
	for range time.Tick(time.Second) {
		_, _ = io.Copy(s.w, s.conn)
	}
}

// passes: none
func (s *server) copiesSome(buf []byte) {
	for range time.Tick(time.Second) {
		_, _ = io.CopyN(s.w, s.conn, 10)
		_, _ = io.CopyBuffer(s.w, s.conn, buf)
	}
}

// passes: none
func (s *server) readsAll() {
	for range time.Tick(time.Second) {
		_, _ = io.ReadAll(s.conn)
	}
}

// passes: none
func (s *server) readsFull(buf []byte) {
	for range time.Tick(time.Second) {
		_, _ = io.ReadFull(s.lines, buf)
	}
}

// passes: none
func (s *server) readsAPipe(r *io.PipeReader) {
	for range time.Tick(time.Second) {
		_, _ = io.ReadAll(io.LimitReader(r, 100))
	}
}

// passes: none
func (s *server) readsAnotherPipe() {
	r, _, _ := os.Pipe()
	for range time.Tick(time.Second) {
		_, _ = io.ReadAll(r)
	}
}

// passes: none
func (s *server) decodes() {
	values := json.NewDecoder(s.lines)
	for {
		var v any
		_ = values.Decode(&v)
		time.Sleep(time.Second)
	}
}

// passes: none
func (s *server) unzips() {
	for range time.Tick(time.Second) {
		z, err := gzip.NewReader(s.conn)
		if err == nil {
			_, err = io.Copy(s.w, z)
		}
		_, _ = io.ReadAll(z)
	}
}

// Under a condition it may never come as well.
// passes: by a clock
func (s *server) copiesIfItMay(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
			if !s.done {
				_, _ = io.Copy(s.w, s.conn)
			}
		}
	}
}

// passes: every 6s
func (s *server) copiesInTime() {
	for range time.Tick(time.Second) {
		_ = s.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		_, _ = io.Copy(s.w, s.conn)
	}
}

// passes: none
func (s *server) readsInput() {
	for {
		_, _ = s.in.ReadString('\n')
		time.Sleep(time.Second)
	}
}

// passes: none
func (s *server) readsBareInput(buf []byte) {
	for {
		_, _ = os.Stdin.Read(buf)
		time.Sleep(time.Second)
	}
}

// passes: none
func (s *server) scansWords() {
	words := bufio.NewScanner(os.Stdin)
	for range time.Tick(time.Second) {
		words.Scan()
	}
}

// passes: none
func (s *server) scansNumbers() {
	for range time.Tick(time.Second) {
		var n int
		_, _ = fmt.Scanln(&n)
		_, _ = fmt.Fscan(s.in, &n)
	}
}

// A pause in front of one of the branches made a pass of what reads in all of them.
// passes: none
func (s *server) throttles(fast bool) {
	for !s.done {
		if fast {
			_ = s.readLine(s.in)
		} else {
			time.Sleep(time.Second)
			_ = s.readLine(s.in)
		}
	}
}

func (s *server) readLine(r *bufio.Reader) error {
	_, err := r.ReadBytes('\n')
	return err
}

// passes: none
func (s *server) throttlesBySpeed(speed int) {
	for !s.done {
		switch speed {
		case 0:
			time.Sleep(time.Second)
			_ = s.readLine(s.in)
		default:
			_ = s.readLine(s.lines)
		}
	}
}

// passes: by a clock
func (s *server) mayThrottle(speed int) {
	for !s.done {
		switch speed {
		case 0:
			_ = s.readLine(s.in)
		case 1:
			_ = s.readLine(s.lines)
		}
		if speed > 1 {
			_ = s.readLine(s.in)
		} else {
			s.work(1)
		}
		time.Sleep(time.Second)
	}
}

// What is there comes in time.
// passes: every 1s
func (s *server) readsAFile(buf []byte) {
	for {
		if _, err := s.file.ReadString('\n'); err == nil {
			_, _ = io.ReadFull(s.file, buf)
		}
		_, _ = io.Copy(s.w, bufio.NewReader(strings.NewReader("a")))
		_ = json.NewDecoder(s.out).Decode(new(int))
		time.Sleep(time.Second)
	}
}

// passes: every 1s
func (s *server) getsAll() {
	for range time.Tick(time.Second) {
		resp, err := http.Get("http://localhost")
		if err != nil {
			continue
		}
		_, _ = io.ReadAll(resp.Body)
		_, _ = io.Copy(io.Discard, resp.Body)
		var kept bytes.Buffer
		_, _ = io.Copy(&kept, resp.Body)
		_ = json.NewDecoder(resp.Body).Decode(new(int))
	}
}

// How long a file is that is fetched, only its server knows.
// passes: by a clock
func (s *server) downloads() {
	for range time.Tick(time.Second) {
		resp, err := http.Get("http://localhost")
		if err != nil {
			continue
		}
		_, _ = io.Copy(s.out, resp.Body)
	}
}

// passes: every 11s
func (s *server) downloadsInTime() {
	for range time.Tick(time.Second) {
		resp, err := client.Get("http://localhost")
		if err != nil {
			continue
		}
		_, _ = io.Copy(s.out, resp.Body)
	}
}

// passes: by a clock
func (s *server) copiesWhatever(from io.Reader) {
	for range time.Tick(time.Second) {
		_, _ = io.Copy(s.w, from)
	}
}

// passes: by a clock
func (s *server) runs() {
	for range time.Tick(time.Second) {
		_, _ = exec.Command("make").Output()
	}
}

// passes: by a clock
func (s *server) runsAndWaits() {
	for range time.Tick(time.Second) {
		cmd := exec.Command("make")
		if cmd.Start() == nil {
			_ = cmd.Wait()
		}
	}
}
