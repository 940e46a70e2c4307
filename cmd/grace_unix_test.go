//go:build unix

package cmd

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

// A server that falls silent at the write holds nobody much longer than --timeout says,
// though one request may take half a minute.
func TestSilenceAndTimeout(t *testing.T) {
	t.Parallel()
	var silent atomic.Bool
	over := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if silent.Swap(silent.Load() || r.Method != http.MethodGet) || r.Method != http.MethodGet {
			<-over
			return
		}
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"n": 1}`))
	}))
	t.Cleanup(s.Close)
	t.Cleanup(func() { close(over) })
	began := time.Now()
	r := newDesk(t).run(t, "update", s.URL, "--set", "n=2", "--timeout", "1s", "-o", "json")
	if took := time.Since(began); r.status != 6 || took > 20*time.Second {
		t.Errorf("status %d after %s: %s", r.status, took, r.said)
	}
}
