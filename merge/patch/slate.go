package patch

import (
	"fmt"

	"github.com/etch-http/etch/merge/document"
)

// A slate is a document with the operations made on it so far. They are written
// down by place and spliced into the bytes at the end: a patch of ten thousand
// operations costs about as much as one, not ten thousand times as much.
type slate struct {
	d    *document.Document
	root *slot
}

// A slot is one value of a slate. Those that no operation has come by have none.
type slot struct {
	up   *slot
	home document.Node // what stands here in the tree around it; None: an operation has brought the slot
	node document.Node // its value, but for changes below; None: there is none. It may be of any document

	removed bool // a member was removed from here; another may have come since
	changed bool // there are changes below node

	names    []string // of members, in the order in which they were come by
	members  map[string]*slot
	elements *sequence // of an array, once one was come by
}

// newSlate takes d, which may be absent.
func newSlate(d *document.Document) *slate {
	return &slate{d, &slot{home: d.Root(), node: d.Root()}}
}

// splice makes what is written down, and returns the document.
func (s *slate) splice() (*document.Document, error) {
	if s.root.node.Kind() == document.None {
		return nil, nil
	}
	if s.d == nil {
		n, err := s.root.value()
		if err != nil {
			return nil, err
		}
		return document.Parse(n.Source(), document.JSON)
	}
	edits, err := s.root.edits(nil)
	if err != nil {
		return nil, err
	}
	return s.d.Splice(edits...)
}

// put puts a value in the place of the whole document; None removes that.
func (s *slate) put(value *slot) {
	if value.node.Kind() == document.None {
		s.d = nil
	}
	value.home, value.up = s.d.Root(), nil
	s.root = value
}

// find returns the slot at p, nil where nothing is.
func (s *slate) find(p document.Pointer) *slot {
	at := s.root
	for _, token := range p.Tokens() {
		if at = at.child(token); at == nil {
			return nil
		}
	}
	if at.node.Kind() == document.None {
		return nil
	}
	return at
}

// around returns the slot of what is around p, nil where nothing is, and the last
// token of p.
func (s *slate) around(p document.Pointer) (around *slot, token string) {
	parent, token, _ := p.Cut()
	return s.find(parent), token
}

// add is the "add" of RFC 6902 section 4.1, below the root.
func (s *slate) add(p document.Pointer, value *slot) error {
	around, token := s.around(p)
	if around == nil {
		return &document.PlaceError{Pointer: p, Reason: "there is nothing to add it to"}
	}
	switch around.node.Kind() {
	case document.Object:
		around.child(token)
		around.touch()
		around.keep(token, value)
		return nil
	case document.Array:
		list := around.list()
		i, ok := document.ParseIndex(token)
		if token == "-" {
			i, ok = list.count, true
		}
		if !ok || i > list.count {
			return &document.PlaceError{Pointer: p, Reason: fmt.Sprintf("%q is no index of an array of %d", token, list.count)}
		}
		around.touch()
		value.up, value.home = around, document.Node{}
		list.insert(i, element{slot: value})
		return nil
	default:
		return &document.PlaceError{Pointer: p, Reason: "what is around it has no members"}
	}
}

// remove is the "remove" of RFC 6902 section 4.2, below the root. It returns what
// was there, which may be put elsewhere.
func (s *slate) remove(p document.Pointer) (*slot, error) {
	around, token := s.around(p)
	var m *slot
	if around != nil {
		m = around.child(token)
	}
	if m == nil {
		return nil, &document.PlaceError{Pointer: p, Reason: "nothing is there to remove"}
	}
	around.touch()
	if around.elements != nil {
		i, _ := document.ParseIndex(token)
		around.elements.remove(i)
	} else {
		around.members[token] = &slot{up: around, home: m.home, removed: true}
	}
	return m, nil
}

// touch marks s as changed below, and what is around it.
func (s *slot) touch() {
	for ; s != nil && !s.changed; s = s.up {
		s.changed = true
	}
}

// replace puts value in s, whatever has changed below.
func (s *slot) replace(value document.Node) {
	s.up.touch()
	s.node, s.changed, s.names, s.members, s.elements = value, false, nil, nil, nil
}

// child returns the slot of a member or element; nil where none is.
func (s *slot) child(token string) *slot {
	if s.node.Kind() == document.Array {
		i, ok := document.ParseIndex(token)
		if !ok || i >= s.list().count {
			return nil
		}
		e := s.elements.at(i)
		if e.slot == nil {
			e.slot = &slot{up: s, home: e.node, node: e.node}
		}
		return e.slot
	}
	if m, ok := s.members[token]; ok {
		if m.node.Kind() == document.None {
			return nil
		}
		return m
	}
	n, ok := s.node.Member(token)
	if !ok {
		return nil
	}
	m := &slot{node: n}
	s.keep(token, m)
	m.home = n
	return m
}

// keep puts a member into s, in the place of the one of that name, where there is one.
func (s *slot) keep(name string, m *slot) {
	m.up, m.home, m.removed = s, document.Node{}, false
	if known, ok := s.members[name]; ok {
		m.home, m.removed = known.home, known.removed
	} else {
		s.names = append(s.names, name)
	}
	if s.members == nil {
		s.members = map[string]*slot{}
	}
	s.members[name] = m
}

// list returns the elements of an array.
func (s *slot) list() *sequence {
	if s.elements == nil {
		s.elements = newSequence(s.node)
	}
	return s.elements
}
