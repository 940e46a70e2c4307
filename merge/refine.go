package merge

import (
	"bytes"

	"github.com/etch-http/etch/merge/diff"
)

// trim takes the lines that ours and theirs of a conflict begin and end with alike
// out of it.
func trim(b block) (head []byte, inner block, tail []byte) {
	o, t := diff.SplitLines(b.ours), diff.SplitLines(b.theirs)
	n, lo := min(len(o), len(t)), 0
	for lo < n && bytes.Equal(o[lo], t[lo]) {
		lo++
	}
	hi := 0
	for hi < n-lo && bytes.Equal(o[len(o)-1-hi], t[len(t)-1-hi]) {
		hi++
	}
	join := func(lines [][]byte) []byte { return bytes.Join(lines, nil) }
	inner = block{open: true, base: b.base, ours: join(o[lo : len(o)-hi]), theirs: join(t[lo : len(t)-hi])}
	return join(o[:lo]), inner, join(o[len(o)-hi:])
}

// near is how many equal lines between two conflicts leave them one: markers around
// few lines are harder to read than the lines twice.
const near = 3

// refine cuts a conflict into the places where ours and theirs differ, and what is
// equal before, between and behind them.
func refine(b block) []block {
	o, t := diff.SplitLines(b.ours), diff.SplitLines(b.theirs)
	var hunks []diff.Hunk
	for _, h := range diff.Hunks(o, t) {
		if n := len(hunks); n > 0 && (h.OldStart-hunks[n-1].OldEnd <= near || !wordy(o[hunks[n-1].OldEnd:h.OldStart])) {
			hunks[n-1].OldEnd, hunks[n-1].NewEnd = h.OldEnd, h.NewEnd
			continue
		}
		hunks = append(hunks, h)
	}
	var out []block
	at := 0
	for _, h := range hunks {
		out = append(out, block{plain: bytes.Join(o[at:h.OldStart], nil)}, block{
			open: true, base: b.base,
			ours: bytes.Join(o[h.OldStart:h.OldEnd], nil), theirs: bytes.Join(t[h.NewStart:h.NewEnd], nil),
		})
		at = h.OldEnd
	}
	return append(out, block{plain: bytes.Join(o[at:], nil)})
}

// wordy reports whether a letter or a digit stands in lines. Brackets and blank
// lines are equal everywhere, and part nothing.
func wordy(lines [][]byte) bool {
	for _, l := range lines {
		for _, c := range l {
			if '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80 {
				return true
			}
		}
	}
	return false
}
