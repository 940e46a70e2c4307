package merge

import (
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// array merges three arrays by element.
func (e *engine) array(p document.Pointer, x tri, depth int) []byte {
	rows := e.elementRows(p, x)
	o := order{ours: false}
	_, moved := orderOf(rows)
	s := spot{node: x.b, order: true}
	switch r, ok := e.settled[s]; {
	case ok && r.Take == Custom:
		e.unchecked[p] = true
		return r.Value
	case ok:
		o.ours = r.Take == Ours
		e.reorder(p, x, r.who())
	case moved == None: // a collision: two places for one element
		c := Conflict{e.reorder(p, x, None), Order, x.spans()}
		e.conflicts = append(e.conflicts, c)
		e.spots = append(e.spots, s)
	case moved == Custom: // different elements, each to one place
		e.reorder(p, x, Ours)
		e.reorder(p, x, Theirs)
	case moved != Base:
		e.reorder(p, x, moved)
	}
	w := newWriter(e, x, depth)
	for _, r := range arrange(rows, o) {
		w.add(r, e.place(p.Index(w.count), r.tri, depth+1, r.whole))
	}
	return w.close()
}

// reorder lists a change of the order of elements.
func (e *engine) reorder(p document.Pointer, x tri, who Side) Change {
	c := e.change(p, x, who)
	e.unchecked[p] = true
	e.changes = append(e.changes, c)
	return c
}

// elementRows pairs the elements of three arrays.
func (e *engine) elementRows(p document.Pointer, x tri) []*row {
	key := e.m.Identity(p, x.b, x.o, x.t)
	ours, theirs := e.newSide(x.b, x.o, key), e.newSide(x.b, x.t, key)
	if a, b := ours.comesFrom(theirs, e.m), theirs.comesFrom(ours, e.m); a || b {
		ours.place()
		theirs.place()
	}
	var rows []*row
	for i, b := range children(x.b) {
		r := &row{tri: tri{b: b}, ib: i, io: -1, it: -1}
		if m := ours.mates[i]; m.New >= 0 {
			r.o, r.io, r.whole = ours.all[m.New], m.New, m.Whole
		}
		if m := theirs.mates[i]; m.New >= 0 {
			r.t, r.it, r.whole = theirs.all[m.New], m.New, r.whole || m.Whole
		}
		r.whole = r.whole && !e.renamedAlike(r, key)
		rows = append(rows, r)
	}
	alike := e.insertedTwice(ours, theirs, key)
	added := make(map[int]*row, len(alike)) // by the index in theirs
	for _, j := range ours.added {
		r := &row{tri: tri{o: ours.all[j]}, ib: -1, io: j, it: -1}
		if k, ok := alike[j]; ok {
			added[k] = r
		}
		rows = append(rows, r)
	}
	for _, k := range theirs.added {
		if r := added[k]; r != nil {
			r.t, r.it = theirs.all[k], k
			continue
		}
		rows = append(rows, &row{tri: tri{t: theirs.all[k]}, ib: -1, io: -1, it: k})
	}
	return rows
}

// renamedAlike reports whether both sides have the element under one identity: it
// is the same one then, however little is left of base's.
func (e *engine) renamedAlike(r *row, key string) bool {
	o, inOurs := r.o.Member(key)
	t, inTheirs := r.t.Member(key)
	return key != "" && inOurs && inTheirs && e.m.Same(o, t)
}

// A side is one revision of an array, seen from base.
type side struct {
	all    []document.Node
	mates  []diff.Mate
	key    string
	added  []int    // indexes of the elements that base does not have
	bounds [][2]int // of each of added: the elements of base it stands between
}

func (e *engine) newSide(base, n document.Node, key string) *side {
	s := &side{all: children(n), mates: e.m.Elements(base, n, key), key: key}
	s.place()
	return s
}

// place finds the elements that were added, and where.
func (s *side) place() {
	was := make([]int, len(s.all)) // the element of base, plus one
	fixed := make([]bool, len(s.all))
	for i, stays := range diff.InOrder(s.mates) {
		if j := s.mates[i].New; j >= 0 {
			was[j], fixed[j] = i+1, stays
		}
	}
	s.added, s.bounds = nil, nil
	before, open := -1, 0 // open: the first of added whose upper bound is not known
	for j := range s.all {
		switch {
		case was[j] == 0:
			s.added = append(s.added, j)
			s.bounds = append(s.bounds, [2]int{before, len(s.mates)})
		case fixed[j]:
			before = was[j] - 1
			for ; open < len(s.added); open++ {
				s.bounds[open][1] = before
			}
		}
	}
}

// comesFrom looks for elements that s seems to have put in the place of others,
// while the other side plainly added them: then s added them too, and removed what
// stood there. It reports whether there are any.
func (s *side) comesFrom(other *side, m *diff.Matcher) bool {
	if len(other.added) == 0 {
		return false
	}
	added, found := map[int32]bool{}, false
	for i, mate := range s.mates {
		if !mate.Whole || s.key != "" {
			continue
		}
		if len(added) == 0 {
			for _, j := range other.added {
				added[m.Class(other.all[j])] = true
			}
		}
		if added[m.Class(s.all[mate.New])] {
			s.mates[i], found = diff.Mate{New: -1}, true
		}
	}
	return found
}

// identity returns the class of what identifies element j of s: its key, or itself.
func (s *side) identity(j int, m *diff.Matcher) int32 {
	if v, ok := s.all[j].Member(s.key); ok && s.key != "" {
		return m.Class(v)
	}
	return m.Class(s.all[j])
}

// insertedTwice pairs what both sides added: by identity, or equal elements at the
// same place. It returns the index in theirs by the index in ours.
func (e *engine) insertedTwice(ours, theirs *side, key string) map[int]int {
	pairs := map[int]int{}
	waiting := map[int32][]int{} // of theirs.added, by class
	if len(ours.added) == 0 || len(theirs.added) == 0 {
		return pairs
	}
	for k := range theirs.added {
		c := theirs.identity(theirs.added[k], e.m)
		waiting[c] = append(waiting[c], k)
	}
	for k, j := range ours.added {
		c := ours.identity(j, e.m)
		for len(waiting[c]) > 0 {
			first := waiting[c][0]
			a, b := ours.bounds[k], theirs.bounds[first]
			if key == "" && b[0] >= a[1] { // theirs stands behind: for a later one of ours
				break
			}
			waiting[c] = waiting[c][1:]
			if key != "" || a[0] < b[1] { // else theirs stands before
				pairs[j] = theirs.added[first]
				break
			}
		}
	}
	return pairs
}

func children(n document.Node) []document.Node {
	all := make([]document.Node, 0, n.Len())
	for c := range n.Children() {
		all = append(all, c)
	}
	return all
}
