package mockserver_test

import (
	"net/http"
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
