package patch

import (
	"bytes"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// maxMoves bounds the moves in one array; beyond, what moved is removed and added.
// A move reaches far, which costs whoever applies it.
const maxMoves = 1 << 14

// array compares two arrays.
func (w *walker) array(p document.Pointer, a, b document.Node) {
	first, size := len(w.steps), w.bytes
	w.elements(p, a, b)
	if grown := w.bytes - size; grown > coarseMin {
		whole := step{op: "replace", path: p, value: b.Compact()}
		if grown > coarser*whole.size()+coarseMin {
			w.back(first, size)
			w.replace(p, a, b)
		}
	}
}

// An arrayWalk is the work of elements. The elements are those of both arrays in one
// row of seats: before each element that keeps its order, first those of a that do
// not, then those that come there. A place is the number of taken seats before one.
type arrayWalk struct {
	w      *walker
	p      document.Pointer
	key    string
	xs, ys []document.Node
	mates  []diff.Mate
	stays  []bool
	was    []int // of each of ys: the element of xs that moves there, or -1

	seatX, seatY []int
	row          *seats
	guards       map[int]bool // of xs: whose index the steps rely on
}

// elements compares two arrays, element by element.
func (w *walker) elements(p document.Pointer, a, b document.Node) {
	key := w.m.Identity(p, a, b)
	e := arrayWalk{w: w, p: p, key: key, xs: children(a), ys: children(b), mates: w.m.Elements(a, b, key)}
	e.stays = diff.InOrder(e.mates)
	e.movers()
	e.seat()
	first := len(w.steps)
	if w.maker.Test {
		e.guards = map[int]bool{}
	}
	next, last := 0, -1 // the next of ys to be placed; the last of xs that kept its order
	for i, x := range e.xs {
		if !e.stays[i] {
			if e.mates[i].New < 0 {
				e.remove(i)
			}
			continue
		}
		e.place(next, e.mates[i].New, last, i)
		next, last = e.mates[i].New+1, i
		if y := e.ys[next-1]; !bytes.Equal(x.Source(), y.Source()) {
			e.edit(i, y)
		}
	}
	e.place(next, len(e.ys), last, -1)
	if w.maker.Test {
		w.guardArray(p, a, key, first, e.guards)
	}
}

// movers finds what moves. An element that moved and became another is no mover, nor
// is any where there are too many: they are removed and added.
func (e *arrayWalk) movers() {
	count := 0
	for i, m := range e.mates {
		if m.New >= 0 && !e.stays[i] {
			count++
		}
	}
	e.was = make([]int, len(e.ys))
	for j := range e.was {
		e.was[j] = -1
	}
	for i, m := range e.mates {
		switch {
		case m.New < 0 || e.stays[i]:
		case m.Whole || !e.w.moves || count > maxMoves:
			e.mates[i].New = -1
		default:
			e.was[m.New] = i
		}
	}
}

// seat gives every element its seat.
func (e *arrayWalk) seat() {
	e.seatX, e.seatY = make([]int, len(e.xs)), make([]int, len(e.ys))
	taken := make([]bool, 0, len(e.xs)+len(e.ys))
	next := 0
	place := func(end int) {
		for ; next < end; next++ {
			e.seatY[next] = len(taken)
			taken = append(taken, false)
		}
	}
	for i, m := range e.mates {
		if e.stays[i] {
			place(m.New)
			next = m.New + 1
		}
		e.seatX[i] = len(taken)
		taken = append(taken, true)
	}
	place(len(e.ys))
	e.row = newSeats(taken)
}

// remove removes an element of a.
func (e *arrayWalk) remove(i int) {
	at := e.p.Index(e.row.before(e.seatX[i]))
	e.w.add(step{op: "remove", path: at, old: e.xs[i], tests: e.w.guard(at, e.xs[i]), shifts: true})
	e.row.leave(e.seatX[i])
}

// edit compares an element that kept its order with what it becomes.
func (e *arrayWalk) edit(i int, y document.Node) {
	w, at := e.w, e.p.Index(e.row.before(e.seatX[i]))
	first := len(w.steps)
	if e.mates[i].Whole {
		w.replace(at, e.xs[i], y)
	} else {
		w.value(at, e.xs[i], y)
	}
	if len(w.steps) > first {
		e.rely(i, first)
	}
}

// rely remembers that the steps from first on rely on the index of element i of a.
func (e *arrayWalk) rely(i, first int) {
	if e.guards == nil || i < 0 {
		return
	}
	e.guards[i] = true
	if e.key == "" { // the whole element is tested
		for k := range e.w.steps[first:] {
			e.w.steps[first+k].tests = nil
		}
	}
}

// place puts the elements from j to end of b where they belong: behind prev and in
// front of next, elements of a that keep their order; -1 where there is none.
func (e *arrayWalk) place(j, end, prev, next int) {
	if j == end {
		return
	}
	if prev < 0 {
		prev = next
	}
	e.rely(prev, len(e.w.steps))
	for ; j < end; j++ {
		if e.was[j] >= 0 {
			e.move(e.was[j], j)
			continue
		}
		at := e.p.Index(e.row.before(e.seatY[j]))
		e.w.add(step{op: "add", path: at, value: e.ys[j].Compact(), shifts: true})
		e.row.take(e.seatY[j])
	}
}

// move moves element i of a to where j of b is, and changes there what differs; where
// that is shorter, it is removed and added.
func (e *arrayWalk) move(i, j int) {
	w, x, y := e.w, e.xs[i], e.ys[j]
	from := e.p.Index(e.row.before(e.seatX[i]))
	e.row.leave(e.seatX[i])
	at := e.p.Index(e.row.before(e.seatY[j]))
	e.row.take(e.seatY[j])
	first, size := len(w.steps), w.bytes
	if from != at { // else the moves before have brought it there
		w.reused = true
		w.add(step{op: "move", from: from, path: at, old: x, shifts: true})
	}
	w.value(at, x, y)
	if w.bytes-size > coarseMin/8 {
		remove := step{op: "remove", path: from, old: x, tests: w.guard(from, x), shifts: true}
		add := step{op: "add", path: at, value: y.Compact(), shifts: true}
		if remove.size()+add.size() < w.bytes-size {
			w.back(first, size)
			w.add(remove)
			w.add(add)
			return
		}
	}
	if len(w.steps) > first {
		e.rely(i, first)
	}
}

// children lists the children of n.
func children(n document.Node) []document.Node {
	all := make([]document.Node, 0, n.Len())
	for c := range n.Children() {
		all = append(all, c)
	}
	return all
}
