package merge

import "github.com/etch-http/etch/merge/document"

// note lists what a side, or both alike, changed at s, as small as it can be.
func (e *engine) note(s *site, who Side) {
	old, new := s.b, s.t
	if who == Ours {
		new = s.o
	}
	switch {
	case !here(old) && !here(new):
		return
	case s.whole || !here(old) || !here(new):
		if !e.same(old, new) {
			e.add(s.tri, who)
		}
		return
	case e.isAlike(old, new, who):
		return
	case old.Len() > 0 || new.Len() > 0:
		for _, c := range e.m.Between(e.path.pointer(), old, new) {
			e.oneSided(c.Pointer, c.Old, c.New, who)
		}
	case !e.same(old, new):
		e.oneSided(e.path.pointer(), old.Source(), new.Source(), who)
	}
}

// oneSided lists a change of what base has; the other side has that still.
func (e *engine) oneSided(p document.Pointer, old, new []byte, who Side) {
	c := Change{Pointer: p, Who: who, Base: old, Ours: old, Theirs: old}
	if who != Theirs {
		c.Ours = new
	}
	if who != Ours {
		c.Theirs = new
	}
	e.changes = append(e.changes, c)
}

// isAlike reports whether a side has base's own bytes.
func (e *engine) isAlike(base, side document.Node, who Side) bool {
	if who == Ours {
		return e.bo.same(base, side)
	}
	return e.bt.same(base, side)
}

// add lists one change.
func (e *engine) add(x tri, who Side) Change {
	c := e.change(x, who)
	e.changes = append(e.changes, c)
	return c
}

// collide lists one conflict.
func (e *engine) collide(c Conflict, at spot) {
	e.changes = append(e.changes, c.Change)
	e.conflicts = append(e.conflicts, c)
	e.spots = append(e.spots, at)
}

func (e *engine) change(x tri, who Side) Change {
	return Change{
		Pointer: e.path.pointer(), Who: who,
		Base: x.b.Source(), Ours: x.o.Source(), Theirs: x.t.Source(),
	}
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
