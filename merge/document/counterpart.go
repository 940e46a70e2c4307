package document

import "github.com/etch-http/etch/merge/internal/bytewise"

// A run is where the source and the other document are alike.
type run struct {
	delta int // what is at offset x in the other document is at x+delta in the source
	end   int // in the source: the first byte that is not alike
}

// whole reports whether n, of the other document, is in the run with the byte
// behind it. That byte matters: 12 is not the beginning of 123.
func (r run) whole(n *node) bool { return int(n.end)+r.delta < r.end }

// begun reports whether the value of n begins in the run: a member's name and colon
// are alike then, and so is the bracket of an array or object.
func (r run) begun(n *node) bool { return int(n.start)+r.delta < r.end }

// A level is where a taker stands in an array or object of the other document.
type level struct {
	around int32 // it, by its node; -1 at the top
	end    int32 // the node behind its last child
	from   int32 // the child behind the last that was taken over
	next   int32 // the child that is expected next
	weak   bool  // it, or what it is in, is only the best guess
}

// What a search in vain may cost, in bytes that could be read instead.
const (
	tries      = 8       // children that are compared, of those before and behind the expected one
	tryCost    = 8       // of one comparison, beside the bytes that are alike
	firstLoan  = 1 << 12 // before anything is read
	readShare  = 8       // one in so many bytes read
	takenShare = 64      // one in so many bytes taken over
	patience   = 1 << 16 // bytes that are read before hope is lost
)

// A guess is a child of the other document that begins like the one at the scanner.
type guess struct {
	child  int32 // at.end where there is none
	common run
	weak   bool // others were compared, and none is surely the counterpart
}

// counterpart returns the child of the other document that begins most like the one
// at the scanner.
func (t *taker) counterpart(at *level) guess {
	best := guess{child: at.next, weak: at.weak}
	if at.next < at.end {
		best.common = t.alike(at.next)
		if t.settled(best) {
			return best
		}
	}
	if at.weak {
		return best
	}
	return t.search(at, best)
}

// settled reports whether a guess is good enough to look no further: the child is
// whole, or a member's name is alike, or the first of the child's own children.
func (t *taker) settled(g guess) bool {
	n := &t.like.nodes[g.child]
	return g.common.whole(n) ||
		n.is(inObject) && g.common.begun(n) ||
		n.count > 0 && g.common.whole(&t.like.nodes[g.child+1])
}

// search looks for a better guess among the siblings of the expected child: behind the
// last that was taken over, which is where things go on after an insertion, and behind
// the expected one, after a removal.
//
// It is paid for in advance, by bytes that were read the slow way, so that documents
// which have nothing in common do not cost much more than reading them.
func (t *taker) search(at *level, best guess) guess {
	nodes := t.like.nodes
	behind := at.end
	if at.next < at.end {
		behind = nodes[at.next].next
	}
	for _, c := range [...]int32{at.from, behind} {
		for i := 0; i < tries && c < at.end && c != at.next && t.mayLook(); i++ {
			other := guess{child: c, common: t.alike(c)}
			if t.settled(other) {
				return other
			}
			t.spent += tryCost + (other.common.end-t.pos)/wordSize
			if best.weak = true; other.common.end > best.common.end {
				best.child, best.common = c, other.common
			}
			c = nodes[c].next
		}
	}
	return best
}

// mayLook reports whether what was read and taken over pays for one more comparison.
func (t *taker) mayLook() bool {
	return t.spent < firstLoan+t.read/readShare+t.taken/takenShare
}

// hopeful reports whether it is worth while to go into arrays and objects that only
// begin alike: not where all of them so far had nothing else in common, as in a
// document that was indented anew.
func (t *taker) hopeful() bool { return t.read < patience+8*t.taken }

// alike returns the run that begins where the child c of the other document and the
// child at the scanner begin.
func (t *taker) alike(c int32) run {
	start := t.like.nodes[c].itemStart(t.like.source)
	r := run{delta: t.pos - start, end: t.pos}
	if r.delta == t.common.delta && t.pos < t.common.end {
		return t.common
	}
	if r.end < len(t.source) && t.source[r.end] == t.like.source[start] {
		r.end += bytewise.Length(t.source[t.pos:], t.like.source[start:])
	}
	return r
}
