package patch

import (
	"fmt"
	"slices"

	"github.com/etch-http/etch/merge/document"
)

// A slate is a document with the operations made on it so far. They are written
// down by place, and spliced into the bytes only where an operation must look inside
// what earlier ones have made, and at the end: a patch of ten thousand operations
// costs about as much as one, not ten thousand times as much.
type slate struct {
	d    *document.Document
	root *slot
}

// A slot is one value of a slate. Those that no operation has come by have none.
type slot struct {
	was  document.Node // where it stands in the document; None: an operation has brought it
	now  document.Node // what an operation has put there; None: what was, but for changes below
	gone bool          // an operation has removed what was; now may stand there since

	names    []string // of members, in the order in which they were come by
	members  map[string]*slot
	elements []*slot // of an array, once one was come by
	open     bool    // elements are listed
}

// there reports whether there is a value.
func (s *slot) there() bool { return !s.gone || s.now.Kind() != document.None }

// newSlate takes d, which may be absent.
func newSlate(d *document.Document) *slate { return &slate{d, &slot{was: d.Root()}} }

// splice makes what is written down, and returns the document.
func (s *slate) splice() (*document.Document, error) {
	d := s.d
	if d != nil {
		var err error
		if d, err = d.Splice(s.root.edits(nil)...); err != nil {
			return nil, err
		}
	}
	*s = *newSlate(d)
	return d, nil
}

// put puts a value in the place of the whole document; None removes that.
func (s *slate) put(value document.Node) error {
	if _, err := s.splice(); err != nil {
		return err
	}
	var d *document.Document
	var err error
	switch {
	case value.Kind() == document.None:
	case s.d == nil:
		d, err = document.Parse(value.Source(), document.JSON)
	default:
		d, err = s.d.Set("", value.Source())
	}
	*s = *newSlate(d)
	return err
}

// find returns the slot at p, nil where nothing is.
func (s *slate) find(p document.Pointer) (*slot, error) {
	tokens := p.Tokens()
	at := s.root
	for k := 0; k < len(tokens); k++ {
		if at.now.Kind() != document.None { // it has no slots inside before it is in the document
			if _, err := s.splice(); err != nil {
				return nil, err
			}
			at, k = s.root, 0
		}
		if at = at.child(tokens[k]); at == nil {
			return nil, nil
		}
	}
	if s.d == nil {
		return nil, nil
	}
	return at, nil
}

// value returns the value at p as it stands now, None where nothing is.
func (s *slate) value(p document.Pointer) (document.Node, error) {
	at, err := s.find(p)
	if at != nil && (at.open || at.members != nil) { // it may have changed below
		if _, err = s.splice(); err == nil {
			at, err = s.find(p)
		}
	}
	switch {
	case at == nil || err != nil:
		return document.Node{}, err
	case at.now.Kind() != document.None:
		return at.now, nil
	default:
		return at.was, nil
	}
}

// container returns the slot of the array or object around p, with what is inside
// open to slots, and the last token of p.
func (s *slate) container(p document.Pointer) (around *slot, token string, err error) {
	parent, token, _ := p.Cut()
	around, err = s.find(parent)
	if around != nil && around.now.Kind() != document.None {
		if _, err = s.splice(); err == nil {
			around, err = s.find(parent)
		}
	}
	if around != nil {
		around.list()
	}
	return around, token, err
}

// add is the "add" of RFC 6902 section 4.1, below the root.
func (s *slate) add(p document.Pointer, value document.Node) error {
	around, token, err := s.container(p)
	if err != nil {
		return err
	}
	if around == nil {
		return &document.PlaceError{Pointer: p, Reason: "there is nothing to add it to"}
	}
	switch around.was.Kind() {
	case document.Object:
		if m := around.child(token); m != nil {
			m.replace(value)
		} else {
			around.keep(token, &slot{}).now = value
		}
		return nil
	case document.Array:
		i, ok := document.ParseIndex(token)
		if token == "-" {
			i, ok = len(around.elements), true
		}
		if !ok || i > len(around.elements) {
			return &document.PlaceError{Pointer: p, Reason: fmt.Sprintf("%q is no index of an array of %d", token, len(around.elements))}
		}
		around.elements = slices.Insert(around.elements, i, &slot{now: value})
		return nil
	default:
		return &document.PlaceError{Pointer: p, Reason: "what is around it has no members"}
	}
}

// remove is the "remove" of RFC 6902 section 4.2, below the root.
func (s *slate) remove(p document.Pointer) error {
	around, token, err := s.container(p)
	if err != nil {
		return err
	}
	var m *slot
	if around != nil {
		m = around.child(token)
	}
	if m == nil {
		return &document.PlaceError{Pointer: p, Reason: "nothing is there to remove"}
	}
	if around.open {
		i, _ := document.ParseIndex(token)
		around.elements = slices.Delete(around.elements, i, i+1)
		return nil
	}
	m.replace(document.Node{})
	m.gone = true
	return nil
}

// replace puts value in s, whatever has changed below.
func (s *slot) replace(value document.Node) {
	s.now, s.names, s.members, s.elements, s.open = value, nil, nil, nil, false
}

// child returns the slot of a member or element; nil where none is.
func (s *slot) child(token string) *slot {
	if s.was.Kind() == document.Array {
		s.list()
		if i, ok := document.ParseIndex(token); ok && i < len(s.elements) {
			return s.elements[i]
		}
		return nil
	}
	if m, ok := s.members[token]; ok {
		if !m.there() {
			return nil
		}
		return m
	}
	n, ok := s.was.Member(token)
	if !ok {
		return nil
	}
	m := s.keep(token, &slot{})
	m.was = n
	return m
}

// keep remembers the slot of a member that is not known yet; of one that was
// removed, it returns that one's.
func (s *slot) keep(name string, m *slot) *slot {
	if known, ok := s.members[name]; ok {
		return known
	}
	if s.members == nil {
		s.members = map[string]*slot{}
	}
	s.members[name] = m
	s.names = append(s.names, name)
	return m
}

// list makes the slots of an array's elements.
func (s *slot) list() {
	if s.was.Kind() != document.Array || s.open {
		return
	}
	s.open = true
	for c := range s.was.Children() {
		s.elements = append(s.elements, &slot{was: c})
	}
}

// edits appends what turns the document's value into s.
func (s *slot) edits(out []document.Edit) []document.Edit {
	if s.now.Kind() != document.None {
		return append(out, document.Edit{Do: document.Replace, Node: s.was, Value: s.now.Source()})
	}
	for _, name := range s.names {
		m := s.members[name]
		if m.was.Kind() != document.None && !m.gone {
			out = m.edits(out)
			continue
		}
		if m.was.Kind() != document.None {
			for c := range s.was.Named(name) {
				out = append(out, document.Edit{Do: document.Remove, Node: c})
			}
		}
		if m.now.Kind() != document.None {
			out = append(out, document.Edit{Do: document.Insert, Node: s.was, Index: s.was.Len(), Name: name, Value: m.now.Source()})
		}
	}
	if s.open {
		out = s.elementEdits(out)
	}
	return out
}

// elementEdits appends what turns the document's array into s.
func (s *slot) elementEdits(out []document.Edit) []document.Edit {
	next := 0 // the index of the first element of the document that is not behind us
	remove := func(end int) {
		for ; next < end; next++ {
			c, _ := s.was.Element(next)
			out = append(out, document.Edit{Do: document.Remove, Node: c})
		}
	}
	for _, e := range s.elements {
		if e.was.Kind() == document.None {
			out = append(out, document.Edit{Do: document.Insert, Node: s.was, Index: next, Value: e.now.Source()})
			continue
		}
		remove(e.was.Index())
		next++
		out = e.edits(out)
	}
	remove(s.was.Len())
	return out
}
