package patch

import (
	"bytes"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// How a JSON Patch is made. The trees are walked side by side, objects by name,
// arrays as diff pairs their elements; what comes out is a list of steps, each in
// terms of what those before it leave. Then values that stand elsewhere already are
// moved or copied from there (reuse.go). With tests, each object and array says
// what its steps rely on (guard.go).

// An array is replaced whole where the steps inside it take more than four times the
// bytes of that and a little: a list of numbers in a new order. Objects never are:
// their members have names, which hold whatever a rival does beside them.
const (
	coarser   = 4
	coarseMin = 1 << 10
)

// operations writes the JSON Patch from base to wanted. Moves and copies are used
// where that is fewer bytes, all in all.
func (m Maker) operations(base, wanted *document.Document) []byte {
	w := walker{maker: m, m: diff.NewMatcher(m.Diff), moves: true}
	w.value("", base.Root(), wanted.Root())
	w.reuse(base)
	made := body(w.steps)
	if !w.reused {
		return made
	}
	w.steps, w.bytes, w.moves = nil, 0, false
	w.value("", base.Root(), wanted.Root())
	if plain := body(w.steps); len(plain) < len(made) {
		return plain
	}
	return made
}

// A walker writes down the steps from one tree to another.
type walker struct {
	maker  Maker
	m      *diff.Matcher
	moves  bool // else: add, remove and replace alone
	reused bool // there are moves or copies among the steps

	steps   []step
	bytes   int // the size of steps, about
	objects int // how many were walked
}

// add writes one step down.
func (w *walker) add(s step) {
	w.steps = append(w.steps, s)
	w.bytes += s.size()
}

// back forgets the steps from the one of that index on, whose bytes began there.
func (w *walker) back(steps, bytes int) {
	clear(w.steps[steps:])
	w.steps, w.bytes = w.steps[:steps], bytes
}

// value compares what stands at p on both sides.
func (w *walker) value(p document.Pointer, a, b document.Node) {
	switch {
	case a.Kind() == b.Kind() && bytes.Equal(a.Source(), b.Source()):
	case a.Kind() == document.Object && b.Kind() == document.Object && alikeRepeats(a, b):
		w.members(p, a, b)
	case a.Kind() == document.Array && b.Kind() == document.Array:
		w.array(p, a, b)
	case !document.Same(a, b):
		w.replace(p, a, b)
	}
}

// replace puts b in the place of a.
func (w *walker) replace(p document.Pointer, a, b document.Node) {
	w.add(step{op: "replace", path: p, value: b.Compact(), old: a, tests: w.guard(p, a)})
}

// members compares two objects by name: first those of a, then the new ones of b.
func (w *walker) members(p document.Pointer, a, b document.Node) {
	w.objects++
	object, first, comes := w.objects, len(w.steps), false
	for x := range effective(a) {
		at := p.Child(x.Name())
		y, kept := b.Member(x.Name())
		if !kept {
			w.add(step{op: "remove", path: at, old: x, tests: w.guard(at, x), object: object})
			continue
		}
		before := len(w.steps)
		if w.value(at, x, y); len(w.steps) == before+1 && w.steps[before].path == at {
			w.steps[before].object = object // replaced whole
		}
	}
	for y := range effective(b) {
		if _, known := a.Member(y.Name()); !known {
			comes = true
			w.add(step{op: "add", path: p.Child(y.Name()), value: y.Compact(), object: object})
		}
	}
	if comes {
		w.guardObject(p, a, first)
	}
}

// alikeRepeats reports whether every name that stands more than once in a or b has
// the same values in both, one by one. No pointer can name such a member, so where
// they differ the object is replaced.
func alikeRepeats(a, b document.Node) bool {
	repeats := func(n, other document.Node) bool {
		seen := map[string]bool{}
		for x := range n.Children() {
			if last, _ := n.Member(x.Name()); last == x || seen[x.Name()] {
				continue
			}
			seen[x.Name()] = true
			xs, ys := named(n, x.Name()), named(other, x.Name())
			if len(xs) != len(ys) {
				return false
			}
			for i := range xs {
				if !document.Same(xs[i], ys[i]) {
					return false
				}
			}
		}
		return true
	}
	return repeats(a, b) && repeats(b, a)
}

// named lists the members of that name.
func named(n document.Node, name string) (all []document.Node) {
	for c := range n.Named(name) {
		all = append(all, c)
	}
	return all
}
