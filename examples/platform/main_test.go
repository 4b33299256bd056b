package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// start runs the platform on a free port until the test ends, and returns its
// address.
func start(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, []string{"-addr", "127.0.0.1:0", "-tick", "10ms"}, in)
		in.Close()
		ended <- err
	}()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(10 * time.Second):
			t.Error("no end after ctx was done")
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	addr, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if !ok {
		t.Fatalf("first line: %q", line)
	}
	return "http://" + addr
}

func get(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s %v", url, resp.Status, err)
	}
	return string(body)
}

func post(t *testing.T, url string, form url.Values) {
	t.Helper()
	resp, err := http.PostForm(url, form)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusAccepted {
		t.Fatalf("POST %s: %s", url, resp.Status)
	}
}

// eventually waits until a page has the text.
func eventually(t *testing.T, url, text string) {
	t.Helper()
	var page string
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if page = get(t, url); strings.Contains(page, text) {
			return
		}
	}
	t.Fatalf("GET %s has no %s:\n%s", url, text, page)
}

func TestPlatform(t *testing.T) {
	base := start(t)

	post(t, base+"/jobs", url.Values{"tenant": {"hooli"}, "spec": {"every 1h"}})
	eventually(t, base+"/jobs", `"hooli":1`)
	eventually(t, base+"/reports", `"hooli":1`)

	post(t, base+"/messages", url.Values{"tenant": {"acme"}, "to": {"email:ops@acme.example"}, "text": {"hi"}})
	eventually(t, base+"/messages", `"acme":{"email":1}`)
	eventually(t, base+"/audit", `"message by email to acme.example"`)
	eventually(t, base+"/audit", `"POST /messages"`)

	post(t, base+"/agents/agent-1/checks", url.Values{"passed": {"3"}, "total": {"4"}})
	eventually(t, base+"/agents", `"checks_passed_percent":75`)
	eventually(t, base+"/agents", `"online":false`) // nobody sends heartbeats
	post(t, base+"/agents/agent-1/heartbeat", nil)
	eventually(t, base+"/agents", `"online":true`)

	var probe map[string]string
	if err := json.Unmarshal([]byte(get(t, base+"/admin/liveness")), &probe); err != nil || probe["status"] != "ok" {
		t.Errorf("liveness: %v %v", probe, err)
	}
}

func TestEventStream(t *testing.T) {
	base := start(t)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/events?tenant=acme", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	line, err := bufio.NewReader(resp.Body).ReadString('\n')
	if err != nil || line != "event: report.scheduled\n" {
		t.Errorf("first line: %q %v", line, err)
	}
}

func TestBadArguments(t *testing.T) {
	for _, args := range [][]string{
		{"-addr", "0.0.0.0:0"},
		{"-addr", "192.0.2.1:80"},
		{"-addr", "nonsense"},
		{"-addr", "127.0.0.1:0", "-tick", "0"},
	} {
		if err := run(context.Background(), args, io.Discard); err == nil {
			t.Errorf("run(%q) did not fail", args)
		}
	}
}
