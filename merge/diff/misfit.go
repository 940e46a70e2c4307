package diff

import (
	"maps"
	"slices"
	"strconv"

	"github.com/etch-http/etch/merge/document"
)

// A Misfit is a configured identity that does not tell the elements of an array
// apart, so that they are aligned as if none was configured nor inferred.
type Misfit struct {
	Key      document.Pointer // as it stands in Options.Keys
	Member   string
	Reason   MisfitReason
	Document int              // which one of those that were looked at; -1 under NoArray
	Pointer  document.Pointer // the first element that shows it; under NoArray the Key
	More     int              // further arrays of that document and key in which there is one
}

// A MisfitReason says in which way an identity does not hold.
type MisfitReason int

// The reasons.
const (
	NoArray   MisfitReason = iota // no document has an array there
	NoMember                      // an element does not have the member
	NoScalar                      // the member is neither a string nor a number
	SameTwice                     // an element has the identity of one before it
)

// Misfits returns the identities that do not hold in some of the documents, the keys
// in order, one for each key. A nil document is absent, and has no arrays.
func Misfits(o Options, docs ...*document.Document) []Misfit {
	if len(o.Keys) == 0 {
		return nil
	}
	ring := newKeyring(o.Keys)
	var out []Misfit
	for _, key := range slices.Sorted(maps.Keys(o.Keys)) {
		s := search{ring: ring, first: Misfit{Key: key, Member: o.Keys[key], Document: -1, Pointer: key}}
		for i, d := range docs {
			s.document = i
			s.place("", d.Root(), key.Tokens())
		}
		if s.misfits > 0 || s.arrays == 0 {
			s.first.More = max(s.misfits-1, 0)
			out = append(out, s.first)
		}
	}
	return out
}

// A search looks for the arrays of one key.
type search struct {
	ring            keyring
	document        int
	arrays, misfits int
	first           Misfit
}

// place looks below n, which stands at p, for what the tokens lead to.
func (s *search) place(p document.Pointer, n document.Node, tokens []string) {
	switch {
	case len(tokens) == 0:
		s.array(p, n)
	case tokens[0] == "*":
		for c := range n.Children() {
			s.place(below(p, n, c), c, tokens[1:])
		}
	case n.Kind() == document.Object:
		if c, ok := n.Member(tokens[0]); ok {
			s.place(p.Child(tokens[0]), c, tokens[1:])
		}
	case n.Kind() == document.Array:
		for c := range n.Children() {
			if strconv.Itoa(c.Index()) == tokens[0] {
				s.place(p.Index(c.Index()), c, tokens[1:])
				return
			}
		}
	}
}

// below returns the place of a child of n.
func below(p document.Pointer, n, child document.Node) document.Pointer {
	if n.Kind() == document.Array {
		return p.Index(child.Index())
	}
	return p.Child(child.Name())
}

// array looks at the elements of n, unless another key is the more exact one there.
func (s *search) array(p document.Pointer, n document.Node) {
	if n.Kind() != document.Array {
		return
	}
	s.arrays++
	if key, _ := s.ring.at(p); key != s.first.Member {
		return
	}
	seen := &keyTable{}
	seen.grow(n.Len())
	for e := range n.Children() {
		reason, misfit := s.misfit(e, seen)
		if !misfit {
			continue
		}
		switch {
		case s.misfits == 0:
			s.first.Reason, s.first.Document, s.first.Pointer = reason, s.document, p.Index(e.Index())
			s.misfits = 1
		case s.document == s.first.Document: // in another one it is the same array, most likely
			s.misfits++
		}
		return
	}
}

// misfit says why e is not told apart from the elements that were seen.
func (s *search) misfit(e document.Node, seen *keyTable) (reason MisfitReason, is bool) {
	switch v, scalar := identityOf(e, s.first.Member); {
	case !here(v):
		return NoMember, true
	case !scalar:
		return NoScalar, true
	default:
		return SameTwice, seen.add(v) >= 0
	}
}
