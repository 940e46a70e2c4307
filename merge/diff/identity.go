package diff

import (
	"bytes"
	"cmp"
	"slices"
	"sync"

	"github.com/etch-http/etch/merge/document"
)

// identities are the names of members that identify an element, the likeliest first.
var identities = []string{"id", "@id", "uid", "key", "name", "_id", "uuid", "guid", "@odata.id"}

// Identities returns the names of members that identify an element where nothing else
// is configured, the likeliest first.
func Identities() []string { return slices.Clone(identities) }

// Identity returns the name of the member that tells the elements of the array at
// p apart, in all of these revisions of it: the configured one, else the first of
// the usual names that every element has, as a string or number, and no two
// elements of one revision alike. It returns "" where there is none; a configured
// name that does not tell them apart is no reason to take another.
func (m *Matcher) Identity(p document.Pointer, arrays ...document.Node) string {
	if key, ok := m.keys.at(p); ok {
		if m.identifies(key, arrays) {
			return key
		}
		return ""
	}
	for _, key := range identities {
		if mayIdentify(key, arrays) && m.identifies(key, arrays) {
			return key
		}
	}
	return ""
}

// mayIdentify looks at the first element of each array: most often that shows that
// no element has the member.
func mayIdentify(key string, arrays []document.Node) bool {
	for _, a := range arrays {
		if e := a.First(); here(e) {
			if _, ok := identityOf(e, key); !ok {
				return false
			}
		}
	}
	return true
}

// Keyed reports whether Identity looks at its pointer.
func (m *Matcher) Keyed() bool { return len(m.keys.exact) > 0 }

func (m *Matcher) identifies(key string, arrays []document.Node) bool {
	m.rolls, m.follows = m.rolls[:0], m.follows[:0]
	if r := m.roll(arrays[0], key); !r.sound {
		return false
	}
	m.followAll(arrays, key)
	for _, f := range m.follows {
		if !f.sound {
			return false
		}
	}
	return true
}

// followAll finds the elements of each array in the first of them. Large ones wait for
// memory most of the time, so they are looked at side by side.
func (m *Matcher) followAll(arrays []document.Node, key string) {
	const large = 1 << 10 // elements
	r := m.roll(arrays[0], key)
	m.follows = make([]follow, len(arrays))
	for i, a := range arrays {
		m.follows[i] = follow{base: arrays[0], other: a, key: key}
	}
	var all sync.WaitGroup
	for i := range m.follows {
		f := &m.follows[i]
		elements := m.Children(f.other) // remembers them, so it is asked here
		if len(elements) < large {
			r.find(f, elements)
			continue
		}
		all.Go(func() { r.find(f, elements) })
	}
	all.Wait()
}

// A keyring is the identities that are configured.
type keyring struct {
	exact    map[document.Pointer]string
	patterns []pattern // those with a token *, the most exact first
}

// A pattern is the pointer of many arrays.
type pattern struct {
	tokens []string
	stars  int
	from   document.Pointer
	key    string
}

func newKeyring(keys map[document.Pointer]string) keyring {
	k := keyring{exact: keys}
	for from, key := range keys {
		p := pattern{tokens: from.Tokens(), from: from, key: key}
		for _, token := range p.tokens {
			if token == "*" {
				p.stars++
			}
		}
		if p.stars > 0 {
			k.patterns = append(k.patterns, p)
		}
	}
	slices.SortFunc(k.patterns, func(a, b pattern) int {
		return cmp.Or(cmp.Compare(a.stars, b.stars), cmp.Compare(a.from, b.from))
	})
	return k
}

// at returns the identity that is configured for the array at p.
func (k keyring) at(p document.Pointer) (key string, ok bool) {
	if key, ok = k.exact[p]; ok || len(k.patterns) == 0 {
		return key, ok
	}
	tokens := p.Tokens()
	for _, q := range k.patterns {
		if slices.EqualFunc(q.tokens, tokens, func(q, token string) bool { return q == "*" || q == token }) {
			return q.key, true
		}
	}
	return "", false
}

// A roll is the elements of one array by their identity. Identities are compared, so
// that equal hashes are only slower.
type roll struct {
	array document.Node
	key   string
	all   []document.Node
	table keyTable
	sound bool // every element has the member, and no two alike
}

// roll returns the roll of an array.
func (m *Matcher) roll(array document.Node, key string) *roll {
	for _, r := range m.rolls {
		if r.array == array && r.key == key {
			return r
		}
	}
	r := &roll{array: array, key: key, all: m.Children(array), sound: true}
	for i, e := range r.all {
		v, ok := identityOf(e, key)
		if i == 0 && ok {
			r.table.grow(len(r.all))
		}
		if !ok || r.table.add(v) >= 0 {
			r.sound = false
			break
		}
	}
	m.rolls = append(m.rolls, r)
	return r
}

// identityOf returns the value of the member key, if it can be an identity.
func identityOf(e document.Node, key string) (document.Node, bool) {
	v := member(e, key)
	return v, v.Kind() == document.String || v.Kind() == document.Number
}

// A follow says which element of base each element of another revision is.
type follow struct {
	base, other document.Node
	key         string
	was         []int32 // for each element of other the index in base, or -1
	equal       []bool  // for each: it has base's bytes; false where that was not looked at
	sound       bool    // both have identities throughout
}

// follow finds the elements of other in base by their identity.
func (m *Matcher) follow(base, other document.Node, key string) follow {
	for _, f := range m.follows {
		if f.base == base && f.other == other && f.key == key {
			return f
		}
	}
	r := m.roll(base, key)
	f := follow{base: base, other: other, key: key}
	if r.sound {
		r.find(&f, m.Children(other))
	}
	m.follows = append(m.follows, f)
	return f
}

// find fills in where the elements of f.other are in r. f is sound unless one has no
// identity, or two have the same.
func (r *roll) find(f *follow, all []document.Node) {
	f.was, f.equal = make([]int32, 0, len(all)), make([]bool, len(all))
	f.sound = r.findAll(f, all)
}

func (r *roll) findAll(f *follow, all []document.Node) bool {
	taken := make([]bool, len(r.all))
	var others keyTable // what r does not have
	next := 0           // most often each element stands behind the one before it
	for j, e := range all {
		i := next
		if next < len(r.all) && bytes.Equal(e.Source(), r.all[next].Source()) {
			f.equal[j] = true
		} else {
			v, ok := identityOf(e, r.key)
			if !ok {
				return false
			}
			if i = r.table.find(v); i < 0 && others.add(v) >= 0 {
				return false
			}
		}
		if f.was = append(f.was, int32(i)); i < 0 {
			continue
		}
		if taken[i] {
			return false
		}
		taken[i], next = true, i+1
	}
	return true
}

// Repeats reports whether one of some of the elements, by their indexes in ascending
// order, has the identity of another element.
func Repeats(elements []document.Node, key string, some []int) bool {
	if len(some) == 0 {
		return false
	}
	var t keyTable
	for _, i := range some {
		if v, ok := identityOf(elements[i], key); ok && t.add(v) >= 0 {
			return true
		}
	}
	for i, e := range elements {
		if len(some) > 0 && some[0] == i {
			some = some[1:]
		} else if v, ok := identityOf(e, key); ok && t.find(v) >= 0 {
			return true
		}
	}
	return false
}
