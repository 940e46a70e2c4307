package merge

import (
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// Every conflict of two small values, settled in every way: what was chosen stands
// at the conflict's place, and the neighbours are as they were.
func TestEveryResolution(t *testing.T) {
	t.Parallel()
	docs := memberDocuments(t, manyValues)
	custom := []byte("\ufeff {\"own\": [1]}\r\n")
	for _, b := range docs {
		for _, o := range docs {
			for _, th := range docs {
				r := must(t)(Merge(Revisions{b, o, th}, Options{}))
				for i, c := range r.Conflicts {
					for take, want := range map[Side][]byte{Base: c.Base, Ours: c.Ours, Theirs: c.Theirs, Custom: []byte(`{"own": [1]}`)} {
						done := must(t)(r.Resolve(Resolution{Index: i, Take: take, Value: custom}))
						n, ok := done.Document.At(c.Pointer)
						if len(done.Conflicts) != len(r.Conflicts)-1 || ok != (want != nil) || string(n.Source()) != string(want) {
							t.Errorf("base %s ours %s theirs %s, %v at %s: %s", b.Source(), o.Source(), th.Source(), take, c.Pointer, done.Document.Source())
						}
						if z, _ := done.Document.At("/z"); z.Kind() != document.Number {
							t.Errorf("the neighbour is %q", z.Source())
						}
					}
				}
			}
		}
	}
}
