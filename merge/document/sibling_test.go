package document

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The children come in their order, behind what is there already.
func TestAppendChildren(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := drawn(t)
		want := []Node{d.Root()}
		for c := range n.Children() {
			want = append(want, c)
		}
		if got := n.AppendChildren([]Node{d.Root()}); !slices.Equal(got, want) {
			t.Fatalf("%q: %v, want %v", n.Source(), got, want)
		}
	})
}
