package diff

import "slices"

// A census counts numbers in two parts. Beginning anew costs nothing: what an
// earlier count has left behind carries its round, and does not count.
type census struct {
	of    []places // by number
	round int32
}

// places are how often a number stands in a and in b, and where in b it stood last.
type places struct{ round, inA, inB, atB int32 }

func (c *census) begin() { c.round++ }

func (c *census) at(v int32) *places {
	s := &c.of[v]
	if s.round != c.round {
		*s = places{round: c.round}
	}
	return s
}

// once returns the pairs of indexes at which numbers stand that stand once in a and
// once in b, as many as keep their order.
func (c *census) once(a, b []int32) [][2]int32 {
	c.begin()
	for _, v := range a {
		c.at(v).inA++
	}
	for j, v := range b {
		s := c.at(v)
		s.inB, s.atB = s.inB+1, int32(j)
	}
	var pairs [][2]int32
	for i, v := range a {
		if s := c.at(v); s.inA == 1 && s.inB == 1 {
			pairs = append(pairs, [2]int32{int32(i), s.atB})
		}
	}
	kept := pairs[:0]
	for k, ok := range rising(len(pairs), func(k int) int { return int(pairs[k][1]) }) {
		if ok {
			kept = append(kept, pairs[k])
		}
	}
	return kept
}

// split aligns a and b between anchors: numbers that stand once on both sides or,
// where there is none, windows of several that do. The digits of a long list are
// rare in no other way, nor are the brackets and blank lines of a long text. It
// reports false where there is no anchor.
func (l *aligner) split(a, b part, depth int) bool {
	pairs := l.seen.once(a.v, b.v)
	for _, window := range []int{4, 16, 64} {
		if len(pairs) > 0 {
			break
		}
		pairs = onceWindows(a.v, b.v, window)
	}
	x, y := 0, 0
	for _, p := range pairs {
		i, j := int(p[0]), int(p[1])
		l.gap(a.slice(x, i), b.slice(y, j), depth+1)
		l.pair(a, b, i, j)
		x, y = i+1, j+1
	}
	if len(pairs) > 0 {
		l.gap(a.slice(x, a.len()), b.slice(y, b.len()), depth+1)
	}
	return len(pairs) > 0
}

// onceWindows is once for windows of so many numbers, a power of two. A window's
// own number is that of its two halves, so that nothing is left to a hash.
func onceWindows(a, b []int32, window int) [][2]int32 {
	a, b = slices.Clone(a), slices.Clone(b)
	names := int32(0)
	for half := 1; half < window; half *= 2 {
		if len(a) <= half || len(b) <= half {
			return nil
		}
		n := newNamer(len(a) + len(b))
		a, b = n.join(a, half), n.join(b, half)
		names = n.names
	}
	c := census{of: make([]places, names)}
	return c.once(a, b)
}

// A namer gives pairs of numbers a number of their own, in the order in which they
// come.
type namer struct {
	keys   []uint64 // open addressing; a power of two
	values []int32  // plus one; 0 is free
	names  int32
}

func newNamer(most int) *namer {
	size := 16
	for size < 2*most {
		size *= 2
	}
	return &namer{keys: make([]uint64, size), values: make([]int32, size)}
}

// join names each number of v together with the one half further on, in place.
func (n *namer) join(v []int32, half int) []int32 {
	out := v[:len(v)-half]
	for i := range out {
		out[i] = n.name(uint64(uint32(v[i]))<<32 | uint64(uint32(v[i+half])))
	}
	return out
}

func (n *namer) name(key uint64) int32 {
	mask := uint64(len(n.keys) - 1)
	h := key * 0x9e3779b97f4a7c15 // spreads by the golden ratio; a slow table is all that can come of it
	for i := (h >> 32) & mask; ; i = (i + 1) & mask {
		if n.values[i] == 0 {
			n.names++
			n.keys[i], n.values[i] = key, n.names
		}
		if n.keys[i] == key {
			return n.values[i] - 1
		}
	}
}

// InOrder reports of each element whether it kept its place among the others: the
// longest run of mates whose New rise. The others were removed or moved.
func InOrder(mates []Mate) []bool {
	return rising(len(mates), func(i int) int { return mates[i].New })
}

// rising reports which of n numbers belong to the longest run that rises. Those
// below 0 belong to none.
func rising(n int, number func(int) int) []bool {
	in := make([]bool, n)
	last := -1
	for i := range n {
		v := number(i)
		if v >= 0 && v <= last {
			return longestRise(n, number)
		}
		if v >= 0 {
			in[i], last = true, v
		}
	}
	return in // all of them, as most often
}

// longestRise is rising where some stand in another order.
func longestRise(n int, number func(int) int) []bool {
	var ends []int32           // ends[k]: the last of the best run of length k+1
	before := make([]int32, n) // the one before it in its run
	for i := range n {
		v := number(i)
		if v < 0 {
			continue
		}
		k := len(ends)
		if k > 0 && number(int(ends[k-1])) >= v {
			k, _ = slices.BinarySearchFunc(ends, v, func(e int32, v int) int { return number(int(e)) - v })
		}
		before[i] = -1
		if k > 0 {
			before[i] = ends[k-1]
		}
		if k == len(ends) {
			ends = append(ends, int32(i))
		} else {
			ends[k] = int32(i)
		}
	}
	in := make([]bool, n)
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = before[i] {
			in[i] = true
		}
	}
	return in
}
