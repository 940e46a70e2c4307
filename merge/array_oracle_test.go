package merge

import (
	"fmt"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// Arrays of these tests are written as words: "ab" is the list of the elements a and b.

// words returns every word of at most that many letters.
func words(letters string, longest int) (all []string) {
	level := []string{""}
	for range longest + 1 {
		all = append(all, level...)
		var next []string
		for _, w := range level {
			for _, l := range letters {
				next = append(next, w+string(l))
			}
		}
		level = next
	}
	return all
}

func distinct(word string) bool {
	for _, l := range word {
		if strings.Count(word, string(l)) > 1 {
			return false
		}
	}
	return true
}

// Lists of every content on all sides: what one side did is in the result, what
// both did is there once or twice, and elements stand in the order of the side that
// changed it.
func TestEveryTripleOfArrays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		why     string
		element func(rune) string
		bases   []string
		keep    func(word string) bool
	}{
		{"strings, and repeated ones", func(l rune) string { return `"` + string(l) + `"` }, []string{"aab", "abc"}, func(w string) bool { return len(w) < 4 }},
		{"with identities", func(l rune) string { return fmt.Sprintf(`{"id":%d}`, l) }, []string{"", "abc", "abcd"}, distinct},
		{"much alike", func(l rune) string { return fmt.Sprintf(`{"x":%d,"y":1,"z":1}`, l) }, []string{"abc"}, distinct},
		{"lists in lists", func(l rune) string { return fmt.Sprintf(`[%d]`, l) }, []string{"abc"}, distinct},
	} {
		a := alphabet{docs: map[string]*document.Document{}, letters: map[string]rune{}}
		for _, w := range words("abcd", 4) {
			if c.keep(w) {
				a.add(t, w, c.element)
			}
		}
		for _, base := range c.bases {
			for ours, o := range a.docs {
				for theirs, th := range a.docs {
					if b := a.docs[base]; len(ours) < 4 || len(theirs) < 4 {
						r := must(t)(Merge(Revisions{b, o, th}, Options{}))
						checkPlaces(t, Revisions{b, o, th}, r)
						if bad := wrongArray(base, ours, theirs, a.read(r.Document), r.Clean()); bad != "" {
							t.Errorf("%s: base %q, ours %q, theirs %q: %q (%s): %s", c.why, base, ours, theirs, a.read(r.Document), conflicts(r), bad)
						}
					}
				}
			}
		}
	}
}

// An alphabet writes words as documents, and reads them back.
type alphabet struct {
	docs    map[string]*document.Document
	letters map[string]rune
}

func (a alphabet) add(t *testing.T, word string, element func(rune) string) {
	var elements []string
	for _, l := range word {
		a.letters[element(l)] = l
		elements = append(elements, element(l))
	}
	a.docs[word] = parse(t, "["+strings.Join(elements, ",")+"]")
}

func (a alphabet) read(d *document.Document) (word string) {
	for e := range d.Root().Children() {
		word += string(a.letters[string(e.Source())])
	}
	return word
}

// wrongArray says what is wrong with a merge of four words.
func wrongArray(b, o, t, got string, clean bool) string {
	switch {
	case o == b || o == t:
		return ifNot(clean && got == t, "theirs is the answer")
	case t == b:
		return ifNot(clean && got == o, "ours is the answer")
	case !clean:
		return ""
	}
	for _, l := range "abcd" {
		in := func(word string) int { return strings.Count(word, string(l)) }
		byOurs, byTheirs, made := in(o)-in(b), in(t)-in(b), in(got)-in(b)
		switch {
		case byOurs == 0 && made != byTheirs, byTheirs == 0 && made != byOurs:
			return fmt.Sprintf("a change of how many %c there are is lost", l)
		case in(b) > 1 || in(o) > 1 || in(t) > 1:
			// Of equal elements it is not known which one went or came.
		case made < min(byOurs, byTheirs) || made > max(byOurs, byTheirs, byOurs+byTheirs):
			return fmt.Sprintf("both changed how many %c there are", l)
		}
	}
	if distinct(b) && distinct(o) && distinct(t) && distinct(got) {
		return misordered(b, o, t, got)
	}
	return ""
}

func ifNot(ok bool, reason string) string {
	if ok {
		return ""
	}
	return reason
}

// misordered looks for two letters of all revisions whose order one side alone
// changed, or both alike, or nobody, and that stand the other way round.
func misordered(b, o, t, got string) string {
	for _, x := range got {
		for _, y := range got {
			order := func(word string) int { return before(strings.Split(word, ""), string(x), string(y)) }
			want := order(o)
			if want == order(b) {
				want = order(t)
			}
			if order(b)*order(o)*order(t) != 0 && order(got) != want {
				return fmt.Sprintf("the order of %c and %c", x, y)
			}
		}
	}
	return ""
}
