package mockserver

import (
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// webdav is the server itself with the locks of RFC 4918: exclusive write locks on single
// resources, that end by themselves. A write to a locked resource names the lock's token
// in If, else it is 423.
var webdav = dress{whole: (*Server).dav}

// A davLock is a lock on one resource.
type davLock struct {
	token string // "opaquelocktoken:..."
	owner string // the content of the element owner, as it came
	ends  time.Time
}

// davBody bounds how much of a request's body is read as XML.
const davBody = 64 << 10

// dav is one request. The store's lock must be held.
func (s *Server) dav(r request) answer {
	path := r.URL.Path
	switch r.Method {
	case "LOCK":
		return s.davLock(r)
	case "UNLOCK":
		return s.davUnlock(r)
	case "PROPFIND":
		return s.davFind(r)
	case http.MethodOptions:
		return reply(http.StatusNoContent).with("DAV", "1, 2").with("Allow", s.davAllowed(path))
	case http.MethodPatch, http.MethodPost:
		return problem(http.StatusMethodNotAllowed, "this resource does not take "+r.Method).with("Allow", s.davAllowed(path))
	case http.MethodPut, http.MethodDelete:
		if a, ok := s.davMay(r); !ok {
			return a
		}
		if r.Method == http.MethodPut {
			return s.put(r)
		}
		a := s.remove(r)
		if a.applied {
			delete(s.locks, path) // section 9.6: they go with the resource
		}
		return a
	}
	if safe(r.Method) {
		return s.read(r)
	}
	return problem(http.StatusNotImplemented, "this method is not known here")
}

// davAllowed lists the methods.
func (s *Server) davAllowed(path string) string {
	if s.store.at(path) == nil {
		return "OPTIONS, PUT, LOCK"
	}
	return "OPTIONS, GET, HEAD, PUT, DELETE, PROPFIND, LOCK, UNLOCK"
}

// lockAt is the lock on path; nil where none is, or none any more.
func (s *Server) lockAt(path string) *davLock {
	l := s.locks[path]
	if l == nil || !s.opts.Now().Before(l.ends) {
		delete(s.locks, path)
		return nil
	}
	return l
}

// davMay holds a write to the header If (section 10.4), and to the lock: its token must
// have been submitted (section 7.5).
func (s *Server) davMay(r request) (answer, bool) {
	conditions, given := parseIf(r.Header)
	switch l := s.lockAt(r.URL.Path); {
	case given && !s.ifHolds(r, conditions):
		return davError(http.StatusPreconditionFailed, ""), false
	case l != nil && !slices.Contains(submitted(conditions), l.token):
		return davError(http.StatusLocked, fmt.Sprintf("<D:lock-token-submitted><D:href>%s</D:href></D:lock-token-submitted>", xmlText(r.URL.EscapedPath()))), false
	}
	return answer{}, true
}

// davLock is LOCK (section 9.10): a new lock with a body, the same one for longer without.
func (s *Server) davLock(r request) answer {
	path := r.URL.Path
	if len(r.body) == 0 {
		return s.davRefresh(r)
	}
	var in struct {
		XMLName xml.Name  `xml:"DAV: lockinfo"`
		Write   *struct{} `xml:"DAV: locktype>write"`
		Sole    *struct{} `xml:"DAV: lockscope>exclusive"`
		Owner   struct {
			Inner string `xml:",innerxml"`
		} `xml:"DAV: owner"`
	}
	switch err := xml.Unmarshal(r.body[:min(len(r.body), davBody)], &in); {
	case err != nil || in.Write == nil:
		return problem(http.StatusBadRequest, "the body is no lockinfo")
	case in.Sole == nil:
		return problem(http.StatusUnprocessableEntity, "only exclusive locks are given here")
	case s.lockAt(path) != nil: // section 9.10.6
		return davError(http.StatusLocked, fmt.Sprintf("<D:no-conflicting-lock><D:href>%s</D:href></D:no-conflicting-lock>", xmlText(r.URL.EscapedPath())))
	}
	x := s.store.at(path)
	if a, ok := s.guard(r, x); !ok {
		return a
	}
	status := http.StatusOK
	if x == nil { // section 7.3: it becomes an empty resource
		s.store.set(path, mediaTypeOf(path, nil), []byte{})
		status = http.StatusCreated
	}
	if s.locks == nil {
		s.locks = map[string]*davLock{}
	}
	s.tokens++
	l := &davLock{token: fmt.Sprintf("opaquelocktoken:6b0b8c5e-0000-4000-8000-%012x", s.tokens), owner: in.Owner.Inner, ends: s.davEnd(r)}
	s.locks[path] = l
	a := s.davTold(status, r, l).with("Lock-Token", "<"+l.token+">")
	a.applied = x == nil
	return a
}

// davRefresh is LOCK without a body (section 9.10.2): If names the one lock that is meant.
func (s *Server) davRefresh(r request) answer {
	conditions, given := parseIf(r.Header)
	l := s.lockAt(r.URL.Path)
	switch {
	case !given:
		return problem(http.StatusBadRequest, "which lock is meant is not said")
	case l == nil || !s.ifHolds(r, conditions) || !slices.Contains(submitted(conditions), l.token):
		return davError(http.StatusPreconditionFailed, "<D:lock-token-matches-request-uri/>")
	}
	l.ends = s.davEnd(r)
	return s.davTold(http.StatusOK, r, l)
}

// davUnlock is UNLOCK (section 9.11).
func (s *Server) davUnlock(r request) answer {
	given := r.Header.Get("Lock-Token")
	l := s.lockAt(r.URL.Path)
	switch {
	case given == "":
		return problem(http.StatusBadRequest, "there is no Lock-Token")
	case l == nil || given != "<"+l.token+">":
		return davError(http.StatusConflict, "<D:lock-token-matches-request-uri/>")
	}
	delete(s.locks, r.URL.Path)
	return reply(http.StatusNoContent)
}

// davFind is PROPFIND of one resource (section 9.1): its locks and its entity tag,
// whatever was asked for.
func (s *Server) davFind(r request) answer {
	x := s.store.at(r.URL.Path)
	switch {
	case x == nil:
		return absent()
	case r.Header.Get("Depth") != "0":
		return davError(http.StatusForbidden, "<D:propfind-finite-depth/>")
	}
	tag, _ := s.store.etag(x, false)
	a := davXML(http.StatusMultiStatus, fmt.Sprintf(
		`<D:multistatus xmlns:D="DAV:"><D:response><D:href>%s</D:href><D:propstat><D:prop><D:getetag>%s</D:getetag>%s</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>`,
		xmlText(r.URL.EscapedPath()), xmlText(tag), s.davDiscovery(r, s.lockAt(r.URL.Path))))
	return a
}

// davEnd is when a lock that r asks for will end: as Timeout says (section 10.7), but no
// later than the switch allows.
func (s *Server) davEnd(r request) time.Time {
	const longest = 10 * time.Minute
	granted := longest
	if n, err := strconv.ParseUint(strings.TrimPrefix(strings.ToLower(r.Header.Get("Timeout")), "second-"), 10, 32); err == nil {
		granted = min(granted, time.Duration(n)*time.Second)
	}
	if s.opts.LockTime > 0 {
		granted = min(granted, s.opts.LockTime)
	}
	return s.opts.Now().Add(granted)
}

// davTold answers with the lock (section 9.10.1).
func (s *Server) davTold(status int, r request, l *davLock) answer {
	return davXML(status, `<D:prop xmlns:D="DAV:">`+s.davDiscovery(r, l)+`</D:prop>`)
}

// davDiscovery is the property lockdiscovery (section 15.8).
func (s *Server) davDiscovery(r request, l *davLock) string {
	if l == nil {
		return "<D:lockdiscovery/>"
	}
	left := (l.ends.Sub(s.opts.Now()) + time.Second - 1) / time.Second
	return fmt.Sprintf(`<D:lockdiscovery><D:activelock><D:locktype><D:write/></D:locktype><D:lockscope><D:exclusive/></D:lockscope><D:depth>0</D:depth><D:owner>%s</D:owner><D:timeout>Second-%d</D:timeout><D:locktoken><D:href>%s</D:href></D:locktoken><D:lockroot><D:href>%s</D:href></D:lockroot></D:activelock></D:lockdiscovery>`,
		l.owner, left, xmlText(l.token), xmlText(r.URL.EscapedPath()))
}

// davError is an error with its condition (section 16); "" for none.
func davError(status int, condition string) answer {
	if condition == "" {
		return preconditionFailed()
	}
	return davXML(status, `<D:error xmlns:D="DAV:">`+condition+`</D:error>`)
}

// davXML is an answer in XML.
func davXML(status int, body string) answer {
	a := reply(status).with("Content-Type", `application/xml; charset="utf-8"`)
	a.body = []byte(`<?xml version="1.0" encoding="utf-8"?>` + "\n" + body + "\n")
	return a
}

// xmlText is s as the text of an element.
func xmlText(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}

// Locked lists the paths that are locked now, sorted.
func (s *Server) Locked() []string {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	var paths []string
	for _, p := range slices.Sorted(maps.Keys(s.locks)) {
		if s.lockAt(p) != nil {
			paths = append(paths, p)
		}
	}
	return paths
}

// Unlock breaks the lock on path, as an administrator does.
func (s *Server) Unlock(path string) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	delete(s.locks, path)
}
