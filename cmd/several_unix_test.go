//go:build unix

package cmd

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
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
