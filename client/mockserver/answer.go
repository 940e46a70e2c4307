package mockserver

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// An answer is what a request came to, before it is put on the wire or lost there.
type answer struct {
	status  int
	header  http.Header
	body    []byte
	applied bool // something was stored or removed
	stale   bool // a read that was shown what was there before the last write
}

// reply makes an answer without a body.
func reply(status int) answer { return answer{status: status, header: http.Header{}} }

// with sets a field of the answer.
func (a answer) with(field, value string) answer {
	a.header.Set(field, value)
	return a
}

// problem makes an answer with problem details (RFC 9457). Without a type of its
// own ("about:blank") the title is the status' own text (section 4.2.1).
func problem(status int, detail string) answer {
	a := reply(status).with("Content-Type", "application/problem+json")
	a.body, _ = json.Marshal(struct { // of these types it cannot fail
		Type   string `json:"type"`
		Title  string `json:"title"`
		Status int    `json:"status"`
		Detail string `json:"detail,omitempty"`
	}{"about:blank", http.StatusText(status), status, detail})
	return a
}

// represent makes an answer that carries x.
func (s *Server) represent(status int, x *state) answer {
	a := reply(status).with("Content-Type", x.mediaType)
	a.body = x.body
	s.mark(a, x, false)
	return a
}

// mark puts x's validators on a, and announces its patch formats where the switch asks for it.
func (s *Server) mark(a answer, x *state, gzipped bool) {
	if v, ok := s.store.etag(x, gzipped); ok {
		a.header.Set("ETag", v)
	}
	if !s.opts.NoValidator {
		a.header.Set("Last-Modified", x.modified.UTC().Format(http.TimeFormat))
	}
	if len(s.opts.AcceptPatch) > 0 {
		s.announce(a, x.mediaType)
	}
}

// compress makes the body of a the gzip of what it was (RFC 9110 section 8.4.1.3).
func compress(a answer) answer {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(a.body) // a bytes.Buffer takes everything
	_ = w.Close()
	a.body = b.Bytes()
	return a.with("Content-Encoding", "gzip")
}

// send puts a on the wire; limit cuts it short there, where it is not negative.
func (s *Server) send(w http.ResponseWriter, a answer, limit int) {
	h := w.Header()
	for k, vs := range a.header {
		h[k] = vs
	}
	h.Set("Date", s.opts.Now().UTC().Format(http.TimeFormat))
	if (a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable) && s.opts.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int((s.opts.RetryAfter+time.Second-1)/time.Second)))
	}
	if bodied(a.status) {
		h.Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
	if limit < 0 || limit >= len(a.body) {
		_, _ = w.Write(a.body) // net/http leaves it out for HEAD; a client that went away is no concern here
		return
	}
	_, _ = w.Write(a.body[:limit])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// bodied reports whether an answer of that status has content (RFC 9110 section 6.4.1).
func bodied(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}
