package merge

import (
	"bytes"
	"slices"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// Landed compares what ours made of base with what stands in theirs. there: every
// change of ours is in theirs, whoever made it, and perhaps more (a server fills in
// what ours left out of an object it added). untouched: theirs has base's value at
// every place that ours changed. Values compare as the server may spell them:
// numbers by value. Positions in arrays follow the elements that they mean.
//
// Where ours changed nothing, both are true; white space in a tree is nothing, and
// so is a managed place. Neither is said in doubt: of equal elements, or lines, one
// that came and one that went are no proof of anything.
func Landed(r Revisions, o Options) (there, untouched bool, err error) {
	l := lander{&engine{r: r, m: diff.NewMatcher(o.Diff), managed: o.Managed}}
	var v verdict
	if _, tree := formatOf(r); tree {
		v = l.place("", tri{r.Base.Root(), r.Ours.Root(), r.Theirs.Root()}, false)
	} else {
		v = linesLanded(diff.SplitLines(r.Base.Source()), diff.SplitLines(r.Ours.Source()), diff.SplitLines(r.Theirs.Source()))
	}
	return v.there, v.untouched, nil
}

// A verdict is what Landed says of one place.
type verdict struct{ there, untouched bool }

func (v verdict) and(w verdict) verdict {
	return verdict{v.there && w.there, v.untouched && w.untouched}
}

// A lander looks for the changes of ours in theirs.
type lander struct{ e *engine }

// place judges one place; whole forbids looking inside.
func (l lander) place(p document.Pointer, x tri, whole bool) verdict {
	switch {
	case l.e.isManaged(p) || l.same(x.b, x.o):
		return verdict{true, true}
	case l.same(x.t, x.o):
		return verdict{true, false}
	case equal(x.b, x.o): // ours only spelled it anew
		return verdict{true, true}
	case !whole && here(x.b) && x.are(document.Object):
		return l.members(p, x)
	case !whole && here(x.b) && x.are(document.Array):
		return l.elements(p, x)
	}
	if v, ok := stringLanded(x); ok {
		return v
	}
	return verdict{l.holds(x.t, x.o), equal(x.t, x.b)}
}

// same reports whether both are spelled alike, or both absent.
func (l lander) same(a, b document.Node) bool {
	return here(a) == here(b) && (!here(a) || l.e.m.Same(a, b))
}

// holds reports whether t is what ours wrote, o, or an object with that and more.
func (l lander) holds(t, o document.Node) bool {
	switch {
	case t.Kind() == document.Object && o.Kind() == document.Object:
		for m := range o.Children() {
			if n, ok := t.Member(m.Name()); !ok || !l.holds(n, m) {
				return false
			}
		}
		return true
	case t.Kind() == document.Array && o.Kind() == document.Array:
		ts, os := children(t), children(o)
		return slices.EqualFunc(ts, os, l.holds)
	}
	return equal(t, o)
}

func (l lander) members(p document.Pointer, x tri) verdict {
	v := verdict{true, true}
	for _, r := range memberRows(x) {
		v = v.and(l.place(p.Child(r.name), r.tri, false))
	}
	return v
}

func (l lander) elements(p document.Pointer, x tri) verdict {
	key := l.e.m.Identity(p, x.b, x.o, x.t)
	rows := l.e.elementRows(p, x)
	l.fillIn(rows)
	v := orderLanded(rows, key)
	for _, r := range rows {
		v = v.and(l.place(p.Index(r.it), r.tri, r.whole))
	}
	if key == "" {
		only := l.suspects(rows)
		v = v.and(recount(l.classes(x.b, only), l.classes(x.o, only), l.classes(x.t, only)))
	}
	return v
}

// fillIn pairs each element that ours added with one that theirs has in addition
// and that holds it, or seems to have been made of it: the server may have given it
// an identity, the rival may have edited it since.
func (l lander) fillIn(rows []*row) {
	var waiting []*row
	for _, r := range rows {
		if r.ib < 0 && r.io < 0 {
			waiting = append(waiting, r)
		}
	}
	for _, likely := range []func(t, o document.Node) bool{l.holds, l.e.related} {
		for _, r := range rows {
			if r.ib >= 0 || r.it >= 0 || r.o.Kind() != document.Object {
				continue
			}
			for i, w := range waiting {
				if w.t.Kind() == document.Object && likely(w.t, r.o) {
					r.t, r.it, w.t, w.it = w.t, w.it, document.Node{}, -1
					waiting = slices.Delete(waiting, i, i+1)
					break
				}
			}
		}
	}
}

// suspects returns the classes of what ours added, removed or replaced: an equal
// element may have been taken for it.
func (l lander) suspects(rows []*row) map[int32]bool {
	out := map[int32]bool{}
	for _, r := range rows {
		if here(r.b) && (!here(r.o) || r.whole) {
			out[l.e.m.Class(r.b)] = true
		}
		if here(r.o) && (!here(r.b) || r.whole) {
			out[l.e.m.Class(r.o)] = true
		}
	}
	return out
}

// classes returns the classes of n's elements that are among only.
func (l lander) classes(n document.Node, only map[int32]bool) (all []int32) {
	for c := range n.Children() {
		if id := l.e.m.Class(c); only[id] {
			all = append(all, id)
		}
	}
	return all
}

// orderLanded judges the order of elements that ours moved, and where those stand
// that ours added without an identity.
func orderLanded(rows []*row, key string) verdict {
	v := verdict{true, true}
	kept := sorted(rows, func(r *row) int { return whereBoth(r.ib, r.io) })
	if !slices.IsSortedFunc(kept, func(r, s *row) int { return r.io - s.io }) {
		all := inAll(rows) // what the rival removed cannot show the move
		base, ours, theirs := sorted(all, inBase), sorted(all, inOurs), sorted(all, inTheirs)
		v = verdict{slices.Equal(ours, theirs), slices.Equal(base, theirs) && !slices.Equal(base, ours)}
	}
	added := func(r *row) bool { return r.ib < 0 && r.io >= 0 && r.it >= 0 }
	if key == "" && slices.ContainsFunc(rows, added) {
		ours := sorted(rows, func(r *row) int { return whereBoth(r.io, r.it) })
		v.there = v.there && slices.IsSortedFunc(ours, func(r, s *row) int { return r.it - s.it })
	}
	return v
}

// whereBoth returns index a, or -1 where one of them is absent.
func whereBoth(a, b int) int {
	if b < 0 {
		return -1
	}
	return a
}

// recount takes back what equal elements, or lines, leave in doubt: that a change
// is there whose like is still gone or still there, or that none is there where
// theirs has one more or one fewer too.
func recount[T comparable](base, ours, theirs []T) verdict {
	count := func(all []T) map[T]int {
		n := map[T]int{}
		for _, v := range all {
			n[v]++
		}
		return n
	}
	b, o, t := count(base), count(ours), count(theirs)
	v := verdict{true, true}
	for c := range b {
		if o[c] < b[c] {
			v = v.and(verdict{t[c] <= o[c], t[c] >= b[c]})
		}
	}
	for c := range o {
		if o[c] > b[c] && t[c] > b[c] {
			v.untouched = false
		}
	}
	return v
}

// linesLanded judges texts, or strings, by line.
func linesLanded(b, o, t [][]byte) verdict {
	v := verdict{true, true}
	for _, c := range diff3(b, o, t) {
		switch c.who {
		case Ours:
			v.there = false
		case Both:
			v.untouched = false
		case None:
			v = verdict{}
		}
	}
	return v.and(recount(asStrings(b), asStrings(o), asStrings(t)))
}

func asStrings(lines [][]byte) []string {
	all := make([]string, len(lines))
	for i, l := range lines {
		all[i] = string(bytes.TrimSuffix(l, []byte("\n")))
	}
	return all
}

// stringLanded judges strings of several lines, as mergeStrings merges them.
func stringLanded(x tri) (v verdict, ok bool) {
	var lines [3][][]byte
	for i, n := range []document.Node{x.b, x.o, x.t} {
		if n.Kind() != document.String {
			return v, false
		}
		if lines[i] = stringLines(n.Source()); len(lines[i]) < 2 {
			return v, false
		}
	}
	return linesLanded(lines[0], lines[1], lines[2]), true
}
