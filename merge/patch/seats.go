package patch

// seats is a row in which seats are taken and left, and those taken before one are
// counted: a Fenwick tree, all of it in the logarithm of the row.
type seats struct{ tree []int32 }

// newSeats makes a row.
func newSeats(taken []bool) *seats {
	s := &seats{make([]int32, len(taken)+1)}
	for i, is := range taken {
		k := i + 1
		if is {
			s.tree[k]++
		}
		if up := k + k&-k; up < len(s.tree) {
			s.tree[up] += s.tree[k]
		}
	}
	return s
}

// before counts the taken seats before i.
func (s *seats) before(i int) int {
	n := int32(0)
	for ; i > 0; i -= i & -i {
		n += s.tree[i]
	}
	return int(n)
}

func (s *seats) take(i int)  { s.change(i, 1) }
func (s *seats) leave(i int) { s.change(i, -1) }

func (s *seats) change(i int, by int32) {
	for i++; i < len(s.tree); i += i & -i {
		s.tree[i] += by
	}
}
