package merge

import (
	"bytes"

	"github.com/etch-http/etch/merge/document"
)

// A layout is the white space inside one array or object of one revision.
type layout struct {
	n     document.Node
	lead  [][]byte // before each child
	after [][]byte // behind each child but the last, before the comma
	tail  []byte   // before the closing bracket
}

func newLayout(n document.Node, d *document.Document) layout {
	l := layout{n: n}
	if n.Kind() != document.Array && n.Kind() != document.Object {
		return l
	}
	source := d.Source()
	start, end := n.Span()
	at := start + 1 // behind the opening bracket, or the last child
	for c := range n.Children() {
		from, to := c.ItemSpan()
		gap := source[at:from]
		if len(l.lead) > 0 {
			comma := bytes.IndexByte(gap, ',')
			l.after = append(l.after, gap[:comma:comma])
			gap = gap[comma+1:]
		}
		l.lead = append(l.lead, gap[:len(gap):len(gap)])
		at = to
	}
	l.tail = source[at : end-1 : end-1]
	return l
}

// leadOf returns the white space before child i, if there i is the first child as
// it is asked for: "{ " is no model for ", ".
func (l layout) leadOf(i int, first bool) []byte {
	if i < 0 || i >= len(l.lead) || (i == 0) != first {
		return nil
	}
	return l.lead[i]
}

// sample returns the white space before the first child, or before others.
func (l layout) sample(first bool) []byte {
	switch {
	case first && len(l.lead) > 0:
		return l.lead[0]
	case !first && len(l.lead) > 1:
		return l.lead[1]
	}
	return nil
}

func (l layout) afterOf(i int) []byte {
	if i < 0 || i >= len(l.after) {
		return nil
	}
	return l.after[i]
}

// tailFor returns the white space before the closing bracket, if it is that of an
// empty array or object as it is asked for.
func (l layout) tailFor(empty bool) []byte {
	if l.tail == nil || (len(l.lead) == 0) != empty {
		return nil
	}
	return l.tail
}

// pick merges one gap: the side that changed it has it; if both did, theirs. nil
// is unknown.
func pick(b, o, t []byte) []byte {
	switch {
	case o == nil && t == nil:
		return b
	case o == nil:
		return t
	case t == nil:
		return o
	case b != nil && bytes.Equal(t, b):
		return o
	}
	return t
}

// A writer puts the children of a merged array or object together, with the white
// space of each gap merged by itself.
type writer struct {
	e       *engine
	b, o, t layout
	depth   int
	count   int
	out     []byte
	last    *row // the child written last
}

func newWriter(e *engine, x tri, depth int) *writer {
	w := &writer{e: e, depth: depth}
	w.b, w.o, w.t = newLayout(x.b, e.r.Base), newLayout(x.o, e.r.Ours), newLayout(x.t, e.r.Theirs)
	w.out = append(w.out, x.t.Source()[0])
	return w
}

// add writes the values that stand at r.
func (w *writer) add(r *row, values [][]byte) {
	for _, v := range values {
		if w.count > 0 {
			w.out = append(w.out, pick(w.b.afterOf(w.last.ib), w.o.afterOf(w.last.io), w.t.afterOf(w.last.it))...)
			w.out = append(w.out, ',')
		}
		w.out = append(w.out, w.lead(r)...)
		w.out = append(w.out, w.name(r)...)
		w.out = append(w.out, v...)
		w.count++
		w.last = r
	}
}

// lead returns the white space before r.
func (w *writer) lead(r *row) []byte {
	first := w.count == 0
	if foreign, known := w.foreign(r); !foreign {
		if gap := pick(w.b.leadOf(r.ib, first), w.o.leadOf(r.io, first), w.t.leadOf(r.it, first)); gap != nil {
			return gap
		}
		if gap := pick(w.b.sample(first), w.o.sample(first), w.t.sample(first)); gap != nil {
			return gap
		}
		if gap := pick(w.b.sample(!first), w.o.sample(!first), w.t.sample(!first)); gap != nil && !first {
			return gap
		}
	} else if gap := known.sample(first); gap != nil {
		return gap
	}
	return w.e.style.lead(first, w.depth+1)
}

// foreign reports whether r comes from one side alone while the merged document
// has the style of the other; known is the layout that r has to follow.
func (w *writer) foreign(r *row) (foreign bool, known layout) {
	switch {
	case r.io >= 0 && r.it < 0 && r.ib < 0:
		return w.e.styles.ours != w.e.style, w.t
	case r.it >= 0 && r.io < 0 && r.ib < 0:
		return w.e.styles.theirs != w.e.style, w.o
	}
	return false, layout{}
}

// name returns the name of a member with its colon; nothing of an element.
func (w *writer) name(r *row) []byte {
	if w.t.n.Kind() != document.Object {
		return nil
	}
	bn, bg := w.nameOf(r.b, w.e.r.Base)
	on, og := w.nameOf(r.o, w.e.r.Ours)
	tn, tg := w.nameOf(r.t, w.e.r.Theirs)
	gap := pick(bg, og, tg)
	if foreign, _ := w.foreign(r); foreign {
		gap = []byte(w.e.style.colon)
	}
	return append(bytes.Clone(pick(bn, on, tn)), gap...)
}

// nameOf returns a member's name as it is spelled, and what stands between it and
// the value.
func (w *writer) nameOf(n document.Node, d *document.Document) (name, gap []byte) {
	if !here(n) {
		return nil, nil
	}
	name = n.NameSource()
	from, _ := n.ItemSpan()
	value, _ := n.Span()
	return name, d.Source()[from+len(name) : value]
}

// close writes the closing bracket.
func (w *writer) close() []byte {
	empty := w.count == 0
	tail := pick(w.b.tailFor(empty), w.o.tailFor(empty), w.t.tailFor(empty))
	// Only the side whose style was given up had something in these brackets.
	if !empty && len(w.t.lead) == 0 && w.e.styles.ours != w.e.style || !empty && len(w.o.lead) == 0 && w.e.styles.theirs != w.e.style {
		tail = []byte(w.e.style.tail(w.depth))
	}
	w.out = append(w.out, tail...)
	return append(w.out, w.t.n.Source()[len(w.t.n.Source())-1])
}
