//go:build unix

package cmd

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

// TestCredentialsOfTheFirst: what the command line and the environment say of credentials
// goes to the origin of the first URL alone.
func TestCredentialsOfTheFirst(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]string{} // by host
	serve := func() string {
		s := mockserver.New(mockserver.Options{})
		s.Put("/page", []byte(`{"n": 1}`))
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			seen[r.Host] += r.Header.Get("Authorization") + r.Header.Get("X-Secret")
			mu.Unlock()
			s.Handler().ServeHTTP(w, r)
		}))
		t.Cleanup(func() { web.Close(); _ = s.Close() })
		return web.URL
	}
	a, b := serve(), serve()
	c := newDesk(t).etch("update", a+"/page", b+"/page", a+"/page", "--set", "n=2", "-H", "X-Secret: hush")
	c.Env = append(c.Env, "ETCH_BEARER_TOKEN=sesame")
	if r := end(t, c); r.status != 0 {
		t.Fatal(r.status, r.said)
	}
	host := func(url string) string { return strings.TrimPrefix(url, "http://") }
	if got := seen[host(a)]; !strings.Contains(got, "hush") || !strings.Contains(got, "sesame") {
		t.Errorf("the first origin got %q", got)
	}
	if got := seen[host(b)]; got != "" {
		t.Errorf("the other origin got %q", got)
	}
}

// TestACrowdInterrupted: an interrupt ends all of them, and nothing new is begun.
func TestACrowdInterrupted(t *testing.T) {
	s, url := mocked(t, mockserver.Options{Latency: 300 * time.Millisecond}, `{"n": 0}`)
	args := []string{"update", "--set", "n=1", "--jobs", "2"}
	for range 50 {
		args = append(args, url)
	}
	r := endAfter(t, newDesk(t).etch(args...), 700*time.Millisecond, os.Interrupt)
	if r.status != 130 || !strings.Contains(r.said, " of 50 not tried") {
		t.Errorf("status %d: %s", r.status, r.said)
	}
	if n := len(s.Log()); n > 12 {
		t.Errorf("%d requests", n)
	}
}

// TestACrowdEndsBetween: an interrupt that comes while the last of those that were begun
// is written is no success: the others were not tried.
func TestACrowdEndsBetween(t *testing.T) {
	var process *os.Process
	started := make(chan struct{}) // process is there
	s, url := mocked(t, mockserver.Options{AfterWrite: func(int, *http.Request) {
		<-started
		_ = process.Signal(os.Interrupt)
		time.Sleep(300 * time.Millisecond)
	}}, `{"n": 0}`)
	c := newDesk(t).etch("update", url, url, url, "--set", "n=1", "--jobs", "1")
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	process = c.Process
	close(started)
	timer := time.AfterFunc(time.Minute, func() { _ = process.Kill() })
	defer timer.Stop()
	_ = c.Wait()
	if status := c.ProcessState.ExitCode(); status != 130 || !strings.HasSuffix(said.String(), "2 of 3 not tried\n") ||
		!strings.HasPrefix(out.String(), "applied: ") || len(s.Log()) > 3 {
		t.Errorf("status %d: %s%s", status, &out, &said)
	}
}

// TestConnectionOfTheFirst: that a certificate need not be verified is said of the first
// origin alone.
func TestConnectionOfTheFirst(t *testing.T) {
	var writes atomic.Int32
	serve := func(count *atomic.Int32) string {
		s := mockserver.New(mockserver.Options{})
		s.Put("/page", []byte(`{"n": 1}`))
		web := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			count.Add(1)
			s.Handler().ServeHTTP(w, r)
		}))
		web.Config.ErrorLog = log.New(io.Discard, "", 0)
		web.StartTLS()
		t.Cleanup(func() { web.Close(); _ = s.Close() })
		return web.URL + "/page"
	}
	first, other := serve(new(atomic.Int32)), serve(&writes)
	r := newDesk(t).run(t, "update", first, other, "--set", "n=2", "-k", "--keep-going", "--timeout", "20s", "--jobs", "1")
	if r.status != 9 || !strings.Contains(r.out, "applied: ") || writes.Load() != 0 {
		t.Errorf("status %d, %d requests to the other: %s%s", r.status, writes.Load(), r.out, r.said)
	}
}
