package patch

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// rivals applies guarded patches to what a rival made: they fail, or make what a merge
// makes.
type rivals struct {
	*testing.T
	unordered       bool // where both moved elements, the order may be another
	applied, failed int
}

func (r *rivals) try(from, to, rival string) {
	base, wanted, theirs := parse(r, from), parse(r, to), parse(r, rival)
	if document.Same(base.Root(), wanted.Root()) || document.Same(base.Root(), theirs.Root()) {
		return
	}
	p, err := Maker{Test: true}.Make(JSON, base, wanted)
	if err != nil {
		r.Fatal(err)
	}
	got, err := Apply(p, theirs)
	if err != nil {
		r.failed++
		if !errors.As(err, new(*TestError)) {
			r.Errorf("%s on %s: %v", p.Body, rival, err)
		}
		return
	}
	r.applied++
	merged, err := merge.Merge(merge.Revisions{Base: base, Ours: wanted, Theirs: theirs}, merge.Options{})
	if err != nil {
		r.Fatal(err)
	}
	same := len(merged.Conflicts) == 0 && document.Same(merged.Document.Root(), got.Root())
	if r.unordered {
		same = slices.Equal(sorted(merged.Document), sorted(got))
	}
	if !same {
		r.Errorf("base   %s\nwanted %s\nrival  %s\npatch  %s\ngives  %s\nmerge  %s\n%v", from, to, rival, p.Body, got.Source(), merged.Document.Source(), merged.Conflicts)
	}
}

// sorted lists the elements of an array in another order.
func sorted(d *document.Document) (all []string) {
	for c := range d.Root().Children() {
		all = append(all, string(c.Compact()))
	}
	slices.Sort(all)
	return all
}

func (r *rivals) done() {
	r.Logf("%d applied, %d failed", r.applied, r.failed)
	if r.applied < 500 || r.failed < 500 {
		r.Errorf("%d applied, %d failed: the rivals are all alike", r.applied, r.failed)
	}
}

func TestGuardedOnWhatARivalMade(t *testing.T) {
	g, r := newGenerator(2), rivals{T: t}
	// A "test" compares numbers by value: a rival who only spells one anew is not noticed.
	respelled := strings.NewReplacer("-0", "7", "1.0", "8", "1e2", "9")
	for range 20_000 {
		a := g.object(2)
		r.try(respelled.Replace(g.text(a)), respelled.Replace(g.text(g.edited(a, 12))), respelled.Replace(g.text(g.edited(a, 150))))
	}
	r.done()
}

// TestGuardedIndexes: in a list that is too long to be tested whole, an index that
// has shifted is noticed.
func TestGuardedIndexes(t *testing.T) {
	g, r := newGenerator(3), rivals{T: t, unordered: true}
	var base array
	for id := range 60 {
		base = append(base, object{{"id", fmt.Sprint(id)}, {"v", fmt.Sprintf(`"value of %d"`, id)}})
	}
	change := func(who int) array {
		list := slices.Clone(base)
		for k := range 1 + g.IntN(3) {
			i, j := g.IntN(len(list)-1), g.IntN(len(list)-1)
			switch g.IntN(4) {
			case 0:
				list = slices.Delete(list, i, i+1)
			case 1:
				list = slices.Insert(list, i, any(object{{"id", fmt.Sprint(who + k)}, {"v", "1"}}))
			case 2:
				e := list[i]
				list = slices.Insert(slices.Delete(list, i, i+1), j, e)
			default:
				list[i] = object{list[i].(object)[0], {"v", fmt.Sprint(who)}}
			}
		}
		return list
	}
	for range 3_000 {
		r.try(plainText(base), plainText(change(100)), plainText(change(200)))
	}
	r.done()
}
