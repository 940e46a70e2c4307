package mockserver

import (
	"maps"
	"net/http"
	"strconv"
	"time"
)

// A copied answer is what a cache that asks nobody keeps of a path.
type copied struct {
	answer
	of   *state // what it shows
	from time.Time
}

// cached answers a read as a cache does that heeds neither no-cache nor any write, for
// as long as Options.Cache; what it has not got it fetches. The store's lock must be held.
func (s *Server) cached(r request, fetch func() answer) answer {
	path, now := r.URL.Path, s.opts.Now()
	c, ok := s.copies[path]
	if age := now.Sub(c.from); ok && age < s.opts.Cache {
		a := c.answer
		a.header = maps.Clone(a.header)
		a.stale = c.of != s.store.at(path)
		return a.with("Age", strconv.Itoa(int(age/time.Second))).with("Via", "1.1 cache")
	}
	a := fetch()
	if a.status == http.StatusOK && r.Method == http.MethodGet {
		c := copied{answer: a, of: s.store.at(path), from: now}
		c.header = maps.Clone(a.header)
		s.copies[path] = c
	}
	return a
}
