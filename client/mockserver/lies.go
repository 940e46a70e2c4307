package mockserver

import (
	"maps"
	"net/http"
	"slices"
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

// A past is what was at a path until then; nil is nothing.
type past struct {
	state *state
	until time.Time
}

// remember adds what is there now to the past, of which it forgets what is older than lag.
func (sl *slot) remember(now time.Time, lag time.Duration) {
	if lag <= 0 {
		return
	}
	sl.past = slices.DeleteFunc(sl.past, func(p past) bool { return !p.until.After(now.Add(-lag)) })
	sl.past = append(sl.past, past{sl.now, now})
}

// at returns what was there at a time that is not longer ago than remember's lag.
func (sl *slot) at(then time.Time) *state {
	for _, p := range sl.past {
		if p.until.After(then) {
			return p.state
		}
	}
	return sl.now
}
