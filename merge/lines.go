package merge

import (
	"bytes"

	"github.com/etch-http/etch/merge/diff"
)

// A chunk is a run of lines that is stable, changed by one side or both alike, or
// in conflict: the end of one is the start of the next.
type chunk struct {
	who     Side // Base: stable; Ours, Theirs, Both; None: in conflict
	b, o, t span
}

type span struct{ start, end int } // lines

func (s span) of(lines diff.Lines) []byte { return lines.Of(s.start, s.end) }

// diff3 cuts three texts into chunks. Two changes with at least one unchanged line
// between them are two chunks; changes that touch are one, and a conflict unless
// they are equal. The texts were cut into lines together.
func diff3(b, o, t diff.Lines) []chunk {
	ours, theirs := b.Hunks(o), b.Hunks(t)
	var out []chunk
	at := chunk{} // where the last chunk ended
	for len(ours) > 0 || len(theirs) > 0 {
		nOurs, nTheirs, base := touching(ours, theirs)
		c := chunk{b: base}
		c.o = widen(ours[:nOurs], c.b, at.o.end-at.b.end)
		c.t = widen(theirs[:nTheirs], c.b, at.t.end-at.b.end)
		out = stable(out, at, c)
		switch {
		case nTheirs == 0:
			c.who = Ours
		case nOurs == 0:
			c.who = Theirs
		case bytes.Equal(c.o.of(o), c.t.of(t)):
			c.who = Both
		}
		out, at = append(out, c), c
		ours, theirs = ours[nOurs:], theirs[nTheirs:]
	}
	end := chunk{b: span{b.Len(), b.Len()}, o: span{o.Len(), o.Len()}, t: span{t.Len(), t.Len()}}
	return stable(out, at, end)
}

// touching returns how many of the next hunks of each side touch each other in a
// chain, and the lines of base that they cover together.
func touching(ours, theirs []diff.Hunk) (nOurs, nTheirs int, base span) {
	next := func(hs []diff.Hunk, n int) (h diff.Hunk, ok bool) {
		if n < len(hs) {
			return hs[n], true
		}
		return h, false
	}
	o, okO := next(ours, 0)
	t, okT := next(theirs, 0)
	if okO && (!okT || o.OldStart <= t.OldStart) {
		nOurs, base = 1, span{o.OldStart, o.OldEnd}
	} else {
		nTheirs, base = 1, span{t.OldStart, t.OldEnd}
	}
	for {
		if o, okO = next(ours, nOurs); okO && o.OldStart <= base.end {
			nOurs, base.end = nOurs+1, max(base.end, o.OldEnd)
		} else if t, okT = next(theirs, nTheirs); okT && t.OldStart <= base.end {
			nTheirs, base.end = nTheirs+1, max(base.end, t.OldEnd)
		} else {
			return nOurs, nTheirs, base
		}
	}
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
