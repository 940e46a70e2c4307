package document

import (
	"hash/maphash"
	"iter"
	"slices"
	"strconv"
)

// wide is the number of children above which a table is made for lookups.
const wide = 16

// An index is the table of one wide array or object. It is made by the first
// lookup and kept with the Document, so that looking up every member of an object
// of a million members is linear.
type index struct {
	children []int32 // an array: its elements
	slots    []int32 // an object: node numbers at their name's hash, 0 is free; open addressing
	repeated []int32 // an object: for each name that stands more than once, the second of it

	often map[int]bool // an object: the slots of these names
}

// seed keeps a document from choosing names of one hash.
var seed = maphash.MakeSeed()

// table returns n's index.
func (n Node) table() *index {
	if t, ok := n.d.wide.Load(n.i); ok {
		return t.(*index)
	}
	t, _ := n.d.wide.LoadOrStore(n.i, n.newIndex())
	return t.(*index)
}

// newIndex makes n's index.
func (n Node) newIndex() *index {
	t := &index{}
	if n.Kind() == Array {
		t.children = make([]int32, 0, n.Len())
		for c := range n.Children() {
			t.children = append(t.children, c.i)
		}
		return t
	}
	size := 4
	for size < 2*n.Len() {
		size *= 2
	}
	t.slots = make([]int32, size)
	t.often = map[int]bool{}
	for c := range n.Children() {
		slot, taken := t.find(n.d, c.Name())
		if taken && !t.often[slot] {
			t.often[slot] = true
			t.repeated = append(t.repeated, c.i)
		}
		t.slots[slot] = c.i // the last of a name
	}
	return t
}

// find returns the slot of that name, or the free one where it would stand. The
// name is compared, so that equal hashes are only slower.
func (t *index) find(d *Document, name string) (slot int, taken bool) {
	mask := len(t.slots) - 1
	for slot = int(maphash.String(seed, name)) & mask; t.slots[slot] != 0; slot = (slot + 1) & mask {
		if (Node{d, t.slots[slot]}).named(name) {
			return slot, true
		}
	}
	return slot, false
}

// Member returns the member of that (unescaped) name: the last, where there are several.
func (n Node) Member(name string) (Node, bool) {
	if n.Kind() != Object {
		return Node{}, false
	}
	if n.Len() > wide {
		t := n.table()
		slot, ok := t.find(n.d, name)
		if !ok {
			return Node{}, false
		}
		return Node{n.d, t.slots[slot]}, true
	}
	var last Node
	for c := range n.Children() {
		if c.named(name) {
			last = c
		}
	}
	return last, last.d != nil
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
			t := n.table()
			if slot, _ := t.find(n.d, name); !t.often[slot] {
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

// Duplicates lists the places whose member name stands more than once in its
// object, each once, in the order of the source. It looks at the whole document.
func (d *Document) Duplicates() []Pointer {
	if d == nil {
		return nil
	}
	var found []int32
	for i := range d.nodes {
		if n := (Node{d, int32(i)}); n.Kind() == Object {
			found = append(found, n.repeated()...)
		}
	}
	slices.Sort(found)
	var ps []Pointer
	listed := map[Pointer]bool{}
	for _, i := range found {
		if p := (Node{d, i}).Pointer(); !listed[p] {
			listed[p] = true
			ps = append(ps, p)
		}
	}
	return ps
}

// repeated returns, for each name that stands more than once in the object n, the
// second member of it.
func (n Node) repeated() []int32 {
	switch count := n.Len(); {
	case count < 2:
		return nil
	case count > wide:
		return n.table().repeated
	}
	var names [wide]string
	var found []int32
	k := 0
	for c := range n.Children() {
		names[k] = c.Name()
		earlier := 0
		for _, name := range names[:k] {
			if name == names[k] {
				earlier++
			}
		}
		if k++; earlier == 1 {
			found = append(found, c.i)
		}
	}
	return found
}
