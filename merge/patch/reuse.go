package patch

import (
	"slices"

	"github.com/etch-http/etch/merge/document"
)

// Values that stand in the base already: one that is removed at one place and added at
// another is moved, one that stays is copied.

const (
	substantial = 64      // bytes from which two equal values are taken for one, and not for chance
	maxScan     = 1 << 10 // steps between a removal and an addition
	maxFound    = 4       // places of one value that are looked at
)

// reuse turns additions of large values into moves and copies.
func (w *walker) reuse(base *document.Document) {
	wants := map[string]bool{}
	for i := range w.steps {
		if s := &w.steps[i]; s.brings() {
			wants[string(s.value)] = true
		}
	}
	if !w.moves || len(wants) == 0 {
		return
	}
	w.reuseRemoved(wants)
	if !w.maker.Test { // the test of what is copied would be larger than the value
		w.reuseStanding(base, wants)
	}
}

// brings reports whether s adds a large value where a move or copy could put it. In an
// array these insert; they do not replace.
func (s *step) brings() bool {
	return len(s.value) >= substantial && s.path != "" && (s.op == "add" || s.op == "replace" && s.object > 0)
}

// reuseRemoved makes a removal and an addition of one value a move.
func (w *walker) reuseRemoved(wants map[string]bool) {
	removed := map[string][]int{}
	for i, s := range w.steps {
		if s.op != "remove" || len(s.old.Source()) < substantial {
			continue
		}
		if text := string(s.old.Compact()); wants[text] && len(removed[text]) < maxFound {
			removed[text] = append(removed[text], i)
		}
	}
	for i := range w.steps {
		s := &w.steps[i]
		if !s.brings() {
			continue
		}
		text := string(s.value)
		for k, r := range removed[text] {
			if w.movable(r, i) {
				removed[text] = slices.Delete(removed[text], k, k+1)
				s.op, s.from, s.shifts = "move", w.steps[r].path, s.shifts || w.steps[r].shifts
				if r > i {
					s.tests = append(s.tests, w.steps[r].tests...) // they hold now as well, and not after the move
					w.steps[r].tests = nil
				}
				w.steps[r].op = ""
				w.reused = true
				break
			}
		}
	}
	w.drop()
}

// movable reports whether step i may take from where step r removes: no step between
// has anything to do with that place.
func (w *walker) movable(r, i int) bool {
	from, to := &w.steps[r], &w.steps[i]
	switch {
	case from.object > 0 && from.object == to.object:
		return true // a member gets another name: all between is inside other members
	case w.maker.Test: // the tests stand in the order of the steps
		return false
	case to.path.Within(from.path) || from.path.Within(to.path):
		return false
	case r > i && (from.moves(to.path) || to.moves(from.path)):
		return false
	}
	lo, hi := min(r, i), max(r, i)
	if hi-lo > maxScan {
		return false
	}
	for k := lo + 1; k < hi; k++ {
		if w.steps[k].concerns(from) {
			return false
		}
	}
	return true
}

// moves reports whether what stands at p may be at another index after s.
func (s *step) moves(p document.Pointer) bool {
	return s.shifts && (p.Within(parent(s.path)) || s.op == "move" && p.Within(parent(s.from)))
}

// concerns reports whether s has to do with the place that r removes.
func (s *step) concerns(r *step) bool {
	places := []document.Pointer{s.path}
	if s.op == "move" {
		places = append(places, s.from)
	}
	for _, p := range places {
		if p.Within(r.path) || r.path.Within(p) || r.moves(p) {
			return true
		}
	}
	return s.moves(r.path)
}

// drop leaves out the removals that became moves. Their tests hold until the move.
func (w *walker) drop() {
	kept := w.steps[:0]
	var tests []check
	for _, s := range w.steps {
		if s.op == "" {
			tests = append(tests, s.tests...)
			continue
		}
		s.tests, tests = append(tests, s.tests...), nil
		kept = append(kept, s)
	}
	w.steps = kept
}

// parent is the place around p.
func parent(p document.Pointer) document.Pointer {
	around, _, _ := p.Cut()
	return around
}
