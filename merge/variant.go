package merge

import (
	"bytes"
	"slices"
)

// A variant is a place of the merged document that would read otherwise with its
// conflicts settled for ours, or for base: the value in conflict, with what belongs
// before it; and, behind a value that only some of them have, what depends on that (a
// comma, the white space of a first member). All bytes between two variants are the
// same, whichever side the conflicts are settled for.
type variant struct {
	at         Span // in the merged document, which has theirs
	ours, base []byte
}

// others are the sides that a variant has beside theirs.
var others = [2]Side{Ours, Base}

// conflict notes a collision, or settles it where a Resolution says how.
func (e *engine) conflict(s *site, at spot) {
	e.odd = append(e.odd, at)
	r, ok := e.settled[at]
	if !ok {
		e.collide(Conflict{e.change(s.tri, None), kindOf(s.tri), s.spans()}, at)
		e.inConflict(s, func(take Side) { e.side(s, take) })
		return
	}
	e.add(s.tri, r.who())
	switch r.Take {
	case Both:
		e.ours(s)
		e.theirs(s)
	case Custom:
		e.put(s, r.Value)
	default:
		e.side(s, r.Take)
	}
}

// side writes what one side has, if it has something.
func (e *engine) side(s *site, take Side) {
	switch take {
	case Ours:
		e.ours(s)
	case Base:
		e.from(s, s.b, e.styles.theirs)
	default:
		e.theirs(s)
	}
}

// inConflict writes a place in conflict as theirs has it, and notes how the others
// do. write writes it for one side.
func (e *engine) inConflict(s *site, write func(take Side)) {
	switch {
	case e.as != None: // in an order that a side has, around this place
		write(e.as)
	case e.varied:
		write(Theirs)
	default:
		e.vary(s.in, func(take Side) {
			count := s.count
			if write(take); take != Theirs {
				s.count = count
			}
		})
	}
}

// vary writes what comes next in the array or object of w, nil around the root, and
// notes it as a variant where the sides have it differently.
func (e *engine) vary(w *writer, write func(take Side)) {
	if w != nil {
		if !w.split {
			w.others = [2]progress{w.progress, w.progress}
		}
		w.split = false
	}
	v := variant{ours: e.aside(w, 0, write), base: e.aside(w, 1, write)}
	v.at.Start = len(e.out)
	e.varied = true
	write(Theirs)
	e.varied = false
	v.at.End = len(e.out)
	if w != nil {
		w.split = !w.progress.like(w.others[0]) || !w.progress.like(w.others[1])
	}
	if theirs := e.out[v.at.Start:]; !bytes.Equal(v.ours, theirs) || !bytes.Equal(v.base, theirs) {
		e.variants = append(e.variants, v)
	}
}

// aside returns what write writes for one of the others; it leaves no trace but in the
// progress that this one has made in w.
func (e *engine) aside(w *writer, other int, write func(take Side)) []byte {
	out, now := e.out, progress{}
	changes, conflicts, odd, lists := len(e.changes), len(e.conflicts), len(e.odd), len(e.lists)
	if w != nil {
		now, w.progress = w.progress, w.others[other]
	}
	start := len(e.apart)
	e.out, e.as = e.apart, others[other]
	write(e.as)
	if w != nil {
		w.others[other], w.progress = w.progress, now
	}
	e.changes, e.conflicts, e.spots = e.changes[:changes], e.conflicts[:conflicts], e.spots[:conflicts]
	e.odd, e.lists = e.odd[:odd], e.lists[:lists]
	e.apart, e.out, e.as = e.out, out, None
	return e.apart[start:len(e.apart):len(e.apart)]
}

// vanishing makes a conflict of the roots one of the whole documents: where a side has
// none, nothing stands around it either.
func (e *engine) vanishing(head, tail, merged []byte) {
	if len(e.variants) != 1 || e.variants[0].at.Start != len(head) {
		return
	}
	v := &e.variants[0]
	for _, text := range []*[]byte{&v.ours, &v.base} {
		if len(*text) > 0 {
			*text = slices.Concat(head, *text, tail)
		}
	}
	v.at = Span{0, len(merged)}
}

// A progress is how far a writer has come: how many children it has written, and
// which one last.
type progress struct {
	count int
	last  row
}

// like reports whether what is written next is written alike.
func (p progress) like(q progress) bool {
	return (p.count == 0) == (q.count == 0) && (p.count == 0 || p.last.b == q.last.b && p.last.o == q.last.o && p.last.t == q.last.t)
}
