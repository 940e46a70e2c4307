package merge

import (
	"fmt"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// Texts of every few lines, with CRLF, those of two lines without an end to the
// last: what one side did is there, and what collides differs, can be settled in
// every way, and is marked so that the rest is the merged text.
func TestEveryTripleOfTexts(t *testing.T) {
	t.Parallel()
	docs := map[string]*document.Document{}
	for _, w := range words("abcd", 3) {
		if distinct(w) {
			text := strings.Join(strings.Split(w, ""), "\r\n")
			if len(w)%2 == 1 {
				text += "\r\n"
			}
			docs[w] = parseAs(t, text, document.Text)
		}
	}
	for _, b := range []string{"", "ab", "abc"} {
		for o := range docs {
			for th := range docs {
				r := must(t)(Merge(Revisions{docs[b], docs[o], docs[th]}, Options{}))
				if bad := wrongText(b, o, th, r, docs); bad != "" {
					t.Errorf("base %q, ours %q, theirs %q: %q (%s): %s", b, o, th, r.Document.Source(), conflicts(r), bad)
				}
			}
		}
	}
}

func wrongText(b, o, t string, r Result, docs map[string]*document.Document) string {
	switch {
	case o == b || o == t:
		return ifNot(r.Clean() && r.Document.Equal(docs[t]), "theirs is the answer")
	case t == b:
		return ifNot(r.Clean() && r.Document.Equal(docs[o]), "ours is the answer")
	}
	for _, l := range "abcd" {
		in := func(text string) int { return strings.Count(text, string(l)) }
		made := in(string(r.Document.Source()))
		if r.Clean() && in(b) == 0 && (in(o) == 0 && made != in(t) || in(t) == 0 && made != in(o)) {
			return fmt.Sprintf("line %c is lost", l)
		}
	}
	for _, c := range r.Conflicts {
		if string(c.Ours) == string(c.Theirs) {
			return "both did the same"
		}
	}
	for _, take := range []Side{Base, Ours, Theirs, Both} {
		all := make([]Resolution, len(r.Conflicts))
		for i := range all {
			all[i] = Resolution{Index: i, Take: take}
		}
		if done, err := r.Resolve(all...); err != nil || !done.Clean() {
			return fmt.Sprintf("it cannot be settled: %v", err)
		}
	}
	return ""
}
