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

func send(r *http.Request) (*answer, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
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

// rewrite is another writer's change: it reads path, replaces one text by another and
// writes the whole, with no precondition. It runs outside of the test's goroutine too.
func (h *foreignHost) rewrite(path, mediaType string, w swap) error {
	read, err := http.NewRequest("GET", h.base+path, nil)
	if err != nil {
		return err
	}
	read.Header = h.header.Clone()
	before, err := send(read)
	if err != nil {
		return err
	}
	if strings.Count(before.body, w.from) != 1 {
		return fmt.Errorf("the rival finds %q not once in %s", w.from, before.body)
	}
	write, err := http.NewRequest("PUT", h.base+path, strings.NewReader(w.in(before.body)))
	if err != nil {
		return err
	}
	write.Header = h.header.Clone()
	write.Header.Set("Content-Type", mediaType)
	return sendAccepted(write)
}

// remove is another writer's DELETE.
func (h *foreignHost) remove(path string) error {
	r, err := http.NewRequest("DELETE", h.base+path, nil)
	if err != nil {
		return err
	}
	r.Header = h.header.Clone()
	return sendAccepted(r)
}

func sendAccepted(r *http.Request) error {
	a, err := send(r)
	if err == nil && a.status/100 != 2 {
		err = fmt.Errorf("%s: status %d: %s", a.request, a.status, a.body)
	}
	return err
}
