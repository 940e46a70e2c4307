package patch

import "github.com/etch-http/etch/merge/document"

// reuseStanding makes the addition of a value that stands elsewhere a copy, where that
// place is the same before and after, and shorter to say.
func (w *walker) reuseStanding(base *document.Document, wants map[string]bool) {
	var left []int
	f := finder{wants: wants, sizes: map[int]bool{}, found: map[string][]document.Node{}}
	for i := range w.steps {
		if s := &w.steps[i]; s.brings() {
			left = append(left, i)
			f.sizes[len(s.value)] = true
		}
	}
	if len(left) == 0 {
		return
	}
	f.look(base.Root())
	if len(f.found) == 0 {
		return
	}
	t := newTouched(w.steps)
	for _, i := range left {
		s := &w.steps[i]
		for _, n := range f.found[string(s.value)] {
			c := step{op: "copy", from: n.Pointer(), path: s.path}
			if c.size() < s.size() && t.untouched(c.from) {
				s.op, s.from = "copy", c.from
				w.reused = true
				break
			}
		}
	}
}

// A finder looks for values in a document.
type finder struct {
	wants map[string]bool // compact
	sizes map[int]bool    // of wants
	found map[string][]document.Node
}

// look looks for wants in n, and returns the size of n's compact text. A value is
// written out only where its size is wanted.
func (f *finder) look(n document.Node) int {
	size := len(n.Source())
	if k := n.Kind(); k == document.Array || k == document.Object {
		size = 2 + max(n.Len()-1, 0)
		for c := range n.Children() {
			if size += f.look(c); k == document.Object {
				size += len(c.NameSource()) + 1
			}
		}
	}
	if f.sizes[size] {
		if text := string(n.Compact()); f.wants[text] && len(f.found[text]) < maxFound {
			f.found[text] = append(f.found[text], n)
		}
	}
	return size
}

// touched says where steps have been.
type touched struct {
	at     map[document.Pointer]bool // a step has put something there, or taken it away
	inside map[document.Pointer]bool // or below
	shifts map[document.Pointer]bool // an array whose elements get other indexes
}

func newTouched(steps []step) touched {
	t := touched{map[document.Pointer]bool{}, map[document.Pointer]bool{}, map[document.Pointer]bool{}}
	mark := func(p document.Pointer, shifts bool) {
		t.at[p] = true
		if shifts {
			t.shifts[parent(p)] = true
		}
		for p != "" && !t.inside[p] {
			t.inside[p] = true
			p = parent(p)
		}
		t.inside[""] = true
	}
	for i := range steps {
		s := &steps[i]
		mark(s.path, s.shifts)
		if s.op == "move" {
			mark(s.from, s.shifts)
		}
	}
	return t
}

// untouched reports whether the value at p of the base stands there, as it is, at
// every step.
func (t touched) untouched(p document.Pointer) bool {
	if t.inside[p] {
		return false
	}
	for {
		if t.at[p] || t.shifts[p] {
			return false
		}
		if p == "" {
			return true
		}
		p = parent(p)
	}
}
