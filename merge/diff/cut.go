package diff

import (
	"bytes"
	"hash/maphash"

	"github.com/etch-http/etch/merge/internal/pages"
)

// Lines are the lines of one text. Lines that are equal, byte for byte, have one
// number in all texts that were cut together, so that comparing them costs nothing.
// A line is a place in the text, kept as an offset of four bytes: no text may be
// larger than 4 GiB, as no document is.
type Lines struct {
	text   []byte
	starts []uint32 // of each line; at last the end of the text
	ids    []int32
}

// Len returns the number of lines.
func (l Lines) Len() int { return len(l.ids) }

// Start returns the offset at which line i begins; of i = Len the text's end.
func (l Lines) Start(i int) int { return int(l.starts[i]) }

// Of returns the lines from index i up to but without j, as one text; nil of none.
func (l Lines) Of(i, j int) []byte {
	if i == j {
		return nil
	}
	return l.text[l.starts[i]:l.starts[j]:l.starts[j]]
}

// Hunks returns the runs of lines that turn l into m, in order; between two of them
// is at least one equal line. Both were cut together.
func (l Lines) Hunks(m Lines) []Hunk { return hunksOf(l.ids, m.ids) }

// Equal reports whether line i of l is line j of m, byte for byte. Both were cut
// together.
func (l Lines) Equal(i int, m Lines, j int) bool { return l.ids[i] == m.ids[j] }

// Cut cuts texts after each line feed. Joined, the lines are the text; the last one
// may have no line feed. Whoever compares texts cuts them in one call.
func Cut(texts ...[]byte) []Lines {
	return cut(texts, []byte{'\n'}, func(rest []byte) int { return bytes.IndexByte(rest, '\n') + 1 })
}

// CutStrings is Cut for the source texts of JSON strings: it cuts behind each
// escaped line feed, so that every other escape stays as it is spelled. The last
// line is what stands behind the last one, the closing quote at least.
func CutStrings(sources ...[]byte) []Lines {
	return cut(sources, []byte(`\n`), func(rest []byte) int {
		for i := 0; i < len(rest); i++ {
			if rest[i] != '\\' {
				continue
			}
			if i++; i < len(rest) && rest[i] == 'n' {
				return i + 1
			}
		}
		return 0
	})
}

// cut numbers the lines of texts. end returns where the first line of a text ends; 0
// if it is the last. Every line but the last ends in sep, and in no line is another.
func cut(texts [][]byte, sep []byte, end func([]byte) int) []Lines {
	seed := maphash.MakeSeed()
	n := numberer{end: end, hash: func(line []byte) uint32 { return uint32(maphash.Bytes(seed, line)) }}
	for _, text := range texts {
		n.add(text, bytes.Count(text, sep)+1)
	}
	return n.texts
}

// A numberer gives lines their numbers: in the order in which they are first met, so
// that the hash, which is random, has no part in the result.
type numberer struct {
	end   func([]byte) int
	hash  func([]byte) uint32
	cells []cell // open addressing; a power of two
	first []line // by number
	texts []Lines
}

// A cell is a number plus one, or 0, beside the hash of its line.
type cell struct{ hash, number uint32 }

// A line is where one stands: the index of its text, and the line's in it.
type line struct{ text, at uint32 }

// add cuts one more text, of about so many lines. Most of its lines follow each
// other as in the first text, so that a look there saves looking them up.
func (n *numberer) add(text []byte, about int) {
	l := Lines{text: text, starts: pages.Fetch(make([]uint32, 0, about+1), about), ids: pages.Fetch(make([]int32, 0, about), about)}
	model := Lines{}
	if len(n.texts) > 0 {
		model = n.texts[0]
	} else {
		n.grow(about)
	}
	n.texts = append(n.texts, l)
	guess, start := 0, 0
	for start < len(text) {
		l.starts = append(l.starts, uint32(start))
		if guess+1 < len(model.ids) { // the last line may go on here
			if next := model.Of(guess, guess+1); bytes.HasPrefix(text[start:], next) {
				l.ids = append(l.ids, model.ids[guess])
				start += len(next)
				guess++
				continue
			}
		}
		stop := len(text)
		if length := n.end(text[start:]); length > 0 {
			stop = start + length
		}
		id := n.number(text[start:stop], line{uint32(len(n.texts) - 1), uint32(len(l.ids))})
		l.ids = append(l.ids, id)
		guess++ // one line changed
		if f := n.first[id]; f.text == 0 {
			guess = int(f.at) + 1
		}
		start = stop
		n.texts[len(n.texts)-1] = l
	}
	l.starts = append(l.starts, uint32(len(text)))
	n.texts[len(n.texts)-1] = l
}

// number returns the number of the line whose bytes are text.
func (n *numberer) number(text []byte, at line) int32 {
	h := n.hash(text)
	mask := uint32(len(n.cells) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		s := n.cells[i]
		if s.number == 0 {
			return n.enter(i, h, at)
		}
		if s.hash == h && bytes.Equal(n.bytes(int32(s.number-1)), text) {
			return int32(s.number - 1)
		}
	}
}

// bytes returns the line that has a number. It may be the last one so far of its
// text, which then has no end yet.
func (n *numberer) bytes(number int32) []byte {
	f := n.first[number]
	l := n.texts[f.text]
	if int(f.at)+1 < len(l.starts) {
		return l.Of(int(f.at), int(f.at)+1)
	}
	rest := l.text[l.starts[f.at]:]
	if length := n.end(rest); length > 0 {
		return rest[:length]
	}
	return rest
}

// enter puts a new line into the free cell i.
func (n *numberer) enter(i, h uint32, at line) int32 {
	n.first = append(n.first, at)
	n.cells[i] = cell{h, uint32(len(n.first))}
	if 4*len(n.first) > 3*len(n.cells) {
		n.grow(len(n.first))
	}
	return int32(len(n.first) - 1)
}

// grow makes room for so many lines, and as many again.
func (n *numberer) grow(lines int) {
	size := 16
	for 4*size < 6*lines {
		size *= 2
	}
	old := n.cells
	n.cells = make([]cell, size)
	mask := uint32(size - 1)
	for _, s := range old {
		if s.number == 0 {
			continue
		}
		i := s.hash & mask
		for n.cells[i].number != 0 {
			i = (i + 1) & mask
		}
		n.cells[i] = s
	}
}
