package merge

import (
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/internal/pages"
)

// merge makes the merge, with these conflicts settled.
func (in input) merge(settled map[spot]Resolution) (Result, error) {
	e := in.newEngine(settled)
	merged, format := e.documents()
	res := Result{
		Changes: e.changes, Conflicts: e.conflicts,
		input: in, settled: settled, spots: e.spots, open: e.opened, variants: e.variants,
	}
	if merged == nil {
		return res, nil
	}
	if e.reparser == nil {
		e.reparser = document.NewReparser(in.r.Theirs, len(merged))
	}
	d, err := e.reparser.Parse(merged, format)
	if err != nil {
		return Result{}, &CheckError{Reason: "the result does not parse: " + err.Error()}
	}
	res.Document = d
	return res, e.check(d)
}

// documents merges the whole documents and returns the source of the merged one;
// nil is absent.
func (e *engine) documents() ([]byte, document.Format) {
	r := e.r
	format, tree := formatOf(r)
	switch {
	case r.Base != nil && r.Ours != nil && r.Theirs != nil && !tree:
		return e.text(r.Base.Source(), r.Ours.Source(), r.Theirs.Source()), format
	case tree:
		e.setStyles()
	}
	x := tri{r.Base.Root(), r.Ours.Root(), r.Theirs.Root()}
	head, tail := e.around(x)
	e.out = append(pages.Fetch(make([]byte, 0, e.room()), len(e.r.Theirs.Source())), head...)
	s := site{tri: x, whole: !tree}
	if e.place(&s); s.count == 0 {
		e.vanishing(head, tail, nil)
		return nil, format
	}
	merged := append(e.out, tail...)
	e.vanishing(head, tail, merged)
	return merged, format
}

// room returns how many bytes the merged document will hardly exceed: theirs, and
// what ours added to base.
func (e *engine) room() int {
	b, o, t := len(e.r.Base.Source()), len(e.r.Ours.Source()), len(e.r.Theirs.Source())
	return t + max(0, o-b) + t/64 + 512
}

// formatOf returns the format of the result, and whether it is merged as a tree:
// that is where every revision that is there is JSON.
func formatOf(r Revisions) (format document.Format, tree bool) {
	for _, d := range []*document.Document{r.Base, r.Ours, r.Theirs} {
		if d != nil && d.Format() != document.JSON {
			return document.Text, false
		}
	}
	return document.JSON, true
}

// around merges what stands before and behind the root: a byte order mark, white
// space, the last line's end.
func (e *engine) around(x tri) (head, tail []byte) {
	of := func(d *document.Document, n document.Node) (head, tail []byte) {
		if d == nil {
			return nil, nil
		}
		start, end := n.Span()
		return d.Source()[:start:start], d.Source()[end:]
	}
	hb, tb := of(e.r.Base, x.b)
	ho, to := of(e.r.Ours, x.o)
	ht, tt := of(e.r.Theirs, x.t)
	return pick(hb, ho, ht), pick(tb, to, tt)
}

// setStyles finds out how each revision is written, and so the result.
func (e *engine) setStyles() {
	base := styleOf(e.r.Base, style{colon: ":"})
	e.styles.ours, e.styles.theirs = styleOf(e.r.Ours, base), styleOf(e.r.Theirs, base)
	if e.style = e.styles.theirs; e.styles.theirs == base {
		e.style = e.styles.ours
	}
}
