package merge

import (
	"bytes"
	"testing"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
	"pgregory.net/rapid"
)

// A conflict settled is one conflict less and touches nothing else; all settled for
// one side, what the other did elsewhere is still there.
func TestResolutions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := revisions(t)
		res := merged(t, r)
		if res.Clean() {
			return
		}
		i := rapid.IntRange(0, len(res.Conflicts)-1).Draw(t, "conflict")
		kept, err := res.Resolve(Resolution{Index: i, Take: Theirs})
		if err != nil || len(kept.Conflicts) != len(res.Conflicts)-1 || !kept.Document.Equal(res.Document) {
			fatal(t, "theirs is what stood there already", r, kept)
		}
		all := make([]Resolution, len(res.Conflicts))
		for k := range all {
			all[k] = Resolution{Index: k, Take: Ours}
		}
		done, err := res.Resolve(all...)
		if err != nil || !done.Clean() {
			t.Fatalf("%v %s", err, conflicts(done))
		}
		one := res
		for !one.Clean() {
			if one, err = one.Resolve(Resolution{Take: Ours}); err != nil {
				t.Fatal(err)
			}
		}
		if !one.Document.Equal(done.Document) {
			fatal(t, "one by one is something else: "+string(one.Document.Source()), r, done)
		}
	})
}

func TestMarkedHoldsTheMergedLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := revisions(t)
		res := merged(t, r)
		var rest []byte // the merged document: all but the markers, ours and base
		keep := true
		for _, line := range diff.SplitLines(res.Marked(Markers{})) {
			switch {
			case bytes.HasPrefix(line, []byte("<<<<<<< ")):
				keep = false
			case string(bytes.TrimRight(line, "\r\n")) == "=======":
				keep = true
			case bytes.HasPrefix(line, []byte(">>>>>>> ")):
			case keep:
				rest = append(rest, line...)
			}
		}
		if want := res.Document.Source(); !bytes.Equal(rest, want) && !bytes.Equal(rest, append(bytes.Clone(want), '\n')) && !bytes.Equal(rest, append(bytes.Clone(want), "\r\n"...)) {
			fatal(t, "marked: "+string(res.Marked(Markers{})), r, res)
		}
	})
}

// What landed is what the merge has nothing to add to.
func TestLandedOfAnyEdit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := revisions(t)
		if there, untouched, err := Landed(Revisions{r.Base, r.Base, r.Theirs}, Options{}); !there || !untouched || err != nil {
			t.Fatalf("nothing to land: %v %v %v", there, untouched, err)
		}
		if document.SameValue(r.Base.Root(), r.Ours.Root()) {
			return
		}
		if there, untouched, _ := Landed(Revisions{r.Base, r.Ours, r.Base}, Options{}); there || !untouched {
			t.Fatalf("not landed: %v %v\n%s\n%s", there, untouched, r.Base.Source(), r.Ours.Source())
		}
		if there, untouched, _ := Landed(Revisions{r.Base, r.Ours, r.Ours}, Options{}); !there || untouched {
			t.Fatalf("landed: %v %v\n%s\n%s", there, untouched, r.Base.Source(), r.Ours.Source())
		}
		// On top of a merge that has ours, ours is there. Of elements without identity
		// that cannot always be told: one zero added, and one removed by a rival.
		if res := merged(t, r); res.Clean() && !hasArray(r.Base.Root()) && !hasArray(res.Document.Root()) {
			if there, _, _ := Landed(Revisions{r.Base, r.Ours, res.Document}, Options{}); !there {
				fatal(t, "merged, and still not there: "+conflicts(merged(t, Revisions{r.Base, r.Ours, res.Document})), r, res)
			}
		}
	})
}

// hasArray reports whether an array is anywhere in n.
func hasArray(n document.Node) bool {
	for c := range n.Children() {
		if hasArray(c) {
			return true
		}
	}
	return n.Kind() == document.Array
}
