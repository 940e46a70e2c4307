package merge

import (
	"fmt"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// landed says what Landed has to, of documents with members alone: by looking at
// every place that ours changed.
func landed(b, o, t document.Node) (there, untouched bool) {
	there, untouched = true, true
	switch {
	case spelled(b) == spelled(o):
	case spelled(t) == spelled(o):
		return true, false
	case valued(b) == valued(o): // a new spelling is nothing that could be lost
	case all(document.Object, b, o, t):
		for _, name := range memberNames(b, o) {
			mb, _ := b.Member(name)
			mo, _ := o.Member(name)
			mt, _ := t.Member(name)
			th, un := landed(mb, mo, mt)
			there, untouched = there && th, untouched && un
		}
	default:
		return holds(t, o), valued(t) == valued(b)
	}
	return there, untouched
}

// holds reports whether t has all that o has.
func holds(t, o document.Node) bool {
	if !all(document.Object, t, o) {
		return valued(t) == valued(o)
	}
	for c := range o.Children() {
		if n, _ := t.Member(c.Name()); !holds(n, c) {
			return false
		}
	}
	return true
}

func memberNames(ns ...document.Node) (all []string) {
	known := map[string]bool{}
	for _, n := range ns {
		for c := range n.Children() {
			if !known[c.Name()] {
				known[c.Name()] = true
				all = append(all, c.Name())
			}
		}
	}
	return all
}

func TestLandedOfEveryTriple(t *testing.T) {
	docs := memberDocuments(t, manyValues)
	for _, b := range docs {
		for _, o := range docs {
			for _, th := range docs {
				there, untouched, err := Landed(Revisions{b, o, th}, Options{})
				wantThere, wantUntouched := landed(b.Root(), o.Root(), th.Root())
				if err != nil || there != wantThere || untouched != wantUntouched {
					t.Errorf("base %s ours %s theirs %s: %v %v, want %v %v (%v)", b.Source(), o.Source(), th.Source(), there, untouched, wantThere, wantUntouched, err)
				}
			}
		}
	}
}

// Of lists: it is never said that ours is there where an element of ours is missing
// or one that ours removed is not gone, and never that ours is not there where one
// has come or gone that may be ours.
func TestLandedOfEveryArray(t *testing.T) {
	t.Parallel()
	a := alphabet{docs: map[string]*document.Document{}, letters: map[string]rune{}}
	for _, w := range words("abcd", 3) {
		a.add(t, w, func(l rune) string { return `"` + string(l) + `"` })
	}
	for _, b := range []string{"", "ab", "abc", "aa", "aab"} {
		for o := range a.docs {
			for th := range a.docs {
				there, untouched, err := Landed(Revisions{a.docs[b], a.docs[o], a.docs[th]}, Options{})
				if err != nil {
					t.Fatal(err)
				}
				if bad := wronglyLanded(b, o, th, there, untouched); bad != "" {
					t.Errorf("base %q ours %q theirs %q: %v %v: %s", b, o, th, there, untouched, bad)
				}
			}
		}
	}
}

func wronglyLanded(b, o, t string, there, untouched bool) string {
	switch {
	case o == b:
		return ifNot(there && untouched, "there is nothing to land")
	case o == t:
		return ifNot(there && !untouched, "it has landed")
	case t == b:
		return ifNot(!there && untouched, "nothing has landed")
	case there && untouched:
		return "it is there and it is not"
	}
	for _, l := range "abcd" {
		in := func(word string) int { return strings.Count(word, string(l)) }
		switch {
		case there && in(o) > in(b) && in(t) < in(o), there && in(o) < in(b) && in(t) > in(o):
			return fmt.Sprintf("%c is not as in ours", l)
		case untouched && in(o) > in(b) && in(t) > in(b), untouched && in(o) < in(b) && in(t) < in(b):
			return fmt.Sprintf("%c may have landed", l)
		}
	}
	if there && distinct(b) && distinct(o) && distinct(t) && !movedByTheirs(b, o, t) && misordered(b, o, o, t) != "" {
		return "it stands elsewhere: " + misordered(b, o, o, t)
	}
	return ""
}

// movedByTheirs reports whether the order of what stands in all is theirs' alone.
func movedByTheirs(b, o, t string) bool {
	only := func(word string) string {
		return strings.Map(func(l rune) rune {
			if strings.ContainsRune(b, l) && strings.ContainsRune(o, l) && strings.ContainsRune(t, l) {
				return l
			}
			return -1
		}, word)
	}
	return only(o) == only(b) && only(t) != only(b)
}

// An element that theirs has under an identity of its own is another one, however like
// it is: what ours changed in the element is neither there nor left alone.
func TestLandedOfAnotherIdentity(t *testing.T) {
	const element = `[{"id":%d,"v":%d,"w":0,"u":0}]`
	for _, theirs := range []int{1, 2} {
		there, untouched, err := Landed(Revisions{
			parse(t, fmt.Sprintf(element, 1, 1)), parse(t, fmt.Sprintf(element, 1, 2)), parse(t, fmt.Sprintf(element, 2, theirs)),
		}, Options{})
		if there || untouched || err != nil {
			t.Errorf("theirs has the value %d: %v %v %v", theirs, there, untouched, err)
		}
	}
}
