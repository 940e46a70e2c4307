package document

import (
	"hash/maphash"
	"slices"
)

// members is a hash table of the members of one object, by their unescaped names.
type members struct {
	slots    []int32      // node numbers at their name's hash, 0 is free; open addressing
	repeated []int32      // for each name that stands more than once, the second of it
	often    map[int]bool // the slots of these names
}

// seed keeps a document from choosing names of one hash.
var seed = maphash.MakeSeed()

// fill makes the table of n's members. It takes the room of the table before.
func (m *members) fill(n Node) {
	size := 4
	for size < 2*n.Len() {
		size *= 2
	}
	m.slots = slices.Grow(m.slots[:0], size)[:size]
	clear(m.slots)
	m.repeated, m.often = m.repeated[:0], nil
	for c := range n.Children() {
		slot, taken := m.place(c)
		if taken && !m.often[slot] {
			if m.often == nil {
				m.often = map[int]bool{}
			}
			m.often[slot] = true
			m.repeated = append(m.repeated, c.i)
		}
		m.slots[slot] = c.i // the last of a name
	}
}

// place returns the slot of n's name, and whether another member of it stands there.
func (m *members) place(n Node) (slot int, taken bool) {
	if n.at().is(escapedName) {
		return m.find(n.d, n.Name())
	}
	mask := len(m.slots) - 1
	for slot = int(maphash.Bytes(seed, n.plainName())) & mask; m.slots[slot] != 0; slot = (slot + 1) & mask {
		if SameName(Node{n.d, m.slots[slot]}, n) {
			return slot, true
		}
	}
	return slot, false
}

// find returns the slot of that name, or the free one where it would stand. The
// name is compared, so that equal hashes are only slower.
func (m *members) find(d *Document, name string) (slot int, taken bool) {
	mask := len(m.slots) - 1
	for slot = int(maphash.String(seed, name)) & mask; m.slots[slot] != 0; slot = (slot + 1) & mask {
		if (Node{d, m.slots[slot]}).named(name) {
			return slot, true
		}
	}
	return slot, false
}
