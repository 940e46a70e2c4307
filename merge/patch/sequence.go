package patch

import (
	"iter"
	"slices"

	"github.com/etch-http/etch/merge/document"
)

// chunk is the number of elements of which one insertion moves half at most.
const chunk = 512

// An element is one of an array: as the tree has it, and its slot, once an
// operation has come by it. What an operation has brought has a slot alone.
type element struct {
	node document.Node
	slot *slot
}

// A sequence is the elements of an array in chunks: to insert or remove one
// anywhere takes a fraction of what it takes in one slice, which would be
// quadratic where a patch does it a hundred thousand times.
type sequence struct {
	chunks [][]element
	count  int
}

// newSequence lists the elements of an array.
func newSequence(array document.Node) *sequence {
	s := &sequence{count: array.Len()}
	all := make([]element, 0, s.count)
	for n := range array.Children() {
		all = append(all, element{node: n})
	}
	for c := range slices.Chunk(all, chunk) {
		s.chunks = append(s.chunks, c)
	}
	return s
}

// locate returns the chunk of index i and the index in it; of the count, behind the
// last element.
func (s *sequence) locate(i int) (c, at int) {
	for c < len(s.chunks)-1 && i >= len(s.chunks[c]) {
		i -= len(s.chunks[c])
		c++
	}
	return c, i
}

func (s *sequence) at(i int) *element {
	c, at := s.locate(i)
	return &s.chunks[c][at]
}

func (s *sequence) insert(i int, e element) {
	if len(s.chunks) == 0 {
		s.chunks = [][]element{nil}
	}
	c, at := s.locate(i)
	s.count++
	s.chunks[c] = slices.Insert(s.chunks[c], at, e)
	if all := s.chunks[c]; len(all) > 2*chunk {
		s.chunks[c] = all[:chunk:chunk] // else an insertion here would write over what follows
		s.chunks = slices.Insert(s.chunks, c+1, slices.Clone(all[chunk:]))
	}
}

func (s *sequence) remove(i int) {
	c, at := s.locate(i)
	s.count--
	if s.chunks[c] = slices.Delete(s.chunks[c], at, at+1); len(s.chunks[c]) == 0 {
		s.chunks = slices.Delete(s.chunks, c, c+1)
	}
}

// all yields the elements in order.
func (s *sequence) all() iter.Seq[element] {
	return func(yield func(element) bool) {
		for _, c := range s.chunks {
			for _, e := range c {
				if !yield(e) {
					return
				}
			}
		}
	}
}

// mapped returns the sequence of what f makes of each element.
func (s *sequence) mapped(f func(element) element) *sequence {
	m := &sequence{count: s.count}
	for _, c := range s.chunks {
		c = slices.Clone(c)
		for i, e := range c {
			c[i] = f(e)
		}
		m.chunks = append(m.chunks, c)
	}
	return m
}
