package diff

import (
	"bytes"
	"hash/maphash"
	"math/bits"

	"github.com/etch-http/etch/merge/document"
)

// A numbering gives the elements of two lists numbers, the same one to values that
// are the same. Most are found by their bytes; only what has no equal on the other
// side is looked into, and only beside what it could be a new spelling of.
type numbering struct {
	c      *classes
	values []document.Node // one of each number
	sides  []uint8         // of each number: the lists that have it
	places []int32         // of each number: where it stood first
	slots  []hashed        // by the hash of their bytes
}

// A hashed is a number, plus one, and a part of the hash of its value: most values
// that are another one are passed by without a look at them. 0 is a free slot.
type hashed struct{ part, number uint32 }

// The lists of a numbering.
const (
	inA uint8 = 1 << iota
	inB
)

// pairClasses numbers two lists.
func (c *classes) pairClasses(as, bs []document.Node) (na, nb []int32) {
	room := len(as) + len(bs)/16 + 16 // most of bs are in as
	n := numbering{c: c, values: make([]document.Node, 0, room), sides: make([]uint8, 0, room), places: make([]int32, 0, room)}
	n.grow(2 * room)
	na = n.byBytes(as, inA, nil, nil)
	nb = n.byBytes(bs, inB, as, na)
	to := n.byValue()
	for _, all := range [][]int32{na, nb} {
		for i, id := range all {
			all[i] = to[id]
		}
	}
	return na, nb
}

// byBytes numbers values that are spelled alike. like are other values, with their
// numbers: most often they stand in the same order.
func (n *numbering) byBytes(all []document.Node, side uint8, like []document.Node, known []int32) []int32 {
	out := make([]int32, len(all))
	next := 0 // where in like the value is that is looked for
	for i, v := range all {
		source := v.Source()
		if next < len(like) && bytes.Equal(like[next].Source(), source) {
			out[i] = known[next]
			next++
		} else {
			var at int32
			if out[i], at = n.find(v, source, int32(i)); like != nil && at >= 0 {
				next = int(at) + 1
			}
		}
		n.sides[out[i]] |= side
	}
	return out
}

// grow makes at least that many slots.
func (n *numbering) grow(least int) {
	size := 1 << bits.Len(uint(least-1))
	old := n.slots
	n.slots = make([]hashed, size)
	for _, s := range old {
		if s.number == 0 {
			continue
		}
		at := int(maphash.Bytes(n.c.seed, n.values[s.number-1].Source())) & (size - 1)
		for n.slots[at].number != 0 {
			at = (at + 1) & (size - 1)
		}
		n.slots[at] = s
	}
}

// find returns the number of a value that stands at i of its list, a new one where it
// is new. before is where the value stood first; -1 of a new one.
func (n *numbering) find(v document.Node, source []byte, i int32) (id, before int32) {
	if 2*len(n.values) >= len(n.slots) {
		n.grow(2 * len(n.slots))
	}
	mask := len(n.slots) - 1
	hash := maphash.Bytes(n.c.seed, source)
	at, part := int(hash)&mask, uint32(hash>>32)
	for ; n.slots[at].number != 0; at = (at + 1) & mask {
		if n.slots[at].part != part {
			continue
		}
		if id = int32(n.slots[at].number - 1); bytes.Equal(n.values[id].Source(), source) {
			return id, n.places[id]
		}
	}
	n.values, n.sides, n.places = append(n.values, v), append(n.sides, 0), append(n.places, i)
	n.slots[at] = hashed{part, uint32(len(n.values))}
	return int32(len(n.values)) - 1, -1
}

// byValue returns for each number the one that its value has in the end: the first of
// the values that are the same.
func (n *numbering) byValue() []int32 {
	to := make([]int32, len(n.values))
	for id := range to {
		to[id] = int32(id)
	}
	alone := false
	for _, side := range n.sides {
		alone = alone || side != inA|inB
	}
	if !alone {
		return to
	}
	first := map[int32]int32{} // by class
	for _, id := range n.doubtful() {
		class := n.c.class(n.values[id])
		same, ok := first[class]
		if !ok {
			same, first[class] = id, id
		}
		to[id] = same
	}
	return to
}

// doubtful returns the numbers whose values may be the same as another one: those
// that share their outline with a value of which only one list has the spelling.
func (n *numbering) doubtful() []int32 {
	outlines := make([]uint64, len(n.values))
	type uses struct {
		count int
		alone bool
	}
	of := map[uint64]uses{}
	known := n.c.number == nil
	for id, v := range n.values {
		switch v.Kind() {
		case document.Null, document.Bool, document.Number:
			if known { // one spelling each, or another value
				outlines[id] = uint64(id)
				continue
			}
		}
		if outlines[id], known = outline(v, known); !known {
			break
		}
		u := of[outlines[id]]
		of[outlines[id]] = uses{u.count + 1, u.alone || n.sides[id] != inA|inB}
	}
	var out []int32
	for id := range n.values {
		if u := of[outlines[id]]; !known || u.count > 1 && u.alone {
			out = append(out, int32(id))
		}
	}
	return out
}

// outline returns a number that values which are the same share, whatever their white
// space and the order of their members: how often some bytes occur in them. Where
// escapes may hide such bytes it reports false.
func outline(v document.Node, ok bool) (uint64, bool) {
	source := v.Source()
	if !ok || bytes.IndexByte(source, '\\') >= 0 {
		return 0, false
	}
	sum := uint64(v.Kind())
	for _, c := range []byte(`"eat127`) {
		sum = sum*1021 + uint64(bytes.Count(source, []byte{c}))
	}
	return sum, true
}
