package diff

import (
	"bytes"
	"hash/maphash"
	"slices"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// classes tells which values are the same, and gives the same number to values that
// are. It remembers no node but where it has to: most comparisons end at the bytes
// or at the first difference.
//
// Hashes only choose what is compared: two values are the same where their trees
// are, so there is no hash that a crafted document could collide. They are seeded
// anew for each merge all the same; no result depends on them.
type classes struct {
	number func(text string) string // the form in which numbers are compared; nil: as they are spelled
	seed   maphash.Seed

	first  map[uint64]int32 // the first class of that hash, plus one
	all    []class
	differ map[[2]document.Node]bool // large or deep values that are known not to be the same
	hashes map[document.Node]uint64  // of large values
}

// A class is one number: a value that has it, and another class of the same hash.
type class struct {
	value document.Node
	next  int32
}

// What is remembered of two values that differ, or of a hash: only what would take
// long to find out again at each level of a deep document.
const (
	largeValue = 1024 // bytes
	farBelow   = 8    // levels between the values and what differs
)

func newClasses(number func(string) string) *classes {
	return &classes{
		number: number, seed: maphash.MakeSeed(), first: map[uint64]int32{},
		differ: map[[2]document.Node]bool{}, hashes: map[document.Node]uint64{},
	}
}

// same reports whether both are the same value.
func (c *classes) same(a, b document.Node) bool {
	if a.Kind() != b.Kind() || large(a) && c.differ[[2]document.Node{a, b}] {
		return false
	}
	// Most of two revisions is equal byte for byte; that needs no look inside.
	if bytes.Equal(a.Source(), b.Source()) {
		return true
	}
	_, ok := c.compare(a, b)
	return ok
}

// large reports whether n has so many bytes that they must not be compared again at
// every level.
func large(n document.Node) bool {
	start, end := n.Span()
	return end-start > largeValue
}

// compare looks inside. Where it reports false, depth is how far below a and b the
// difference lies.
func (c *classes) compare(a, b document.Node) (depth int, ok bool) {
	if a.Kind() != b.Kind() || a.Len() != b.Len() {
		return 0, false
	}
	switch a.Kind() {
	case document.Number:
		return 0, bytes.Equal(a.Source(), b.Source()) ||
			c.number != nil && c.number(string(a.Source())) == c.number(string(b.Source()))
	case document.String:
		return 0, sameText(a, b)
	case document.Array, document.Object:
	default:
		return 0, bytes.Equal(a.Source(), b.Source()) // null, true, false
	}
	known := large(a)
	if known && c.differ[[2]document.Node{a, b}] {
		return farBelow, false
	}
	depth, ok = c.inside(a, b)
	if !ok && (known || depth >= farBelow) {
		c.differ[[2]document.Node{a, b}] = true
	}
	return depth, ok
}

// sameText reports whether two strings have one text.
func sameText(a, b document.Node) bool {
	x, y := a.Source(), b.Source()
	if bytes.Equal(x, y) {
		return true
	}
	escaped := bytes.IndexByte(x, '\\') >= 0 || bytes.IndexByte(y, '\\') >= 0
	return escaped && document.Same(a, b)
}

// inside compares the children of two arrays or objects of one length.
func (c *classes) inside(a, b document.Node) (depth int, ok bool) {
	x, y := a.First(), b.First()
	for ; x.Kind() != document.None; x, y = x.Next(), y.Next() {
		if a.Kind() == document.Object && !document.SameName(x, y) {
			return c.byName(a, b)
		}
		if depth, ok = c.compare(x, y); !ok {
			return depth + 1, false // the names so far are alike, so both are the same one of that name
		}
	}
	return 0, true
}

// byName compares members that stand in another order.
func (c *classes) byName(a, b document.Node) (depth int, ok bool) {
	xs, ys := nodes(a), nodes(b)
	for _, all := range [][]document.Node{xs, ys} {
		slices.SortStableFunc(all, func(x, y document.Node) int { return strings.Compare(x.Name(), y.Name()) })
	}
	for i, x := range xs {
		if !document.SameName(x, ys[i]) {
			return 1, false
		}
		if depth, ok = c.compare(x, ys[i]); !ok {
			return depth + 1, false
		}
	}
	return 0, true
}

// class returns the number of n's value.
func (c *classes) class(n document.Node) int32 {
	h := c.hash(n)
	head := c.first[h]
	for id := head; id != 0; id = c.all[id-1].next {
		if c.same(c.all[id-1].value, n) {
			return id - 1
		}
	}
	c.all = append(c.all, class{n, head})
	c.first[h] = int32(len(c.all))
	return int32(len(c.all)) - 1
}

// hash returns a number that values which are the same share.
func (c *classes) hash(n document.Node) uint64 {
	switch n.Kind() {
	case document.Number:
		if c.number != nil {
			return maphash.String(c.seed, c.number(string(n.Source())))
		}
		return maphash.Bytes(c.seed, n.Source())
	case document.String:
		if source := n.Source(); bytes.IndexByte(source, '\\') < 0 {
			return maphash.Bytes(c.seed, source[1:len(source)-1])
		}
		return maphash.String(c.seed, n.Text())
	case document.Array, document.Object:
	default:
		return maphash.Bytes(c.seed, n.Source())
	}
	if large(n) {
		if h, ok := c.hashes[n]; ok {
			return h
		}
	}
	h := mix(uint64(n.Len()), uint64(n.Kind()))
	for e := n.First(); e.Kind() != document.None; e = e.Next() {
		if n.Kind() == document.Array {
			h = mix(h, c.hash(e))
			continue
		}
		h += mix(c.hashName(e), c.hash(e)) // whatever the order
	}
	if large(n) {
		c.hashes[n] = h
	}
	return h
}

// hashName hashes a member's name, unescaped.
func (c *classes) hashName(n document.Node) uint64 {
	if source := n.NameSource(); bytes.IndexByte(source, '\\') < 0 {
		return maphash.Bytes(c.seed, source[1:len(source)-1])
	}
	return maphash.String(c.seed, n.Name())
}

// mix makes one number of two, in this order.
func mix(a, b uint64) uint64 {
	const odd = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio: spreads neighbours
	h := (a ^ b>>32) * odd
	h = (h ^ h>>29 ^ b) * odd
	return h ^ h>>32
}
