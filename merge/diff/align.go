package diff

import (
	"slices"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Bounds of the exact diff, which takes time in proportion to the product of the
// lengths at worst. They also keep the number of distinct values far below the
// 1.1 million at which go-diff runs out of runes, and below the surrogates.
const (
	maxProduct = 16 << 20 // of one gap
	maxWork    = 64 << 20 // of all gaps together
	maxSplits  = 16       // levels of anchors within anchors
)

// align pairs equal numbers of a and b, in order. It returns for each of a the
// index in b, or -1.
//
// Up to a bound that is a longest common subsequence. Beyond, what stands once on
// both sides is an anchor (see split), and what lies between two is aligned by
// itself; where nothing does, walk finds a way that is short in each of its parts.
// All of it is nearly linear in the lengths but for the longest common subsequences,
// which have a budget.
func align(a, b []int32) []int32 { return alignWithin(a, b, maxProduct, maxWork) }

// alignWithin is align with bounds of the exact diff.
func alignWithin(a, b []int32, product, work int) []int32 {
	l := aligner{to: slices.Repeat([]int32{-1}, len(a)), product: product, budget: work}
	lo := 0
	for lo < len(a) && lo < len(b) && a[lo] == b[lo] {
		l.to[lo] = int32(lo)
		lo++
	}
	ea, eb := len(a), len(b)
	for ea > lo && eb > lo && a[ea-1] == b[eb-1] {
		ea, eb = ea-1, eb-1
		l.to[ea] = int32(eb)
	}
	if ea > lo && eb > lo {
		na, nb, distinct := renumber(a[lo:ea], b[lo:eb])
		l.seen.of = make([]places, distinct)
		l.gap(part{na, count(lo, ea)}, part{nb, count(lo, eb)}, 0)
	}
	return l.to
}

// renumber returns copies of a and b with numbers below distinct, which is in
// proportion to the lengths.
func renumber(a, b []int32) (na, nb []int32, distinct int) {
	na, nb = slices.Clone(a), slices.Clone(b)
	distinct = int(max(slices.Max(a), slices.Max(b))) + 1
	if distinct <= 4*(len(a)+len(b)) && slices.Min(a) >= 0 && slices.Min(b) >= 0 {
		return na, nb, distinct
	}
	names := make(map[int32]int32, len(a))
	for _, side := range [][]int32{na, nb} {
		for i, v := range side {
			name, ok := names[v]
			if !ok {
				name = int32(len(names))
				names[v] = name
			}
			side[i] = name
		}
	}
	return na, nb, len(names)
}

// count returns the numbers from lo up to but without hi.
func count(lo, hi int) []int32 {
	out := make([]int32, hi-lo)
	for i := range out {
		out[i] = int32(lo + i)
	}
	return out
}

// An aligner is the work of align.
type aligner struct {
	to      []int32
	product int     // of the lengths of one gap, at most, for an exact diff
	budget  int     // what is left for all of them
	seen    census  // of numbers
	trace   []int32 // of walk: scratch
}

// A part is some numbers of a or of b, and the index of each in the whole. Numbers
// that have no mate are taken out of it in place: no two parts share memory.
type part struct{ v, at []int32 }

func (p part) len() int { return len(p.v) }

func (p part) slice(i, j int) part { return part{p.v[i:j], p.at[i:j]} }

// pair makes mates of number i of a and j of b.
func (l *aligner) pair(a, b part, i, j int) { l.to[a.at[i]] = b.at[j] }

// gap aligns two parts with nothing paired between them.
func (l *aligner) gap(a, b part, depth int) {
	a, b = l.trim(a, b)
	if a.len() == 0 || b.len() == 0 {
		return
	}
	// What stands on one side only has no mate. Without it, two wholly different
	// texts cost nothing.
	a, b = l.common(a, b)
	a, b = l.trim(a, b)
	switch {
	case a.len() == 0 || b.len() == 0:
	case a.len() <= min(l.budget, l.product)/b.len():
		l.budget -= a.len() * b.len()
		l.exact(a, b)
	case depth < maxSplits && l.split(a, b, depth):
	default:
		l.walk(a, b)
	}
}

// trim pairs the equal head and tail.
func (l *aligner) trim(a, b part) (part, part) {
	n, lo := min(a.len(), b.len()), 0
	for lo < n && a.v[lo] == b.v[lo] {
		l.pair(a, b, lo, lo)
		lo++
	}
	ea, eb := a.len(), b.len()
	for ea > lo && eb > lo && a.v[ea-1] == b.v[eb-1] {
		ea, eb = ea-1, eb-1
		l.pair(a, b, ea, eb)
	}
	return a.slice(lo, ea), b.slice(lo, eb)
}

// common returns those numbers of a and b that the other has too.
func (l *aligner) common(a, b part) (part, part) {
	l.seen.begin()
	for _, v := range a.v {
		l.seen.at(v).inA = 1
	}
	for _, v := range b.v {
		l.seen.at(v).inB = 1
	}
	return l.both(a), l.both(b)
}

func (l *aligner) both(p part) part {
	n := 0
	for i, v := range p.v {
		if s := l.seen.at(v); s.inA > 0 && s.inB > 0 {
			p.v[n], p.at[n] = v, p.at[i]
			n++
		}
	}
	return p.slice(0, n)
}

// exact pairs by a longest common subsequence.
func (l *aligner) exact(a, b part) {
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0 // else the result depends on the clock
	x, y := 0, 0
	ra, rb := l.runes(a, b)
	for _, d := range dmp.DiffMainRunes(ra, rb, false) {
		for range d.Text {
			switch d.Type {
			case diffmatchpatch.DiffEqual:
				l.pair(a, b, x, y)
				x, y = x+1, y+1
			case diffmatchpatch.DiffDelete:
				x++
			case diffmatchpatch.DiffInsert:
				y++
			}
		}
	}
}

// runes spells numbers as runes from 1 up. Trimmed or not, both sides hold few
// distinct ones: together at most twice the square root of maxProduct, as all but
// those of the shorter side have been taken out.
func (l *aligner) runes(a, b part) (ra, rb []rune) {
	l.seen.begin()
	names := rune(0)
	spell := func(p part) []rune {
		out := make([]rune, p.len())
		for i, v := range p.v {
			s := l.seen.at(v)
			if s.inA == 0 {
				names++
				s.inA = names
			}
			out[i] = s.inA
		}
		return out
	}
	return spell(a), spell(b)
}
