package merge

import (
	"github.com/etch-http/etch/merge/document"
)

// A row is one member or element across the revisions.
type row struct {
	tri
	name       string // of a member, unescaped
	nth        int    // of a member: how many of its name stand before it
	whole      bool   // of an element: replaced by something unlike it
	ib, io, it int    // its index in each revision; -1: absent
}

// object merges three objects by member; base may be absent.
func (e *engine) object(p document.Pointer, x tri, depth int) []byte {
	rows := memberRows(x)
	w := newWriter(e, x, depth)
	for _, r := range arrange(rows, order{ours: true}) {
		// At most one value: a second one of the same name would be a duplicate.
		values := e.place(p.Child(r.name), r.tri, depth+1, false)
		w.add(r, values[:min(1, len(values))])
	}
	return w.close()
}

// memberRows pairs members by name. Where a name is repeated, the first of it is
// paired with the first, and so on: repetitions that nobody touched pass through.
func memberRows(x tri) []*row {
	type key struct {
		name string
		nth  int
	}
	var rows []*row
	at := map[key]*row{}
	side := func(n document.Node, set func(r *row, m document.Node, i int)) {
		count := map[string]int{}
		i := 0
		for m := range n.Children() {
			k := key{m.Name(), count[m.Name()]}
			count[k.name]++
			r := at[k]
			if r == nil {
				r = &row{name: k.name, nth: k.nth, ib: -1, io: -1, it: -1}
				at[k] = r
				rows = append(rows, r)
			}
			set(r, m, i)
			i++
		}
	}
	side(x.b, func(r *row, m document.Node, i int) { r.b, r.ib = m, i })
	side(x.o, func(r *row, m document.Node, i int) { r.o, r.io = m, i })
	side(x.t, func(r *row, m document.Node, i int) { r.t, r.it = m, i })
	return rows
}
