package diff

import (
	"bytes"

	"github.com/etch-http/etch/merge/document"
)

// A walker goes through two trees side by side and writes down what differs.
type walker struct {
	m   *Matcher
	out []Change

	// For Carry. equal says of two numbers with different texts whether the second
	// is a change; nil: it is. spell gives the source text of a value that comes
	// from the new tree; old is the value that it was, where that is known; nil:
	// its own source text.
	equal func(p document.Pointer, old, new document.Node) bool
	spell func(old, new document.Node) []byte
}

// value compares what stands at p on both sides.
func (w *walker) value(p document.Pointer, a, b document.Node) {
	objects := a.Kind() == document.Object && b.Kind() == document.Object
	switch {
	case objects && bytes.Equal(a.Source(), b.Source()):
	case objects && w.inStep(p, a, b):
	case objects && alikeRepeats(w.m, a, b): // by name, which costs less than to know first whether they differ
		w.members(p, a, b)
	case w.m.Same(a, b):
	case a.Kind() == document.Array && b.Kind() == document.Array:
		w.elements(p, a, b)
	case a.Kind() == document.Number && b.Kind() == document.Number && w.equal != nil && w.equal(p, a, b):
	default:
		w.add(p, a.Source(), w.text(a, b))
	}
}

// members compares two objects by name.
func (w *walker) members(p document.Pointer, a, b document.Node) {
	for x := range a.Children() {
		y, ok := b.Member(x.Name())
		switch last, _ := a.Member(x.Name()); {
		case last != x: // a name that is repeated alike on both sides; see alikeRepeats
		case ok:
			w.child(p, x, y)
		default:
			w.add(p.Child(x.Name()), x.Source(), nil)
		}
	}
	for y := range b.Children() {
		if _, ok := a.Member(y.Name()); !ok {
			w.add(p.Child(y.Name()), nil, w.text(document.Node{}, y))
		}
	}
}

// child compares two members of one name.
func (w *walker) child(p document.Pointer, x, y document.Node) {
	if !w.m.exact.same(x, y) {
		w.value(p.Child(x.Name()), x, y)
	}
}

// inStep compares two objects that have the same names in the same order, as most
// have. It reports false, and does nothing, where they do not, or where a member that
// differs has a name that is repeated.
func (w *walker) inStep(p document.Pointer, a, b document.Node) bool {
	if a.Len() != b.Len() {
		return false
	}
	var differ [][2]document.Node
	for x, y := a.First(), b.First(); here(x); x, y = x.Next(), y.Next() {
		if !document.SameName(x, y) {
			return false
		}
		if !w.m.exact.same(x, y) {
			differ = append(differ, [2]document.Node{x, y})
		}
	}
	for _, d := range differ {
		count := 0
		for range a.Named(d[0].Name()) {
			count++
		}
		if count > 1 {
			return false
		}
	}
	for _, d := range differ {
		w.value(p.Child(d[0].Name()), d[0], d[1])
	}
	return true
}

// alikeRepeats reports whether every name that stands more than once in a or b
// has the same values in both, one by one. No pointer can name such a member, so
// where they differ the object is one change.
func alikeRepeats(m *Matcher, a, b document.Node) bool {
	ra, rb := repeated(a), repeated(b)
	if len(ra) != len(rb) {
		return false
	}
	for name, xs := range ra {
		ys := rb[name]
		if len(xs) != len(ys) {
			return false
		}
		for i := range xs {
			if !m.Same(xs[i], ys[i]) {
				return false
			}
		}
	}
	return true
}

// repeated returns the members of each name that stands more than once in n.
func repeated(n document.Node) map[string][]document.Node {
	var names map[string][]document.Node
	for c := range n.Children() {
		if last, _ := n.Member(c.Name()); last != c {
			if names == nil {
				names = map[string][]document.Node{}
			}
			names[c.Name()] = nil
		}
	}
	if names == nil {
		return nil
	}
	for c := range n.Children() {
		if _, ok := names[c.Name()]; ok {
			names[c.Name()] = append(names[c.Name()], c)
		}
	}
	return names
}

// elements compares two arrays. What stands before j is already as in b, so j is
// both the place of the next change and the next element of b.
func (w *walker) elements(p document.Pointer, a, b document.Node) {
	mates := w.m.Elements(a, b, w.m.Identity(p, a, b))
	xs, ys := nodes(a), nodes(b)
	was := make([]document.Node, len(ys)) // the element that each one of b was
	for i, m := range mates {
		if m.New >= 0 {
			was[m.New] = xs[i]
		}
	}
	stays := InOrder(mates)
	j := 0
	insertTo := func(end int) {
		for ; j < end; j++ {
			w.add(p.Index(j), nil, w.text(was[j], ys[j]))
		}
	}
	for i, x := range xs {
		switch m := mates[i]; {
		case !stays[i]: // removed, or moved: then it is inserted elsewhere
			w.add(p.Index(j), x.Source(), nil)
		default:
			insertTo(m.New)
			if m.Whole {
				w.add(p.Index(j), x.Source(), w.text(x, ys[j]))
			} else {
				w.element(p, j, x, ys[j])
			}
			j++
		}
	}
	insertTo(len(ys))
}

// element compares two elements, of which the new one stands at j.
func (w *walker) element(p document.Pointer, j int, x, y document.Node) {
	if !bytes.Equal(x.Source(), y.Source()) {
		w.value(p.Index(j), x, y)
	}
}

// add writes one change down.
func (w *walker) add(p document.Pointer, old, new []byte) {
	w.out = append(w.out, Change{Pointer: p, Old: old, New: new})
}

// text returns the source text of a value that comes from the new tree.
func (w *walker) text(old, new document.Node) []byte {
	if w.spell == nil {
		return new.Source()
	}
	return w.spell(old, new)
}

// nodes returns the children of n.
func nodes(n document.Node) []document.Node {
	return n.AppendChildren(make([]document.Node, 0, n.Len()))
}

// Between returns what turns the value a into b, both at p, as the function does.
func (m *Matcher) Between(p document.Pointer, a, b document.Node) []Change {
	w := walker{m: m}
	w.value(p, a, b)
	return w.out
}
