package mockserver

import (
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// A request is what the methods work on.
type request struct {
	*http.Request
	body  []byte
	write int // its number among the writes; 0 for a read
	read  int // its number among the reads; 0 for a write
}

// logPath is where the log is read. It is outside of everything else: it is not
// logged, needs no token and meets no fault.
const logPath = "/_log"

// serveHTTP is one exchange: log, faults, the request itself, and its answer's fate.
func (s *Server) serveHTTP(w http.ResponseWriter, hr *http.Request) {
	if !s.enter() {
		panic(http.ErrAbortHandler)
	}
	defer s.work.Done()
	if hr.URL.Path == logPath {
		s.serveLog(w, hr)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, hr.Body, s.opts.maxBody()))
	r := request{Request: hr, body: body}
	if safe(r.Method) {
		r.read = int(s.reads.Add(1))
	} else {
		r.write = int(s.writes.Add(1))
	}
	if s.opts.Drip > 0 {
		w = &dripper{ResponseWriter: w, s: s, r: r}
	}
	e := s.log.begin(r, s.opts.Now())
	if a, bad := s.inadmissible(r, err); bad {
		s.finish(w, e, a)
		return
	}
	dice := s.dice(r)
	f := s.fault(r, dice)
	if !s.pause(r, s.latency(dice)) {
		s.log.end(e, 0, false)
		panic(http.ErrAbortHandler)
	}
	s.exchange(w, r, e, f)
}

// inadmissible answers a request that is refused before anything is looked at.
func (s *Server) inadmissible(r request, err error) (answer, bool) {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return problem(http.StatusRequestEntityTooLarge, "the request's body is too large"), true
	case err != nil:
		return problem(http.StatusBadRequest, "the request's body did not arrive whole"), true
	case !s.authorized(r):
		return problem(http.StatusUnauthorized, "a bearer token is needed").with("WWW-Authenticate", `Bearer realm="mock"`), true
	}
	return answer{}, false
}

// authorized compares the bearer token (RFC 6750 section 2.1), in constant time.
func (s *Server) authorized(r request) bool {
	if s.opts.BearerToken == "" {
		return true
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.EqualFold(scheme, "Bearer") &&
		subtle.ConstantTimeCompare([]byte(strings.TrimSpace(token)), []byte(s.opts.BearerToken)) == 1
}

// pause waits; false means that the client or the Server has gone meanwhile.
func (s *Server) pause(r request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
	case <-s.stop:
	}
	return false
}

// hang waits for the client or the Server to go, and answers nothing.
func (s *Server) hang(r request) {
	select {
	case <-r.Context().Done():
	case <-s.stop:
	}
	panic(http.ErrAbortHandler)
}

// carryOut does what the request asks, as one step.
func (s *Server) carryOut(r request) answer {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	if s.opts.RefusePreconditions && r.write > 0 && guarded(r.Header) {
		return problem(http.StatusBadRequest, "Conditional request headers are not allowed in unsafe requests")
	}
	a := s.method(r)
	if s.opts.WriteRefused && r.write > 0 && a.status == http.StatusPreconditionFailed {
		bare := r
		bare.Request = r.Clone(r.Context())
		for _, field := range []string{"If-Match", "If-None-Match", "If-Unmodified-Since"} {
			bare.Header.Del(field)
		}
		a.applied = s.method(bare).applied
	}
	return a
}

// finish sends the answer and logs it first, so that a client that has its answer
// finds it in the log.
func (s *Server) finish(w http.ResponseWriter, e *Entry, a answer) {
	s.log.end(e, a.status, a.applied)
	s.send(w, a, -1)
}
