package diff

import (
	"cmp"
	"slices"

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

// Repeats reports whether two of the elements have one identity.
func Repeats(elements []document.Node, key string) bool {
	var t keyTable
	for _, e := range elements {
		if v, ok := identityOf(e, key); ok && t.add(v) >= 0 {
			return true
		}
	}
	return false
}
