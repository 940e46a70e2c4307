package merge

import (
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// A list is what became of an array: its rows in the order of the merged document.
type list struct {
	x    tri
	key  string     // the identity of the elements; "" where they have none
	ids  *diff.Roll // of base, by it; nil of small ones
	rows []row
}

// array merges three arrays by element.
func (e *engine) array(s *site) {
	kids := len(e.kids)
	f := e.family(s.tri)
	key := e.identity(s.tri)
	if key != "" && len(f.b) >= worthSharing {
		f.ids = e.m.Roll(s.b, key)
	}
	rows := e.elementRows(&f, key)
	as, done := Theirs, false
	spine, who := orderOf(rows)
	if who != Base {
		as, done = e.reordered(s, who)
	}
	switch {
	case done:
	case as == None:
		e.inConflict(s, func(take Side) { e.elements(s, &f, key, rows, arrange(rows, spine, who, take)) })
	default:
		e.elements(s, &f, key, rows, arrange(rows, spine, who, as))
	}
	e.kids = e.kids[:kids]
}

// elements merges the elements of an array in that order.
func (e *engine) elements(s *site, f *family, key string, rows []row, in []int32) {
	if e.reparser == nil && len(rows) >= worthSharing {
		e.reparser = document.NewReparser(e.r.Theirs, e.room())
	}
	e.insertSorted(f, rows, in)
	e.open(s)
	e.rows(s, f, rows, in)
	e.lists = append(e.lists, list{s.tri, key, f.ids, inOrder(rows, in)})
}

// inOrder returns rows in this order; nil is their own.
func inOrder(rows []row, in []int32) []row {
	if in == nil {
		return rows
	}
	out := make([]row, len(in))
	for i, k := range in {
		out[i] = rows[k]
	}
	return out
}

// reordered lists who changed the order of the elements. as is whose order holds if
// that is a collision, None of one that is open; done says that a value for the whole
// array settled it.
func (e *engine) reordered(s *site, moved Side) (as Side, done bool) {
	at := spot{node: s.b, order: true}
	e.odd = append(e.odd, at)
	switch r, ok := e.settled[at]; {
	case ok && r.Take == Custom:
		e.put(s, r.Value)
		return None, true
	case ok:
		e.add(s.tri, r.who())
		return r.Take, false
	case moved == None: // a collision: two places for one element
		e.collide(Conflict{e.change(s.tri, None), Order, s.spans()}, at)
		return None, false
	case moved == Custom: // different elements, each to one place
		e.add(s.tri, Ours)
		e.add(s.tri, Theirs)
	default:
		e.add(s.tri, moved)
	}
	return Theirs, false
}

// elementRows pairs the elements of three arrays: first those of base, in its order,
// then what ours and theirs added. key is what identity returned.
func (e *engine) elementRows(f *family, key string) []row {
	ours, theirs := e.sides(f, key)
	a, b := ours.comesFrom(theirs, e.m), theirs.comesFrom(ours, e.m)
	if e.unrename(f, ours, theirs) || a || b {
		ours.place()
		theirs.place()
	}
	rows := make([]row, len(f.b), len(f.b)+len(ours.added)+len(theirs.added))
	for i := range rows {
		o, t := ours.mates[i], theirs.mates[i]
		rows[i] = row{b: int32(i), o: int32(o.New), t: int32(t.New), whole: o.Whole || t.Whole, equal: o.Equal && t.Equal, joined: o.Joined && t.Joined}
		if rows[i].whole && e.renamedAlike(f.at(rows[i]), key) {
			rows[i].whole = false
		}
	}
	alike := e.insertedTwice(ours, theirs, key)
	added := make(map[int]int, len(alike)) // the row, by the index in theirs
	for _, j := range ours.added {
		if k, ok := alike[j]; ok {
			added[k] = len(rows)
		}
		rows = append(rows, row{b: -1, o: int32(j), t: -1})
	}
	for _, k := range theirs.added {
		if r, ok := added[k]; ok {
			rows[r].t = int32(k)
			continue
		}
		rows = append(rows, row{b: -1, o: -1, t: int32(k)})
	}
	return rows
}

// identity returns what tells the elements of three arrays apart.
func (e *engine) identity(x tri) string {
	var p document.Pointer
	if e.m.Keyed() {
		p = e.path.pointer()
	}
	return e.m.Identity(p, x.b, x.o, x.t)
}

// renamedAlike reports whether both sides have the element under one identity: it
// is the same one then, however little is left of base's.
func (e *engine) renamedAlike(x tri, key string) bool {
	o, inOurs := x.o.Member(key)
	t, inTheirs := x.t.Member(key)
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

// sides pairs the elements of base with those of ours and of theirs: in a large array,
// at once.
func (e *engine) sides(f *family, key string) (ours, theirs *side) {
	if len(f.b) < worthSharing {
		return newSide(e.m, f, f.x.o, f.o, key), newSide(e.m, f, f.x.t, f.t, key)
	}
	e.m.Share(e.m2)
	beside(
		func() { ours = newSide(e.m, f, f.x.o, f.o, key) },
		func() { theirs = newSide(e.m2, f, f.x.t, f.t, key) },
	)
	return ours, theirs
}

func newSide(by *diff.Matcher, f *family, n document.Node, all []document.Node, key string) *side {
	s := &side{all: all, mates: by.Elements(f.x.b, n, key), key: key}
	for i, m := range s.mates {
		// A scalar has no inside: another one, however like it, is put in its place.
		if m.New >= 0 && !m.Whole && !m.Equal && isScalar(f.b[i]) && !by.Same(f.b[i], all[m.New]) {
			s.mates[i].Whole = true
		}
	}
	s.place()
	return s
}

func isScalar(n document.Node) bool {
	return n.Kind() != document.Object && n.Kind() != document.Array
}

// place finds the elements that were added, and where: between two of base that the
// side has and has not replaced.
func (s *side) place() {
	was := make([]int32, len(s.all)) // the element of base, plus one
	fixed := make([]bool, len(s.all))
	for i, stays := range diff.InOrder(s.mates) {
		if j := s.mates[i].New; j >= 0 {
			was[j], fixed[j] = int32(i+1), stays && !s.mates[i].Whole
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
			before = int(was[j]) - 1
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
	if len(other.added) == 0 || s.key != "" {
		return false
	}
	added, found := map[int32]bool{}, false
	for i, mate := range s.mates {
		if !mate.Whole {
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

// children returns the children of n, for as long as the engine is inside of n.
func (e *engine) children(n document.Node) []document.Node {
	if n.Len() > narrow {
		return e.m.Children(n)
	}
	start := len(e.kids)
	e.kids = n.AppendChildren(e.kids)
	return e.kids[start:len(e.kids):len(e.kids)]
}

// children returns the children of n.
func children(n document.Node) []document.Node {
	return n.AppendChildren(make([]document.Node, 0, n.Len()))
}
