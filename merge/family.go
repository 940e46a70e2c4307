package merge

import (
	"bytes"

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
}

func (e *engine) family(x tri) family {
	return family{x, e.children(x.b), e.children(x.o), e.children(x.t)}
}

// A row is one member or element across the revisions: its index in each, -1 where it
// is absent.
type row struct {
	b, o, t int32
	m       int32 // of a member that is checked: its index in the merged document
	whole   bool  // an element that was replaced by something unlike it
	equal   bool  // an element that is known to be the same bytes in all three
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
		if !sameName(m, f.o[i]) || !sameName(m, f.t[i]) {
			return false
		}
	}
	return true
}

// sameName reports whether two members have one name. Elements have none.
func sameName(a, b document.Node) bool {
	x, y := a.NameSource(), b.NameSource()
	if bytes.Equal(x, y) {
		return true
	}
	escaped := bytes.IndexByte(x, '\\') >= 0 || bytes.IndexByte(y, '\\') >= 0
	return escaped && a.Name() == b.Name()
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

// byName pairs members by name.
type byName struct {
	all     []row // the rows behind the first start
	start   int
	members []document.Node // a member of each row

	known int              // the rows that were there before the revision that is added
	low   int              // before this one, no row waits for a member of the revision
	first map[string]int32 // of each name, the first of these rows; once there are many
	next  []int32          // of each of these rows, the next one of its name, or -1
}

// clear begins anew, behind these rows.
func (n *byName) clear(behind []row) {
	n.all, n.start, n.members = behind, len(behind), n.members[:0]
}

// rows returns the rows so far.
func (n *byName) rows() []row { return n.all[n.start:] }

// narrow is up to how many members one is looked for without a table.
const narrow = 24

// add puts the members of one revision into their rows; of tells where.
func (n *byName) add(members []document.Node, of func(r *row) *int32) {
	n.known, n.low, n.first = len(n.rows()), 0, nil
	for i, m := range members {
		k := n.find(m, of)
		if k < 0 {
			k = len(n.members)
			n.all = append(n.all, row{b: -1, o: -1, t: -1, m: -1})
			n.members = append(n.members, m)
		}
		*of(&n.rows()[k]) = int32(i)
	}
}

// find returns the first row of m's name that waits for a member, or -1. Most often
// that is the first one that waits at all.
func (n *byName) find(m document.Node, of func(r *row) *int32) int {
	rows := n.rows()
	for n.low < n.known && *of(&rows[n.low]) >= 0 {
		n.low++
	}
	switch {
	case n.low == n.known:
		return -1
	case sameName(n.members[n.low], m):
		return n.low
	case n.known > narrow:
		return n.look(m, of)
	}
	for k := n.low + 1; k < n.known; k++ {
		if *of(&rows[k]) < 0 && sameName(n.members[k], m) {
			return k
		}
	}
	return -1
}

// look is find where there are many.
func (n *byName) look(m document.Node, of func(r *row) *int32) int {
	if n.first == nil {
		n.table()
	}
	name := m.Name()
	first, ok := n.first[name]
	if !ok {
		return -1
	}
	k := first
	for k >= 0 && *of(&n.rows()[k]) >= 0 {
		k = n.next[k]
	}
	if k != first {
		n.first[name] = k
	}
	return int(k)
}

// table makes the table.
func (n *byName) table() {
	n.first, n.next = make(map[string]int32, n.known), make([]int32, n.known)
	for k := n.known - 1; k >= n.low; k-- {
		name := n.members[k].Name()
		after, ok := n.first[name]
		if !ok {
			after = -1
		}
		n.next[k], n.first[name] = after, int32(k)
	}
}
