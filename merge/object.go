package merge

import "github.com/etch-http/etch/merge/document"

// object merges three objects by member; base may be absent.
func (e *engine) object(s *site) {
	kids := len(e.kids)
	f := e.family(s.tri)
	rows := f.memberRows()
	spine, who := orderOf(rows)
	in := arrange(rows, spine, who, Ours)
	e.insertSorted(&f, rows, in)
	e.open(s)
	e.rows(s, &f, rows, in)
	e.kids = e.kids[:kids]
}

// rows merges the rows of an array or object, in this order.
func (e *engine) rows(s *site, f *family, rows []row, in []int32) {
	w := e.newWriter(f, s.depth)
	members := f.x.t.Kind() == document.Object
	fast := len(e.managed) == 0 && e.mayCut()
	e.path = append(e.path, step{})
	for _, k := range in {
		r := rows[k]
		if fast && !r.whole && w.untouched(r) {
			rows[k].written = 1
			continue
		}
		child := site{tri: f.at(r), in: w, row: r, depth: s.depth + 1, whole: r.whole}
		if e.path.to(document.Node{}, w.count); members {
			e.path.to(child.first(), 0)
		}
		e.place(&child)
		rows[k].written = uint8(child.count)
	}
	e.path = e.path[:len(e.path)-1]
	w.close()
}
