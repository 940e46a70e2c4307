package merge

import (
	"slices"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

// collisions says at which places a rerun collides, of documents with members
// alone: those that the rival changed, and where the new run gives what the first
// one gave and not what the rival wrote.
func collisions(p string, b, o, t, a document.Node) (at []string) {
	switch {
	case valued(a) == valued(t) || valued(t) == valued(b):
		return nil
	case all(document.Object, o, t, a):
		for _, name := range memberNames(t, a) {
			mb, _ := b.Member(name)
			mo, _ := o.Member(name)
			mt, _ := t.Member(name)
			ma, _ := a.Member(name)
			at = append(at, collisions(p+"/"+name, mb, mo, mt, ma)...)
		}
		return at
	case valued(a) == valued(o):
		return []string{p}
	case all(document.Object, b, o, a): // and the rival has no object here
		for c := range a.Children() {
			mb, _ := b.Member(c.Name())
			mo, _ := o.Member(c.Name())
			if collisions("", mb, mo, document.Node{}, c) != nil {
				return []string{p}
			}
		}
	}
	return nil
}

func TestRerunOfEveryQuadruple(t *testing.T) {
	t.Parallel()
	docs := memberDocuments(t, someValues)
	for _, b := range docs {
		for _, o := range docs {
			for _, th := range docs {
				for _, again := range docs {
					r := must(t)(Rerun(Revisions{b, o, th}, again, Options{}))
					want := collisions("", b.Root(), o.Root(), th.Root(), again.Root())
					slices.Sort(want)
					if got := pointers(r); got != strings.Join(want, " ") {
						t.Errorf("base %s ours %s theirs %s again %s: %q want %q", b.Source(), o.Source(), th.Source(), again.Source(), got, want)
					}
				}
			}
		}
	}
}

// Scripts on lists. One that makes a list whatever is there collides with every
// rival who made another one; one that appends collides with none. What ours wins
// is what the script made.
func TestRerunOfEveryArray(t *testing.T) {
	t.Parallel()
	for _, element := range []func(rune) string{
		func(l rune) string { return `"` + string(l) + `"` },
		func(l rune) string { return `{"id":` + strings.Repeat("1", int(l-'a')+1) + `}` },
	} {
		a := alphabet{docs: map[string]*document.Document{}, letters: map[string]rune{}}
		for _, w := range words("abcde", 4) {
			if distinct(w) {
				a.add(t, w, element)
			}
		}
		for _, b := range []string{"", "ab", "abc"} {
			for th := range a.docs {
				if strings.Contains(th, "e") || len(th) > 2+len(b)/3 {
					continue
				}
				rerun := func(ours, again string) Result {
					return must(t)(Rerun(Revisions{a.docs[b], a.docs[ours], a.docs[th]}, a.docs[again], Options{}))
				}
				if r := rerun(b+"e", th+"e"); !r.Clean() || a.read(r.Document) != th+"e" {
					t.Errorf("base %q theirs %q, both with e: %q %s", b, th, a.read(r.Document), conflicts(r))
				}
				for made := range a.docs {
					if len(made) > 3 {
						continue
					}
					r := rerun(made, made)
					if r.Clean() && !keeps(b, th, made) || !r.Clean() && (th == b || th == made) {
						t.Errorf("base %q, theirs %q, made %q: %q %s", b, th, made, a.read(r.Document), conflicts(r))
					}
					all := make([]Resolution, len(r.Conflicts))
					for i := range all {
						all[i] = Resolution{Index: i, Take: Ours}
					}
					if done := must(t)(r.Resolve(all...)); a.read(done.Document) != made {
						t.Errorf("base %q, theirs %q, made %q: settled for ours it is %q", b, th, made, a.read(done.Document))
					}
				}
			}
		}
	}
}

// keeps reports whether made is what the rival made of b wherever he changed it.
func keeps(b, theirs, made string) bool {
	if theirs == b || theirs == made {
		return true
	}
	if len(theirs) != len(b) || len(made) != len(b) {
		return false
	}
	for i := range theirs {
		if theirs[i] != b[i] && theirs[i] != made[i] {
			return false
		}
	}
	return true
}
