// Package untold: guards that use a result of a call though its error was dropped, or is not yet looked at.
package untold

import (
	"errors"
	"log"
	"net"
	"net/http"
	"net/netip"
	"os"
	"regexp"
	"text/template"
)

func boom() { panic("boom") }

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func guards(url, path string) {
	go func() { // want `ineffective-recover: .*resp`
		defer func() {
			recover()
			resp, err := http.Get(url)
			defer resp.Body.Close()
			log.Print(err)
		}()
		boom()
	}()
	go func() { // want `ineffective-recover: .*resp`
		defer func() {
			recover()
			resp, err := http.Get(url)
			log.Print(err)
			resp.Body.Close()
		}()
		boom()
	}()
	go func() { // want `ineffective-recover: .*f.Name`
		defer func() {
			recover()
			f, _ := os.Create(path)
			log.Print(f.Name())
		}()
		boom()
	}()
	go func() { // want `ineffective-recover: .*req`
		defer func() {
			recover()
			req, _ := http.NewRequest("GET", url, nil)
			req.Header.Set("a", "b")
		}()
		boom()
	}()
	go func() { // want `ineffective-recover: .*conn`
		defer func() {
			recover()
			conn, _ := net.Dial("tcp", url)
			conn.Close()
		}()
		boom()
	}()
}

func looked(url, path string) {
	go func() {
		defer func() {
			recover()
			resp, err := http.Get(url)
			if err != nil {
				return
			}
			defer resp.Body.Close()
		}()
		boom()
	}()
	go func() {
		defer func() {
			recover()
			if req, err := http.NewRequest("GET", url, nil); err == nil {
				req.Header.Set("a", "b")
			}
		}()
		boom()
	}()
	go func() {
		defer func() {
			recover()
			conn, err := net.Dial("tcp", url)
			if errors.Is(err, net.ErrClosed) || conn == nil {
				return
			}
			conn.Close()
		}()
		boom()
	}()
	go func() { // a nil *os.File answers with an error
		defer func() {
			recover()
			f, _ := os.Create(path)
			defer f.Close()
			_, _ = f.WriteString("x")
			_ = f.Sync()
		}()
		boom()
	}()
}

func musts(text string) {
	go func() { // want `ineffective-recover: .*template.Must`
		defer func() {
			recover()
			_ = template.Must(template.New("p").Parse(text))
		}()
		boom()
	}()
	go func() { // want `ineffective-recover: .*regexp.MustCompile`
		defer func() {
			recover()
			_ = regexp.MustCompile(text)
		}()
		boom()
	}()
	go func() { // want `ineffective-recover: .*netip.MustParseAddr`
		defer func() {
			recover()
			_ = netip.MustParseAddr(text)
		}()
		boom()
	}()
	go func() { // want `ineffective-recover: .*check`
		defer func() {
			recover()
			check(os.Remove(text))
		}()
		boom()
	}()
	go func() {
		defer func() {
			recover()
			_ = regexp.MustCompile("^a*$")
			_ = netip.MustParseAddr("127.0.0.1")
		}()
		boom()
	}()
}
