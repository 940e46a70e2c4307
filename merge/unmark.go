package merge

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/etch-http/etch/merge/document"
)

// An OpenError is a text in which markers still stand.
type OpenError struct {
	Lines []int // 1-based: where each conflict begins, and each marker that is alone
}

// Error names the first line, and how many there are.
func (e *OpenError) Error() string {
	if len(e.Lines) == 1 {
		return fmt.Sprintf("line %d: a conflict marker is still there", e.Lines[0])
	}
	return fmt.Sprintf("line %d: a conflict marker is still there (and at %d more places)", e.Lines[0], len(e.Lines)-1)
}

// Unmark reads what became of r.Marked(m) in an editor. A conflict without markers
// is settled by what stands there; any other text may have been edited as well. So
// without a marker the edited text is the document.
//
// Only a line that is exactly a marker of m is one: a size and labels that no line of
// the document has (see Fit). The error is an *OpenError while markers stand; else a
// *document.SyntaxError, with line and column of edited, where it is no document of
// r's format, or repeats a member's name that is not repeated in the revisions.
//
// A text that ended in a marker, and now ends in a side whose last line has no end,
// loses the one that Marked put there; so does any other where neither side has one.
func (r Result) Unmark(edited []byte, m Markers) (*document.Document, error) {
	if open := r.Fit(m).Open(edited); len(open) > 0 {
		return nil, &OpenError{open}
	}
	_, tree := formatOf(r.input.r)
	if !tree {
		return document.Parse(r.unended(edited), document.Text)
	}
	d, err := document.Parse(edited, document.JSON)
	if err != nil {
		return nil, err
	}
	return d, r.newRepeat(d)
}

// unended takes away the line end that a marker's own line needed before it, behind
// the last line of a side that has none.
func (r Result) unended(edited []byte) []byte {
	bs := r.shown()
	for len(bs) > 0 && !bs[len(bs)-1].open && len(bs[len(bs)-1].plain) == 0 {
		bs = bs[:len(bs)-1]
	}
	if len(bs) == 0 || !bs[len(bs)-1].open {
		return edited
	}
	last, before, eol := bs[len(bs)-1], []byte(nil), eolOf(r.Document.Source())
	if len(bs) > 1 {
		before = bs[len(bs)-2].plain
	}
	all, taken := 0, false // the sides whose last line has no end; one of them was taken
	for _, side := range [][]byte{last.ours, last.theirs} {
		switch end := slices.Concat(before, side); {
		case len(side) == 0:
		case side[len(side)-1] != '\n':
			all++
			taken = taken || bytes.HasSuffix(edited, append(end, eol...))
		case bytes.HasSuffix(edited, end): // one whose last line has its end
			return edited
		}
	}
	if all == 2 || taken {
		return bytes.TrimSuffix(edited, eol)
	}
	return edited
}

// newRepeat returns an error at the first name that stands twice in d and in no
// revision.
func (r Result) newRepeat(d *document.Document) error {
	var before []document.Pointer
	for _, from := range []*document.Document{r.input.r.Base, r.input.r.Ours, r.input.r.Theirs} {
		before = append(before, from.Duplicates()...)
	}
	for _, p := range d.Duplicates() {
		if slices.Contains(before, p) {
			continue
		}
		e := &document.SyntaxError{Line: 1, Column: 1, Pointer: p, Reason: "this member name is there twice"}
		if n, ok := d.At(p); ok {
			e.Offset, _ = n.Span()
			e.Line, e.Column = d.Position(e.Offset)
		}
		return e
	}
	return nil
}

// Open returns the 1-based lines of text at which conflicts begin, and those of
// markers that stand alone. A Size of 0 is 7.
func (m Markers) Open(text []byte) []int {
	if m = m.labelled(); m.Size == 0 {
		m.Size = minMarker
	}
	var out []int
	last := byte('>') // the sign of the marker before, of whole conflicts so far
	for _, f := range m.lines(text, m.Size) {
		if f.size != m.Size {
			continue
		}
		follows := f.sign == '|' && last == '<' || f.sign == '=' && (last == '<' || last == '|') || f.sign == '>' && last == '='
		if !follows {
			out = append(out, f.line)
		}
		last = f.sign
	}
	return out
}

// MarkerSize returns the size of the largest marker with m's labels in text; 0 where
// there is none. Where it is larger than that of each revision, the text is one that
// Marked made, or what an editor has left of it: see Fit.
func (m Markers) MarkerSize(text []byte) int {
	size := 0
	for _, f := range m.labelled().lines(text, minMarker) {
		if f.sign != '=' {
			size = max(size, f.size)
		}
	}
	return size
}

// A found is a line that looks like a marker.
type found struct {
	line, size int
	sign       byte
}

// lines returns the lines of text that could be markers with m's labels, of at
// least so many signs. It looks for the signs, which are rare in most documents, and
// not at every line.
func (m Markers) lines(text []byte, least int) []found {
	var out []found
	for sign, label := range map[byte]string{'<': " " + m.Ours, '|': " " + m.Base, '=': "", '>': " " + m.Theirs} {
		signs := bytes.Repeat([]byte{sign}, least)
		for at := 0; ; {
			i := bytes.Index(text[at:], signs)
			if i < 0 {
				break
			}
			start := at + i
			for at = start + least; at < len(text) && text[at] == sign; at++ {
			}
			if start > 0 && text[start-1] != '\n' {
				continue
			}
			rest, _, _ := bytes.Cut(text[at:], []byte{'\n'})
			if string(bytes.TrimSuffix(rest, []byte{'\r'})) == label {
				out = append(out, found{line: start, size: at - start, sign: sign})
			}
		}
	}
	slices.SortFunc(out, func(a, b found) int { return a.line - b.line })
	line, at := 1, 0
	for i := range out {
		start := out[i].line // so far, its offset
		line += bytes.Count(text[at:start], []byte{'\n'})
		out[i].line, at = line, start
	}
	return out
}
