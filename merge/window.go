package merge

import (
	"bytes"

	"github.com/etch-http/etch/merge/diff"
)

// A window is some whole lines of the merged document around variants that are near
// each other. What lies between two windows needs no look.
type window struct {
	text     []byte // of the merged document
	at       Span
	variants []variant // in it
	rest     []variant // behind it
}

// next moves w to the lines that hold the next variant.
func (w *window) next() {
	first := w.rest[0].at.Start
	start := bytes.LastIndexByte(w.text[:first], '\n') + 1
	w.at, w.variants = Span{start, start}, w.rest[:0]
	w.take()
	w.grow(1)
}

// take takes the next variant in.
func (w *window) take() {
	n := len(w.variants) + 1
	w.variants, w.rest = w.variants[:n], w.rest[1:]
	w.at.End = max(w.at.End, w.lineEnd(w.variants[n-1].at.End))
}

// grow adds so many lines, and the variants that begin in them.
func (w *window) grow(lines int) {
	for ; lines > 0; lines-- {
		w.at.End = w.lineEnd(w.at.End)
		for len(w.rest) > 0 && w.rest[0].at.Start < w.at.End {
			w.take()
		}
	}
}

// lineEnd returns where the line ends in which the byte at i is.
func (w *window) lineEnd(i int) int {
	if n := bytes.IndexByte(w.text[i:], '\n'); n >= 0 {
		return i + n + 1
	}
	return len(w.text)
}

// chunks compares the sides in the window. Where they differ up to its end, it grows:
// the lines that are new on one side may as well be later ones, if those are equal
// (see diff.Lines.Hunks), and a conflict ends before a line that all have.
func (w *window) chunks() (b, o, t diff.Lines, out []chunk) {
	for lines := 1; ; lines *= 2 {
		as := diff.Cut(w.base(), w.ours(), w.text[w.at.Start:w.at.End])
		out = diff3(as[0], as[1], as[2])
		if w.at.End == len(w.text) || len(out) > 0 && out[len(out)-1].who == Base {
			return as[0], as[1], as[2], out
		}
		w.grow(lines)
	}
}

func (w *window) base() []byte { return w.with(func(v *variant) []byte { return v.base }) }
func (w *window) ours() []byte { return w.with(func(v *variant) []byte { return v.ours }) }

// with returns the lines as one of the other sides has them.
func (w *window) with(side func(v *variant) []byte) []byte {
	size, at := w.at.End-w.at.Start, w.at.Start
	for i := range w.variants {
		size += len(side(&w.variants[i]))
	}
	out := make([]byte, 0, size)
	for i := range w.variants {
		v := &w.variants[i]
		out = append(append(out, w.text[at:v.at.Start]...), side(v)...)
		at = v.at.End
	}
	return append(out, w.text[at:w.at.End]...)
}

// windows cuts a merged document into blocks: around each place that would read
// otherwise if the conflicts were settled otherwise.
func (r Result) windows() []block {
	w := window{text: r.Document.Source(), rest: r.variants}
	var out []block
	at := 0
	for len(w.rest) > 0 {
		w.next()
		b, o, t, chunks := w.chunks()
		for _, c := range chunks {
			if c.who == Base {
				continue
			}
			if start := w.at.Start + t.Start(c.t.start); start > at {
				out = append(out, block{plain: w.text[at:start]})
			}
			out = append(out, block{open: true, base: c.b.of(b), ours: c.o.of(o), theirs: c.t.of(t)})
			at = w.at.Start + t.Start(c.t.end)
		}
	}
	if at < len(w.text) {
		out = append(out, block{plain: w.text[at:]})
	}
	return out
}
