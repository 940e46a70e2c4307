package diff

import (
	"math/bits"

	"github.com/etch-http/etch/merge/document"
)

// An outlook compares elements of a gap with each other. It tells most of those that
// have little in common by a mark of each, without a look at their members.
type outlook struct {
	p          *pairing
	olds, news []int  // of a and of b
	a, b       []mark // theirs, one by one; 0: not known yet
	least      int    // what likeness matters
}

// From how many pairs on it is worth to mark the elements.
const fewPairs = 16

func (p *pairing) outlook(olds, news []int) *outlook {
	v := &outlook{p: p, olds: olds, news: news, least: alike}
	if len(olds) > fewPairs/len(news) {
		v.a, v.b = make([]mark, len(olds)), make([]mark, len(news))
	}
	return v
}

// likeness is that of olds[x] and news[y], or 0 where it is less than v.least.
func (v *outlook) likeness(x, y int) int {
	i, j := v.olds[x], v.news[y]
	if v.a != nil {
		a, b := v.p.a[i], v.p.b[j]
		if a.Kind() != b.Kind() {
			return 0
		}
		if v.a[x] == 0 {
			v.a[x] = v.p.mark(a)
		}
		if v.b[y] == 0 {
			v.b[y] = v.p.mark(b)
		}
		if excluded(a, b, v.a[x], v.b[y], v.least) {
			return 0
		}
	}
	return v.p.likeness(i, j, v.least)
}

// A mark has a bit for each child of a value that another value can share: for a
// scalar by name and value, for an array or object by name and kind. Two values with
// no bit in common have nothing in common.
type mark uint64

const (
	anyMark   = ^mark(0) // of what can be like anything
	maxMarked = 64       // children: more would fill all bits
)

func (p *pairing) mark(n document.Node) (m mark) {
	switch {
	case n.Kind() == document.String && p.key == "": // parts of it count
		return anyMark
	case isScalar(n.Kind()):
		return bit(p.m.loose.hash(n))
	case n.Len() == 0 || n.Len() > maxMarked:
		return anyMark
	}
	for c := n.First(); here(c); c = c.Next() {
		h := uint64(c.Kind())
		if isScalar(c.Kind()) {
			h = p.m.loose.hash(c)
		}
		if n.Kind() == document.Object {
			h = mix(p.m.loose.hashName(c), h)
		}
		m |= bit(h)
	}
	return m
}

func bit(hash uint64) mark { return 1 << (hash >> 58) }

// excluded reports whether the likeness of two values with these marks is surely less
// than least.
func excluded(a, b document.Node, ma, mb mark, least int) bool {
	if ma == anyMark || mb == anyMark {
		return false
	}
	both := bits.OnesCount64(uint64(ma & mb))
	if both == 0 {
		return true
	}
	// Where each child of a has its own bit, no more of them are in b than bits. One,
	// the identity, may not count.
	apart := bits.OnesCount64(uint64(ma)) == a.Len()
	return apart && 100*both < least*(max(a.Len(), b.Len())-1)
}
