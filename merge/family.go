package merge

import (
	"bytes"
	"slices"

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
	e.kids = slices.Grow(e.kids, x.b.Len()+x.o.Len()+x.t.Len())
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
func inStep(n int) []row {
	rows := make([]row, n)
	for i := range rows {
		rows[i] = row{b: int32(i), o: int32(i), t: int32(i), m: int32(i)}
	}
	return rows
}

// memberRows pairs members by name: first those of base, in its order, then what ours
// and theirs have besides. Where a name is repeated, the first of it is paired with
// the first, and so on: repetitions that nobody touched pass through.
func (f *family) memberRows() []row {
	if f.inStep() {
		return inStep(len(f.b))
	}
	n := byName{rows: make([]row, 0, len(f.b)+8)}
	n.add(f.b, func(r *row) *int32 { return &r.b })
	n.add(f.o, func(r *row) *int32 { return &r.o })
	n.add(f.t, func(r *row) *int32 { return &r.t })
	return n.rows
}

// byName are rows by the name of their members.
type byName struct {
	rows    []row
	members []document.Node // a member of each row

	repeated bool // a name stands twice on one side

	known int              // the rows that were there before the revision that is added
	first map[string]int32 // of each name, the first of these that waits for a member; once there are many
	next  []int32          // of each of these, the next one of its name, or -1
}

// narrow is up to how many members one is looked for without a table.
const narrow = 24

// add puts the members of one revision into their rows; of tells where.
func (n *byName) add(members []document.Node, of func(r *row) *int32) {
	n.known, n.first = len(n.rows), nil
	for i, m := range members {
		k := n.find(m, of)
		if k < 0 {
			k = len(n.rows)
			n.rows = append(n.rows, row{b: -1, o: -1, t: -1, m: -1})
			n.members = append(n.members, m)
		}
		*of(&n.rows[k]) = int32(i)
	}
}

// find returns the first row of m's name that waits for a member, or -1.
func (n *byName) find(m document.Node, of func(r *row) *int32) int {
	if n.known <= narrow {
		for k := range n.known {
			if !sameName(n.members[k], m) {
				continue
			}
			if *of(&n.rows[k]) < 0 {
				return k
			}
			n.repeated = true
		}
		return -1
	}
	if n.first == nil {
		n.enter()
	}
	name := m.Name()
	k, ok := n.first[name]
	if !ok || k < 0 {
		n.repeated = n.repeated || ok
		return -1
	}
	n.first[name] = n.next[k]
	return int(k)
}

// enter makes the table.
func (n *byName) enter() {
	n.first, n.next = make(map[string]int32, n.known), make([]int32, n.known)
	for k := n.known - 1; k >= 0; k-- {
		name := n.members[k].Name()
		after, ok := n.first[name]
		if !ok {
			after = -1
		}
		n.next[k], n.first[name] = after, int32(k)
	}
}
