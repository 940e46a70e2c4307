package merge

import (
	"bytes"
	"fmt"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// maxSource is up to how many bytes a value is tried by its lines.
const maxSource = 1 << 16

// mergeSource merges the source of three objects, or three arrays, by line. It is
// tried where an element of an array was replaced by something that is hardly alike,
// and edited by the other side: to look inside by member would make one record out of
// two. Lines are the stricter judge, for an unchanged one must stand between any two
// edits. It reports false where that does not give a value which holds what both did.
//
// It is not tried where a name tells elements apart: another name is another record.
func mergeSource(x tri) ([]byte, bool) {
	if !x.are(document.Object) && !x.are(document.Array) || !here(x.b) || renamed(x) {
		return nil, false
	}
	var sources [][]byte
	for _, n := range []document.Node{x.b, x.o, x.t} {
		source := n.Source()
		if len(source) > maxSource || bytes.IndexByte(source, '\n') < 0 {
			return nil, false
		}
		sources = append(sources, source)
	}
	out, ok := joinLines(diff.Cut(sources...))
	if !ok {
		return nil, false
	}
	d, err := document.Parse(out, document.JSON)
	if err != nil || len(d.Duplicates()) > 0 || !holdsBoth(x, d.Root()) {
		return nil, false
	}
	return out, true
}

// renamed reports whether a member that may tell elements apart is not the same in
// all revisions.
func renamed(x tri) bool {
	for _, name := range diff.Identities() {
		b, inBase := x.b.Member(name)
		o, inOurs := x.o.Member(name)
		t, inTheirs := x.t.Member(name)
		if inBase != inOurs || inBase != inTheirs || inBase && (!document.Same(b, o) || !document.Same(b, t)) {
			return true
		}
	}
	return false
}

// holdsBoth reports whether m has what both sides made of base, and nothing else, by
// counting: scalars, arrays and objects by their place, whatever their index. What one
// side has more of than base, or less, m has so many more or less of; of what both
// changed the count of, between that of one and of both.
func holdsBoth(x tri, m document.Node) bool {
	counts := [4]map[string]int{{}, {}, {}, {}}
	all := map[string]bool{}
	for i, n := range []document.Node{x.b, x.o, x.t, m} {
		countParts(counts[i], "", n)
		for part := range counts[i] {
			all[part] = true
		}
	}
	for part := range all {
		base := counts[0][part]
		ours, theirs, merged := counts[1][part]-base, counts[2][part]-base, counts[3][part]-base
		low, high := ours+theirs, ours+theirs
		if ours != 0 && theirs != 0 {
			low, high = min(ours, theirs, low), max(ours, theirs, high)
		}
		if merged < low || merged > high {
			return false
		}
	}
	return true
}

// countParts counts what n consists of.
func countParts(count map[string]int, at string, n document.Node) {
	switch n.Kind() {
	case document.Object:
		count[at+"{}"]++
		for c := range n.Children() {
			countParts(count, fmt.Sprintf("%s%q", at, c.Name()), c)
		}
	case document.Array:
		count[at+"[]"]++
		for c := range n.Children() {
			countParts(count, at+"*", c)
		}
	case document.String:
		count[fmt.Sprintf("%s=%q", at, n.Text())]++
	default:
		count[at+"="+string(n.Source())]++
	}
}
