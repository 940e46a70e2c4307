package diff

import (
	"bytes"
	"slices"

	"github.com/etch-http/etch/merge/document"
)

// A Mate says what became of one element of an array.
type Mate struct {
	New   int  // its index in the other array; -1: it is not there
	Whole bool // it was replaced by something unlike it: no looking inside
	Equal bool // it is the same byte for byte; false where that was not looked at

	// It is Equal, its mate follows that of the element before it, and what stands between
	// those two is the same byte for byte; false where that was not looked at.
	Joined bool
}

// A Matcher pairs the elements of arrays. It remembers what it has compared, so one
// Matcher serves all revisions of a document. It is not safe for several goroutines.
type Matcher struct {
	keys  keyring
	exact *classes // by the text of numbers
	loose *classes // for alignment; the same as exact unless Carry reads numbers otherwise
	value *classes // by the value of numbers; nil until it is asked for

	// Of Identity, for the Elements that are asked for next.
	rolls   []*roll
	follows []follow

	wide     [8]elements // the last wide arrays and objects whose children were asked for
	nextWide int
}

// NewMatcher returns a Matcher that has seen nothing.
func NewMatcher(o Options) *Matcher {
	c := newClasses(nil)
	return &Matcher{keys: newKeyring(o.Keys), exact: c, loose: c}
}

// Same is document.Same, faster where many values of the same documents are compared.
func (m *Matcher) Same(a, b document.Node) bool { return m.exact.same(a, b) }

// SameValue is document.SameValue, which remembers what it has found in large values:
// to ask at every level of deep documents takes no longer than to ask once. Powers of
// ten beyond 64 bits compare by their text.
func (m *Matcher) SameValue(a, b document.Node) bool {
	if m.value == nil {
		m.value = newClasses(decimal)
	}
	return m.value.same(a, b)
}

// Class returns a number that two values share exactly if they are the Same.
func (m *Matcher) Class(n document.Node) int32 { return m.exact.class(n) }

// elements are the children of an array or object.
type elements struct {
	array document.Node
	all   []document.Node
}

// Children returns the elements of an array, or the members of an object; a caller must
// not change them. Those of a wide one are found only once: to go from child to child
// of a large document is to wait for its memory.
func (m *Matcher) Children(array document.Node) []document.Node {
	const wide = 25
	if array.Len() < wide {
		return nodes(array)
	}
	for _, w := range m.wide {
		if w.array == array {
			return w.all
		}
	}
	w := elements{array, nodes(array)}
	m.wide[m.nextWide] = w
	m.nextWide = (m.nextWide + 1) % len(m.wide)
	return w.all
}

// Share tells another Matcher, for another goroutine, what m has found out for the
// Elements that are asked for next. Neither changes it.
func (m *Matcher) Share(other *Matcher) {
	other.rolls, other.follows = slices.Clone(m.rolls), slices.Clone(m.follows)
	other.wide, other.nextWide = m.wide, m.nextWide
}

// Elements pairs the elements of two revisions of an array; there is a Mate for
// each element of a. key is what Identity returned, of these two or of more.
//
//   - With a key, elements of one identity are one element, wherever they stand.
//   - Without, equal elements are paired in order, then those equal ones that
//     occur once on each side: they have moved.
//   - What is left over between two pairs that kept their order is paired by
//     likeness: an edit of an identity is a rename, not a removal and an addition.
//     What is very much alike is paired even where it has moved.
func (m *Matcher) Elements(a, b document.Node, key string) []Mate {
	p := pairing{m: m, a: m.Children(a), b: m.Children(b), key: key}
	p.mates = make([]Mate, len(p.a))
	for i := range p.mates {
		p.mates[i].New = -1
	}
	p.taken = make([]bool, len(p.b))
	if key != "" {
		p.identical(a, b)
	} else {
		p.equal()
	}
	p.leftover()
	p.strays()
	return p.mates
}

// A pairing is the work of Elements.
type pairing struct {
	m     *Matcher
	key   string
	a, b  []document.Node
	mates []Mate
	taken []bool // of b: has a mate
}

func (p *pairing) pair(i, j int, whole bool) {
	p.mates[i] = Mate{New: j, Whole: whole}
	p.taken[j] = true
}

// identical pairs by the value of the member key.
func (p *pairing) identical(a, b document.Node) {
	f := p.m.follow(a, b, p.key)
	for j, i := range f.was {
		if i >= 0 {
			p.pair(int(i), j, false)
			p.mates[i].Equal, p.mates[i].Joined = f.equal[j], f.joined[j]
		}
	}
}

// equal pairs equal elements.
func (p *pairing) equal() {
	// The same start and end need no classes.
	lo, n := 0, min(len(p.a), len(p.b))
	for lo < n && p.same(lo, lo) {
		lo++
	}
	ea, eb := len(p.a), len(p.b)
	for ea > lo && eb > lo && p.same(ea-1, eb-1) {
		ea, eb = ea-1, eb-1
	}
	if lo == ea || lo == eb || ea-lo == 1 && eb-lo == 1 {
		return // one went, or came, or was edited
	}
	ca, cb := p.m.loose.pairClasses(p.a[lo:ea], p.b[lo:eb])
	for i, j := range align(ca, cb) {
		if j >= 0 {
			p.pair(lo+i, lo+int(j), false)
		}
	}
	p.moved(ca, cb, lo)
}

// same pairs two elements if they are the same value.
func (p *pairing) same(i, j int) bool {
	equal := bytes.Equal(p.a[i].Source(), p.b[j].Source())
	if !equal && !p.m.loose.same(p.a[i], p.b[j]) {
		return false
	}
	p.pair(i, j, false)
	p.mates[i].Equal = equal
	return true
}

// moved pairs what is left over, equal, and occurs once on each side. ca and cb are
// the classes of what begins at lo.
func (p *pairing) moved(ca, cb []int32, lo int) {
	type places struct{ countA, countB, j int32 }
	at := make([]places, len(ca)+len(cb)) // by class
	for _, c := range ca {
		at[c].countA++
	}
	for j, c := range cb {
		at[c].countB++
		at[c].j = int32(lo + j)
	}
	for i, c := range ca {
		if s := at[c]; s.countA == 1 && s.countB == 1 && p.mates[lo+i].New < 0 && !p.taken[s.j] {
			p.pair(lo+i, int(s.j), false)
		}
	}
}

// leftover pairs by likeness what stands, without a mate, between two elements
// that kept their order.
func (p *pairing) leftover() {
	stays := InOrder(p.mates)
	olds := make([]int, 0, 16)
	j := 0
	news := func(end int) (free []int) {
		for ; j < end; j++ {
			if !p.taken[j] {
				free = append(free, j)
			}
		}
		return free
	}
	for i := range p.a {
		switch {
		case stays[i]:
			p.gap(olds, news(p.mates[i].New))
			olds = olds[:0]
		case p.mates[i].New < 0:
			olds = append(olds, i)
		}
	}
	p.gap(olds, news(len(p.b)))
}
