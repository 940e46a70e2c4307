package diff

import (
	"bytes"
	"hash/maphash"

	"github.com/etch-http/etch/merge/document"
)

// A numbering gives the elements of two lists numbers, the same one to values that
// are the same. Most are found by their bytes; only what has no equal on the other
// side is looked into, and only beside what it could be a new spelling of.
type numbering struct {
	c      *classes
	values []document.Node // one of each number
	sides  []uint8         // of each number: the lists that have it
	slots  []int32         // numbers by the hash of their bytes, plus one; 0 is free
}

// The lists of a numbering.
const (
	inA uint8 = 1 << iota
	inB
)

// pairClasses numbers two lists.
func (c *classes) pairClasses(as, bs []document.Node) (na, nb []int32) {
	n := numbering{c: c}
	size := 16
	for size < 2*(len(as)+len(bs)) {
		size *= 2
	}
	n.slots = make([]int32, size)
	na, nb = n.byBytes(as, inA), n.byBytes(bs, inB)
	to := n.byValue()
	for _, all := range [][]int32{na, nb} {
		for i, id := range all {
			all[i] = to[id]
		}
	}
	return na, nb
}

// byBytes numbers values that are spelled alike.
func (n *numbering) byBytes(all []document.Node, side uint8) []int32 {
	out := make([]int32, len(all))
	mask := len(n.slots) - 1
	for i, v := range all {
		source := v.Source()
		at := int(maphash.Bytes(n.c.seed, source)) & mask
		for ; n.slots[at] != 0; at = (at + 1) & mask {
			if bytes.Equal(n.values[n.slots[at]-1].Source(), source) {
				break
			}
		}
		if n.slots[at] == 0 {
			n.values, n.sides = append(n.values, v), append(n.sides, 0)
			n.slots[at] = int32(len(n.values))
		}
		out[i] = n.slots[at] - 1
		n.sides[out[i]] |= side
	}
	return out
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
