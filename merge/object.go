package merge

import "github.com/etch-http/etch/merge/document"

// object merges three objects by member; base may be absent.
func (e *engine) object(s *site) {
	kids, rowsOf := len(e.kids), len(e.rowsOf)
	f := e.family(s.tri)
	rows := e.memberRows(&f)
	spine, who := orderOf(rows)
	in := arrange(rows, spine, who, Ours)
	e.insertSorted(&f, rows, in)
	e.open(s)
	e.rows(s, &f, rows, in)
	e.kids, e.rowsOf = e.kids[:kids], e.rowsOf[:rowsOf]
}

// rows merges the rows of an array or object, in this order; nil is their own.
func (e *engine) rows(s *site, f *family, rows []row, in []int32) {
	w := e.newWriter(f, s.depth)
	members := f.x.t.Kind() == document.Object
	fast := len(e.managed) == 0 && e.mayCut()
	e.path = append(e.path, step{})
	for k := 0; k < len(rows); k++ {
		i := k
		if in != nil {
			i = int(in[k])
		}
		r := rows[i]
		if fast && r.joined {
			if n := w.stretch(rows, in, k); n > 0 {
				k += n - 1
				continue
			}
		}
		if fast && !r.whole && w.untouched(r) {
			rows[i].written = 1
			continue
		}
		w.child = site{tri: f.at(r), in: w, row: r, depth: s.depth + 1, whole: r.whole}
		if e.path.to(document.Node{}, w.count); members {
			e.path.to(w.child.first(), 0)
		}
		e.place(&w.child)
		rows[i].written = uint8(w.child.count)
	}
	e.path = e.path[:len(e.path)-1]
	w.close()
}
