package merge

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/etch-http/etch/merge/document"
)

// runs tells whether values of two documents are the same bytes. It remembers the last
// run of bytes that both have in common, and what ends it: of values that stand inside
// of each other, which are asked for one after the other, each byte is read once, not
// once at every level.
type runs struct {
	a, b       []byte
	start, end int // in a: known to be the same in b, shift bytes further on
	shift      int
	ends       bool // the byte at end is known to be another
}

func newRuns(a, b *document.Document) runs { return runs{a: a.Source(), b: b.Source()} }

// same reports whether both are the same bytes, or both absent.
func (r *runs) same(x, y document.Node) bool {
	if !here(x) || !here(y) {
		return here(x) == here(y)
	}
	from, to := x.Span()
	start, end := y.Span()
	return r.equal(from, to, start, end)
}

// equal compares a[from:to] with b[start:end].
func (r *runs) equal(from, to, start, end int) bool {
	if to-from != end-start {
		return false
	}
	if shift := start - from; shift != r.shift || from < r.start || from > r.end {
		r.start, r.end, r.shift, r.ends = from, from, shift, false
	}
	if to <= r.end {
		return true
	}
	if r.ends {
		return false
	}
	n := common(r.a[r.end:to], r.b[r.end+r.shift:])
	r.end += n
	r.ends = r.end < to
	return !r.ends
}

// common returns how many bytes a and b have in common at their start; b is no shorter.
func common(a, b []byte) int {
	const block = 512
	n := 0
	for len(a)-n > block && bytes.Equal(a[n:n+block], b[n:n+block]) {
		n += block
	}
	for ; len(a)-n >= 8; n += 8 {
		if d := binary.LittleEndian.Uint64(a[n:]) ^ binary.LittleEndian.Uint64(b[n:]); d != 0 {
			return n + bits.TrailingZeros64(d)/8
		}
	}
	for n < len(a) && a[n] == b[n] {
		n++
	}
	return n
}
