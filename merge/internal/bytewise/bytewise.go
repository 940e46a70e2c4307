// Package bytewise compares bytes of two sources that have most of them in common.
package bytewise

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

const (
	word     = 8       // bytes that are looked at one by one, as it were
	block    = 64      // bytes that are looked at first
	farthest = 1 << 12 // bytes that are looked at once, at most: so many are in vain where something differs
)

// Length returns how many bytes a and b begin with alike.
func Length(a, b []byte) int {
	a = a[:min(len(a), len(b))]
	b = b[:len(a)]
	n := 0
	for size := block; n < len(a); size = min(2*size, farthest) {
		end := min(n+size, len(a))
		if !bytes.Equal(a[n:end], b[n:end]) {
			return n + short(a[n:end], b[n:end])
		}
		n = end
	}
	return n
}

// short is Length, word by word, of two blocks.
func short(a, b []byte) int {
	n := 0
	for ; n+word <= len(a); n += word {
		if other := binary.LittleEndian.Uint64(a[n:]) ^ binary.LittleEndian.Uint64(b[n:]); other != 0 {
			return n + bits.TrailingZeros64(other)/8
		}
	}
	for n < len(a) && a[n] == b[n] {
		n++
	}
	return n
}

// A Run tells whether parts of two sources are the same bytes. It remembers the last
// run of bytes that both have in common, and what ends it: of parts that stand inside
// of each other or behind each other, which are asked for one after the other, each
// byte is compared once, and many of them at a time.
type Run struct {
	A, B []byte

	start, end int // in A: known to be the same in B, shift bytes further on
	shift      int
	ends       bool // the byte at end is known to be another
}

// Equal compares A[from:to] with B[start:end].
func (r *Run) Equal(from, to, start, end int) bool {
	if to-from != end-start {
		return false
	}
	if shift := start - from; shift != r.shift || from < r.start || from > r.end {
		r.start, r.end, r.shift, r.ends = from, from, shift, false
	}
	if to > r.end && !r.ends {
		r.extend(to)
	}
	return to <= r.end
}

// extend looks at the bytes up to an offset in A, and beyond it as many as the run has
// had so far, within bounds.
func (r *Run) extend(to int) {
	limit := min(to+min(farthest, to-r.start), len(r.A), len(r.B)-r.shift)
	r.end += Length(r.A[r.end:limit], r.B[r.end+r.shift:limit+r.shift])
	r.ends = r.end < limit
}

// Holds reports whether the run is known to begin at that offset in A, or before it, and
// the offset in B is the same place.
func (r *Run) Holds(inA, inB int) bool { return r.start <= inA && inA <= r.end && inB == inA+r.shift }
