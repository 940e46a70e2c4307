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

	sketches []uint64 // of each number; see doubtful
	escaped  bool     // some value has an escape
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
	n := numbering{c: c, values: make([]document.Node, 0, room), sides: make([]uint8, 0, room), places: make([]int32, 0, room), sketches: make([]uint64, 0, room)}
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
		at := int(s.part) & (size - 1)
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
	part := uint32(maphash.Bytes(n.c.seed, source))
	at := int(part) & mask // so that no value is hashed again when there are more slots
	for ; n.slots[at].number != 0; at = (at + 1) & mask {
		if n.slots[at].part != part {
			continue
		}
		if id = int32(n.slots[at].number - 1); bytes.Equal(n.values[id].Source(), source) {
			return id, n.places[id]
		}
	}
	n.values, n.sides, n.places = append(n.values, v), append(n.sides, 0), append(n.places, i)
	n.sketches = append(n.sketches, n.sketch(v, source)) // now, as its bytes are at hand
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
//
// Most values are in both lists, and a sketch of them, which is quickly made, is that of
// no value which is in one alone: their outlines are not looked at.
func (n *numbering) doubtful() []int32 {
	if n.escaped || n.c.number != nil { // numbers may have several spellings, and escapes hide what outlines count
		return count(0, len(n.values))
	}
	alone := map[uint64]bool{} // sketches of values that are in one list
	for id, v := range n.values {
		if n.sides[id] != inA|inB && !hasOneSpelling(v) {
			alone[n.sketches[id]] = true
		}
	}
	type uses struct {
		count int
		alone bool
	}
	of := map[uint64]uses{}
	var some []int32 // values whose sketch is that of one that is in one list
	var outlines []uint64
	for id, v := range n.values {
		if !alone[n.sketches[id]] || hasOneSpelling(v) {
			continue
		}
		whole := outline(n.sketches[id], v.Source(), outlined)
		some, outlines = append(some, int32(id)), append(outlines, whole)
		u := of[whole]
		of[whole] = uses{u.count + 1, u.alone || n.sides[id] != inA|inB}
	}
	var out []int32
	for i, id := range some {
		if u := of[outlines[i]]; u.count > 1 && u.alone {
			out = append(out, id)
		}
	}
	return out
}

// hasOneSpelling reports whether another spelling of v is another value, where numbers
// are compared as they are spelled.
func hasOneSpelling(v document.Node) bool {
	switch v.Kind() {
	case document.Null, document.Bool, document.Number:
		return true
	}
	return false
}

// Bytes that are counted in a value without escapes: values which are the same have
// them equally often, whatever their white space and the order of their members.
const (
	sketched = `eat1`
	outlined = `"27`
)

// sketch is what is quickly known of a value: a part of its outline.
func (n *numbering) sketch(v document.Node, source []byte) uint64 {
	n.escaped = n.escaped || !hasOneSpelling(v) && bytes.IndexByte(source, '\\') >= 0
	return outline(uint64(v.Kind()), source, sketched)
}

// outline mixes into sum how often each of these bytes occurs in source.
func outline(sum uint64, source []byte, of string) uint64 {
	for i := range len(of) {
		sum = sum*1021 + uint64(bytes.Count(source, []byte{of[i]}))
	}
	return sum
}
