package merge

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// An outcome is what the rules say of one member: its value, spelled so that equal
// values are equal texts, and the places in conflict below it.
type outcome struct {
	value     string // "" is absent
	conflicts []string
}

// oracle merges one value as the rules have it, slowly, with nothing shared with
// the engine: by the text of values whose members are sorted.
func oracle(p string, b, o, t document.Node) outcome {
	sb, so, st := spelled(b), spelled(o), spelled(t)
	vb, vo, vt := valued(b), valued(o), valued(t)
	switch {
	case so == sb: // one side left it alone: the other has it
		return outcome{value: st}
	case st == sb:
		return outcome{value: so}
	case so == st: // both alike: once
		return outcome{value: st}
	case all(document.Object, o, t) && (b.Kind() == document.Object || b.Kind() == document.None && akin(o, t)):
		return oracleMembers(p, b, o, t)
	case all(document.Array, b, o, t):
		return outcome{value: "array"} // see the oracle of arrays
	case vo == vt, vo == vb: // a new spelling gives way
		return outcome{value: st}
	case vt == vb:
		return outcome{value: so}
	}
	return outcome{st, []string{p}}
}

func oracleMembers(p string, b, o, t document.Node) outcome {
	names := map[string]bool{}
	for _, n := range []document.Node{b, o, t} {
		for c := range n.Children() {
			names[c.Name()] = true
		}
	}
	out := outcome{}
	var members []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		mb, _ := b.Member(name)
		mo, _ := o.Member(name)
		mt, _ := t.Member(name)
		m := oracle(p+"/"+name, mb, mo, mt)
		out.conflicts = append(out.conflicts, m.conflicts...)
		if m.value != "" {
			members = append(members, name+":"+m.value)
		}
	}
	out.value = "{" + strings.Join(members, ",") + "}"
	return out
}

func all(k document.Kind, ns ...document.Node) bool {
	for _, n := range ns {
		if n.Kind() != k {
			return false
		}
	}
	return true
}

// akin reports whether two added objects have an equal member, or one has none.
func akin(a, b document.Node) bool {
	for x := range a.Children() {
		if y, ok := b.Member(x.Name()); ok && spelled(x) == spelled(y) {
			return true
		}
	}
	return a.Len() == 0 || b.Len() == 0
}

// spelled writes a value with its members sorted and its numbers as they are.
func spelled(n document.Node) string {
	return writeSorted(n, func(number string) string { return number })
}

// valued writes it with the numbers of these tests by value.
func valued(n document.Node) string {
	return writeSorted(n, func(number string) string { return strings.TrimSuffix(number, ".0") })
}

func writeSorted(n document.Node, number func(string) string) string {
	var parts []string
	switch n.Kind() {
	case document.None:
		return ""
	case document.Number:
		return number(string(n.Source()))
	case document.Object:
		for c := range n.Children() {
			parts = append(parts, c.Name()+":"+writeSorted(c, number))
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ",") + "}"
	case document.Array:
		for c := range n.Children() {
			parts = append(parts, writeSorted(c, number))
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	return string(n.Source())
}

var someValues = []string{`1`, `2`, `null`, `{}`, `{"x":1}`, `{"x":2}`, `{"x":1,"y":1}`, `{"y":1,"x":2}`, `{"y":2}`}

var manyValues = append(someValues, `1.0`, `"s"`, `{"x":1.0}`, `[]`, `[1]`)

// memberDocuments are objects whose member m is, or is not, each of these values.
func memberDocuments(t *testing.T, values []string) (docs []*document.Document) {
	for _, v := range values {
		docs = append(docs, parse(t, `{"m":`+v+`,"z":0}`))
	}
	return append(docs, parse(t, `{"z":0}`))
}

// Every triple of values of one member, absence included, comes out as the rules say.
func TestEveryTripleOfValues(t *testing.T) {
	docs := memberDocuments(t, manyValues)
	for _, b := range docs {
		for _, o := range docs {
			for _, th := range docs {
				r := must(t)(Merge(Revisions{b, o, th}, Options{}))
				want := oracle("", b.Root(), o.Root(), th.Root())
				if got := pointers(r); got != strings.Join(want.conflicts, " ") {
					t.Errorf("base %s ours %s theirs %s: conflicts at %q, want %q", b.Source(), o.Source(), th.Source(), got, want.conflicts)
				}
				if got := spelled(r.Document.Root()); got != want.value && !strings.Contains(want.value, "array") {
					t.Errorf("base %s ours %s theirs %s: %s, want %s", b.Source(), o.Source(), th.Source(), got, want.value)
				}
				checkPlaces(t, Revisions{b, o, th}, r)
			}
		}
	}
}

func pointers(r Result) string {
	var at []string
	for _, c := range r.Conflicts {
		at = append(at, string(c.Pointer))
	}
	slices.Sort(at)
	return strings.Join(at, " ")
}

// checkPlaces wants theirs of every conflict at its Pointer in the merged document.
func checkPlaces(t *testing.T, r Revisions, got Result) {
	t.Helper()
	for _, c := range got.Conflicts {
		n, ok := got.Document.At(c.Pointer)
		if c.Theirs != nil && (!ok || string(n.Source()) != string(c.Theirs)) && c.Kind != Order {
			t.Errorf("base %s ours %s theirs %s merged %s: at %s stands %s, not %s", r.Base.Source(), r.Ours.Source(), r.Theirs.Source(), got.Document.Source(), c.Pointer, n.Source(), c.Theirs)
		}
	}
}

// Two members beside a third are set, removed, added or left by each side, and
// stand in any of four orders on each side.
func TestEveryEditOfTwoMembers(t *testing.T) {
	t.Parallel()
	var docs []*document.Document
	for _, a := range []string{``, `"a":1`, `"a":2`} {
		for _, b := range []string{``, `"b":1`, `"b":2`} {
			for _, order := range [][]string{{a, b, `"c":0`}, {b, a, `"c":0`}, {`"c":0`, a, b}, {b, `"c":0`, a}} {
				order = slices.DeleteFunc(order, func(s string) bool { return s == "" })
				d := parse(t, "{"+strings.Join(order, ",")+"}")
				if !slices.ContainsFunc(docs, d.Equal) {
					docs = append(docs, d)
				}
			}
		}
	}
	for _, b := range docs {
		for _, o := range docs {
			for _, th := range docs {
				r := must(t)(Merge(Revisions{b, o, th}, Options{}))
				want := oracle("", b.Root(), o.Root(), th.Root())
				if got := spelled(r.Document.Root()); got != want.value || pointers(r) != strings.Join(want.conflicts, " ") {
					t.Errorf("base %s ours %s theirs %s: %s %s, want %v", b.Source(), o.Source(), th.Source(), got, pointers(r), want)
				}
				if bad := misplaced(names(b), names(o), names(th), names(r.Document)); bad != "" {
					t.Errorf("base %s ours %s theirs %s: %s: %s", b.Source(), o.Source(), th.Source(), r.Document.Source(), bad)
				}
			}
		}
	}
}

func names(d *document.Document) (all []string) {
	for c := range d.Root().Children() {
		all = append(all, c.Name())
	}
	return all
}

// misplaced looks for two names that stand in all revisions and whose order one
// side alone changed, or nobody, and that stand the other way round in the result.
// Where both sides changed the order, it may be ours altogether.
func misplaced(b, o, t, got []string) string {
	asOurs, byOurs, byTheirs, bad := true, false, false, ""
	for _, x := range got {
		for _, y := range got {
			pb, po, pt, pg := before(b, x, y), before(o, x, y), before(t, x, y), before(got, x, y)
			want := po
			if po == pb {
				want = pt
			}
			if pb*po*pt == 0 {
				continue
			}
			asOurs, byOurs, byTheirs = asOurs && pg == po, byOurs || po != pb, byTheirs || pt != pb
			if pg != want {
				bad = fmt.Sprintf("%s against %s", x, y)
			}
		}
	}
	if asOurs && byOurs && byTheirs {
		return ""
	}
	return bad
}

// before is 1 where x stands before y, -1 where behind, 0 where one is absent.
func before(all []string, x, y string) int {
	i, j := slices.Index(all, x), slices.Index(all, y)
	switch {
	case i < 0 || j < 0 || i == j:
		return 0
	case i < j:
		return 1
	}
	return -1
}
