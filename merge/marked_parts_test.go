package merge

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// A large document comes in parts: what lies between its conflicts is not copied, and
// nothing is left out where a part ends.
func TestMarkedParts(t *testing.T) {
	between := strings.Repeat(`"the same",`+"\n", 2*largePart/12)
	side := func(v string) string {
		return fmt.Sprintf("[\n%s{\"v\": %s},\n%s{\"v\": %s},\n{\"w\": %s}\n]\n", between, v, between, v, v)
	}
	marked := func(ours, base, theirs string) string {
		return "<<<<<<< ours\n" + ours + "||||||| base\n" + base + "=======\n" + theirs + ">>>>>>> theirs\n"
	}
	middle := marked(`{"v": 2},`+"\n", `{"v": 1},`+"\n", `{"v": 3},`+"\n")
	last := marked(`{"v": 2},`+"\n"+`{"w": 2}`+"\n", `{"v": 1},`+"\n"+`{"w": 1}`+"\n", `{"v": 3},`+"\n"+`{"w": 3}`+"\n")
	want := "[\n" + between + middle + between + last + "]\n"
	for _, format := range []document.Format{document.JSON, document.Text} {
		r, err := Merge(Revisions{parseAs(t, side("1"), format), parseAs(t, side("2"), format), parseAs(t, side("3"), format)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		parts := r.MarkedParts(Markers{})
		if got := string(bytes.Join(parts, nil)); got != want {
			t.Errorf("format %v: %d bytes, not the %d expected", format, len(got), len(want))
		}
		if got := string(r.Marked(Markers{})); got != want {
			t.Errorf("format %v: Marked is another text", format)
		}
		shared := 0
		for _, p := range parts {
			if len(p) >= largePart {
				shared++
			}
		}
		if shared != 2 {
			t.Errorf("format %v: %d large parts, not 2", format, shared)
		}
	}
}
