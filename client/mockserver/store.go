package mockserver

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A state is a resource between two writes. It is never changed once it was seen.
type state struct {
	mediaType string
	body      []byte
	version   uint64
	revision  uint64 // which version of this path it is, from Options.FirstVersion
	modified  time.Time
	beside    map[string]string // headers that an API keeps with the body and shows in a read; nil: none
}

// A slot is a path with what is there (nil: nothing) and what was there before.
type slot struct {
	now    *state
	before *state
	stale  int    // how many reads still see before
	writes uint64 // so far, those that removed too
	past   []past // what a replica that lags may still show, the oldest first
}

// A store holds the slots. Its lock makes evaluating and writing one step.
type store struct {
	opts    *Options
	mu      sync.Mutex
	slots   map[string]*slot
	version uint64 // the last one given out, never given twice
	created int    // by POST
	passing uint64 // tags given out under PassingTags
}

func (st *store) init(o *Options) { st.opts, st.slots = o, map[string]*slot{} }

// at returns the current state of path; nil where nothing is. The lock must be held.
func (st *store) at(path string) *state {
	if sl := st.slots[path]; sl != nil {
		return sl.now
	}
	return nil
}

// seen returns the state that a read is shown, and whether that is one from before
// the last write. The lock must be held.
func (st *store) seen(r request) (x *state, stale bool) {
	sl := st.slots[r.URL.Path]
	switch {
	case sl == nil:
		return nil, false
	case sl.stale > 0:
		sl.stale--
		return sl.before, true
	case st.opts.Lag > 0 && r.read%2 == 0:
		x = sl.at(st.opts.Now().Add(-st.opts.Lag))
		return x, x != sl.now
	}
	return sl.now, false
}

// set makes a new version of path; a nil body removes what is there. It keeps
// body. The lock must be held.
func (st *store) set(path, mediaType string, body []byte) *state {
	sl := st.slots[path]
	if sl == nil {
		sl = &slot{}
		st.slots[path] = sl
	}
	sl.before, sl.stale = sl.now, st.opts.StaleReads
	sl.remember(st.opts.Now(), st.opts.Lag)
	sl.now = nil
	sl.writes++
	if body != nil {
		st.version++
		sl.now = &state{mediaType: mediaType, body: body, version: st.version, revision: sl.writes - 1 + max(st.opts.FirstVersion, 1), modified: st.opts.Now()}
	}
	return sl.now
}

// fresh returns a path below the collection at which nothing is and nothing was.
// The lock must be held.
func (st *store) fresh(collection string) string {
	for {
		st.created++
		if p := collection + strconv.Itoa(st.created); st.slots[p] == nil {
			return p
		}
	}
}

// etag returns the ETag field's value of x; ok is false where none is given out.
func (st *store) etag(x *state, gzipped bool) (value string, ok bool) {
	o := st.opts
	if o.NoValidator || o.LastModified {
		return "", false
	}
	if o.ETag != nil {
		return o.ETag(x.version, x.body), true
	}
	// The counter makes every write a new version, even one that changes nothing;
	// the content makes tags of different servers differ.
	sum := sha256.Sum256(x.body)
	t := tag{opaque: fmt.Sprintf("%d-%x", x.version, sum[:4])}
	switch {
	case o.FixedTag:
		t.opaque = "fixed"
	case o.PassingTags:
		st.passing++
		t.opaque += "-" + strconv.FormatUint(st.passing, 10)
	}
	t.weak = o.Weak || o.StrictWeak || o.Now().Sub(x.modified) < o.WeakFor
	if gzipped && o.GzipSuffix {
		t.opaque += "-gzip"
	}
	return t.String(), true
}

// describe returns what x (nil: nothing) can be told by.
func (st *store) describe(x *state, gzipped bool) version {
	if x == nil {
		return version{}
	}
	v := version{exists: true, loose: st.opts.Weak}
	if !st.opts.NoValidator {
		v.modified = x.modified
	}
	var ok bool
	if v.etag, ok = st.etag(x, gzipped); ok {
		t, rest, parsed := parseTag(v.etag)
		v.tag, v.tagged = t, parsed && rest == ""
	}
	return v
}

// Put makes body the content of path, as a rival or a seed does: no precondition,
// no fault. A new resource gets the media type that its name or its content
// suggests, an old one keeps its own. The Server keeps a copy of body.
func (s *Server) Put(path string, body []byte) { s.PutAs(path, "", body) }

// PutAs is Put with a media type; "" leaves it as Put does.
func (s *Server) PutAs(path, mediaType string, body []byte) {
	st := &s.store
	st.mu.Lock()
	defer st.mu.Unlock()
	if x := st.at(path); mediaType == "" && x != nil {
		mediaType = x.mediaType
	}
	if mediaType == "" {
		mediaType = mediaTypeOf(path, body)
	}
	st.set(path, mediaType, append([]byte{}, body...))
}

// Get returns the content of path, and whether there is any. Stale reads do not hide it.
func (s *Server) Get(path string) ([]byte, bool) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	if x := s.store.at(path); x != nil {
		return bytes.Clone(x.body), true
	}
	return nil, false
}

// ETag returns the ETag field's value of path; "" where there is none.
func (s *Server) ETag(path string) string {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	if x := s.store.at(path); x != nil {
		v, _ := s.store.etag(x, false)
		return v
	}
	return ""
}

// Delete removes path, as a rival does; nothing happens where nothing is.
func (s *Server) Delete(path string) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	if s.store.at(path) != nil {
		s.store.set(path, "", nil)
	}
}

// Paths lists the resources, sorted.
func (s *Server) Paths() []string {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	return s.store.paths()
}

// paths lists the resources, sorted. The lock must be held.
func (st *store) paths() []string {
	var ps []string
	for _, p := range slices.Sorted(maps.Keys(st.slots)) {
		if st.slots[p].now != nil {
			ps = append(ps, p)
		}
	}
	return ps
}

// isJSON reports whether a patch of JSON can be made on the media type.
func isJSON(mediaType string) bool {
	mt, _, _ := strings.Cut(mediaType, ";")
	mt = strings.ToLower(strings.TrimSpace(mt))
	return mt == "application/json" || strings.HasSuffix(mt, "+json")
}

// safe reports whether a method only reads (RFC 9110 section 9.2.1, RFC 4918 section 9.1).
func safe(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace, "PROPFIND":
		return true
	}
	return false
}
