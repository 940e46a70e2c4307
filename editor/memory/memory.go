// Package memory keeps what worked before, per [Key]: which write format was taken,
// and whether preconditions are known to be enforced. The next edit of a similar
// resource needs fewer tries then.
//
// It is a hint. A memory that cannot be read, or is not what it must be, is empty;
// one that cannot be written forgets; neither is an error. Nothing in it makes a write
// go out without its precondition. It holds no bodies, no validators, no
// credentials and no queries, but origins and paths: the file is 0600.
package memory

import (
	"maps"
	"sync"
	"time"
)

// A Guard is what is known of a server's preconditions.
type Guard int

// What can be known.
const (
	Unproven Guard = iota // nothing
	Enforced              // a stale validator has been answered with a conflict
	Ignored               // a stale validator has been answered with success
)

// Facts are what is remembered under one Key. The zero Facts know nothing.
type Facts struct {
	Method    string    `json:"method,omitempty"`     // of the last write that was taken
	MediaType string    `json:"media_type,omitempty"` // of that write's patch; "" for a PUT
	Patches   bool      `json:"patches,omitempty"`    // a PATCH has been taken
	Guard     Guard     `json:"guard,omitempty"`
	Proved    time.Time `json:"proved,omitzero"` // when Guard was seen last, to the day; set by Learn
	Learned   time.Time `json:"learned"`         // when anything of it was new; set by Learn
}

// same reports whether both say the same, whenever that was learned.
func (f Facts) same(g Facts) bool {
	f.Proved, f.Learned, g.Proved, g.Learned = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	return f == g
}

// freshFor is how long a proof counts as just seen: a script that runs every minute
// need not write the file every minute.
const freshFor = 24 * time.Hour

// most is how many Keys are remembered; beyond, what was learned longest ago is forgotten.
const most = 256

// A Memory is one file. Several processes may use it, and several goroutines one Memory.
type Memory struct {
	Now func() time.Time // the clock; nil: time.Now

	path string
	mu   sync.Mutex
	read bool
	all  map[string]Facts
}

// Open returns the memory in the file at path, which need not be there. It is read
// when it is first asked, and written when something new has been learned.
func Open(path string) *Memory { return &Memory{path: path} }

// Lookup returns what is known under key.
func (m *Memory) Lookup(key string) Facts {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.load()
	return m.all[key]
}

// Learn lets f change what is known under key. It writes the file only if f says
// something new, on top of what other processes have learned meanwhile.
func (m *Memory) Learn(key string, f func(*Facts)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.load()
	if len(key) > maxKey || !m.apply(key, f) {
		return
	}
	update(m.path, func(there map[string]Facts) map[string]Facts {
		maps.Copy(m.all, newer(there, m.all))
		forget(m.all)
		return m.all
	})
}

// apply reports whether f had anything new to say.
func (m *Memory) apply(key string, f func(*Facts)) bool {
	now := time.Now
	if m.Now != nil {
		now = m.Now
	}
	before := m.all[key]
	after := before
	f(&after)
	seen := after.Guard != Unproven && now().Sub(before.Proved) > freshFor
	if after.same(before) && !seen {
		return false
	}
	after.Learned = now().UTC().Truncate(time.Second)
	if after.Guard != before.Guard || seen {
		after.Proved = after.Learned
	}
	if !after.valid() {
		return false
	}
	m.all[key] = after
	return true
}

// load reads the file once.
func (m *Memory) load() {
	if !m.read {
		m.all, m.read = parse(m.path), true
	}
}

// newer returns what of there was learned after what is in known.
func newer(there, known map[string]Facts) map[string]Facts {
	out := map[string]Facts{}
	for k, f := range there {
		if g, ok := known[k]; !ok || f.Learned.After(g.Learned) {
			out[k] = f
		}
	}
	return out
}

// forget keeps the newest entries.
func forget(all map[string]Facts) {
	for len(all) > most {
		oldest := ""
		for k, f := range all {
			o := all[oldest]
			if oldest == "" || f.Learned.Before(o.Learned) || f.Learned.Equal(o.Learned) && k < oldest {
				oldest = k
			}
		}
		delete(all, oldest)
	}
}
