package mockserver

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// The log's bounds.
const (
	loggedBody = 64 << 10 // bytes of one body
	loggedSum  = 64 << 20 // bytes of all bodies; later ones are left out
	loggedMax  = 200_000  // entries; the older half goes when there are more
)

// An Entry is one request and what came of it. Authorization is never in it.
type Entry struct {
	N                 int       `json:"n"`    // from 1, in the order of arrival
	Time              time.Time `json:"time"` // of arrival
	Method            string    `json:"method"`
	Path              string    `json:"path"` // decoded
	Query             string    `json:"query,omitempty"`
	IfMatch           string    `json:"if_match,omitempty"` // fields on several lines are joined by ", "
	IfNoneMatch       string    `json:"if_none_match,omitempty"`
	IfUnmodifiedSince string    `json:"if_unmodified_since,omitempty"`
	If                string    `json:"if,omitempty"`
	ContentType       string    `json:"content_type,omitempty"`
	Accept            string    `json:"accept,omitempty"`
	AcceptEncoding    string    `json:"accept_encoding,omitempty"`
	CacheControl      string    `json:"cache_control,omitempty"`
	Prefer            string    `json:"prefer,omitempty"`
	UserAgent         string    `json:"user_agent,omitempty"`     // tells a rival from the client under test
	Body              []byte    `json:"-"`                        // the log's "body"; "body_encoding" is "base64" where it is not UTF-8
	Truncated         bool      `json:"body_truncated,omitempty"` // Body is not all that came
	Status            int       `json:"status"`                   // 0 where no answer was sent (yet)
	Applied           bool      `json:"applied"`                  // something was stored or removed
	Conn              int64     `json:"conn"`                     // the connection's number, from 1; 0 where another server took it
	Faults            []string  `json:"faults,omitempty"`         // what was done to it: a fault's name, "stale-read"
}

// plainEntry is an Entry without its methods.
type plainEntry Entry

// A logLine is an Entry as the log spells it.
type logLine struct {
	plainEntry
	Body     string `json:"body,omitempty"`
	Encoding string `json:"body_encoding,omitempty"`
}

// MarshalJSON gives the log's line.
func (e Entry) MarshalJSON() ([]byte, error) {
	line := logLine{plainEntry: plainEntry(e), Body: string(e.Body)}
	if !utf8.Valid(e.Body) {
		line.Body, line.Encoding = base64.StdEncoding.EncodeToString(e.Body), "base64"
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // a body is to be read by people
	err := enc.Encode(line)
	return b.Bytes(), err
}

// UnmarshalJSON reads the log's line. The error is encoding/json's or encoding/base64's.
func (e *Entry) UnmarshalJSON(b []byte) error {
	var line logLine
	if err := json.Unmarshal(b, &line); err != nil {
		return err
	}
	body := []byte(line.Body)
	if line.Encoding == "base64" {
		var err error
		if body, err = base64.StdEncoding.DecodeString(line.Body); err != nil {
			return err
		}
	}
	*e = Entry(line.plainEntry)
	e.Body = body
	return nil
}

// A journal holds the entries.
type journal struct {
	mu      sync.Mutex
	entries []*Entry
	n       int // the last number
	sum     int // bytes of the bodies in entries
}

// begin adds the entry of a request that has arrived.
func (j *journal) begin(r request, now time.Time) *Entry {
	all := func(field string) string { return strings.Join(r.Header.Values(field), ", ") }
	e := &Entry{
		Time: now, Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery,
		IfMatch: all("If-Match"), IfNoneMatch: all("If-None-Match"), IfUnmodifiedSince: all("If-Unmodified-Since"),
		If: all("If"), ContentType: all("Content-Type"), Accept: all("Accept"), AcceptEncoding: all("Accept-Encoding"),
		CacheControl: all("Cache-Control"), Prefer: all("Prefer"), UserAgent: r.UserAgent(),
		Body: r.body, Conn: connection(r.Request),
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if room := min(loggedBody, loggedSum-j.sum); len(e.Body) > room {
		e.Body, e.Truncated = bytes.Clone(e.Body[:room]), true
	}
	if len(j.entries) == loggedMax {
		j.entries = slices.Clone(j.entries[loggedMax/2:])
		j.sum = 0
		for _, old := range j.entries {
			j.sum += len(old.Body)
		}
	}
	j.n++
	e.N, j.sum = j.n, j.sum+len(e.Body)
	j.entries = append(j.entries, e)
	return e
}

// met notes a fault that was put in.
func (j *journal) met(e *Entry, fault string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.Faults = append(e.Faults, fault)
}

// end notes what came of it.
func (j *journal) end(e *Entry, status int, applied bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.Status, e.Applied = status, applied
}

// Log returns the requests so far, in the order of arrival; those for the log
// itself are not among them.
func (s *Server) Log() []Entry {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	es := make([]Entry, len(s.log.entries))
	for i, e := range s.log.entries {
		es[i] = *e
	}
	return es
}

// serveLog answers GET /_log: one JSON object a line.
func (s *Server) serveLog(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.send(w, problem(http.StatusMethodNotAllowed, "the log is only read").with("Allow", "GET, HEAD"), -1)
		return
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.Header().Set("Cache-Control", "no-store")
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, e := range s.Log() {
		if enc.Encode(e) != nil { // the client went away
			return
		}
	}
}
