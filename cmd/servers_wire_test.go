//go:build unix

package cmd_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// An answer is a response that has been read to its end.
type answer struct {
	request string
	status  int
	header  http.Header
	body    string
}

// expect fails the test at any other status.
func (a *answer) expect(t *testing.T, status int) *answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("%s: status %d, want %d: %s", a.request, a.status, status, a.body)
	}
	return a
}

// newRequest makes a request for path with all that this server wants in every one.
func (h *foreignHost) newRequest(t *testing.T, method, path string, body io.Reader) *http.Request {
	t.Helper()
	r, err := http.NewRequest(method, h.base+path, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = h.header.Clone()
	return r
}

// request sends one request, with header fields as name and value in turn.
func (h *foreignHost) request(t *testing.T, method, path string, body []byte, fields ...string) *answer {
	t.Helper()
	r := h.newRequest(t, method, path, bytes.NewReader(body))
	for i := 0; i < len(fields); i += 2 {
		r.Header.Set(fields[i], fields[i+1])
	}
	return exchange(t, r)
}

// exchange sends r and reads the answer. It follows no redirect.
func exchange(t *testing.T, r *http.Request) *answer {
	t.Helper()
	a, err := send(r)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// plain asks for nothing that was not asked for: a compressed answer has a version of its own.
var plain = &http.Transport{DisableCompression: true}

func send(r *http.Request) (*answer, error) {
	resp, err := plain.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	return &answer{r.Method + " " + r.URL.Path, resp.StatusCode, resp.Header, string(body)}, nil
}

// get returns what is stored at path; it fails where nothing is.
func (h *foreignHost) get(t *testing.T, path string) string {
	t.Helper()
	return h.request(t, "GET", path, nil).expect(t, http.StatusOK).body
}

// guarded returns the header fields that make a write hold for the version that was read.
func (h *foreignHost) guarded(read *answer) []string {
	if h.guard != nil {
		return h.guard(read)
	}
	return []string{"If-Match", read.header.Get("ETag")}
}

// versionIn returns the version in an answer to a read.
func (h *foreignHost) versionIn(read *answer) string {
	if h.current != nil {
		return h.current(read)
	}
	fields := h.guarded(read)
	return fields[len(fields)-1]
}

// sent is a body that was read as it may be sent back.
func (h *foreignHost) sent(body string) string {
	if h.sends != nil {
		return h.sends(body)
	}
	return body
}

// A rival's requests run outside of the test's goroutine too.

// foreign makes a request with all that this server wants in every one.
func (h *foreignHost) foreign(method, path, body string, fields ...string) (*answer, error) {
	r, err := http.NewRequest(method, h.base+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header = h.header.Clone()
	for i := 0; i < len(fields); i += 2 {
		r.Header.Set(fields[i], fields[i+1])
	}
	a, err := send(r)
	if err == nil && a.status/100 != 2 {
		err = fmt.Errorf("%s: status %d: %s", a.request, a.status, a.body)
	}
	return a, err
}

// rivals makes another writer's request, with no precondition but what the server insists on.
func (h *foreignHost) rivals(method, path, body string, fields ...string) (*answer, error) {
	return h.foreign(method, path, body, append(fields, h.writes...)...)
}

// rewrite is another writer's change: it reads path, replaces one text by another and
// writes the whole.
func (h *foreignHost) rewrite(path, mediaType string, w swap) error {
	before, err := h.foreign("GET", path, "")
	if err != nil {
		return err
	}
	if strings.Count(before.body, w.from) != 1 {
		return fmt.Errorf("the rival finds %q not once in %s", w.from, before.body)
	}
	_, err = h.rivals("PUT", path, h.sent(w.in(before.body)), "Content-Type", mediaType)
	return err
}

// make creates the resource at path.
func (h *foreignHost) make(path, text string, m sample) error {
	field := []string{"Content-Type", m.mediaType}
	if h.posts != "" {
		_, err := h.foreign("POST", h.posts+h.query, text, field...)
		return err
	}
	_, err := h.rivals("PUT", path, text, field...)
	return err
}

// erase is another writer's DELETE.
func (h *foreignHost) erase(path string) error {
	if h.remove != nil {
		return h.remove(h, path)
	}
	_, err := h.rivals("DELETE", path, "")
	return err
}
