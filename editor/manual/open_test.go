package manual

import (
	"slices"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// Which lines of an edited text are conflicts that are still open.
func TestOpenConflicts(t *testing.T) {
	const marked = "a\n<<<<<<< ours\nb\n||||||| base\nx\n=======\nc\n>>>>>>> theirs\n"
	const larger = "<<<<<<< ours\n<<<<<<<< ours\nb\n========\nc\n>>>>>>>> theirs\n"
	for _, c := range []struct {
		name, base, start, text string
		want                    []int
	}{
		{"all of it is there", "a\n", marked, marked, []int{2}},
		{"only the line between the sides", "a\n", marked, "a\nb\n=======\nc\n", []int{3}},
		{"only the end", "a\n", marked, "a\nb\n>>>>>>> theirs\n", []int{3}},
		{"nothing", "a\n", marked, "a\nb\n", nil},
		{"a heading of the text's own", "a\n", "", "a\n=======\n", nil},
		{"the text has such lines, so the markers are larger", "<<<<<<< ours\n", larger, "<<<<<<< ours\nb\n========\n", []int{3}},
		{"and its own line is none", "<<<<<<< ours\n", larger, "<<<<<<< ours\nb\n=======\n", nil},

		// A known limit: a draft that was kept with this one line of a conflict left may
		// as well have a heading of its own there. It is in the diff that asks.
		{"a draft taken up with only the line between the sides", "a\n", "a\nb\n=======\nc\n", "a\nb\n=======\nc\n", nil},
	} {
		base, err := document.Parse([]byte(c.base), document.Text)
		if err != nil {
			t.Fatal(err)
		}
		var start []byte
		if c.start != "" {
			start = []byte(c.start)
		}
		v := view{base: base, from: base, format: document.Text}
		if got := v.open([]byte(c.text), start); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
