package merge

import (
	"bytes"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// A chunk is a run of lines that is stable, changed by one side or both alike, or
// in conflict: the end of one is the start of the next.
type chunk struct {
	who     Side // Base: stable; Ours, Theirs, Both; None: in conflict
	b, o, t span
}

type span struct{ start, end int } // lines

func (s span) of(lines [][]byte) []byte { return bytes.Join(lines[s.start:s.end], nil) }

// diff3 cuts three texts into chunks. Two changes with at least one unchanged line
// between them are two chunks; changes that touch are one, and a conflict unless
// they are equal.
func diff3(b, o, t [][]byte) []chunk {
	ours, theirs := diff.Hunks(b, o), diff.Hunks(b, t)
	var out []chunk
	at := chunk{} // where the last chunk ended
	for len(ours) > 0 || len(theirs) > 0 {
		c := chunk{}
		var byOurs, byTheirs []diff.Hunk // the hunks of this chunk
		from, to := -1, -1
		for {
			if len(ours) > 0 && (to < 0 && first(ours, theirs) || to >= 0 && ours[0].OldStart <= to) {
				byOurs, ours, from, to = append(byOurs, ours[0]), ours[1:], start(from, ours[0]), max(to, ours[0].OldEnd)
			} else if len(theirs) > 0 && (to < 0 || theirs[0].OldStart <= to) {
				byTheirs, theirs, from, to = append(byTheirs, theirs[0]), theirs[1:], start(from, theirs[0]), max(to, theirs[0].OldEnd)
			} else {
				break
			}
		}
		c.b = span{from, to}
		c.o = widen(byOurs, c.b, at.o.end-at.b.end)
		c.t = widen(byTheirs, c.b, at.t.end-at.b.end)
		out = stable(out, at, c)
		c.who = whose(byOurs, byTheirs, c.o.of(o), c.t.of(t))
		out, at = append(out, c), c
	}
	end := chunk{b: span{len(b), len(b)}, o: span{len(o), len(o)}, t: span{len(t), len(t)}}
	return stable(out, at, end)
}

// first reports whether ours begins before theirs, or where it does.
func first(ours, theirs []diff.Hunk) bool {
	return len(theirs) == 0 || ours[0].OldStart <= theirs[0].OldStart
}

func start(from int, h diff.Hunk) int {
	if from < 0 {
		return h.OldStart
	}
	return min(from, h.OldStart)
}

// widen returns the lines of a side that stand for base's lines b: those of its
// hunks, and what is unchanged before, between and behind them. shift leads from
// base to the side where there is no hunk.
func widen(hunks []diff.Hunk, b span, shift int) span {
	if len(hunks) == 0 {
		return span{b.start + shift, b.end + shift}
	}
	head, tail := hunks[0], hunks[len(hunks)-1]
	return span{head.NewStart - (head.OldStart - b.start), tail.NewEnd + (b.end - tail.OldEnd)}
}

// stable appends the unchanged lines between two chunks.
func stable(out []chunk, at, next chunk) []chunk {
	if at.b.end == next.b.start {
		return out
	}
	return append(out, chunk{
		who: Base,
		b:   span{at.b.end, next.b.start}, o: span{at.o.end, next.o.start}, t: span{at.t.end, next.t.start},
	})
}

func whose(ours, theirs []diff.Hunk, o, t []byte) Side {
	switch {
	case len(theirs) == 0:
		return Ours
	case len(ours) == 0:
		return Theirs
	case bytes.Equal(o, t):
		return Both
	}
	return None
}

// text merges by line.
func (e *engine) text(b, o, t []byte) []byte {
	lb, lo, lt := diff.SplitLines(b), diff.SplitLines(o), diff.SplitLines(t)
	out := []byte{}
	for _, c := range diff3(lb, lo, lt) {
		n := Change{
			Line: c.t.start + 1, Who: c.who,
			Base: some(c.b.of(lb)), Ours: some(c.o.of(lo)), Theirs: some(c.t.of(lt)),
		}
		if base, ok := e.held.lines(c.b); ok && c.who == Ours {
			n.Who, c.who, n.Base = None, None, base
		}
		take := n.Theirs
		switch c.who {
		case Base:
			out = append(out, take...)
			continue
		case Ours:
			take = n.Ours
		case None:
			take = e.hunk(&n, c)
		}
		out = append(out, take...)
		if n.Who != None {
			e.changes = append(e.changes, n)
		}
	}
	return out
}

// hunk notes a collision of lines, or settles it, and returns what stands there.
func (e *engine) hunk(n *Change, c chunk) []byte {
	s := spot{line: c.b.start + 1}
	r, ok := e.settled[s]
	if !ok {
		kind := BothModified
		switch {
		case n.Base == nil:
			kind = AddAdd
		case n.Ours == nil || n.Theirs == nil:
			kind = DeleteModify
		}
		e.changes = append(e.changes, *n)
		e.conflicts = append(e.conflicts, Conflict{Change: *n, Kind: kind})
		e.spots = append(e.spots, s)
		return n.Theirs
	}
	n.Who = r.who()
	if n.Who == None {
		e.changes = append(e.changes, *n)
	}
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

// some returns nil instead of an empty text: no lines are absent.
func some(text []byte) []byte {
	if len(text) == 0 {
		return nil
	}
	return text
}

// mergeStrings merges strings of several lines by line: the source text, cut
// behind each \n, so that every other escape stays as it is. It reports false
// where that is not possible without a conflict.
func mergeStrings(x tri) ([]byte, bool) {
	var lines [3][][]byte
	for i, n := range []document.Node{x.b, x.o, x.t} {
		if n.Kind() != document.String {
			return nil, false
		}
		lines[i] = stringLines(n.Source())
		if len(lines[i]) < 2 {
			return nil, false
		}
	}
	var out []byte
	for _, c := range diff3(lines[0], lines[1], lines[2]) {
		switch c.who {
		case None:
			return nil, false
		case Ours:
			out = append(out, c.o.of(lines[1])...)
		default:
			out = append(out, c.t.of(lines[2])...)
		}
	}
	return out, true
}

// stringLines cuts the source text of a string behind each escaped line feed.
func stringLines(source []byte) [][]byte {
	var out [][]byte
	start := 0
	for i := 0; i < len(source); i++ {
		if source[i] != '\\' {
			continue
		}
		if i++; source[i] == 'n' {
			out = append(out, source[start:i+1])
			start = i + 1
		}
	}
	return append(out, source[start:])
}
