package merge

import (
	"cmp"
	"slices"
)

// orderOf merges the order of the rows that stand in all revisions, and says whose
// it is: Base nobody moved any, Both alike, Custom different ones each, None one
// to two places; then the order is theirs. Where all rows stand in all revisions, in one
// order, merged is nil.
func orderOf(rows []row) (merged []int32, who Side) {
	if complete(rows) {
		return nil, Base
	}
	base := inAll(rows)
	if rising(rows, base) {
		return base, Base
	}
	ours, theirs := sorted(rows, base, inOurs), sorted(rows, base, inTheirs)
	switch {
	case slices.Equal(ours, theirs):
		return theirs, Both
	case slices.Equal(theirs, base):
		return ours, Ours
	case slices.Equal(ours, base):
		return theirs, Theirs
	}
	if both, ok := joined(rows, base); ok && !movedApart(rows, ours, theirs) {
		return both, Custom
	}
	return theirs, None
}

// complete reports whether all rows stand everywhere, in this order.
func complete(rows []row) bool {
	o, t := int32(-1), int32(-1)
	for _, r := range rows {
		if r.b < 0 || r.o <= o || r.t <= t {
			return false
		}
		o, t = r.o, r.t
	}
	return true
}

// rising reports whether rows stand in one order everywhere.
func rising(rows []row, in []int32) bool {
	o, t := int32(-1), int32(-1)
	for _, k := range in {
		if rows[k].o < o || rows[k].t < t {
			return false
		}
		o, t = rows[k].o, rows[k].t
	}
	return true
}

// movedApart reports whether both sides moved one row, and not behind the same one.
func movedApart(rows []row, ours, theirs []int32) bool {
	behindOurs, behindTheirs := behind(len(rows), ours), behind(len(rows), theirs)
	byOurs, byTheirs := moved(rows, inOurs), moved(rows, inTheirs)
	for k := range rows {
		if byOurs[k] && byTheirs[k] && behindOurs[k] != behindTheirs[k] {
			return true
		}
	}
	return false
}

// behind returns for each of n rows the one that stands before it in that order.
func behind(n int, in []int32) []int32 {
	out := slices.Repeat([]int32{front}, n)
	for i := 1; i < len(in); i++ {
		out[in[i]] = in[i-1]
	}
	return out
}

// inAll returns the rows that stand in all revisions, in the order of base.
func inAll(rows []row) []int32 {
	all := make([]int32, 0, len(rows))
	for k, r := range rows {
		if r.b >= 0 && r.o >= 0 && r.t >= 0 {
			all = append(all, int32(k))
		}
	}
	return all
}

// joined joins two orders pair by pair: two rows stand as in base, but the other
// way round where a side has put them so. It reports false where no order has all
// pairs so: of a, b, c one side made b, a, c, and the other one a, c, b.
func joined(rows []row, base []int32) (both []int32, ok bool) {
	both = slices.Clone(base)
	slices.SortStableFunc(both, func(k, l int32) int {
		r, s := &rows[k], &rows[l]
		if o, t := cmp.Compare(r.o, s.o), cmp.Compare(r.t, s.t); o == t {
			return o
		}
		return cmp.Compare(s.b, r.b)
	})
	// Sorting needs an order to be there. It was, if the pairs turned round are
	// those of ours and those of theirs, each pair of both counted once.
	ours, theirs := inversions(rows, base, inOurs), inversions(rows, base, inTheirs)
	between := inversions(rows, sorted(rows, base, inOurs), inTheirs) // turned round by one of them
	turned := (ours + theirs + between) / 2
	ok = inversions(rows, both, inBase) == turned &&
		inversions(rows, both, inOurs) == turned-ours && inversions(rows, both, inTheirs) == turned-theirs
	return both, ok
}

// inversions counts the pairs of rows that stand the other way round by index.
func inversions(rows []row, in []int32, index func(*row) int32) int {
	at := make([]int32, len(in))
	for i, k := range in {
		at[i] = index(&rows[k])
	}
	return sortCounting(at, make([]int32, len(at)))
}

// sortCounting sorts a by merging and returns how many pairs were out of order.
func sortCounting(a, spare []int32) int {
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
