package diff

import (
	"sync"

	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/internal/bytewise"
)

// many is how many elements an array has at least whose work is shared by two
// goroutines: it is to wait for memory, most of the time.
const many = 1 << 10

// together runs functions that may run side by side.
func together(all ...func()) {
	var done sync.WaitGroup
	for _, f := range all[1:] {
		done.Go(f)
	}
	all[0]()
	done.Wait()
}

// A follow says which element of base each element of another revision is.
type follow struct {
	base, other document.Node
	key         string
	was         []int32 // for each element of other the index in base, or -1
	equal       []bool  // for each: it has base's bytes; false where that was not looked at
	joined      []bool  // for each: it is equal, and so is what stands between it and the one before it, which it follows in base, too
	sound       bool    // both have identities throughout
}

// followAll finds the elements of each array in the first of them.
func (m *Matcher) followAll(arrays []document.Node, key string) {
	r := m.roll(arrays[0], key)
	m.follows = make([]follow, len(arrays)-1)
	var find []func()
	for i, a := range arrays[1:] {
		f := &m.follows[i]
		*f = follow{base: arrays[0], other: a, key: key}
		elements := m.Children(a) // remembers them, so it is asked here
		if len(elements) < many {
			r.find(f, elements)
		} else {
			find = append(find, func() { r.find(f, elements) })
		}
	}
	if len(find) > 0 {
		together(find...)
	}
}

// follow finds the elements of other in base by their identity.
func (m *Matcher) follow(base, other document.Node, key string) follow {
	for _, f := range m.follows {
		if f.base == base && f.other == other && f.key == key {
			return f
		}
	}
	r := m.roll(base, key)
	f := follow{base: base, other: other, key: key}
	if r.sound {
		r.find(&f, m.Children(other))
	}
	m.follows = append(m.follows, f)
	return f
}

// find fills in where the elements of f.other are in r. f is sound unless one has no
// identity, or two have the same.
func (r *roll) find(f *follow, all []document.Node) {
	f.was, f.equal, f.joined = make([]int32, 0, len(all)), make([]bool, len(all)), make([]bool, len(all))
	f.sound = r.findAll(f, all)
}

func (r *roll) findAll(f *follow, all []document.Node) bool {
	taken := make([]bool, len(r.all))
	var others keyTable // what r does not have
	next := 0           // most often each element stands behind the one before it
	s := newStretch(f.other, f.base)
	for j, e := range all {
		i := next
		if next < len(r.all) && s.has(e, r.all[next]) {
			f.equal[j] = true
			f.joined[j] = j > 0 && next > 0 && f.was[j-1] == int32(next-1) && s.reaches(all[j-1], r.all[next-1])
		} else {
			v, ok := identityOf(e, r.key)
			if !ok {
				return false
			}
			if i = r.table.find(v); i < 0 && others.add(v) >= 0 {
				return false
			}
		}
		if f.was = append(f.was, int32(i)); i < 0 {
			continue
		}
		if taken[i] {
			return false
		}
		taken[i], next = true, i+1
	}
	return true
}

// A stretch is what two arrays have in common, brackets and what stands between the
// elements included. Elements are asked for in their order.
type stretch struct {
	run          bytewise.Run
	fromA, fromB int // where the arrays begin, in their documents
}

func newStretch(a, b document.Node) stretch {
	s := stretch{run: bytewise.Run{A: a.Source(), B: b.Source()}}
	s.fromA, _ = a.Span()
	s.fromB, _ = b.Span()
	return s
}

// has reports whether an element of the one is the same bytes as one of the other.
func (s *stretch) has(x, y document.Node) bool {
	from, to := x.Span()
	start, end := y.Span()
	return s.run.Equal(from-s.fromA, to-s.fromA, start-s.fromB, end-s.fromB)
}

// reaches reports whether what stands between x and y and the elements that were asked
// for last, which follow them, is the same bytes.
func (s *stretch) reaches(x, y document.Node) bool {
	_, end := x.Span()
	_, other := y.Span()
	return s.run.Holds(end-s.fromA, other-s.fromB)
}
