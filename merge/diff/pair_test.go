package diff

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/etch-http/etch/merge/document"
)

// likeObject draws an object that another one drawn may share some members with.
func likeObject(t *rapid.T, label string) document.Node {
	var members []string
	for _, name := range []string{"id", "a", "b", "c", "d", "e"} {
		value := rapid.SampledFrom([]string{"", "1", "2", `"x"`, `{"p":1,"q":2}`, `{"p":1,"q":3}`, "[1,2,3]", "[1,2,4]"}).Draw(t, label+" "+name)
		if value != "" {
			members = append(members, fmt.Sprintf("%q:%s", name, value))
		}
	}
	d, err := document.Parse([]byte("{"+strings.Join(rapid.Permutation(members).Draw(t, label+" order"), ",")+"}"), document.JSON)
	if err != nil {
		t.Fatal(err)
	}
	return d.Root()
}

// To stop where two elements are known to be less alike than matters changes no likeness
// that does, nor does the look at their marks.
func TestLikenessThatMatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := likeObject(t, "a"), likeObject(t, "b")
		key := rapid.SampledFrom([]string{"", "id"}).Draw(t, "key")
		p := pairing{m: NewMatcher(Options{}), key: key, a: []document.Node{a}, b: []document.Node{b}}
		want := p.likeness(0, 0, 0)
		for _, least := range []int{1, 30, alike, verylike, 100} {
			if got := p.likeness(0, 0, least); got != want && (want >= least || got >= least) {
				t.Fatalf("%s and %s by %q are alike by %d, and by %d if %d matters", a.Source(), b.Source(), key, want, got, least)
			}
			if want >= least && excluded(a, b, p.mark(a), p.mark(b), least) {
				t.Fatalf("%s and %s by %q are excluded from %d, and alike by %d", a.Source(), b.Source(), key, least, want)
			}
		}
	})
}
