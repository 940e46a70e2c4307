package mockserver_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

// A version that stays guards nothing, one that passes lets nothing through, and a cache
// shows its copy whoever writes, until it is too old.
func TestLies(t *testing.T) {
	get := func(t *testing.T, s *mockserver.Server) (string, http.Header) {
		t.Helper()
		resp := call(t, s, "GET", "/x", "Cache-Control: no-cache", "")
		return resp.Body.String(), resp.Header()
	}
	t.Run("fixed", func(t *testing.T) {
		s := mockserver.New(mockserver.Options{FixedTag: true})
		s.Put("/x", []byte("1"))
		_, first := get(t, s)
		s.Put("/x", []byte("2"))
		if resp := call(t, s, "PUT", "/x", "If-Match: "+first.Get("ETag"), "3"); resp.Code != 204 {
			t.Error(resp.Code)
		}
		if _, last := get(t, s); last.Get("ETag") != first.Get("ETag") {
			t.Error(last)
		}
	})
	t.Run("passing", func(t *testing.T) {
		s := mockserver.New(mockserver.Options{PassingTags: true})
		s.Put("/x", []byte("1"))
		_, first := get(t, s)
		_, second := get(t, s)
		if first.Get("ETag") == second.Get("ETag") {
			t.Error(first)
		}
		if resp := call(t, s, "PUT", "/x", "If-Match: "+second.Get("ETag"), "3"); resp.Code != 412 {
			t.Error(resp.Code)
		}
	})
	t.Run("cache", func(t *testing.T) {
		c := &clock{at: time.Unix(1e9, 0)}
		s := mockserver.New(mockserver.Options{Cache: time.Minute, Now: c.now})
		s.Put("/x", []byte("1"))
		if body, h := get(t, s); body != "1" || h.Get("Age") != "" {
			t.Error(body, h)
		}
		s.Put("/x", []byte("2"))
		c.at = c.at.Add(59 * time.Second)
		if body, h := get(t, s); body != "1" || h.Get("Age") != "59" || h.Get("Via") == "" {
			t.Error(body, h)
		}
		c.at = c.at.Add(time.Second)
		if body, h := get(t, s); body != "2" || h.Get("Age") != "" {
			t.Error(body, h)
		}
		s.Delete("/x")
		if body, _ := get(t, s); body != "2" {
			t.Error(body)
		}
	})
}

// Every other read comes from a replica that lags: it may show a version from before the
// one that the same client has just seen, and more than one write back.
func TestReplicaLags(t *testing.T) {
	c := &clock{at: time.Unix(1e9, 0)}
	s := mockserver.New(mockserver.Options{Lag: 10 * time.Second, Now: c.now})
	for _, body := range []string{"1", "2", "3"} {
		s.Put("/x", []byte(body))
		c.at = c.at.Add(4 * time.Second)
	}
	var got []string
	for range 4 { // 12, 12, 17 and 17 seconds after the first write
		w := call(t, s, "GET", "/x", "", "")
		got = append(got, w.Body.String())
		if len(got) == 2 {
			c.at = c.at.Add(5 * time.Second)
		}
	}
	if want := []string{"3", "1", "3", "2"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	var faults []string
	for _, e := range s.Log() {
		faults = append(faults, strings.Join(e.Faults, " "))
	}
	if want := []string{"", "stale-read", "", "stale-read"}; !slices.Equal(faults, want) {
		t.Errorf("%q", faults)
	}
}
