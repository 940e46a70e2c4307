package merge

import (
	"bytes"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// A tri is one place in the three revisions; the zero Node is absent there.
type tri struct{ b, o, t document.Node }

func here(n document.Node) bool { return n.Kind() != document.None }

// A spot identifies a place for as long as the revisions are the same: what a
// Resolution settles is found again by it when the merge is made anew.
type spot struct {
	node  document.Node // the first of base, ours, theirs that is there
	order bool          // the order of node's elements, not its value
	line  int           // text: the line of base at which the hunk begins, plus one
}

func (x tri) spot() spot {
	for _, n := range []document.Node{x.b, x.o, x.t} {
		if here(n) {
			return spot{node: n}
		}
	}
	return spot{}
}

// An engine makes one merge of trees. It writes the merged bytes from the leaves
// up; on the way it notes every place that differs.
type engine struct {
	r       Revisions
	m       *diff.Matcher
	managed []document.Pointer
	settled map[spot]Resolution
	held    held  // Rerun: places to hold as conflicts
	style   style // of the merged document
	styles  struct{ ours, theirs style }

	changes   []Change
	conflicts []Conflict
	spots     []spot                    // of conflicts, one by one
	unchecked map[document.Pointer]bool // places where the value alone does not show what both sides did
}

// place merges what stands at p and returns the values that stand there then:
// none, one, or for an array two. whole forbids looking inside.
func (e *engine) place(p document.Pointer, x tri, depth int, whole bool) [][]byte {
	if e.isManaged(p) {
		return e.theirs(x, depth)
	}
	if base, ok := e.held.nodes[x.spot().node]; ok {
		return e.conflict(p, tri{base, x.o, x.t}, x.spot(), depth)
	}
	if e.mayCut(p) {
		switch {
		case identical(x.o, x.b):
			e.note(p, x, Theirs, whole)
			if x.b.Len() > 0 {
				return asIs(x.t)
			}
			return e.theirs(x, depth)
		case identical(x.t, x.b):
			e.note(p, x, Ours, whole)
			if x.b.Len() > 0 {
				return asIs(x.o)
			}
			return e.ours(x, depth)
		case identical(x.o, x.t):
			e.note(p, x, Both, whole)
			return asIs(x.t)
		}
	}
	if !whole {
		switch object, array := x.are(document.Object), x.are(document.Array); {
		case object && (here(x.b) || e.related(x.o, x.t)):
			return [][]byte{e.object(p, x, depth)}
		case array && here(x.b):
			return [][]byte{e.array(p, x, depth)}
		}
	}
	return e.atom(p, x, depth, whole)
}

// are reports whether ours and theirs, and base where it is there, are of kind k.
func (x tri) are(k document.Kind) bool {
	return x.o.Kind() == k && x.t.Kind() == k && (x.b.Kind() == k || !here(x.b))
}

// identical reports whether both are the same bytes, or both absent.
func identical(a, b document.Node) bool {
	return here(a) == here(b) && bytes.Equal(a.Source(), b.Source())
}

// related reports whether two objects, both added, share an equal member. Of two
// unrelated ones a merge would make a third that nobody meant.
func (e *engine) related(a, b document.Node) bool {
	if a.Len() == 0 || b.Len() == 0 {
		return true // an empty object and its first members
	}
	for x := range a.Children() {
		if y, ok := b.Member(x.Name()); ok && e.m.Same(x, y) {
			return true
		}
	}
	return false
}

// atom merges values that are not looked into.
func (e *engine) atom(p document.Pointer, x tri, depth int, whole bool) [][]byte {
	same := func(a, b document.Node) bool { return here(a) == here(b) && (!here(a) || e.m.Same(a, b)) }
	value := func(a, b document.Node) bool {
		return here(a) == here(b) && (!here(a) || document.SameValue(a, b))
	}
	switch {
	case same(x.o, x.b) && same(x.t, x.b): // spelled anew, by one or both
		if identical(x.t, x.b) {
			return e.ours(x, depth)
		}
		return e.theirs(x, depth)
	case same(x.o, x.b):
		e.note(p, x, Theirs, whole)
		return e.theirs(x, depth)
	case same(x.t, x.b):
		e.note(p, x, Ours, whole)
		return e.ours(x, depth)
	case same(x.o, x.t):
		e.note(p, x, Both, whole)
		return e.theirs(x, depth)
	case value(x.o, x.t): // two spellings of one value
		e.add(p, x, Both)
		return e.theirs(x, depth)
	case value(x.o, x.b): // ours spelled it anew, theirs changed the value
		e.add(p, x, Theirs)
		return e.theirs(x, depth)
	case value(x.t, x.b): // the other way round
		e.add(p, x, Ours)
		return e.ours(x, depth)
	}
	if text, ok := mergeStrings(x); ok {
		e.add(p, x, Ours)
		e.add(p, x, Theirs)
		e.unchecked[p] = true
		return [][]byte{text}
	}
	return e.conflict(p, x, x.spot(), depth)
}

// conflict notes a collision, or settles it where a Resolution says how.
func (e *engine) conflict(p document.Pointer, x tri, s spot, depth int) [][]byte {
	r, ok := e.settled[s]
	if !ok {
		c := Conflict{e.change(p, x, None), kindOf(x), x.spans()}
		e.changes = append(e.changes, c.Change)
		e.conflicts = append(e.conflicts, c)
		e.spots = append(e.spots, s)
		return e.theirs(x, depth)
	}
	e.unchecked[p] = true
	e.add(p, x, r.who())
	switch r.Take {
	case Ours:
		return e.ours(x, depth)
	case Base:
		return e.from(x.b, e.styles.theirs, depth)
	case Both:
		return append(e.ours(x, depth), e.theirs(x, depth)...)
	case Custom:
		return [][]byte{r.Value}
	}
	return e.theirs(x, depth)
}

// spans returns where each side stands.
func (x tri) spans() Spans {
	of := func(n document.Node) (s Span) {
		if here(n) {
			s.Start, s.End = n.Span()
		}
		return s
	}
	return Spans{of(x.b), of(x.o), of(x.t)}
}

// who returns whose change a settled conflict has become.
func (r Resolution) who() Side {
	if r.Take == Ours || r.Take == Theirs {
		return r.Take
	}
	return None
}

// kindOf says in which way two changes of one place collide.
func kindOf(x tri) Kind {
	switch {
	case !here(x.b):
		return AddAdd
	case !here(x.o) || !here(x.t):
		return DeleteModify
	case x.o.Kind() != x.t.Kind():
		return TypeChange
	}
	return BothModified
}

// note lists what a side, or both alike, changed at p, as small as it can be.
func (e *engine) note(p document.Pointer, x tri, who Side, whole bool) {
	old, new := x.b, x.t
	if who == Ours {
		new = x.o
	}
	switch {
	case !here(old) && !here(new):
		return
	case whole || !here(old) || !here(new):
		if !here(old) || !here(new) || !e.m.Same(old, new) {
			e.add(p, x, who)
		}
		return
	}
	for _, c := range e.m.Between(p, old, new) {
		n := Change{Pointer: c.Pointer, Who: who, Base: c.Old, Ours: c.Old, Theirs: c.Old}
		if who != Theirs {
			n.Ours = c.New
		}
		if who != Ours {
			n.Theirs = c.New
		}
		e.changes = append(e.changes, n)
	}
}

// add lists one change.
func (e *engine) add(p document.Pointer, x tri, who Side) {
	e.changes = append(e.changes, e.change(p, x, who))
}

func (e *engine) change(p document.Pointer, x tri, who Side) Change {
	return Change{Pointer: p, Who: who, Base: x.b.Source(), Ours: x.o.Source(), Theirs: x.t.Source()}
}

// isManaged reports whether p is the server's own.
func (e *engine) isManaged(p document.Pointer) bool {
	for _, q := range e.managed {
		if p.Within(q) {
			return true
		}
	}
	return false
}

// mayCut reports whether a value that one side did not touch can be taken from the
// other without a look inside.
func (e *engine) mayCut(p document.Pointer) bool {
	for _, q := range e.managed {
		if q.Within(p) {
			return false
		}
	}
	return len(e.held.nodes) == 0
}

// ours returns our value, if there is one, in the style of the merged document.
func (e *engine) ours(x tri, depth int) [][]byte { return e.from(x.o, e.styles.ours, depth) }

// asIs returns n, if it is there, as it is spelled: a side left what is in this place
// as it was, so the style that it gave to the document stops before it.
func asIs(n document.Node) [][]byte {
	if !here(n) {
		return nil
	}
	return [][]byte{n.Source()}
}

// theirs returns their value, if there is one.
func (e *engine) theirs(x tri, depth int) [][]byte { return e.from(x.t, e.styles.theirs, depth) }

func (e *engine) from(n document.Node, s style, depth int) [][]byte {
	if !here(n) {
		return nil
	}
	if s == e.style {
		return [][]byte{n.Source()}
	}
	return [][]byte{e.style.format(nil, n, depth)}
}
