package mockserver

import (
	"net/http"
	"strconv"
	"strings"
)

// method does what r asks. The store's lock must be held.
//
// Each write makes its own checks first, then evaluates the preconditions, then
// looks at the content: RFC 9110 section 13.2.1 has preconditions ignored where
// the answer without them would be neither 2xx nor 412.
func (s *Server) method(r request) answer {
	if s.opts.Cache > 0 && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		return s.cached(r, func() answer { return s.origin(r) })
	}
	return s.origin(r)
}

// origin is method behind every cache.
func (s *Server) origin(r request) answer {
	if d, ok := dresses[s.opts.API]; ok {
		return s.dressed(d, r)
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return s.read(r)
	case http.MethodOptions:
		return s.options(r)
	case http.MethodPut:
		return s.put(r)
	case http.MethodPatch:
		return s.patch(r)
	case http.MethodPost:
		return s.post(r)
	case http.MethodDelete:
		return s.remove(r)
	}
	return problem(http.StatusNotImplemented, "this method is not known here")
}

// allowed lists the methods of a path (RFC 9110 section 10.2.1).
func (s *Server) allowed(path string) string {
	x := s.store.at(path)
	if x == nil && collection(path) {
		return "OPTIONS, POST"
	}
	ms := []string{"GET", "HEAD", "OPTIONS", "PUT", "DELETE"}
	if !s.opts.NoPatch && !s.opts.PatchUnknown && (x == nil || isJSON(x.mediaType)) {
		ms = append(ms, "PATCH")
	}
	return strings.Join(ms, ", ")
}

// collection reports whether POST to path creates something below it.
func collection(path string) bool { return strings.HasSuffix(path, "/") }

// notAllowed is 405, which must say what is (RFC 9110 section 15.5.6).
func (s *Server) notAllowed(r request) answer {
	return problem(http.StatusMethodNotAllowed, "this resource does not take "+r.Method).with("Allow", s.allowed(r.URL.Path))
}

// absent is 404.
func absent() answer { return problem(http.StatusNotFound, "there is no such resource") }

// options is OPTIONS (RFC 9110 section 9.3.7; Accept-Patch: RFC 5789 section 3.1).
func (s *Server) options(r request) answer {
	a := reply(http.StatusNoContent).with("Allow", s.allowed(r.URL.Path))
	if x := s.store.at(r.URL.Path); x != nil {
		s.announce(a, x.mediaType)
	}
	return a
}

// read is GET and HEAD.
func (s *Server) read(r request) answer {
	x, stale := s.store.seen(r)
	if x == nil {
		a := absent()
		a.stale = stale
		return a
	}
	gzipped := s.opts.GzipAlways || s.opts.GzipSuffix && asksGzip(r.Header)
	var a answer
	switch evaluate(r.Method, r.Header, s.store.describe(x, gzipped)) {
	case failed:
		return preconditionFailed()
	case notModified:
		a = reply(http.StatusNotModified)
		s.mark(a, x, gzipped)
	default:
		a = reply(http.StatusOK).with("Content-Type", x.mediaType)
		a.body = x.body
		s.mark(a, x, gzipped)
		if gzipped {
			a = compress(a)
		}
	}
	if s.opts.GzipSuffix {
		a.header.Set("Vary", "Accept-Encoding")
	}
	a.stale = stale
	return a
}

// asksGzip reports whether gzip is acceptable by name (RFC 9110 section 12.5.3).
func asksGzip(h http.Header) bool {
	for _, e := range strings.Split(strings.Join(h.Values("Accept-Encoding"), ","), ",") {
		name, q, _ := strings.Cut(strings.ToLower(e), ";")
		if strings.TrimSpace(name) == "gzip" {
			_, w, weighed := strings.Cut(q, "q=")
			f, err := strconv.ParseFloat(strings.TrimSpace(w), 64)
			return !weighed || err == nil && f > 0
		}
	}
	return false
}

// preconditionFailed is 412.
func preconditionFailed() answer {
	return problem(http.StatusPreconditionFailed, "the resource is not in the state that the precondition names")
}

// guard evaluates the preconditions of a write on x; ok means that it goes on.
func (s *Server) guard(r request, x *state) (a answer, ok bool) {
	if s.opts.RequirePrecondition && r.Method != http.MethodPost && !guarded(r.Header) {
		return problem(http.StatusPreconditionRequired, "the request must carry If-Match, If-None-Match or If-Unmodified-Since"), false
	}
	if s.overlooks(r) || evaluate(r.Method, r.Header, s.store.describe(x, false)) == proceed {
		return answer{}, true
	}
	if a, ok := s.exists(r, x); ok {
		return a, false
	}
	return s.refused(r, x), false
}

// refused is 412, with the current representation where the switch is on and Prefer
// asks for it (RFC 8144 section 3.2).
func (s *Server) refused(r request, x *state) answer {
	if !s.opts.TellOnConflict || x == nil || preference(r.Header) != "representation" {
		return preconditionFailed()
	}
	return s.represent(http.StatusPreconditionFailed, x).
		with("Preference-Applied", "return=representation").
		with("Content-Location", r.URL.EscapedPath())
}

// remove is DELETE.
func (s *Server) remove(r request) answer {
	x := s.store.at(r.URL.Path)
	if x == nil {
		return absent()
	}
	if a, ok := s.guard(r, x); !ok {
		return a
	}
	a := reply(http.StatusNoContent)
	if !s.opts.KeepDeleted {
		s.store.set(r.URL.Path, "", nil)
		a.applied = true
	}
	return a
}
