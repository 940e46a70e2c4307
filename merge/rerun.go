package merge

import (
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// Rerun is what a script's second run is compared by: r holds the base and the
// result of the run behind the rejected offer, and the rival's document; again is
// what the script makes of theirs. A place that the rival changed too, where again
// gives what ours gave and not what the rival wrote, is a Conflict. The Result's
// Document is again, with theirs' value at each such place. An array that again
// gives as ours did, whatever the rival did to it, is one place.
//
// In the Result, Ours is what again gives, and a Change is what again changed in
// theirs. Elements of arrays are followed to where the rival moved them.
func Rerun(r Revisions, again *document.Document, o Options) (Result, error) {
	in := input{r: Revisions{Base: r.Theirs, Ours: again, Theirs: r.Theirs}, o: o}
	_, tree := formatOf(r)
	if _, also := formatOf(in.r); tree && also {
		f := finder{m: diff.NewMatcher(o.Diff), held: map[document.Node]document.Node{}}
		f.place("", quad{r.Base.Root(), r.Ours.Root(), r.Theirs.Root(), again.Root()})
		in.held.nodes = f.held
	} else {
		in.held.runs = heldLines(r, again)
	}
	return in.merge(nil)
}

// held are the places that Rerun holds as conflicts.
type held struct {
	nodes map[document.Node]document.Node // by the node in theirs, or in again where theirs has none: the one in base
	runs  []heldRun
}

// A heldRun is some lines of theirs that the rival wrote, and what base has there.
type heldRun struct {
	span
	base []byte
}

// lines returns what base has at lines of theirs that are held.
func (h held) lines(s span) ([]byte, bool) {
	for _, r := range h.runs {
		if r.meets(s) {
			return r.base, true
		}
	}
	return nil, false
}

// meets reports whether two runs of lines share a line, or the one place of an
// empty run touches the other.
func (s span) meets(t span) bool {
	if s.start == s.end || t.start == t.end {
		return s.start <= t.end && t.start <= s.end
	}
	return s.start < t.end && t.start < s.end
}

// heldLines finds the lines that the rival changed and that again gives as ours did.
func heldLines(r Revisions, again *document.Document) []heldRun {
	lines := diff.Cut(r.Theirs.Source(), r.Base.Source(), again.Source(), r.Ours.Source())
	theirs, base := lines[0], lines[1]
	var out []heldRun
	for _, c := range diff3(theirs, lines[2], lines[3]) {
		if c.who != Both {
			continue
		}
		for _, h := range theirs.Hunks(base) {
			if rival := (span{h.OldStart, h.OldEnd}); rival.meets(c.b) {
				out = append(out, heldRun{rival, span{h.NewStart, h.NewEnd}.of(base)})
			}
		}
	}
	return out
}

// A quad is one place in base, ours, theirs, and again.
type quad struct{ b, o, t, a document.Node }

// A finder looks for collisions of a rerun.
type finder struct {
	m    *diff.Matcher
	held map[document.Node]document.Node
}

// equal reports whether both have one value, or both are absent.
func equal(a, b document.Node) bool {
	return here(a) == here(b) && (!here(a) || document.SameValue(a, b))
}

// sameValue is equal by way of a Matcher, for values that are asked for at every level.
func sameValue(m *diff.Matcher, a, b document.Node) bool {
	return here(a) == here(b) && (!here(a) || m.SameValue(a, b))
}

// place looks at one place; the collisions it notes are as small as can be.
func (f *finder) place(p document.Pointer, q quad) {
	switch {
	case sameValue(f.m, q.a, q.t): // the new run leaves what the rival wrote
	case sameValue(f.m, q.t, q.b): // the rival changed nothing here
	case q.are(document.Object):
		f.members(p, q)
	case q.are(document.Array):
		f.elements(p, q)
	case !sameValue(f.m, q.a, q.o) && !f.inRemoved(p, q): // the new run has seen the rival's value, and made another of it
	case here(q.t):
		f.held[q.t] = q.b
	default:
		f.held[q.a] = q.b
	}
}

// inRemoved reports whether again collides inside of an object that the rival
// removed, or replaced by something else: a script that sets one member makes the
// object anew, with that member alone.
func (f *finder) inRemoved(p document.Pointer, q quad) bool {
	if q.o.Kind() != document.Object || q.a.Kind() != document.Object {
		return false
	}
	inside := finder{m: f.m, held: map[document.Node]document.Node{}}
	q.t = document.Node{}
	inside.members(p, q)
	return len(inside.held) > 0
}

// are reports whether ours, theirs and again are of kind k.
func (q quad) are(k document.Kind) bool {
	return q.o.Kind() == k && q.t.Kind() == k && q.a.Kind() == k
}

func (f *finder) members(p document.Pointer, q quad) {
	child := func(name string, t, a document.Node) {
		b, _ := q.b.Member(name)
		o, _ := q.o.Member(name)
		at := p
		if f.m.Keyed() { // else nobody looks at it
			at = p.Child(name)
		}
		f.place(at, quad{b, o, t, a})
	}
	for t := range q.t.Children() {
		a, _ := q.a.Member(t.Name())
		child(t.Name(), t, a)
	}
	for a := range q.a.Children() {
		if _, ok := q.t.Member(a.Name()); !ok {
			child(a.Name(), document.Node{}, a)
		}
	}
}

// elements follows each element of base to ours and theirs, and on to again.
func (f *finder) elements(p document.Pointer, q quad) {
	if q.b.Kind() != document.Array {
		q.b = document.Node{}
	}
	key := f.m.Identity(p, q.b, q.o, q.t, q.a)
	o, t, a := children(q.o), children(q.t), children(q.a)
	inOurs, inTheirs, inAgain := f.m.Elements(q.b, q.o, key), f.m.Elements(q.b, q.t, key), f.m.Elements(q.t, q.a, key)
	if sameValue(f.m, q.a, q.o) && !(inPlace(inOurs, o) && inPlace(inTheirs, t) && inPlace(inAgain, a)) {
		f.held[q.t] = q.b // a list made without a look at the rival's
		return
	}
	was := make([]int, len(t)) // the element of base, plus one
	for i, m := range inTheirs {
		if m.New >= 0 {
			was[m.New] = i + 1
		}
	}
	byKey := map[int32]document.Node{} // elements of ours by identity
	for _, e := range o {
		if key != "" {
			byKey[f.identity(e, key)] = e
		}
	}
	b, made := children(q.b), f.made(o, inOurs)
	for k, m := range inAgain {
		place := quad{t: t[k]}
		if m.New >= 0 {
			place.a = a[m.New]
		}
		if i := was[k] - 1; i >= 0 {
			place.b = b[i]
			if j := inOurs[i].New; j >= 0 {
				place.o = o[j]
			}
		} else if key != "" { // both added it
			place.o = byKey[f.identity(t[k], key)]
		}
		if m.Whole && made[f.m.Class(place.a)] && !equal(place.o, place.a) {
			f.held[t[k]] = place.b // put at an index, over what the rival has there now
			continue
		}
		at := p
		if f.m.Keyed() {
			at = p.Index(k)
		}
		f.place(at, place)
	}
	f.broughtBack(b, o, a, inOurs, inTheirs, inAgain)
}

// made returns the classes of elements that ours put in the place of others.
func (f *finder) made(o []document.Node, inOurs []diff.Mate) map[int32]bool {
	out := map[int32]bool{}
	for _, m := range inOurs {
		if m.Whole {
			out[f.m.Class(o[m.New])] = true
		}
	}
	return out
}

// inPlace reports whether each element is where it was, and none was added.
func inPlace(mates []diff.Mate, now []document.Node) bool {
	for i, m := range mates {
		if m.New != i {
			return false
		}
	}
	return len(mates) == len(now)
}

// identity returns the class of an element's identity.
func (f *finder) identity(e document.Node, key string) int32 {
	v, _ := e.Member(key)
	return f.m.Class(v)
}

// broughtBack looks for elements that the rival removed and again has all the same.
func (f *finder) broughtBack(b, o, a []document.Node, inOurs, inTheirs, inAgain []diff.Mate) {
	added := map[int32][]document.Node{} // what again has and theirs has not, by class
	known := make([]bool, len(a))
	for _, m := range inAgain {
		if m.New >= 0 {
			known[m.New] = true
		}
	}
	for i, n := range a {
		if !known[i] {
			added[f.m.Class(n)] = append(added[f.m.Class(n)], n)
		}
	}
	take := func(n document.Node) (document.Node, bool) {
		c := f.m.Class(n)
		if len(added[c]) == 0 {
			return document.Node{}, false
		}
		first := added[c][0]
		added[c] = added[c][1:]
		return first, true
	}
	// What the first run added anew, the second one adds anew: no element is back.
	kept := make([]bool, len(o))
	for _, m := range inOurs {
		if m.New >= 0 {
			kept[m.New] = true
		}
	}
	for j, n := range o {
		if !kept[j] {
			take(n)
		}
	}
	for i, m := range inTheirs {
		if m.New >= 0 || inOurs[i].New < 0 {
			continue
		}
		if n, ok := take(o[inOurs[i].New]); ok {
			f.held[n] = b[i]
		}
	}
}
