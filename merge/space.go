package merge

import (
	"bytes"

	"github.com/etch-http/etch/merge/document"
)

// A layout is the white space inside one array or object of one revision. nil is
// white space that is not there to be asked for.
type layout struct {
	source     []byte
	start, end int // of the array or object, brackets included
	children   []document.Node
}

func newLayout(n document.Node, d *document.Document, children []document.Node) layout {
	l := layout{source: d.Source(), children: children}
	if k := n.Kind(); k == document.Array || k == document.Object {
		l.start, l.end = n.Span()
	}
	return l
}

// behind returns where the child before i ends; of the first, where the bracket does.
func (l *layout) behind(i int) int {
	if i == 0 {
		return l.start + 1
	}
	_, end := l.children[i-1].ItemSpan()
	return end
}

// gap returns what stands before child i: for all but the first, with a comma in it.
func (l *layout) gap(i int) []byte {
	start, _ := l.children[i].ItemSpan()
	at := l.behind(i)
	return l.source[at:start:start]
}

// item returns where child i stands, with the gap before it.
func (l *layout) item(i int) Span {
	_, end := l.children[i].ItemSpan()
	return Span{l.behind(i), end}
}

// lead returns the white space right before child i.
func (l *layout) lead(i int) []byte {
	gap := l.gap(i)
	if i > 0 {
		gap = gap[bytes.IndexByte(gap, ',')+1:]
	}
	return gap
}

// leadOf returns the white space before child i, if there i is the first child as
// it is asked for: "{ " is no model for ", ".
func (l *layout) leadOf(i int32, first bool) []byte {
	if i < 0 || (i == 0) != first {
		return nil
	}
	return l.lead(int(i))
}

// sample returns the white space before the first child, or before others.
func (l *layout) sample(first bool) []byte {
	switch {
	case first && len(l.children) > 0:
		return l.lead(0)
	case !first && len(l.children) > 1:
		return l.lead(1)
	}
	return nil
}

// afterOf returns the white space behind child i, before the comma.
func (l *layout) afterOf(i int32) []byte {
	if i < 0 || int(i)+1 >= len(l.children) {
		return nil
	}
	gap := l.gap(int(i) + 1)
	comma := bytes.IndexByte(gap, ',')
	return gap[:comma:comma]
}

// tailFor returns the white space before the closing bracket, if it is that of an
// empty array or object as it is asked for.
func (l *layout) tailFor(empty bool) []byte {
	if l.end == 0 || (len(l.children) == 0) != empty {
		return nil
	}
	return l.source[l.behind(len(l.children)) : l.end-1 : l.end-1]
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
// space of each gap merged by itself. It appends to the engine's one output.
type writer struct {
	e       *engine
	family  *family
	b, o, t layout
	depth   int  // of the array or object
	child   site // the one that is being merged

	progress             // of theirs, where sides are in conflict
	split    bool        // in a conflict not all have written something
	others   [2]progress // then
}

func (e *engine) newWriter(f *family, depth int) *writer {
	w := &writer{
		e: e, family: f, depth: depth,
		b: newLayout(f.x.b, e.r.Base, f.b), o: newLayout(f.x.o, e.r.Ours, f.o), t: newLayout(f.x.t, e.r.Theirs, f.t),
	}
	e.out = append(e.out, w.t.source[w.t.start])
	return w
}

// head writes what belongs before a value that stands at r.
func (w *writer) head(r row) {
	e := w.e
	switch {
	case w.split:
		e.vary(w, func(Side) { w.head(r) })
		return
	case w.count == 0:
	case w.follows(r):
		e.out = append(e.out, w.between(r)...)
		w.name(r)
		w.count, w.last = w.count+1, r
		return
	default:
		e.out = append(e.out, pick(w.b.afterOf(w.last.b), w.o.afterOf(w.last.o), w.t.afterOf(w.last.t))...)
		e.out = append(e.out, ',')
	}
	e.out = append(e.out, w.lead(r)...)
	w.name(r)
	w.count, w.last = w.count+1, r
}

// follows reports whether r stands right behind the last one in all three revisions,
// with white space that at most one side changed.
func (w *writer) follows(r row) bool {
	if w.count == 0 || r.b < 1 || r.o < 1 || r.t < 1 || r.b-1 != w.last.b || r.o-1 != w.last.o || r.t-1 != w.last.t {
		return false
	}
	b := w.b.gap(int(r.b))
	return bytes.Equal(w.o.gap(int(r.o)), b) || bytes.Equal(w.t.gap(int(r.t)), b)
}

// between returns the white space before r, which follows the last one.
func (w *writer) between(r row) []byte {
	if t := w.t.gap(int(r.t)); !bytes.Equal(t, w.b.gap(int(r.b))) {
		return t
	}
	return w.o.gap(int(r.o))
}

// lead returns the white space before r.
func (w *writer) lead(r row) []byte {
	first := w.count == 0
	if foreign, known := w.foreign(r); foreign {
		if gap := known.sample(first); gap != nil {
			return gap
		}
		return w.e.style.lead(first, w.depth+1)
	}
	if gap := pick(w.b.leadOf(r.b, first), w.o.leadOf(r.o, first), w.t.leadOf(r.t, first)); gap != nil {
		return gap
	}
	if gap := pick(w.b.sample(first), w.o.sample(first), w.t.sample(first)); gap != nil {
		return gap
	}
	if gap := pick(w.b.sample(!first), w.o.sample(!first), w.t.sample(!first)); gap != nil && !first {
		return gap
	}
	return w.e.style.lead(first, w.depth+1)
}

// foreign reports whether r comes from one side alone while the merged document
// has the style of the other; known is the layout that r has to follow.
func (w *writer) foreign(r row) (foreign bool, known *layout) {
	switch {
	case r.o >= 0 && r.t < 0 && r.b < 0:
		return w.e.styles.ours != w.e.style, &w.t
	case r.t >= 0 && r.o < 0 && r.b < 0:
		return w.e.styles.theirs != w.e.style, &w.o
	}
	return false, nil
}

// name writes the name of a member with its colon; nothing of an element.
func (w *writer) name(r row) {
	if w.family.x.t.Kind() != document.Object {
		return
	}
	x := w.family.at(r)
	bn, bg := nameOf(x.b, w.b.source)
	on, og := nameOf(x.o, w.o.source)
	tn, tg := nameOf(x.t, w.t.source)
	w.e.out = append(w.e.out, pick(bn, on, tn)...)
	if foreign, _ := w.foreign(r); foreign {
		w.e.out = append(w.e.out, w.e.style.colon...)
		return
	}
	w.e.out = append(w.e.out, pick(bg, og, tg)...)
}

// nameOf returns a member's name as it is spelled, and what stands between it and
// the value.
func nameOf(n document.Node, source []byte) (name, gap []byte) {
	if !here(n) {
		return nil, nil
	}
	name = n.NameSource()
	from, _ := n.ItemSpan()
	value, _ := n.Span()
	return name, source[from+len(name) : value]
}

// close writes the closing bracket.
func (w *writer) close() {
	e := w.e
	if w.split {
		e.vary(w, func(Side) { w.tail() })
	} else {
		w.tail()
	}
	e.out = append(e.out, w.t.source[w.t.end-1])
}

// tail writes the white space before the closing bracket.
func (w *writer) tail() {
	e, empty := w.e, w.count == 0
	tail := pick(w.b.tailFor(empty), w.o.tailFor(empty), w.t.tailFor(empty))
	// Only the side whose style was given up had something in these brackets.
	if !empty && (len(w.t.children) == 0 && e.styles.ours != e.style || len(w.o.children) == 0 && e.styles.theirs != e.style) {
		tail = []byte(e.style.tail(w.depth))
	}
	e.out = append(e.out, tail...)
}
