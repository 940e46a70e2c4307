package client_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/etch-http/etch/client"
)

// proxyWrites counts the writes that the proxy of the environment has seen.
var proxyWrites atomic.Int32

// proxied is the proxy of the environment. The host that is asked for says what it does:
// 502.test is answered by 502, cut.test by nothing, any other by its URL. An https URL
// comes as a CONNECT.
func proxied(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodConnect {
		proxyWrites.Add(1)
	}
	switch host, _, _ := strings.Cut(r.URL.Hostname(), "."); host {
	case "cut":
		panic(http.ErrAbortHandler)
	case "hang":
		select { // the end of a CONNECT is not always heard
		case <-r.Context().Done():
		case <-time.After(3 * time.Second):
		}
	default:
		if status, err := strconv.Atoi(host); err == nil {
			w.WriteHeader(status)
			return
		}
		_, _ = io.WriteString(w, "by proxy: "+r.URL.String())
	}
}

// What is known when a proxy stands between: before its CONNECT is accepted nothing of
// the request is anywhere; else it may have been passed on, whatever the proxy says but
// for its own plain no.
func TestOutcomesBehindAProxy(t *testing.T) {
	for _, c := range []struct {
		url  string
		want string
		read string
		sent int32
	}{
		{"http://407.test/x", "refused", "refused", 1},
		{"http://403.test/x", "refused", "refused", 1},
		{"http://502.test/x", "busy?", "busy", 1},
		{"http://503.test/x", "busy?", "busy", 1},
		{"http://504.test/x", "busy?", "busy", 1},
		{"http://cut.test/x", "lost", "unreachable", 1},
		{"http://hang.test/x", "lost late", "unreachable", 1},
		{"https://407.test/x", "unreachable", "unreachable", 0},
		{"https://403.test/x", "unreachable", "unreachable", 0},
		{"https://502.test/x", "unreachable", "unreachable", 0},
		{"https://504.test/x", "unreachable", "unreachable", 0},
		{"https://cut.test/x", "unreachable", "unreachable", 0},
		{"https://hang.test/x", "unreachable", "unreachable", 0},
	} {
		t.Run(c.url, func(t *testing.T) {
			before := proxyWrites.Load()
			patience := 20 * time.Second
			if strings.Contains(c.url, "hang") {
				patience = 2 * time.Second
			}
			cl := dial(t, client.Options{Timeout: patience})
			_, err := cl.Write(t.Context(), patch(t, c.url), v1)
			if got := kind(err); got != c.want {
				t.Errorf("write: %s (%v), want %s", got, err, c.want)
			}
			if n := proxyWrites.Load() - before; n != c.sent {
				t.Errorf("%d writes came, want %d", n, c.sent)
			}
			_, err = cl.Fetch(t.Context(), parse(t, c.url))
			if got := kind(err); got != c.read {
				t.Errorf("read: %s (%v), want %s", got, err, c.read)
			}
		})
	}
}
