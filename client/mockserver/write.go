package mockserver

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
)

// put is PUT (RFC 9110 section 9.3.4): it stores the bytes as they came.
func (s *Server) put(r request) answer {
	path := r.URL.Path
	x := s.store.at(path)
	switch {
	case x == nil && collection(path):
		return s.notAllowed(r)
	case r.Header.Get("Content-Range") != "": // RFC 9110 section 14.5: a part must not pass for the whole
		return problem(http.StatusBadRequest, "a PUT of a part is not taken")
	case encoded(r.Header):
		return problem(http.StatusUnsupportedMediaType, "no content coding is taken").with("Accept-Encoding", "identity")
	}
	if a, ok := s.guard(r, x); !ok {
		return a
	}
	mediaType := r.Header.Get("Content-Type")
	switch {
	case mediaType != "":
	case x != nil:
		mediaType = x.mediaType
	default:
		mediaType = mediaTypeOf(path, r.body)
	}
	return s.write(r, path, x, mediaType, r.body)
}

// post is POST to a collection: it creates a resource below it, and names it in
// Location (RFC 9110 section 9.3.3).
func (s *Server) post(r request) answer {
	path := r.URL.Path
	x := s.store.at(path)
	switch {
	case x != nil || !collection(path):
		return s.notAllowed(r)
	case encoded(r.Header):
		return problem(http.StatusUnsupportedMediaType, "no content coding is taken").with("Accept-Encoding", "identity")
	}
	if a, ok := s.guard(r, x); !ok {
		return a
	}
	name := s.store.fresh(path)
	mediaType := r.Header.Get("Content-Type")
	if mediaType == "" {
		mediaType = mediaTypeOf(name, r.body)
	}
	return s.write(r, name, nil, mediaType, r.body).with("Location", (&url.URL{Path: name}).EscapedPath())
}

// encoded reports whether the request's content is not what will be stored.
func encoded(h http.Header) bool {
	e := h.Get("Content-Encoding")
	return e != "" && !strings.EqualFold(e, "identity")
}

// write stores body at path in place of x (nil: it creates), and answers with the
// new representation if that is preferred, else with its version alone.
func (s *Server) write(r request, path string, x *state, mediaType string, body []byte) answer {
	stored := body
	if s.opts.Clamp != nil {
		stored = s.opts.Clamp(path, bytes.Clone(body))
	}
	if stored == nil { // nil would remove
		stored = []byte{}
	}
	y := s.store.set(path, mediaType, stored)
	status := http.StatusNoContent
	if x == nil || s.opts.AlwaysCreated && r.Method == http.MethodPut {
		status = http.StatusCreated
	}
	a := s.preferred(r, status, y)
	if s.opts.NoETagOnWrite || r.Method == http.MethodPut && !bytes.Equal(stored, body) {
		// RFC 9110 section 9.3.4: no validator where what was stored is not what came.
		a.header.Del("ETag")
		a.header.Del("Last-Modified")
	}
	a.applied = true
	return a
}

// preferred answers a write whose outcome is x as Prefer asks (RFC 7240 section 4.2).
func (s *Server) preferred(r request, status int, x *state) answer {
	want := ""
	if !s.opts.NoPrefer {
		want = preference(r.Header)
	}
	if want == "representation" {
		if status == http.StatusNoContent {
			status = http.StatusOK
		}
		return s.represent(status, x).with("Preference-Applied", "return=representation")
	}
	a := reply(status)
	s.mark(a, x, false)
	if want == "minimal" {
		a.header.Set("Preference-Applied", "return=minimal")
	}
	return a
}

// preference returns the value of "return" in Prefer: the first one counts (RFC 7240 section 2).
func preference(h http.Header) string {
	for _, p := range strings.Split(strings.Join(h.Values("Prefer"), ","), ",") {
		p, _, _ = strings.Cut(p, ";")
		name, value, _ := strings.Cut(p, "=")
		if strings.EqualFold(strings.TrimSpace(name), "return") {
			return strings.ToLower(strings.Trim(strings.TrimSpace(value), `"`))
		}
	}
	return ""
}
