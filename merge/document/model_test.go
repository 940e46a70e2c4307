package document

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A model applies edits to values instead of bytes: what Splice makes must be the same
// but for white space.
type model struct {
	replaced map[int32]string
	removed  map[int32]bool
	inserted map[int32][]Edit
}

// source returns n as it is after the edits, without white space.
func (m model) source(n Node) string {
	if value, ok := m.replaced[n.i]; ok {
		return value
	}
	if n.Kind() != Array && n.Kind() != Object {
		return string(n.Source())
	}
	var parts []string
	comes := func(i int) {
		for _, e := range m.inserted[n.i] {
			if e.Index != i {
				continue
			}
			part := string(e.Value)
			if n.Kind() == Object {
				part = string(Quote(e.Name)) + ":" + part
			}
			parts = append(parts, part)
		}
	}
	i := 0
	for c := range n.Children() {
		comes(i)
		if i++; !m.removed[c.i] {
			part := m.source(c)
			if n.Kind() == Object {
				part = string(c.NameSource()) + ":" + part
			}
			parts = append(parts, part)
		}
	}
	comes(i)
	inner := strings.Join(parts, ",")
	if n.Kind() == Object {
		return "{" + inner + "}"
	}
	return "[" + inner + "]"
}

// edit draws an edit of n and notes it.
func (m model) edit(t *rapid.T, n Node) Edit {
	value := source(t, 2)
	_, inside := n.Parent()
	switch do := rapid.SampledFrom([]Action{Replace, Remove, Insert}).Draw(t, "do"); {
	case do == Insert && (n.Kind() == Array || n.Kind() == Object):
		index := rapid.IntRange(0, n.Len()).Draw(t, "index")
		e := Edit{Do: Insert, Node: n, Index: index, Name: rapid.SampledFrom([]string{"a", "new", "", "\n"}).Draw(t, "new"), Value: []byte(value)}
		m.inserted[n.i] = append(m.inserted[n.i], e)
		return e
	case do == Remove && inside:
		m.removed[n.i] = true
		return Edit{Do: Remove, Node: n}
	default:
		m.replaced[n.i] = value
		return Edit{Do: Replace, Node: n, Value: []byte(value)}
	}
}

// overlap reports whether two edits do: one is inside a value that another replaces or
// removes.
func overlap(edits []Edit) bool {
	return slices.ContainsFunc(edits, func(outer Edit) bool {
		return outer.Do != Insert && slices.ContainsFunc(edits, func(inner Edit) bool {
			return inner.Node != outer.Node && inner.Node.Pointer().Within(outer.Node.Pointer())
		})
	})
}

func spliceIsItsModel(t *rapid.T) {
	d, _ := drawn(t)
	m := model{map[int32]string{}, map[int32]bool{}, map[int32][]Edit{}}
	var edits []Edit
	chosen := rapid.SliceOfNDistinct(rapid.IntRange(0, len(d.nodes)-1), 1, 4, rapid.ID[int]).Draw(t, "nodes")
	for _, i := range chosen {
		edits = append(edits, m.edit(t, Node{d, int32(i)}))
	}
	e, err := d.Splice(edits...)
	if len(d.Duplicates()) == 0 && (err != nil) != overlap(edits) {
		t.Fatalf("%q: %v, but overlap is %v", d.Source(), err, overlap(edits))
	}
	if err != nil {
		if !errors.As(err, new(*PlaceError)) {
			t.Fatalf("%q: %v", d.Source(), err)
		}
		return
	}
	again, err := Parse(e.Source(), JSON)
	if err != nil || !slices.Equal(again.nodes, e.nodes) {
		t.Fatalf("%q reads otherwise: %v", e.Source(), err)
	}
	want := m.source(d.Root())
	if w, err := Parse([]byte(want), JSON); err != nil || !Same(w.Root(), e.Root()) {
		t.Fatalf("%q becomes %q, not %s: %v", d.Source(), e.Source(), want, err)
	}
}

func TestSpliceIsItsModel(t *testing.T) { rapid.Check(t, spliceIsItsModel) }
