package merge

import (
	"cmp"
	"slices"
)

// orderOf merges the order of the rows that stand in all revisions, and says whose
// it is: Base nobody moved any, Both alike, Custom different ones each, None one
// to two places; then the order is theirs.
func orderOf(rows []*row) (merged []*row, who Side) {
	all := inAll(rows)
	base, ours, theirs := sorted(all, inBase), sorted(all, inOurs), sorted(all, inTheirs)
	switch {
	case slices.Equal(ours, base) && slices.Equal(theirs, base):
		return base, Base
	case slices.Equal(ours, theirs):
		return theirs, Both
	case slices.Equal(theirs, base):
		return ours, Ours
	case slices.Equal(ours, base):
		return theirs, Theirs
	}
	if both, ok := joined(base); ok && !movedApart(rows, ours, theirs) {
		return both, Custom
	}
	return theirs, None
}

// movedApart reports whether both sides moved one row, and not behind the same one.
func movedApart(rows, ours, theirs []*row) bool {
	behindOurs, behindTheirs := behind(ours), behind(theirs)
	byTheirs := moved(rows, inTheirs)
	for r := range moved(rows, inOurs) {
		if byTheirs[r] && behindOurs[r] != behindTheirs[r] {
			return true
		}
	}
	return false
}

// behind returns the row that stands before each row.
func behind(rows []*row) map[*row]*row {
	out := map[*row]*row{}
	for i := 1; i < len(rows); i++ {
		out[rows[i]] = rows[i-1]
	}
	return out
}

// inAll returns the rows that stand in all revisions.
func inAll(rows []*row) (all []*row) {
	for _, r := range rows {
		if r.ib >= 0 && r.io >= 0 && r.it >= 0 {
			all = append(all, r)
		}
	}
	return all
}

// joined joins two orders pair by pair: two rows stand as in base, but the other
// way round where a side has put them so. It reports false where no order has all
// pairs so: of a, b, c one side made b, a, c, and the other one a, c, b.
func joined(base []*row) (both []*row, ok bool) {
	both = slices.Clone(base)
	slices.SortStableFunc(both, func(r, s *row) int {
		if o, t := cmp.Compare(r.io, s.io), cmp.Compare(r.it, s.it); o == t {
			return o
		}
		return cmp.Compare(s.ib, r.ib)
	})
	// Sorting needs an order to be there. It was, if the pairs turned round are
	// those of ours and those of theirs, each pair of both counted once.
	ours, theirs := inversions(base, inOurs), inversions(base, inTheirs)
	between := inversions(sorted(base, inOurs), inTheirs) // turned round by one of them
	turned := (ours + theirs + between) / 2
	ok = inversions(both, inBase) == turned &&
		inversions(both, inOurs) == turned-ours && inversions(both, inTheirs) == turned-theirs
	return both, ok
}

// inversions counts the pairs of rows that stand the other way round by index.
func inversions(rows []*row, index func(*row) int) int {
	at := make([]int, len(rows))
	for i, r := range rows {
		at[i] = index(r)
	}
	return sortCounting(at, make([]int, len(at)))
}

// sortCounting sorts a by merging and returns how many pairs were out of order.
func sortCounting(a, spare []int) int {
	if len(a) < 2 {
		return 0
	}
	half := len(a) / 2
	count := sortCounting(a[:half], spare) + sortCounting(a[half:], spare)
	out, i, j := spare[:0], 0, half
	for i < half || j < len(a) {
		if j == len(a) || i < half && a[i] <= a[j] {
			out, i = append(out, a[i]), i+1
		} else {
			out, j, count = append(out, a[j]), j+1, count+half-i
		}
	}
	copy(a, out)
	return count
}
