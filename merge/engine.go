package merge

import (
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// A spot identifies a place for as long as the revisions are the same: what a
// Resolution settles is found again by it when the merge is made anew.
type spot struct {
	node  document.Node // the first of base, ours, theirs that is there
	order bool          // the order of node's elements, not its value
	line  int           // text: the line of base at which the hunk begins, plus one
}

// An engine makes one merge of trees. It goes through the three of them once, in the
// order of the merged document, and appends to out what stands there; on the way it
// notes every place that differs. What a side did not touch it takes from the other
// without a look inside.
type engine struct {
	r       Revisions
	m, m2   *diff.Matcher // m2 is for a second goroutine; what they say is the same
	managed []document.Pointer
	settled map[spot]Resolution
	held    held  // Rerun: places to hold as conflicts
	style   style // of the merged document
	styles  struct{ ours, theirs style }
	slow    bool // look into everything: what tests compare with

	bo, bt, ot runs // base with ours, base with theirs, ours with theirs

	out      []byte
	reparser *document.Reparser // of what will be in out; nil while it is not known to be large
	path     path

	// Of the arrays and objects around the place that the engine is at.
	kids   []document.Node
	rowsOf []row
	names  byName

	changes   []Change
	conflicts []Conflict
	spots     []spot    // of conflicts, one by one
	odd       []spot    // what check passes by: where the value alone does not show what both sides did
	lists     []list    // of the arrays that were looked into, what became of their elements
	opened    []opening // of conflicts of lines, one by one

	as       Side // of conflicts that nothing settles, in an aside; else None
	varied   bool // what is written now is part of a variant
	variants []variant
	apart    []byte // what the others have in variants
}

// newEngine returns an engine that has written nothing.
func (in input) newEngine(settled map[spot]Resolution) *engine {
	r := in.r
	return &engine{
		r: r, m: diff.NewMatcher(in.o.Diff), m2: diff.NewMatcher(in.o.Diff), managed: in.o.Managed, settled: settled, held: in.held,
		bo: newRuns(r.Base, r.Ours), bt: newRuns(r.Base, r.Theirs), ot: newRuns(r.Ours, r.Theirs),
		slow: in.slow,
	}
}

// A site is one place that is being merged.
type site struct {
	tri
	in    *writer // the array or object around it; nil of the root
	row   row     // of that
	depth int
	whole bool // forbids looking inside
	count int  // the values that were written for it: none, one, or for an element two
}

// open writes what belongs before a value at s.
func (e *engine) open(s *site) {
	if s.count++; s.in != nil {
		s.in.head(s.row)
	}
}

// put writes a value at s.
func (e *engine) put(s *site, value []byte) {
	if s.in == nil && s.count > 0 { // ours and theirs, of text
		e.out = endLine(e.out, value)
	}
	e.open(s)
	e.out = append(e.out, value...)
}

// asIs writes n, if it is there, as it is spelled: a side left what is in this place
// as it was, so the style that it gave to the document stops before it.
func (e *engine) asIs(s *site, n document.Node) {
	if here(n) {
		e.put(s, n.Source())
	}
}

// ours writes our value, if there is one, in the style of the merged document.
func (e *engine) ours(s *site) { e.from(s, s.o, e.styles.ours) }

// theirs writes their value, if there is one.
func (e *engine) theirs(s *site) { e.from(s, s.t, e.styles.theirs) }

// from writes n, which is written in that style, in the one of the merged document.
func (e *engine) from(s *site, n document.Node, written style) {
	if !here(n) || written == e.style || n.Len() == 0 {
		e.asIs(s, n)
		return
	}
	e.open(s)
	e.out = e.style.format(e.out, n, s.depth)
}

// place merges one place.
func (e *engine) place(s *site) {
	if e.isManaged() {
		e.theirs(s)
		return
	}
	if base, ok := e.held.nodes[s.first()]; ok {
		at := s.spot()
		s.b = base
		e.conflict(s, at)
		return
	}
	if e.mayCut() && e.cut(s) {
		return
	}
	if !s.whole {
		switch object, array := s.are(document.Object), s.are(document.Array); {
		case object && (here(s.b) || e.holdsManaged() || e.related(s.o, s.t)):
			e.object(s)
			return
		case array && here(s.b):
			e.array(s)
			return
		}
	}
	e.atom(s)
}

// cut merges a place that at most one side changed, or both alike, without a look
// inside. It reports false where both did, differently.
func (e *engine) cut(s *site) bool {
	switch {
	case e.bo.same(s.b, s.o):
		e.note(s, Theirs)
		if s.b.Len() > 0 {
			e.asIs(s, s.t)
		} else {
			e.theirs(s)
		}
	case e.bt.same(s.b, s.t):
		e.note(s, Ours)
		if s.b.Len() > 0 {
			e.asIs(s, s.o)
		} else {
			e.ours(s)
		}
	case e.ot.same(s.o, s.t):
		e.note(s, Both)
		e.asIs(s, s.t)
	default:
		return false
	}
	return true
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

// same reports whether both are the same value, or both absent.
func (e *engine) same(a, b document.Node) bool {
	return here(a) == here(b) && (!here(a) || e.m.Same(a, b))
}

// atom merges values that are not looked into.
func (e *engine) atom(s *site) {
	x := s.tri
	switch {
	case e.same(x.o, x.b) && e.same(x.t, x.b): // spelled anew, by one or both
		if e.bt.same(x.b, x.t) {
			e.ours(s)
		} else {
			e.theirs(s)
		}
	case e.same(x.o, x.b):
		e.note(s, Theirs)
		e.theirs(s)
	case e.same(x.t, x.b):
		e.note(s, Ours)
		e.ours(s)
	case e.same(x.o, x.t):
		e.note(s, Both)
		e.theirs(s)
	case equal(x.o, x.t): // two spellings of one value
		e.add(x, Both)
		e.theirs(s)
	case equal(x.o, x.b): // ours spelled it anew, theirs changed the value
		e.add(x, Theirs)
		e.theirs(s)
	case equal(x.t, x.b): // the other way round
		e.add(x, Ours)
		e.ours(s)
	default:
		e.lines(s)
	}
}

// lines merges by line what stands on several: strings, and the source of values that
// are not looked into. Else it is a conflict.
func (e *engine) lines(s *site) {
	text, ok := mergeStrings(s.tri)
	if !ok && !e.holdsManaged() && !e.m.Keyed() {
		text, ok = mergeSource(s.tri)
	}
	if !ok {
		e.conflict(s, s.spot())
		return
	}
	e.add(s.tri, Ours)
	e.add(s.tri, Theirs)
	e.odd = append(e.odd, s.spot())
	e.put(s, text)
}

// isManaged reports whether the place is the server's own.
func (e *engine) isManaged() bool {
	if len(e.managed) == 0 {
		return false
	}
	p := e.path.pointer()
	for _, q := range e.managed {
		if p.Within(q) {
			return true
		}
	}
	return false
}

// mayCut reports whether a value that one side did not touch can be taken from the
// other without a look inside: not where something in it is managed, or held.
func (e *engine) mayCut() bool { return !e.slow && len(e.held.nodes) == 0 && !e.holdsManaged() }

// holdsManaged reports whether the place is or holds one that is the server's own. Two
// objects that were both added for such a place are no two unrelated ones.
func (e *engine) holdsManaged() bool {
	if len(e.managed) == 0 {
		return false
	}
	p := e.path.pointer()
	for _, q := range e.managed {
		if q.Within(p) {
			return true
		}
	}
	return false
}
