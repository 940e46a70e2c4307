package patch

import (
	"cmp"
	"errors"
	"os"
	"runtime/debug"
	"strconv"
	"testing"

	jsonpatch "github.com/evanphx/json-patch/v5"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// pairs is how many pairs of documents that differ the oracle sees: $ETCH_PAIRS, else
// as many as fit into a few seconds.
func pairs(t *testing.T) int {
	n, err := strconv.Atoi(cmp.Or(os.Getenv("ETCH_PAIRS"), "20000"))
	if err != nil {
		t.Fatalf("ETCH_PAIRS: %v", err)
	}
	return n
}

// TestAnotherLibraryAppliesIt: evanphx/json-patch, which knows nothing of this
// package, makes the wanted document of the base, numbers compared by their text.
func TestAnotherLibraryAppliesIt(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(1000)) // the documents are small and many
	g := newGenerator(1)
	made, ops, pairs := map[string]int{}, map[string]int{}, pairs(t)
	for made["patches"] < pairs {
		from, to := g.pair()
		base, wanted := parse(t, from), parse(t, to)
		if document.Same(base.Root(), wanted.Root()) {
			made["same"]++
			continue
		}
		m := Maker{Test: g.IntN(2) == 0 && !nullElement(base.Root()), Diff: diff.Options{Keys: map[document.Pointer]string{"/a": "b"}}}
		p, err := m.Make(JSON, base, wanted)
		if err != nil {
			t.Fatalf("%s\nto\n%s: %v", from, to, err)
		}
		theirs, err := jsonpatch.DecodePatch(p.Body)
		if err != nil {
			t.Fatalf("%s: %v", p.Body, err)
		}
		for _, o := range theirs {
			ops[o.Kind()]++
		}
		got, err := theirs.Apply([]byte(from))
		if err != nil || !document.Same(parse(t, string(got)).Root(), wanted.Root()) {
			t.Fatalf("%s\nto\n%s:\n%s gives\n%s, %v", from, to, p.Body, got, err)
		}
		made["patches"]++

		p, err = m.Make(Merge, base, wanted)
		if errors.As(err, new(*InexpressibleError)) {
			made["inexpressible"]++
			continue
		}
		if nullInArray(parse(t, string(p.Body)).Root(), false) {
			made["with a null in an array"]++
			continue
		}
		got, err = jsonpatch.MergePatch([]byte(from), p.Body)
		if err != nil || !document.Same(parse(t, string(got)).Root(), wanted.Root()) {
			t.Fatalf("%s\nto\n%s:\n%s gives\n%s, %v", from, to, p.Body, got, err)
		}
		made["merge patches"]++
	}
	t.Logf("%v, operations %v", made, ops)
	for _, op := range []string{"add", "remove", "replace", "move", "copy", "test"} {
		if ops[op] < pairs/100 {
			t.Errorf("only %d of %q: the documents are too plain", ops[op], op)
		}
	}
	if made["merge patches"] < pairs/20 {
		t.Errorf("only %d merge patches", made["merge patches"])
	}
}

// nullInArray reports whether an object inside an array has a null member. RFC 7396
// section 2 copies arrays as they are; the library takes these members away, which is
// its own mistake.
func nullInArray(n document.Node, inside bool) bool {
	for c := range n.Children() {
		if c.Kind() == document.Null && inside && n.Kind() == document.Object || nullInArray(c, inside || n.Kind() == document.Array) {
			return true
		}
	}
	return false
}

// nullElement reports whether an array has a null. In a "test" of such an array the
// library panics.
func nullElement(n document.Node) bool {
	for c := range n.Children() {
		if c.Kind() == document.Null && n.Kind() == document.Array || nullElement(c) {
			return true
		}
	}
	return false
}
