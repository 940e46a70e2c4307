package diff

import (
	"github.com/etch-http/etch/merge/document"
)

// A slot is one value of a sketch.
type slot struct {
	node  document.Node // where it stands in the document; the zero Node: a change has brought it
	value []byte        // what stands there now; nil: what the document has, but for changes below
	gone  bool

	members  map[string]*slot // of an object: those that were looked at
	names    []string         // of members, in the order in which they were
	elements *buffer          // of an array, once it was looked at
}

// child returns the slot of a member or element.
func (s *slot) child(token string) (*slot, bool) {
	if s.node.Kind() == document.Array {
		i, ok := document.ParseIndex(token)
		if !ok || i >= s.list().len() {
			return nil, false
		}
		return s.list().at(i), true
	}
	if m, ok := s.members[token]; ok {
		return m, !m.gone
	}
	n, ok := s.node.Member(token)
	if !ok {
		return nil, false
	}
	return s.keep(token, &slot{node: n}), true
}

// keep remembers a member.
func (s *slot) keep(name string, m *slot) *slot {
	if s.members == nil {
		s.members = map[string]*slot{}
	}
	s.members[name] = m
	s.names = append(s.names, name)
	return m
}

// addMember brings a member that is not there.
func (s *slot) addMember(name string, value []byte) {
	if m, ok := s.members[name]; ok { // it was, and was removed
		m.replace(value)
		return
	}
	s.keep(name, &slot{value: value})
}

// replace puts value in s, whatever changed below.
func (s *slot) replace(value []byte) {
	s.value, s.gone, s.members, s.names, s.elements = value, false, nil, nil, nil
}

// holds reports whether s has the value that source spells.
func (s *slot) holds(source []byte) bool {
	switch {
	case source == nil:
		return false
	case s.value != nil:
		d, err := document.Parse(s.value, document.JSON)
		return err == nil && isValue(d.Root(), source)
	case s.members == nil && s.elements == nil:
		return isValue(s.node, source)
	}
	// Changed below: what stands there now must be written to be compared.
	d, err := document.Parse(s.node.Source(), document.JSON)
	if err != nil {
		return false
	}
	copied := s.over(d.Root())
	d, err = d.Splice(copied.edits(nil)...)
	return err == nil && isValue(d.Root(), source)
}

// over returns s with the nodes of another copy of its value, at n.
func (s *slot) over(n document.Node) *slot {
	c := &slot{node: n, value: s.value, gone: s.gone, names: s.names}
	for _, name := range s.names {
		if c.members == nil {
			c.members = map[string]*slot{}
		}
		m, _ := n.Member(name)
		c.members[name] = s.members[name].over(m)
	}
	if s.elements != nil {
		c.elements = &buffer{}
		for i := range s.elements.len() {
			e := s.elements.at(i)
			var m document.Node
			if e.node.Kind() != document.None {
				m, _ = n.Element(e.node.Index())
			}
			c.elements.insert(i, e.over(m))
		}
	}
	return c
}

// list returns the elements of an array.
func (s *slot) list() *buffer {
	if s.elements == nil {
		s.elements = newBuffer(s.node)
	}
	return s.elements
}

// edits appends what turns the document's value into s.
func (s *slot) edits(out []document.Edit) []document.Edit {
	if s.value != nil {
		return append(out, document.Edit{Do: document.Replace, Node: s.node, Value: s.value})
	}
	for _, name := range s.names {
		m := s.members[name]
		_, was := s.node.Member(name)
		switch {
		case m.gone && was:
			out = append(out, document.Edit{Do: document.Remove, Node: m.node})
		case m.gone: // came and went
		case was:
			out = m.edits(out)
		default:
			out = append(out, document.Edit{Do: document.Insert, Node: s.node, Index: s.node.Len(), Name: name, Value: m.value})
		}
	}
	if s.elements != nil {
		out = s.elementEdits(out)
	}
	return out
}

// elementEdits appends what turns the document's array into s.
func (s *slot) elementEdits(out []document.Edit) []document.Edit {
	olds := nodes(s.node)
	next := 0 // the first of olds that is not behind us
	for i := range s.elements.len() {
		e := s.elements.at(i)
		if e.node.Kind() == document.None {
			out = append(out, document.Edit{Do: document.Insert, Node: s.node, Index: next, Value: e.value})
			continue
		}
		for olds[next] != e.node {
			out = append(out, document.Edit{Do: document.Remove, Node: olds[next]})
			next++
		}
		next++
		out = e.edits(out)
	}
	for _, n := range olds[next:] {
		out = append(out, document.Edit{Do: document.Remove, Node: n})
	}
	return out
}

// A buffer is the list of an array's elements with a gap where the last change
// was. Changes come in document order or backwards: each moves the gap a little,
// where a plain slice would move half of its elements.
type buffer struct {
	slots    []*slot
	gap, end int // slots[gap:end] is free
}

func newBuffer(n document.Node) *buffer {
	b := &buffer{}
	for c := range n.Children() {
		b.slots = append(b.slots, &slot{node: c})
	}
	b.gap, b.end = len(b.slots), len(b.slots)
	return b
}

func (b *buffer) len() int { return len(b.slots) - (b.end - b.gap) }

func (b *buffer) at(i int) *slot {
	if i >= b.gap {
		i += b.end - b.gap
	}
	return b.slots[i]
}

// open moves the gap to i.
func (b *buffer) open(i int) {
	for ; b.gap > i; b.gap, b.end = b.gap-1, b.end-1 {
		b.slots[b.end-1] = b.slots[b.gap-1]
	}
	for ; b.gap < i; b.gap, b.end = b.gap+1, b.end+1 {
		b.slots[b.gap] = b.slots[b.end]
	}
}

func (b *buffer) insert(i int, s *slot) {
	b.open(i)
	if b.gap == b.end {
		room := len(b.slots) + 8
		grown := append(make([]*slot, 0, len(b.slots)+room), b.slots[:b.gap]...)
		grown = append(grown, make([]*slot, room)...)
		b.slots, b.end = append(grown, b.slots[b.gap:]...), b.gap+room
	}
	b.slots[b.gap] = s
	b.gap++
}

func (b *buffer) remove(i int) {
	b.open(i)
	b.end++
}
