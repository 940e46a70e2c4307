package merge

import (
	"bytes"
	"slices"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// unrename takes back renames that the other side contradicts. An element that has
// the name of another one of base no longer was taken for a renamed one; but where the
// other side has an element of the new name too, and made it of something else, both
// have added that name, and a merge of a rename with an addition would have it twice.
// It reports whether there were any.
func (e *engine) unrename(f *family, ours, theirs *side) bool {
	if ours.key == "" {
		return false
	}
	o, t := ours.renamed(f, e.m), theirs.renamed(f, e.m)
	if len(o) == 0 && len(t) == 0 {
		return false
	}
	inOurs, inTheirs := ours.byIdentity(e.m), theirs.byIdentity(e.m)
	var contradicted [2][]int // elements of base
	for k, s := range []struct {
		renamed       []int
		mine, another *side
		there         map[int32]int
	}{{o, ours, theirs, inTheirs}, {t, theirs, ours, inOurs}} {
		for _, i := range s.renamed {
			j, both := s.there[s.mine.identity(s.mine.mates[i].New, e.m)]
			if both && s.another.mates[i].New != j {
				contradicted[k] = append(contradicted[k], i)
			}
		}
	}
	for _, i := range contradicted[0] {
		ours.mates[i] = diff.Mate{New: -1}
	}
	for _, i := range contradicted[1] {
		theirs.mates[i] = diff.Mate{New: -1}
	}
	return len(contradicted[0])+len(contradicted[1]) > 0
}

// renamed returns the elements of base that s has under another identity.
func (s *side) renamed(f *family, m *diff.Matcher) (all []int) {
	for i, mate := range s.mates {
		if mate.New >= 0 && !mate.Equal && isRenamed(f.b[i], s.all[mate.New], s.key, m) {
			all = append(all, i)
		}
	}
	return all
}

// isRenamed reports whether b is a under another identity.
func isRenamed(a, b document.Node, key string, m *diff.Matcher) bool {
	x, _ := a.Member(key)
	y, _ := b.Member(key)
	return !bytes.Equal(x.Source(), y.Source()) && !m.Same(x, y)
}

// byIdentity returns where each identity stands in s.
func (s *side) byIdentity(m *diff.Matcher) map[int32]int {
	at := make(map[int32]int, len(s.all))
	for j := range s.all {
		at[s.identity(j, m)] = j
	}
	return at
}

// repeatsIdentity reports whether two elements of a merged array have one identity,
// where no two of any revision have. Only an element that base does not have under its
// name can be the second one; what a person resolved may be anything.
func (c *checker) repeatsIdentity(l *list, f *family, merged []document.Node) bool {
	if l.key == "" || len(c.e.settled) > 0 {
		return false
	}
	i := 0
	var named []document.Node      // what base does not have under this identity
	kept := make([]bool, len(f.b)) // what it has so
	for _, r := range l.rows {
		if r.written == 0 {
			continue
		}
		if r.b < 0 || !r.equal && isRenamed(f.b[r.b], merged[i], l.key, c.e.m) {
			named = append(named, merged[i])
		} else {
			kept[r.b] = true
		}
		i += int(r.written)
	}
	switch {
	case len(named) == 0:
		return false
	case l.ids == nil:
		return diff.Repeats(merged, l.key)
	}
	return diff.Repeats(named, l.key) || slices.ContainsFunc(named, func(n document.Node) bool {
		k := l.ids.Find(n)
		return k >= 0 && kept[k]
	})
}
