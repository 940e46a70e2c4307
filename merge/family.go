package merge

import (
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// A tri is one place in the three revisions; the zero Node is absent there.
type tri struct{ b, o, t document.Node }

func here(n document.Node) bool { return n.Kind() != document.None }

// are reports whether ours and theirs, and base where it is there, are of kind k.
func (x tri) are(k document.Kind) bool {
	return x.o.Kind() == k && x.t.Kind() == k && (x.b.Kind() == k || !here(x.b))
}

// spot returns what identifies the place.
func (x tri) spot() spot { return spot{node: x.first()} }

// first returns the first of base, ours, theirs that is there.
func (x tri) first() document.Node {
	switch {
	case here(x.b):
		return x.b
	case here(x.o):
		return x.o
	}
	return x.t
}

// spans returns where each side stands.
func (x tri) spans() Spans {
	of := func(n document.Node) (s Span) {
		s.Start, s.End = n.Span()
		return s
	}
	return Spans{of(x.b), of(x.o), of(x.t)}
}

// A family is an array or object in the three revisions, with its children.
type family struct {
	x       tri
	b, o, t []document.Node
	ids     *diff.Roll // see list
}

func (e *engine) family(x tri) family {
	return family{x: x, b: e.children(x.b), o: e.children(x.o), t: e.children(x.t)}
}

// A row is one member or element across the revisions: its index in each, -1 where it
// is absent.
type row struct {
	b, o, t int32
	m       int32 // of a member that is checked: its index in the merged document
	whole   bool  // an element that was replaced by something unlike it
	equal   bool  // an element that is known to be the same bytes in all three
	joined  bool  // it follows the element before it in all three, and is known to be the same bytes there together with what stands between them
	written uint8 // how many values stand for it in the merged document
}

// at returns the values of a row.
func (f *family) at(r row) (x tri) {
	if r.b >= 0 {
		x.b = f.b[r.b]
	}
	if r.o >= 0 {
		x.o = f.o[r.o]
	}
	if r.t >= 0 {
		x.t = f.t[r.t]
	}
	return x
}

// inStep reports whether all three have the same names in the same order.
func (f *family) inStep() bool {
	if len(f.b) != len(f.o) || len(f.b) != len(f.t) {
		return false
	}
	for i, m := range f.b {
		if !document.SameName(m, f.o[i]) || !document.SameName(m, f.t[i]) {
			return false
		}
	}
	return true
}

// inStep returns n rows, each at its own index everywhere.
func (e *engine) inStep(n int) []row {
	start := len(e.rowsOf)
	for i := range int32(n) {
		e.rowsOf = append(e.rowsOf, row{b: i, o: i, t: i, m: i})
	}
	return e.rowsOf[start:]
}

// memberRows pairs members by name: first those of base, in its order, then what ours
// and theirs have besides. Where a name is repeated, the first of it is paired with
// the first, and so on: repetitions that nobody touched pass through. The rows hold
// for as long as the engine is inside of the object.
func (e *engine) memberRows(f *family) []row {
	if f.inStep() {
		return e.inStep(len(f.b))
	}
	n := &e.names
	n.clear(e.rowsOf)
	n.add(f.b, func(r *row) *int32 { return &r.b })
	n.add(f.o, func(r *row) *int32 { return &r.o })
	n.add(f.t, func(r *row) *int32 { return &r.t })
	return e.take(n)
}

// take returns the rows of n, which stand behind those that the engine has.
func (e *engine) take(n *byName) []row {
	start := len(e.rowsOf)
	e.rowsOf = n.all
	return e.rowsOf[start:]
}
