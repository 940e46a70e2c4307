package diff

import (
	"github.com/etch-http/etch/merge/document"
)

// A Mate says what became of one element of an array.
type Mate struct {
	New   int  // its index in the other array; -1: it is not there
	Whole bool // it was replaced by something unlike it: no looking inside
}

// A Matcher pairs the elements of arrays. It remembers the values that it has
// compared, so one Matcher serves all revisions of a document. It is not safe
// for several goroutines.
type Matcher struct {
	keys  map[document.Pointer]string
	exact *classes // by the text of numbers
	loose *classes // for alignment; the same as exact unless Carry reads numbers otherwise
}

// NewMatcher returns a Matcher that has seen nothing.
func NewMatcher(o Options) *Matcher {
	c := newClasses(func(text string) string { return text })
	return &Matcher{keys: o.Keys, exact: c, loose: c}
}

// Same is document.Same, remembered.
func (m *Matcher) Same(a, b document.Node) bool { return m.exact.same(a, b) }

// identities are the names of members that identify an element, the likeliest first.
var identities = []string{"id", "@id", "uid", "key", "name"}

// Identity returns the name of the member that tells the elements of the array at
// p apart, in all of these revisions of it: the configured one, else the first of
// the usual names that every element has, as a string or number, and no two
// elements of one revision alike. It returns "" where there is none.
func (m *Matcher) Identity(p document.Pointer, arrays ...document.Node) string {
	if key, ok := m.keys[p]; ok {
		if m.identifies(key, arrays) {
			return key
		}
		return ""
	}
	for _, key := range identities {
		if m.identifies(key, arrays) {
			return key
		}
	}
	return ""
}

func (m *Matcher) identifies(key string, arrays []document.Node) bool {
	for _, a := range arrays {
		seen := make(map[int32]bool, a.Len())
		for e := range a.Children() {
			v, ok := e.Member(key)
			if !ok || v.Kind() != document.String && v.Kind() != document.Number {
				return false
			}
			id := m.exact.class(v)
			if seen[id] {
				return false
			}
			seen[id] = true
		}
	}
	return true
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
	p := pairing{m: m, a: nodes(a), b: nodes(b), key: key}
	p.mates = make([]Mate, len(p.a))
	for i := range p.mates {
		p.mates[i].New = -1
	}
	p.taken = make([]bool, len(p.b))
	if key != "" {
		p.identical(key)
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
func (p *pairing) identical(key string) {
	at := make(map[int32]int, len(p.b))
	for j, e := range p.b {
		v, _ := e.Member(key)
		at[p.m.exact.class(v)] = j
	}
	for i, e := range p.a {
		v, _ := e.Member(key)
		if j, ok := at[p.m.exact.class(v)]; ok {
			p.pair(i, j, false)
		}
	}
}

// equal pairs equal elements.
func (p *pairing) equal() {
	// The same start and end need no classes.
	lo, n := 0, min(len(p.a), len(p.b))
	for lo < n && p.m.loose.same(p.a[lo], p.b[lo]) {
		p.pair(lo, lo, false)
		lo++
	}
	ea, eb := len(p.a), len(p.b)
	for ea > lo && eb > lo && p.m.loose.same(p.a[ea-1], p.b[eb-1]) {
		ea, eb = ea-1, eb-1
		p.pair(ea, eb, false)
	}
	ca, cb := p.classesOf(p.a[lo:ea]), p.classesOf(p.b[lo:eb])
	for i, j := range align(ca, cb) {
		if j >= 0 {
			p.pair(lo+i, lo+int(j), false)
		}
	}
	p.moved(ca, cb, lo)
}

func (p *pairing) classesOf(ns []document.Node) []int32 {
	cs := make([]int32, len(ns))
	for i, n := range ns {
		cs[i] = p.m.loose.class(n)
	}
	return cs
}

// moved pairs what is left over, equal, and occurs once on each side.
func (p *pairing) moved(ca, cb []int32, lo int) {
	type places struct{ countA, countB, i, j int }
	at := map[int32]*places{}
	for i, c := range ca {
		if at[c] == nil {
			at[c] = &places{}
		}
		at[c].countA++
		at[c].i = lo + i
	}
	for j, c := range cb {
		if at[c] != nil {
			at[c].countB++
			at[c].j = lo + j
		}
	}
	for _, c := range ca {
		if s := at[c]; s.countA == 1 && s.countB == 1 && p.mates[s.i].New < 0 && !p.taken[s.j] {
			p.pair(s.i, s.j, false)
		}
	}
}

// leftover pairs by likeness what stands, without a mate, between two elements
// that kept their order.
func (p *pairing) leftover() {
	stays := InOrder(p.mates)
	var olds []int
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

// Class returns a number that two values share exactly if they are the Same.
func (m *Matcher) Class(n document.Node) int32 { return m.exact.class(n) }
