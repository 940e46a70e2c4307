package merge

import (
	"bytes"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/internal/pages"
)

// A texts is three texts that are merged by line.
type texts struct{ b, o, t lined }

// A lined is one of them, cut into lines.
type lined struct {
	diff.Lines
	ends ends
}

// newTexts cuts the texts into lines. Where each ends all its lines in one way, a
// side that ends them otherwise than base has changed that and nothing else: it is
// compared, and comes out, with the line ends of the result.
func newTexts(b, o, t []byte) texts {
	eb, eo, et := endsOf(b), endsOf(o), endsOf(t)
	if eb.eol != "" && eo.eol != "" && et.eol != "" {
		want := et.eol
		if want == eb.eol {
			want = eo.eol
		}
		b, o, t = eb.convert(b, want), eo.convert(o, want), et.convert(t, want)
	}
	lines := diff.Cut(b, o, t)
	return texts{lined{lines[0], eb}, lined{lines[1], eo}, lined{lines[2], et}}
}

// text merges by line.
func (e *engine) text(b, o, t []byte) []byte {
	x := newTexts(b, o, t)
	var parts [][]byte
	at := 0 // in the result
	for _, c := range diff3(x.b.Lines, x.o.Lines, x.t.Lines) {
		part := e.chunk(x, c)
		if n := len(e.opened); n > 0 && e.opened[n-1].at.Start < 0 {
			e.opened[n-1].at = Span{at, at + len(part)}
		}
		parts = append(parts, part)
		at += len(part)
	}
	out := pages.Fetch(make([]byte, 0, at), at) // not nil: a text without lines is not absent
	for _, part := range parts {
		out = append(out, part...)
	}
	return out
}

// chunk returns what stands in the result for one chunk, and lists what changed.
func (e *engine) chunk(x texts, c chunk) []byte {
	if c.who == Base {
		return c.t.of(x.t.Lines)
	}
	n := Change{
		Line: c.t.start + 1, Who: c.who,
		Base: c.b.of(x.b.Lines), Ours: c.o.of(x.o.Lines), Theirs: c.t.of(x.t.Lines),
	}
	if base, ok := e.held.lines(c.b); ok && c.who == Ours {
		n.Who, c.who, n.Base = None, None, base
	}
	switch c.who {
	case None:
		return e.hunk(n, x, c)
	case Ours:
		e.changes = append(e.changes, n)
		return n.Ours
	}
	e.changes = append(e.changes, n)
	return n.Theirs
}

// An opening is a conflict of lines, and where it is in the merged text.
type opening struct {
	at    Span // Start is -1 until that is known
	index int  // in the Result's Changes
	Change
}

// hunk notes a collision of lines, or settles it, and returns what stands there.
func (e *engine) hunk(n Change, x texts, c chunk) []byte {
	s := spot{line: c.b.start + 1}
	r, ok := e.settled[s]
	if !ok {
		e.changes = append(e.changes, n)
		e.conflicts = append(e.conflicts, Conflict{Change: n, Kind: kindOfLines(n), Spans: x.spans(c)})
		e.spots = append(e.spots, s)
		e.opened = append(e.opened, opening{Span{Start: -1}, len(e.changes) - 1, n})
		return n.Theirs
	}
	n.Who = r.who()
	e.changes = append(e.changes, n)
	switch r.Take {
	case Ours:
		return n.Ours
	case Base:
		return n.Base
	case Both:
		return append(endLine(bytes.Clone(n.Ours), n.Theirs), n.Theirs...)
	case Custom:
		return r.Value
	}
	return n.Theirs
}

// kindOfLines says in which way two changes of one place collide.
func kindOfLines(n Change) Kind {
	switch {
	case n.Base == nil:
		return AddAdd
	case n.Ours == nil || n.Theirs == nil:
		return DeleteModify
	}
	return BothModified
}

// spans returns where the sides of a chunk stand in their sources.
func (x texts) spans(c chunk) Spans {
	of := func(s lined, at span) Span { return Span{s.offset(at.start), s.offset(at.end)} }
	return Spans{of(x.b, c.b), of(x.o, c.o), of(x.t, c.t)}
}

// offset returns where line i of a side begins in its source.
func (s lined) offset(i int) int { return s.Start(i) - s.ends.grown(i) }

// endLine ends the last line of text, as next has it, if next is to follow.
func endLine(text, next []byte) []byte {
	switch {
	case len(text) == 0 || len(next) == 0 || text[len(text)-1] == '\n':
		return text
	case bytes.Contains(next, []byte("\r\n")):
		return append(text, "\r\n"...)
	}
	return append(text, '\n')
}

// mergeStrings merges strings of several lines by line: the source text, cut
// behind each \n, so that every other escape stays as it is. It reports false
// where that is not possible without a conflict.
func mergeStrings(x tri) ([]byte, bool) {
	lines, ok := stringLines(x)
	if !ok {
		return nil, false
	}
	return joinLines(lines)
}

// joinLines merges base, ours and theirs by line; it reports false where they collide.
func joinLines(lines []diff.Lines) ([]byte, bool) {
	b, o, t := lines[0], lines[1], lines[2]
	var out []byte
	for _, c := range diff3(b, o, t) {
		switch c.who {
		case None:
			return nil, false
		case Ours:
			out = append(out, c.o.of(o)...)
		default:
			out = append(out, c.t.of(t)...)
		}
	}
	return out, true
}

// stringLines cuts the source texts of three strings; it reports false where one is
// no string, or has one line.
func stringLines(x tri) ([]diff.Lines, bool) {
	var sources [][]byte
	for _, n := range []document.Node{x.b, x.o, x.t} {
		if n.Kind() != document.String || !bytes.Contains(n.Source(), []byte(`\n`)) {
			return nil, false
		}
		sources = append(sources, n.Source())
	}
	lines := diff.CutStrings(sources...)
	for _, l := range lines {
		if l.Len() < 2 {
			return nil, false
		}
	}
	return lines, true
}
