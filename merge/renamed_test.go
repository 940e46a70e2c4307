package merge

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// A keyed is a list of elements with an identity, and how each value of it is spelled:
// one of two, or a rename would not be told from an edit.
type keyed []struct{ id, value int }

func (k keyed) String() string {
	var all []string
	for _, e := range k {
		all = append(all, fmt.Sprintf(`{"id":%d,"v":%d,"w":0,"u":0}`, e.id, e.value))
	}
	return "[" + strings.Join(all, ",") + "]"
}

// values returns the value of each of three identities; 0 is absent.
func (k keyed) values() (of [4]int) {
	for _, e := range k {
		of[e.id] = e.value
	}
	return of
}

// keyedLists are all lists of at most so many of three elements.
func keyedLists(most int) []keyed {
	all, from := []keyed{nil}, 0
	for range most {
		to := len(all)
		for _, k := range all[from:to] {
			for i := range 6 {
				if id := 1 + i/2; k.values()[id] == 0 {
					all = append(all, append(slices.Clip(k), struct{ id, value int }{id, 1 + i%2}))
				}
			}
		}
		from = to
	}
	return all
}

// Elements of one identity are one element: none comes out twice, and each is what
// both sides made of it. Where a side removed one and added another that is much alike,
// that is a rename, and what stands there is the renames' own to say.
func TestEveryTripleOfKeyedArrays(t *testing.T) {
	t.Parallel()
	docs := map[string]*document.Document{}
	for _, k := range keyedLists(3) {
		docs[k.String()] = parse(t, k.String())
	}
	for _, b := range []keyed{{{1, 1}}, {{1, 1}, {2, 1}}, {{1, 1}, {2, 2}, {3, 1}}} {
		for _, o := range keyedLists(3) {
			for _, th := range keyedLists(3) {
				r, err := Merge(Revisions{docs[b.String()], docs[o.String()], docs[th.String()]}, Options{})
				if err != nil {
					t.Fatal(err)
				}
				got, ids := [4]int{}, [4]int{}
				for e := range r.Document.Root().Children() {
					var id, v int
					fmt.Sscanf(string(e.Source()), `{"id":%d,"v":%d`, &id, &v)
					got[id], ids[id] = v, ids[id]+1
				}
				bad := slices.Max(ids[:]) > 1
				if !renames(b, o) && !renames(b, th) {
					want, collides := keyedMerge(b.values(), o.values(), th.values())
					bad = bad || got != want || collides == r.Clean() && (collides || !onlyOrder(r))
				}
				if bad {
					t.Errorf("base %s\nours %s\ntheirs %s\ngot %s %s", b, o, th, r.Document.Source(), conflicts(r))
				}
			}
		}
	}
}

func onlyOrder(r Result) bool {
	return !slices.ContainsFunc(r.Conflicts, func(c Conflict) bool { return c.Kind != Order })
}

// renames reports whether one went and another came.
func renames(b, side keyed) bool {
	went, came := false, false
	for id, v := range b.values() {
		w := side.values()[id]
		went, came = went || v > 0 && w == 0, came || v == 0 && w > 0
	}
	return went && came
}

// keyedMerge merges the value of each identity, theirs where it collides.
func keyedMerge(b, o, t [4]int) (want [4]int, collides bool) {
	for id := range b {
		switch want[id] = t[id]; {
		case o[id] == b[id], o[id] == t[id]:
		case t[id] == b[id]:
			want[id] = o[id]
		default:
			collides = true
		}
	}
	return want, collides
}
