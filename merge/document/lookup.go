package document

import (
	"iter"
	"strconv"
)

// wide is the number of children above which a table is made for lookups.
const wide = 16

// An index is the table of one wide array or object. It is made by the first
// lookup and kept with the Document, so that looking up every member of an object
// of a million members is linear.
type index struct {
	of       int32   // the array or object
	children []int32 // an array: its elements
	members  members // an object
}

// table returns n's index. Lookups come in rows for one object: the last is at hand.
func (n Node) table() *index {
	if t := n.d.recent.Load(); t != nil && t.of == n.i {
		return t
	}
	found, ok := n.d.wide.Load(n.i)
	if !ok {
		found, _ = n.d.wide.LoadOrStore(n.i, n.newIndex())
	}
	t := found.(*index)
	n.d.recent.Store(t)
	return t
}

// newIndex makes n's index.
func (n Node) newIndex() *index {
	t := &index{of: n.i}
	if n.Kind() == Object {
		t.members.fill(n)
		return t
	}
	t.children = make([]int32, 0, n.Len())
	for c := range n.Children() {
		t.children = append(t.children, c.i)
	}
	return t
}

// Member returns the member of that (unescaped) name: the last, where there are several.
func (n Node) Member(name string) (Node, bool) {
	if n.Kind() != Object {
		return Node{}, false
	}
	if n.Len() > wide {
		m := &n.table().members
		slot, ok := m.find(n.d, name)
		if !ok {
			return Node{}, false
		}
		return Node{n.d, m.slots[slot]}, true
	}
	var last Node
	for c := range n.Children() {
		if c.named(name) {
			last = c
		}
	}
	return last, last.d != nil
}

// Find is Member for one name that many small objects are asked for: it makes no table of
// any of them, and returns the zero Node where there is none.
func (n Node) Find(name string) (last Node) {
	if n.Kind() != Object {
		return last
	}
	nodes, size := n.d.nodes, uint32(len(name)+2)
	for c, end := n.i+1, nodes[n.i].next; c < end; c = nodes[c].next {
		at := &nodes[c]
		if other := at.label >> sizeShift; other != size && other != unknownSize && !at.is(escapedName) {
			continue // its length is known, and another one
		}
		if m := (Node{n.d, c}); m.named(name) {
			last = m
		}
	}
	return last
}

// Named yields the members of that (unescaped) name, in source order: one, but in
// an object with duplicates.
func (n Node) Named(name string) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		last, ok := n.Member(name)
		if !ok {
			return
		}
		if n.Len() > wide {
			m := &n.table().members
			if slot, _ := m.find(n.d, name); !m.often[slot] {
				yield(last)
				return
			}
		}
		for c := range n.Children() {
			if c.named(name) && !yield(c) {
				return
			}
		}
	}
}

// Element returns the element at index i.
func (n Node) Element(i int) (Node, bool) {
	if n.Kind() != Array || i < 0 || i >= n.Len() {
		return Node{}, false
	}
	switch {
	case int(n.at().next-n.i)-1 == n.Len(): // no child has children
		return Node{n.d, n.i + 1 + int32(i)}, true
	case n.Len() > wide:
		return Node{n.d, n.table().children[i]}, true
	}
	c := n.i + 1
	for ; i > 0; i-- {
		c = n.d.nodes[c].next
	}
	return Node{n.d, c}, true
}

// ParseIndex reads a reference token as an array index: decimal digits without
// leading zeros (RFC 6901 section 4). "-" and what is too large for an int are none.
func ParseIndex(token string) (int, bool) {
	if token == "" || token[0] < '0' || token[0] > '9' || token[0] == '0' && len(token) > 1 {
		return 0, false
	}
	i, err := strconv.Atoi(token)
	return i, err == nil
}

// child returns the child that a reference token names.
func (n Node) child(token string) (Node, bool) {
	if n.Kind() == Object {
		return n.Member(token)
	}
	i, ok := ParseIndex(token)
	if !ok {
		return Node{}, false
	}
	return n.Element(i)
}

// At returns the value at p, and whether one is there. Of two members of one
// name it returns the last, as most parsers do.
func (d *Document) At(p Pointer) (Node, bool) {
	n, ok := d.Root(), d != nil
	for _, token := range p.Tokens() {
		if n, ok = n.child(token); !ok {
			return Node{}, false
		}
	}
	return n, ok
}
