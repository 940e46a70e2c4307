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
	Enforced              // a version that was not the current one has been answered with a conflict
	Ignored               // such a version has been answered with success
	Refused               // a precondition has been answered with an error: none is taken
)

// A Proof is what a server has shown of its preconditions, and when it did so last.
type Proof struct {
	Guard Guard     `json:"guard"`
	Seen  time.Time `json:"seen"` // set by Learn, to the day
}

// Facts are what is remembered under one Key. The zero Facts know nothing.
type Facts struct {
	Method    string    `json:"method,omitempty"`     // of the last write that was taken
	MediaType string    `json:"media_type,omitempty"` // of that write's patch; "" for a PUT
	Patches   bool      `json:"patches,omitempty"`    // a PATCH has been taken
	Patch     Proof     `json:"patch,omitzero"`       // of PATCH; each method has its own: servers check them apart
	Put       Proof     `json:"put,omitzero"`
	Post      Proof     `json:"post,omitzero"`
	Delete    Proof     `json:"delete,omitzero"`
	Create    Proof     `json:"create,omitzero"` // of a write that must find nothing, whatever its method
	Learned   time.Time `json:"learned"`         // when anything of it was new; set by Learn
}

// Creating stands in for the method of a write that must find nothing: If-None-Match, and
// what APIs have in its place, are compared apart from If-Match.
const Creating = "create"

// proof is that of a method; nil where none is kept.
func (f *Facts) proof(method string) *Proof {
	switch method {
	case "PATCH":
		return &f.Patch
	case "PUT":
		return &f.Put
	case "POST":
		return &f.Post
	case "DELETE":
		return &f.Delete
	case Creating:
		return &f.Create
	}
	return nil
}

// Guard is what is known of preconditions under a method.
func (f Facts) Guard(method string) Guard {
	if p := f.proof(method); p != nil {
		return p.Guard
	}
	return Unproven
}

// Prove notes what the server has shown under a method. What was known before is out
// of date: the newer proof counts.
func (f *Facts) Prove(method string, g Guard) {
	if p := f.proof(method); p != nil && p.Guard != g {
		*p = Proof{Guard: g}
	} else if p != nil {
		p.Seen = time.Time{} // seen again
	}
}

// proofs are all of f's.
func (f *Facts) proofs() []*Proof { return []*Proof{&f.Patch, &f.Put, &f.Post, &f.Delete, &f.Create} }

// same reports whether both say the same, whenever that was learned.
func (f Facts) same(g Facts) bool {
	for _, x := range []*Facts{&f, &g} {
		x.Learned = time.Time{}
		for _, p := range x.proofs() {
			p.Seen = time.Time{}
		}
	}
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
// something new, and then f is let loose on what other processes have learned meanwhile:
// f may run twice.
func (m *Memory) Learn(key string, f func(*Facts)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.load()
	if len(key) > maxKey || !m.apply(m.all, key, f) {
		return
	}
	update(m.path, func(there map[string]Facts) map[string]Facts {
		m.apply(there, key, f)
		maps.Copy(m.all, newer(there, m.all))
		if facts, ok := there[key]; ok {
			m.all[key] = facts
		}
		forget(m.all)
		return m.all
	})
}

// apply reports whether f had anything new to say about what all has under key.
func (m *Memory) apply(all map[string]Facts, key string, f func(*Facts)) bool {
	now := time.Now
	if m.Now != nil {
		now = m.Now
	}
	today := now().UTC().Truncate(time.Second)
	before := all[key]
	after := before
	f(&after)
	again := false // a proof was seen again, after some time
	for i, p := range after.proofs() {
		old := *before.proofs()[i]
		switch {
		case p.Guard == Unproven, *p == old:
		case p.Guard == old.Guard && today.Sub(old.Seen) <= freshFor:
			*p = old
		default:
			again, p.Seen = true, today
		}
	}
	if after.same(before) && !again || !after.valid() {
		return false
	}
	after.Learned = today
	all[key] = after
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
