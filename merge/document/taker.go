package document

import "github.com/etch-http/etch/merge/internal/pages"

// A taker is a scanner that takes over the nodes of another document where the
// source is the same there. It walks down both side by side: every array or object
// that it has open has a counterpart in the other document, at the same depth.
type taker struct {
	scanner
	like   *Document
	common run
	levels []level // one for each open array or object, and before them one for the top

	// In bytes: what was taken over, what was read, and what searching in vain has cost.
	taken, read, spent int
}

// newTaker sets a taker on source. nodes is the table that it fills; nil is one that it
// makes: as many nodes are expected as like has, and a few more, but for a source that
// is much smaller.
func newTaker(source []byte, like *Document, nodes []node) *taker {
	if nodes == nil {
		nodes = newTableLike(len(source), like)
	}
	return &taker{
		scanner: *newScanner(source, nodes),
		like:    like,
		levels:  []level{{around: -1, end: int32(len(like.nodes))}},
	}
}

// newTableLike returns a table for a source of that size, in bytes, which is like another
// document.
func newTableLike(size int, like *Document) []node {
	room := float64(len(like.nodes)) * min(1, 2*float64(size)/float64(len(like.source)))
	more := max(0, size-len(like.source))/16 + int(room)/64 + 64
	return pages.Fetch(make([]node, 0, min(int(room)+more, size/2+1)), int(room))
}

// document reads the whole text.
func (t *taker) document() error {
	if err := t.begin(); err != nil {
		return err
	}
	for {
		closed, err := t.child()
		for err == nil && closed && t.open >= 0 {
			if closed, err = t.follow(); closed {
				t.levels = t.levels[:len(t.levels)-1]
			}
		}
		if err != nil {
			return err
		}
		if closed {
			return t.end()
		}
	}
}

// child takes over as many children of the open array or object as it can, or reads
// one. closed is false where an array or object has been opened, and its first child
// must be read next.
func (t *taker) child() (closed bool, err error) {
	at := &t.levels[len(t.levels)-1]
	g := t.counterpart(at)
	if g.child == at.end {
		return true, t.readChild(at)
	}
	t.common = g.common
	n := &t.like.nodes[g.child]
	if g.common.whole(n) {
		t.take(at, g.child)
		return true, nil
	}
	if g.common.begun(n) {
		at.next = g.child
		if n.kind() >= Array && (t.hopeful() || t.settled(g)) {
			at.next = n.next
			return t.descend(g), nil
		}
	}
	return true, t.readChild(at)
}

// readChild reads a child that has no counterpart. It is taken for a new value of the one
// that was expected.
func (t *taker) readChild(at *level) error {
	if at.next < at.end {
		at.next = t.like.nodes[at.next].next
	}
	start := t.pos
	err := t.item()
	t.read += t.pos - start
	return err
}

// take takes over the child c of the other document, which is whole in the run, and
// all siblings behind it that are whole in it too.
func (t *taker) take(at *level, c int32) {
	behind, end := c, uint32(0)
	if at.around >= 0 && t.common.whole(&t.like.nodes[at.around]) {
		behind, end = at.end, t.like.nodes[at.around].end-1 // up to the bracket
	}
	if behind < at.end {
		last := &t.like.nodes[t.lastWhole(at, c)]
		behind, end = last.next, last.end
	}
	t.copy(at.around, c, behind)
	start := t.pos
	t.pos = int(end) + t.common.delta
	t.taken += t.pos - start
	at.from, at.next = behind, behind
}

// lastWhole returns the last of the child c, which is whole in the run, and the siblings
// behind it that are whole in it too. Nodes stand in the order of the source, so it looks
// for the first one behind the run, and not at each child.
func (t *taker) lastWhole(at *level, c int32) int32 {
	nodes, limit := t.like.nodes, t.common.end-t.common.delta
	begun, step := c, int32(1) // begun begins in the run
	for begun+step < at.end && int(nodes[begun+step].start) < limit {
		begun, step = begun+step, 2*step
	}
	for ; step > 0; step /= 2 {
		if begun+step < at.end && int(nodes[begun+step].start) < limit {
			begun += step
		}
	}
	last, ok := t.childWith(at, begun)
	if ok && !t.common.whole(&nodes[last]) {
		last, ok = t.childWith(at, last-1) // it ends before last begins, and is whole
	}
	if ok {
		return last
	}
	last = c
	for next := nodes[c].next; next < at.end && t.common.whole(&nodes[next]); next = nodes[next].next {
		last = next
	}
	return last
}

// childWith returns the child of the array or object of the other document in which
// node i is, or which it is. It goes up a few levels and no more: to go up all of them
// at each level of a deep document would take too long.
func (t *taker) childWith(at *level, i int32) (child int32, ok bool) {
	const levels = 32
	for range levels {
		if t.like.nodes[i].parent == at.around {
			return i, true
		}
		i = t.like.nodes[i].parent
	}
	return 0, false
}

// copy appends the nodes from first up to behind, children of around and what is
// inside them, to the open array or object.
func (t *taker) copy(around, first, behind int32) {
	from := t.like.nodes[first:behind]
	at := len(t.nodes)
	t.grow(len(from))
	t.nodes = t.nodes[:at+len(from)]
	to := t.nodes[at:]
	delta, by := uint32(t.common.delta), int32(at)-first
	var count int32
	if t.open >= 0 {
		count = t.nodes[t.open].count
	}
	for i := range from {
		n, m := &from[i], &to[i]
		m.start, m.end = n.start+delta, n.end+delta
		m.parent, m.next = n.parent+by, n.next+by
		m.count, m.label = n.count, n.label
		if n.parent != around {
			continue
		}
		if m.parent = t.open; !n.is(inObject) {
			m.label = elementLabel(count) | n.label&(1<<indexShift-1)
		}
		count++
	}
	if t.open >= 0 {
		t.nodes[t.open].count = count
	}
}

// descend opens an array or object whose beginning is alike in the other document. closed is true where it is empty in the source.
func (t *taker) descend(g guess) (closed bool) {
	n, delta := &t.like.nodes[g.child], uint32(g.common.delta)
	label := n.label
	if !n.is(inObject) {
		label = t.element() | uint32(n.kind())
	}
	t.enter(node{start: n.start + delta, parent: t.open, label: label})
	t.pos = skipSpace(t.source, int(n.start+delta)+1)
	if t.pos < len(t.source) && t.source[t.pos] == t.closer {
		t.close()
		return true
	}
	t.levels = append(t.levels, level{around: g.child, end: n.next, from: g.child + 1, next: g.child + 1, weak: g.weak})
	return false
}
