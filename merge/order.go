package merge

import (
	"cmp"
	"slices"

	"github.com/etch-http/etch/merge/diff"
)

// order is how rows are arranged where both sides moved some and their orders
// cannot be joined.
type order struct {
	ours bool // as ours has them; else as theirs has them
}

// Where a row stands in each revision; negative: it is absent.
func inBase(r *row) int   { return r.ib }
func inOurs(r *row) int   { return r.io }
func inTheirs(r *row) int { return r.it }

// arrange puts rows in the merged order, those that end up absent included: first
// what stands in all revisions; then what else is in theirs, in ours, and in base,
// each behind the row it follows there; of additions at one place ours come first.
func arrange(rows []*row, o order) []*row {
	spine, who := orderOf(rows)
	if who == None && o.ours {
		spine = sorted(inAll(rows), inOurs)
	}
	l := newList()
	for _, r := range spine {
		l.append(r)
	}
	goes := map[*row]bool{} // moved by ours: what follows it in theirs does not go with it
	if who == Ours || who == Custom || who == None && o.ours {
		goes = moved(rows, inOurs)
	}
	for _, index := range []func(*row) int{inTheirs, inOurs, inBase} {
		var last *row
		for _, r := range sorted(rows, index) {
			l.insert(last, r)
			if !goes[r] {
				last = r
			}
		}
		clear(goes)
	}
	return l.rows()
}

// moved returns the rows that a side moved: those outside of the longest run that
// stands there in base's order.
func moved(rows []*row, index func(*row) int) map[*row]bool {
	common := sorted(inAll(rows), inBase)
	mates := make([]diff.Mate, len(common))
	for i, r := range common {
		mates[i].New = index(r)
	}
	out := map[*row]bool{}
	for i, stays := range diff.InOrder(mates) {
		if !stays {
			out[common[i]] = true
		}
	}
	return out
}

// sorted returns the rows whose index is not negative, by it.
func sorted(rows []*row, index func(*row) int) []*row {
	out := make([]*row, 0, len(rows))
	for _, r := range rows {
		if index(r) >= 0 {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b *row) int { return cmp.Compare(index(a), index(b)) })
	return out
}

// A list is a linked list of rows: an insertion behind any row takes no time.
type list struct {
	next map[*row]*row // nil is in front of the first
	in   map[*row]bool
	last *row
}

func newList() *list { return &list{next: map[*row]*row{}, in: map[*row]bool{}} }

func (l *list) append(r *row) {
	l.next[l.last], l.in[r], l.last = r, true, r
}

// insert puts r behind after, unless it is in the list already.
func (l *list) insert(after, r *row) {
	if l.in[r] {
		return
	}
	l.next[r], l.next[after], l.in[r] = l.next[after], r, true
}

func (l *list) rows() []*row {
	out := make([]*row, 0, len(l.in))
	for r := l.next[nil]; r != nil; r = l.next[r] {
		out = append(out, r)
	}
	return out
}
