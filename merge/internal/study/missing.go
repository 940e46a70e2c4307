package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/etch-http/etch/merge/document"
)

// missing returns a change of one side that merged does not hold; "" where it holds
// all. It counts what stands where: a line, or a scalar at a place. What a side has
// more often than base, merged must have as often; what it has less often, merged
// must not have more of, unless the other side brought it. Where both changed the
// count of one thing, merged may have anything between the two and their sum.
func missing(f document.Format, base, ours, theirs, merged []byte) string {
	count := counted(f, base, ours, theirs, merged)
	b, o, t, m := count[0], count[1], count[2], count[3]
	all := map[string]bool{}
	for _, c := range count {
		for thing := range c {
			all[thing] = true
		}
	}
	for _, thing := range slices.Sorted(maps.Keys(all)) {
		byOurs, byTheirs := o[thing]-b[thing], t[thing]-b[thing]
		lowest := b[thing] + min(byOurs, byTheirs, byOurs+byTheirs)
		highest := b[thing] + max(byOurs, byTheirs, byOurs+byTheirs)
		if byOurs == 0 || byTheirs == 0 { // one side alone, or nobody
			lowest = b[thing] + byOurs + byTheirs
			highest = lowest
		}
		if m[thing] < lowest || m[thing] > highest {
			return fmt.Sprintf("%s: %d times, not %d to %d", thing, m[thing], lowest, highest)
		}
	}
	return ""
}

// counted counts the things in each revision.
func counted(f document.Format, revisions ...[]byte) []map[string]int {
	all := make([]map[string]int, len(revisions))
	for i, source := range revisions {
		all[i] = map[string]int{}
		if f == document.Text {
			for _, line := range lines(source) {
				all[i][line]++
			}
			continue
		}
		countLeaves(all[i], "", value(source))
	}
	return all
}

// countLeaves counts scalars, of strings the lines, and arrays and objects for themselves. The elements
// of an array have one place, but for those with a name.
func countLeaves(count map[string]int, at string, v any) {
	switch v := v.(type) {
	case map[string]any:
		count[at+" is an object"]++
		for name, child := range v {
			countLeaves(count, at+"/"+name, child)
		}
	case []any:
		count[at+" is an array"]++
		for _, child := range v {
			place := at + "/*"
			if m, ok := child.(map[string]any); ok && m["name"] != nil {
				place = at + "/" + fmt.Sprint(m["name"])
			}
			countLeaves(count, place, child)
		}
	case string:
		for _, line := range textLines(v) {
			count[fmt.Sprintf("%s = string %s", at, line)]++
		}
	default:
		count[fmt.Sprintf("%s = %T %v", at, v, v)]++
	}
}
