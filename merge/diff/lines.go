package diff

import (
	"bytes"
	"slices"
)

// SplitLines cuts text after each line feed. Joined, the lines are the text; the
// last one may have no line feed.
func SplitLines(text []byte) [][]byte {
	lines := make([][]byte, 0, bytes.Count(text, []byte{'\n'})+1)
	for len(text) > 0 {
		end := bytes.IndexByte(text, '\n') + 1
		if end == 0 {
			end = len(text)
		}
		lines = append(lines, text[:end:end])
		text = text[end:]
	}
	return lines
}

// A Hunk is a run of lines that differs: a[OldStart:OldEnd] became b[NewStart:NewEnd].
type Hunk struct{ OldStart, OldEnd, NewStart, NewEnd int }

// Hunks returns the runs of lines that turn a into b, in order; between two of
// them is at least one equal line. For large texts see [Cut].
func Hunks(a, b [][]byte) []Hunk {
	ids := map[string]int32{}
	number := func(lines [][]byte) []int32 {
		out := make([]int32, len(lines))
		for i, l := range lines {
			id, ok := ids[string(l)]
			if !ok {
				id = int32(len(ids))
				ids[string(l)] = id
			}
			out[i] = id
		}
		return out
	}
	return hunksOf(number(a), number(b))
}

// hunksOf returns the Hunks of lines that are numbers.
func hunksOf(a, b []int32) []Hunk {
	var out []Hunk
	i, j := 0, 0
	until := func(x, y int) {
		if x > i || y > j {
			out = append(out, Hunk{i, x, j, y})
		}
		i, j = x+1, y+1
	}
	for x, y := range align(a, b) {
		if y >= 0 {
			until(x, int(y))
		}
	}
	until(len(a), len(b))
	return slide(out, a, b)
}

// slide moves every pure insertion and removal down as far as it goes: of a
// paragraph added between two blank lines it is then the blank line behind it that
// is new. Where a hunk stands decides what touches it, so all tools do it alike.
func slide(hs []Hunk, a, b []int32) []Hunk {
	var out []Hunk // backwards
	for k := len(hs) - 1; k >= 0; k-- {
		h, limit := hs[k], len(a)
		if len(out) > 0 {
			limit = out[len(out)-1].OldStart
		}
		for h.OldEnd < limit && h.slides(a, b) {
			h = Hunk{h.OldStart + 1, h.OldEnd + 1, h.NewStart + 1, h.NewEnd + 1}
		}
		if n := len(out); n > 0 && h.OldEnd == limit { // it has run into the next one
			out[n-1].OldStart, out[n-1].NewStart = h.OldStart, h.NewStart
			continue
		}
		out = append(out, h)
	}
	slices.Reverse(out)
	return out
}

// slides reports whether h is the same change one line further down.
func (h Hunk) slides(a, b []int32) bool {
	switch {
	case h.OldStart == h.OldEnd:
		return b[h.NewStart] == a[h.OldEnd]
	case h.NewStart == h.NewEnd:
		return a[h.OldStart] == a[h.OldEnd]
	}
	return false
}

// hunks returns the Hunks as Changes.
func hunks(a, b Lines) []Change {
	var out []Change
	for _, h := range a.Hunks(b) {
		out = append(out, Change{
			Old:  a.Of(h.OldStart, h.OldEnd),
			New:  b.Of(h.NewStart, h.NewEnd),
			Line: h.OldStart + 1,
		})
	}
	return out
}

// joined returns the lines as one text; nil of none.
func joined(lines [][]byte) []byte {
	if len(lines) == 0 {
		return nil
	}
	return bytes.Join(lines, nil)
}
