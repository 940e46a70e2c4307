package merge

import (
	"slices"

	"github.com/etch-http/etch/merge/document"
)

// elements checks an array by the engine's list of what became of its elements.
func (c *checker) elements(x tri, m document.Node) string {
	l := c.lists[x.b]
	switch {
	case l == nil && c.odd[spot{node: x.b, order: true}]: // settled by one value for all
		return ""
	case l == nil || m.Kind() != document.Array:
		return lostChange
	}
	e, kids := c.e, len(c.e.kids)
	f, merged := e.family(x), e.children(m)
	defer func() { e.kids = e.kids[:kids] }()
	if !l.complete(&f, len(merged)) {
		return lostElement
	}
	misplaced := len(e.settled) == 0 && l.misplaced()
	if len(l.rows) < worthSharing || c.shared || misplaced {
		switch {
		case c.repeatsIdentity(l, &f, merged):
			return repeatedID
		case misplaced:
			return misplacedElement
		}
		return c.someElements(l.rows, &f, merged, 0)
	}
	return c.halves(l, &f, merged)
}

// someElements checks elements by their rows. The first of them stands at index i of
// the merged array.
func (c *checker) someElements(rows []row, f *family, merged []document.Node, i int) string {
	e := c.e
	e.path = append(e.path, step{})
	for _, r := range rows {
		var n document.Node
		if r.written > 0 {
			n = merged[i]
		}
		e.path.to(document.Node{}, i)
		if reason := c.place(f.at(r), n, r.whole); reason != "" {
			return reason
		}
		i += int(r.written)
	}
	e.path = e.path[:len(e.path)-1]
	return ""
}

// halves checks the elements of a large array on two goroutines. What it returns is
// what one alone would have found first.
func (c *checker) halves(l *list, f *family, merged []document.Node) string {
	half := len(l.rows) / 2
	if l.key != "" { // the other one looks at the identities, too
		half = len(l.rows) * 17 / 32
	}
	at := 0
	for _, r := range l.rows[:half] {
		at += int(r.written)
	}
	first, second, repeated := "", "", false
	other := c.another()
	c.shared = true
	beside(
		func() { first = c.someElements(l.rows[:half], f, merged, 0) },
		func() {
			if repeated = other.repeatsIdentity(l, f, merged); !repeated {
				second = other.someElements(l.rows[half:], f, merged, at)
			}
		},
	)
	c.shared = false
	switch {
	case repeated:
		c.e.path = c.e.path[:len(other.e.path)]
		return repeatedID
	case first == "" && second != "":
		c.e.path = other.e.path
		return second
	}
	return first
}

// another returns a checker of the same documents for another goroutine.
func (c *checker) another() *checker {
	e := *c.e // what it has listed is only read
	e.m, e.path = e.m2, slices.Clone(e.path)
	e.kids, e.rowsOf, e.names = nil, nil, byName{}
	other := *c
	other.e, other.shared = &e, true
	return &other
}

// complete reports whether each element of each revision is in one row, and the rows
// have written n elements.
func (l *list) complete(f *family, n int) bool {
	once := func(elements []document.Node, index func(*row) int32) bool {
		seen := make([]bool, len(elements))
		count := 0
		for k := range l.rows {
			if i := index(&l.rows[k]); i >= 0 && !seen[i] {
				seen[i] = true
				count++
			}
		}
		return count == len(elements)
	}
	for _, r := range l.rows {
		n -= int(r.written)
	}
	return n == 0 && once(f.b, inBase) && once(f.o, inOurs) && once(f.t, inTheirs)
}
