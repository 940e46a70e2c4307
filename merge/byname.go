package merge

import (
	"bytes"
	"hash/maphash"

	"github.com/etch-http/etch/merge/document"
)

// byName pairs members by name.
type byName struct {
	all     []row // the rows behind the first start
	start   int
	members []document.Node // a member of each row
	table   nameTable       // of the rows; once there are many

	known int // the rows that were there before the revision that is added
	low   int // before this one, no row waits for a member of the revision
}

// clear begins anew, behind these rows.
func (n *byName) clear(behind []row) {
	n.all, n.start, n.members, n.table = behind, len(behind), n.members[:0], nameTable{}
}

// rows returns the rows so far.
func (n *byName) rows() []row { return n.all[n.start:] }

// narrow is up to how many members one is looked for without a table.
const narrow = 24

// add puts the members of one revision into their rows; of tells where.
func (n *byName) add(members []document.Node, of func(r *row) *int32) {
	n.known, n.low = len(n.rows()), 0
	n.table.rewind()
	for i, m := range members {
		k := n.find(m, of)
		if k < 0 {
			k = len(n.members)
			n.all = append(n.all, row{b: -1, o: -1, t: -1, m: -1})
			n.members = append(n.members, m)
			if n.table.slots != nil {
				n.table.add(n.members)
			}
		}
		*of(&n.rows()[k]) = int32(i)
	}
}

// find returns the first row of m's name that waits for a member, or -1. Most often
// that is the first one that waits at all.
func (n *byName) find(m document.Node, of func(r *row) *int32) int {
	rows := n.rows()
	for n.low < n.known && *of(&rows[n.low]) >= 0 {
		n.low++
	}
	switch {
	case n.low == n.known:
		return -1
	case document.SameName(n.members[n.low], m):
		return n.low
	case n.known > narrow:
		return n.look(m, of)
	}
	for k := n.low + 1; k < n.known; k++ {
		if *of(&rows[k]) < 0 && document.SameName(n.members[k], m) {
			return k
		}
	}
	return -1
}

// look is find where there are many.
func (n *byName) look(m document.Node, of func(r *row) *int32) int {
	t := &n.table
	if t.slots == nil {
		t.fill(n.members)
	}
	first := t.slots[t.slot(n.members, m, hashName(m))].row - 1
	if first < 0 {
		return -1
	}
	k := t.from[first]
	for k >= 0 && int(k) < n.known && *of(&n.rows()[k]) >= 0 {
		k = t.next[k]
	}
	if t.from[first] = k; int(k) >= n.known { // it came with the same revision
		return -1
	}
	return int(k)
}

// A nameTable finds rows by name; open addressing.
type nameTable struct {
	slots []nameSlot
	next  []int32 // of each row the next one of its name, or -1
	last  []int32 // of the first row of a name, the last one
	from  []int32 // of the first row of a name, where the next one is looked for
}

// A nameSlot is the first row of a name, plus one, and a part of the name's hash:
// most names that are another one are passed by without a look at them. 0 is free.
type nameSlot struct {
	part uint32
	row  int32
}

// nameSeed keeps a document from choosing names of one hash.
var nameSeed = maphash.MakeSeed()

func hashName(m document.Node) uint64 {
	source := m.NameSource()
	if bytes.IndexByte(source, '\\') >= 0 {
		return maphash.String(nameSeed, m.Name())
	}
	return maphash.Bytes(nameSeed, source[1:len(source)-1])
}

// fill makes the table of rows with these members.
func (t *nameTable) fill(members []document.Node) {
	size := 16
	for size < 2*len(members)+len(members)/4 {
		size *= 2
	}
	t.slots = make([]nameSlot, size)
	room := len(t.slots) / 2
	t.next, t.last, t.from = make([]int32, 0, room), make([]int32, 0, room), make([]int32, 0, room)
	for k := range members {
		t.add(members[:k+1])
	}
}

// slot returns where the name of m stands, or would.
func (t *nameTable) slot(members []document.Node, m document.Node, hash uint64) int {
	mask := len(t.slots) - 1
	at, part := int(hash)&mask, uint32(hash>>32)
	for ; t.slots[at].row > 0; at = (at + 1) & mask {
		if s := t.slots[at]; s.part == part && document.SameName(members[s.row-1], m) {
			break
		}
	}
	return at
}

// add puts the last one of these members, of a new row, into the table.
func (t *nameTable) add(members []document.Node) {
	k := int32(len(members) - 1)
	if 2*len(members) > len(t.slots) {
		t.fill(members)
		return
	}
	hash := hashName(members[k])
	s := &t.slots[t.slot(members, members[k], hash)]
	t.next, t.last, t.from = append(t.next, -1), append(t.last, k), append(t.from, k)
	if s.row == 0 {
		*s = nameSlot{uint32(hash >> 32), k + 1}
		return
	}
	first := s.row - 1
	t.next[t.last[first]], t.last[first] = k, k
}

// rewind makes all rows wait again.
func (t *nameTable) rewind() {
	for k := range t.from {
		t.from[k] = int32(k)
	}
}
