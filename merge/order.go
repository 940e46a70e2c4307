package merge

import (
	"cmp"
	"slices"

	"github.com/etch-http/etch/merge/diff"
)

// order is how rows are arranged where both sides moved some.
type order struct {
	ours bool // what both moved stands where ours has it; else where theirs has it
}

// arrange puts rows in the merged order, those that end up absent included: what
// one side moved or added goes behind the row it follows on that side, on theirs'
// order; of additions at one place ours come first.
func arrange(rows []*row, o order) []*row {
	ours, theirs := moved(rows, func(r *row) int { return r.io }), moved(rows, func(r *row) int { return r.it })
	agree := sameOrder(rows)
	l := newList()
	for _, r := range sorted(rows, func(r *row) int { return r.it }) {
		if !agree && ours[r] && (o.ours || !theirs[r]) {
			continue // it follows below, where ours has it
		}
		l.append(r)
	}
	for _, index := range []func(*row) int{
		func(r *row) int { return r.io },
		func(r *row) int { return r.ib },
	} {
		var last *row
		for _, r := range sorted(rows, index) {
			l.insert(last, r)
			last = r
		}
	}
	return l.rows()
}

// movements says who moved elements: Base nobody, Both the same ones alike, Custom
// different ones each, None one element to two places.
func movements(rows []*row) Side {
	ours, theirs := moved(rows, func(r *row) int { return r.io }), moved(rows, func(r *row) int { return r.it })
	switch {
	case len(ours) == 0 && len(theirs) == 0:
		return Base
	case sameOrder(rows):
		return Both
	case len(theirs) == 0:
		return Ours
	case len(ours) == 0:
		return Theirs
	}
	before, after := neighbours(rows, func(r *row) int { return r.io }), neighbours(rows, func(r *row) int { return r.it })
	for r := range ours {
		if theirs[r] && before[r] != after[r] {
			return None
		}
	}
	return Custom
}

// moved returns the rows that a side moved: those outside of the longest run that
// stands there in base's order.
func moved(rows []*row, index func(*row) int) map[*row]bool {
	common := sorted(rows, func(r *row) int {
		if r.io < 0 || r.it < 0 {
			return -1
		}
		return r.ib
	})
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

// sameOrder reports whether both sides have what all three have in one order.
func sameOrder(rows []*row) bool {
	return slices.Equal(common(rows, func(r *row) int { return r.io }), common(rows, func(r *row) int { return r.it }))
}

// neighbours returns the row that stands before each row on a side.
func neighbours(rows []*row, index func(*row) int) map[*row]*row {
	out := map[*row]*row{}
	var last *row
	for _, r := range common(rows, index) {
		out[r] = last
		last = r
	}
	return out
}

// common returns the rows that stand in all revisions, in the order of one of them.
func common(rows []*row, index func(*row) int) []*row {
	return sorted(rows, func(r *row) int {
		if r.ib < 0 || r.io < 0 || r.it < 0 {
			return -1
		}
		return index(r)
	})
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
