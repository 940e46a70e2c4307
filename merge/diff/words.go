package diff

import (
	"unicode"
	"unicode/utf8"
)

// An Op says where a Piece stands.
type Op int

// The Ops.
const (
	Keep   Op = iota // on both sides
	Delete           // on the old side
	Insert           // on the new side
)

// A Piece is a part of a line, for display.
type Piece struct {
	Op   Op
	Text string
}

// Words compares two lines by word. All pieces but the insertions, joined, are
// old, byte for byte; all but the deletions are new, whatever the bytes are.
func Words(old, new string) []Piece {
	ids := map[string]int32{}
	number := func(words []string) []int32 {
		out := make([]int32, len(words))
		for i, w := range words {
			if _, ok := ids[w]; !ok {
				ids[w] = int32(len(ids))
			}
			out[i] = ids[w]
		}
		return out
	}
	a, b := splitWords(old), splitWords(new)
	var out pieces
	i, j := 0, 0
	until := func(x, y int) {
		out.add(Delete, a[i:x])
		out.add(Insert, b[j:y])
		if x < len(a) {
			out.add(Keep, a[x:x+1])
		}
		i, j = x+1, y+1
	}
	for x, y := range align(number(a), number(b)) {
		if y >= 0 {
			until(x, int(y))
		}
	}
	until(len(a), len(b))
	return out
}

type pieces []Piece

// add appends words, to the last piece if it is of the same kind.
func (p *pieces) add(op Op, words []string) {
	for _, w := range words {
		if n := len(*p); n > 0 && (*p)[n-1].Op == op {
			(*p)[n-1].Text += w
		} else {
			*p = append(*p, Piece{op, w})
		}
	}
}

// splitWords cuts s into runs of letters and digits, runs of white space, and
// single characters; a byte that is not UTF-8 stands alone.
func splitWords(s string) []string {
	var out []string
	last := other
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		k := kindOf(r, size)
		if n := len(out); n > 0 && k == last && k != other {
			out[n-1] += s[:size]
		} else {
			out = append(out, s[:size])
		}
		last, s = k, s[size:]
	}
	return out
}

type wordKind int

const (
	other wordKind = iota
	word
	space
)

func kindOf(r rune, size int) wordKind {
	switch {
	case r == utf8.RuneError && size == 1:
		return other
	case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_':
		return word
	case unicode.IsSpace(r):
		return space
	}
	return other
}
