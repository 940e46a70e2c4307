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
	l := lander{input{r: r, o: o}.newEngine(nil)}
	var v verdict
	if _, tree := formatOf(r); tree {
		v = l.place(tri{r.Base.Root(), r.Ours.Root(), r.Theirs.Root()}, false)
	} else {
		v = linesLanded(diff.Cut(r.Base.Source(), r.Ours.Source(), r.Theirs.Source()))
	}
	return v.there, v.untouched, nil
}

// A verdict is what Landed says of one place.
type verdict struct{ there, untouched bool }

func (v verdict) and(w verdict) verdict {
	return verdict{v.there && w.there, v.untouched && w.untouched}
}

// A lander looks for the changes of ours in theirs. Of the engine it has the place
// that it is at, the pairing, and what tells quickly that nothing differs.
type lander struct{ e *engine }

// place judges one place; whole forbids looking inside.
func (l lander) place(x tri, whole bool) verdict {
	switch {
	case l.e.isManaged() || l.e.bo.same(x.b, x.o) || l.e.same(x.b, x.o):
		return verdict{true, true}
	case l.e.ot.same(x.o, x.t) || l.e.same(x.t, x.o):
		return verdict{true, false}
	case sameValue(l.e.m, x.b, x.o): // ours only spelled it anew
		return verdict{true, true}
	case !whole && here(x.b) && x.are(document.Object):
		return l.members(x)
	case !whole && here(x.b) && x.are(document.Array):
		return l.elements(x)
	}
	if v, ok := stringLanded(x); ok {
		return v
	}
	return verdict{l.holds(x.t, x.o), sameValue(l.e.m, x.t, x.b)}
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

func (l lander) members(x tri) verdict {
	kids, rowsOf := len(l.e.kids), len(l.e.rowsOf)
	f := l.e.family(x)
	v := verdict{true, true}
	l.e.path = append(l.e.path, step{})
	for _, r := range l.e.memberRows(&f) {
		x := f.at(r)
		l.e.path.to(x.first(), 0)
		v = v.and(l.place(x, false))
	}
	l.e.path, l.e.kids, l.e.rowsOf = l.e.path[:len(l.e.path)-1], l.e.kids[:kids], l.e.rowsOf[:rowsOf]
	return v
}

func (l lander) elements(x tri) verdict {
	kids := len(l.e.kids)
	f := l.e.family(x)
	key := l.e.identity(x)
	rows := l.e.elementRows(&f, key)
	l.fillIn(&f, rows)
	v := orderLanded(rows, key)
	l.e.path = append(l.e.path, step{})
	for _, r := range rows {
		l.e.path.to(document.Node{}, int(r.t))
		w := l.place(f.at(r), r.whole)
		if w != (verdict{true, true}) && l.becameAnother(f.at(r), key) {
			w = verdict{}
		}
		v = v.and(w)
	}
	l.e.path = l.e.path[:len(l.e.path)-1]
	if key == "" {
		v = v.and(l.recount(&f, rows))
	}
	l.e.kids = l.e.kids[:kids]
	return v
}

// becameAnother reports whether theirs has the element under an identity that neither
// base nor ours has given it: renamed, or another one in its place.
func (l lander) becameAnother(x tri, key string) bool {
	id := func(n document.Node) document.Node {
		m, _ := n.Member(key)
		return m
	}
	return key != "" && here(x.b) && here(x.t) && !equal(id(x.t), id(x.b)) && !(here(x.o) && equal(id(x.t), id(x.o)))
}

// fillIn pairs each element that ours added with one that theirs has in addition
// and that holds it, or seems to have been made of it: the server may have given it
// an identity, the rival may have edited it since.
func (l lander) fillIn(f *family, rows []row) {
	var waiting []int
	for k, r := range rows {
		if r.b < 0 && r.o < 0 && f.t[r.t].Kind() == document.Object {
			waiting = append(waiting, k)
		}
	}
	for _, likely := range []func(t, o document.Node) bool{l.holds, l.e.related} {
		for k := range rows {
			r := &rows[k]
			if r.b >= 0 || r.t >= 0 || r.o < 0 || f.o[r.o].Kind() != document.Object {
				continue
			}
			for i, w := range waiting {
				if likely(f.t[rows[w].t], f.o[r.o]) {
					r.t, rows[w].t = rows[w].t, -1
					waiting = slices.Delete(waiting, i, i+1)
					break
				}
			}
		}
	}
}

// recount judges by how many equal elements there are: one may have been taken for
// what ours added, removed or replaced.
func (l lander) recount(f *family, rows []row) verdict {
	suspects := map[int32]bool{}
	for _, r := range rows {
		x := f.at(r)
		if here(x.b) && (!here(x.o) || r.whole) {
			suspects[l.e.m.Class(x.b)] = true
		}
		if here(x.o) && (!here(x.b) || r.whole) {
			suspects[l.e.m.Class(x.o)] = true
		}
	}
	if len(suspects) == 0 {
		return verdict{true, true}
	}
	of := func(elements []document.Node) (all []int32) {
		for _, n := range elements {
			if id := l.e.m.Class(n); suspects[id] {
				all = append(all, id)
			}
		}
		return all
	}
	return recount(of(f.b), of(f.o), of(f.t))
}

// orderLanded judges the order of elements that ours moved, and where those stand
// that ours added without an identity.
func orderLanded(rows []row, key string) verdict {
	v := verdict{true, true}
	kept := sorted(rows, nil, func(r *row) int32 { return whereBoth(r.b, r.o) })
	if !slices.IsSortedFunc(kept, func(k, l int32) int { return int(rows[k].o - rows[l].o) }) {
		all := inAll(rows) // what the rival removed cannot show the move
		ours, theirs := sorted(rows, all, inOurs), sorted(rows, all, inTheirs)
		v = verdict{slices.Equal(ours, theirs), slices.Equal(all, theirs) && !slices.Equal(all, ours)}
	}
	added := func(r row) bool { return r.b < 0 && r.o >= 0 && r.t >= 0 }
	if key == "" && slices.ContainsFunc(rows, added) {
		ours := sorted(rows, nil, inOursAndTheirs)
		v.there = v.there && slices.IsSortedFunc(ours, func(k, l int32) int { return int(rows[k].t - rows[l].t) })
	}
	return v
}

// whereBoth returns index a, or -1 where one of them is absent.
func whereBoth(a, b int32) int32 {
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
func linesLanded(lines []diff.Lines) verdict {
	b, o, t := lines[0], lines[1], lines[2]
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

func asStrings(lines diff.Lines) []string {
	all := make([]string, lines.Len())
	for i := range all {
		all[i] = string(bytes.TrimSuffix(lines.Of(i, i+1), []byte("\n")))
	}
	return all
}

// stringLanded judges strings of several lines, as mergeStrings merges them.
func stringLanded(x tri) (v verdict, ok bool) {
	lines, ok := stringLines(x)
	if !ok {
		return v, false
	}
	return linesLanded(lines), true
}
