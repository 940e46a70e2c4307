package merge

import (
	"bytes"
	"slices"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// A MarkerStyle says what stands between the markers of a conflict. The styles, and
// their names, are git's.
type MarkerStyle int

// The styles. The conflicts of a Result are always those of diff3: a style is a way
// to show them.
const (
	StyleDiff3  MarkerStyle = iota // ours, base and theirs, whole
	StyleMerge                     // ours and theirs; lines that both have stand outside, but for few between two conflicts
	StyleZdiff3                    // as diff3; lines that ours and theirs begin or end with alike stand outside
)

// String returns the name of s: "diff3", "merge" or "zdiff3".
func (s MarkerStyle) String() string { return [...]string{"diff3", "merge", "zdiff3"}[s] }

// Markers say how conflicts are shown in a text. The zero value is diff3 with the
// labels "ours", "base" and "theirs".
type Markers struct {
	Style MarkerStyle

	// Size is the number of signs in a marker. 0 is 7 or, where a line of the
	// document could then be taken for a marker, as many more as it takes (see
	// Result.Fit). A size that is given is kept, as git's conflict-marker-size is.
	Size int

	Ours, Base, Theirs string // the labels, in one line each; "" is the default
}

// minMarker is the number of signs in git's markers.
const minMarker = 7

// labelled returns m with every label there.
func (m Markers) labelled() Markers {
	for label, other := range map[*string]string{&m.Ours: "ours", &m.Base: "base", &m.Theirs: "theirs"} {
		if *label = strings.Join(strings.Fields(*label), " "); *label == "" {
			*label = other
		}
	}
	return m
}

// Fit returns m as Marked and Unmark use it: with labels, and with a Size that no line
// of the merged document or of a revision has, if it looks like a marker.
func (r Result) Fit(m Markers) Markers {
	m = m.labelled()
	if m.Size > 0 {
		return m
	}
	m.Size = minMarker
	var rules []int // the sizes of separators: any document may underline a title
	for _, found := range r.looksLikeMarkers(m) {
		if found.sign == '=' {
			rules = append(rules, found.size)
		} else {
			m.Size = max(m.Size, found.size+1)
		}
	}
	for slices.Contains(rules, m.Size) {
		m.Size++
	}
	return m
}

// looksLikeMarkers returns the lines of all documents that could be markers.
func (r Result) looksLikeMarkers(m Markers) (all []found) {
	docs := []*document.Document{r.Document, r.input.r.Base, r.input.r.Ours, r.input.r.Theirs}
	in := make([][]found, len(docs))
	look := func(some ...int) {
		for _, i := range some {
			in[i] = m.lines(docs[i].Source(), minMarker)
		}
	}
	if len(r.Document.Source()) < largeText {
		look(0, 1, 2, 3)
	} else {
		beside(func() { look(0, 1) }, func() { look(2, 3) })
	}
	return slices.Concat(in...)
}

// largeText is a text whose search another goroutine shares.
const largeText = 1 << 20

// A block is a run of lines in a text with markers: plain, or in conflict.
type block struct {
	open               bool // a conflict: the sides count, else plain
	plain              []byte
	merged             bool // plain has something in it that a side changed
	ours, base, theirs []byte
}

// shown cuts the merged document into blocks.
func (r Result) shown() []block {
	if r.open != nil {
		return r.openings()
	}
	return r.windows()
}

// openings cuts a merged text into blocks: it knows where its conflicts are.
func (r Result) openings() []block {
	text, at := r.Document.Source(), 0
	var out []block
	for i, n := range r.open {
		merged := i > 0 && r.open[i-1].index+1 != n.index
		out = append(out, block{plain: text[at:n.at.Start], merged: merged}, block{open: true, base: n.Base, ours: n.Ours, theirs: n.Theirs})
		at = n.at.End
	}
	return append(out, block{plain: text[at:]})
}

// Marked returns the merged document as text in which each conflict stands between
// markers: "<<<<<<< ours", "||||||| base" (not in StyleMerge), "=======", ">>>>>>>
// theirs". Only the lines that hold a conflict are between them; all others are the
// merged document's. A last line without an end gets one if a marker follows.
func (r Result) Marked(m Markers) []byte {
	if r.Clean() {
		return bytes.Clone(r.Document.Source())
	}
	return bytes.Join(r.MarkedParts(m), nil)
}

// MarkedParts is Marked in parts, which are the text if they are joined: who writes it
// somewhere needs no copy of a large one. A caller must not change them. They share
// memory with the merged document, and none with the revisions.
func (r Result) MarkedParts(m Markers) [][]byte {
	text := r.Document.Source()
	if r.Clean() {
		return [][]byte{text}
	}
	p := marking{Markers: r.Fit(m), eol: eolOf(text)}
	bs := r.shown()
	if m.Style == StyleMerge {
		bs = refine(bs)
	}
	for _, b := range bs {
		switch {
		case b.open:
			p.conflict(b)
		case len(b.plain) < largePart || m.Style == StyleMerge: // which cuts plain text out of the sides
			p.out = append(p.out, b.plain...)
		default:
			p.parts = append(p.parts, p.out, b.plain)
			p.out = nil
		}
	}
	return append(p.parts, p.out)
}

// largePart is how many bytes of the merged document are a part of their own.
const largePart = 1 << 14

// eolOf returns what ends the first line of text: the markers' lines end so too.
func eolOf(text []byte) []byte {
	if i := bytes.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		return []byte("\r\n")
	}
	return []byte("\n")
}

// A marking is the work of Marked.
type marking struct {
	Markers
	eol   []byte
	parts [][]byte
	out   []byte // the part that is being made
}

// conflict writes one conflict, as the style has it.
func (p *marking) conflict(b block) {
	if p.Style != StyleZdiff3 {
		p.between(b)
		return
	}
	head, b, tail := trim(b)
	p.out = append(p.out, head...)
	p.between(b)
	p.out = append(p.out, tail...)
}

// between writes the sides of a conflict and the markers around them.
func (p *marking) between(b block) {
	p.marker('<', p.Ours, b.ours)
	if p.Style != StyleMerge {
		p.marker('|', p.Base, b.base)
	}
	p.marker('=', "", b.theirs)
	p.marker('>', p.Theirs, nil)
}

// marker writes a marker's line and the text below it.
func (p *marking) marker(sign byte, label string, text []byte) {
	p.out = append(p.out, p.line(sign, label)...)
	p.out = append(p.out, p.eol...)
	p.out = endLine(append(p.out, text...), p.eol)
}

// line returns a marker's line, without its end.
func (m Markers) line(sign byte, label string) string {
	line := strings.Repeat(string(sign), m.Size)
	if label != "" {
		line += " " + label
	}
	return line
}
