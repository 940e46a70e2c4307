package diff

// maxEdits is how many edits walk looks ahead.
const maxEdits = 128

// walk pairs numbers where nothing is rare: periods, brackets, one value over and
// over. It takes the shortest way as far as maxEdits edits lead (E. W. Myers, An
// O(ND) Difference Algorithm, 1986), makes the pairs of the way that got furthest,
// and goes on from there. So it takes time in proportion to the lengths, and two
// parts that differ in few places are aligned as well as can be.
func (l *aligner) walk(a, b part) {
	for a.len() > 0 && b.len() > 0 {
		x, y, edits := l.furthest(a.v, b.v)
		l.retrace(a, b, x, y, edits)
		a, b = a.slice(x, a.len()), b.slice(y, b.len())
	}
}

// furthest returns how far some edits lead, and how many they were. In l.trace is,
// for every number of edits d and each diagonal k = x - y from -d to d, how far into
// a they lead there; -1 where none do.
func (l *aligner) furthest(a, b []int32) (x, y, edits int) {
	l.trace = l.trace[:0]
	for d := 0; ; d++ {
		best := -1
		for k := -d; k <= d; k++ {
			at := -1
			if (d+k)%2 == 0 {
				if at, _ = l.step(d, k, len(a), len(b)); at >= 0 {
					at = snake(a, b, at, k)
				}
			}
			l.trace = append(l.trace, int32(at))
			if at >= 0 && 2*at-k > best {
				best, x, y = 2*at-k, at, at-k
			}
		}
		if best == len(a)+len(b) || d == maxEdits {
			return x, y, d
		}
	}
}

// reach returns how far d edits lead on diagonal k; -1 if they do not.
func (l *aligner) reach(d, k int) int {
	if k < -d || k > d {
		return -1
	}
	return int(l.trace[d*d+d+k])
}

// step returns where edit d arrives on diagonal k, and the diagonal that it comes
// from: one down takes a number of b in, one up takes one of a out.
func (l *aligner) step(d, k, lenA, lenB int) (x, from int) {
	if d == 0 {
		return 0, 0
	}
	x, from = -1, 0
	if in := l.reach(d-1, k+1); in >= 0 && in-k <= lenB {
		x, from = in, k+1
	}
	if out := l.reach(d-1, k-1); out >= 0 && out+1 <= lenA && out+1 > x {
		x, from = out+1, k-1
	}
	return x, from
}

// snake follows equal numbers from x on diagonal k.
func snake(a, b []int32, x, k int) int {
	for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
		x++
	}
	return x
}

// retrace goes the way back from x, y and makes the pairs that lie on it.
func (l *aligner) retrace(a, b part, x, y, edits int) {
	for d := edits; d >= 0; d-- {
		k := x - y
		start, from := l.step(d, k, a.len(), b.len())
		for x > start {
			x--
			l.pair(a, b, x, x-k)
		}
		if d > 0 {
			x = l.reach(d-1, from)
			y = x - from
		}
	}
}
