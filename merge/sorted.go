package merge

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// sortedFrom is from how many elements or members on an order is taken for a rule: with
// fewer, any list would be sorted half of the time.
const sortedFrom = 3

// A sortKey is what an element or member is sorted by.
type sortKey struct {
	text   string
	number float64
}

// sortings are the orders in which people and tools keep lists.
var sortings = []func(x, y sortKey) int{
	func(x, y sortKey) int {
		return cmp.Or(cmp.Compare(x.number, y.number), strings.Compare(x.text, y.text))
	},
	func(x, y sortKey) int { return strings.Compare(strings.ToLower(x.text), strings.ToLower(y.text)) },
}

// insertSorted puts what both sides added at one place of an array or object, which is
// sorted on both sides, where it sorts. Ours then theirs, as everywhere else, would break an order that
// both sides kept. It changes the order in, and only between rows that stand in all
// revisions: nothing moves that anybody has placed.
func (e *engine) insertSorted(f *family, rows []row, in []int32) {
	if len(f.o) < sortedFrom || len(f.t) < sortedFrom {
		return
	}
	var keys *sortKeys
	eachGap(rows, in, func(gap []int32) bool {
		if keys == nil {
			if keys = e.sortKeysOf(f); keys == nil {
				return false
			}
		}
		slices.SortStableFunc(gap, func(k, l int32) int { return keys.compare(keys.of(rows[k]), keys.of(rows[l])) })
		return true
	})
}

// eachGap calls do for each run of rows between two that stand in all revisions, if
// both sides added something in it, until do returns false.
func eachGap(rows []row, in []int32, do func(gap []int32) bool) {
	start, byOurs, byTheirs := 0, false, false
	for i := range len(in) + 1 {
		if i < len(in) {
			r := rows[in[i]]
			byOurs = byOurs || r.b < 0 && r.t < 0
			byTheirs = byTheirs || r.b < 0 && r.o < 0
			if r.b < 0 || r.o < 0 || r.t < 0 {
				continue
			}
		}
		if byOurs && byTheirs && !do(in[start:i]) {
			return
		}
		start, byOurs, byTheirs = i+1, false, false
	}
}

// sortKeys are the keys of all elements or members of the three revisions; ours and
// theirs are sorted by them.
type sortKeys struct {
	b, o, t []sortKey
	compare func(x, y sortKey) int
}

// of returns the key of a row.
func (k *sortKeys) of(r row) sortKey {
	switch {
	case r.t >= 0:
		return k.t[r.t]
	case r.o >= 0:
		return k.o[r.o]
	}
	return k.b[r.b]
}

// sortKeysOf returns the keys of f, or nil where one side is not sorted: members by
// name, elements by what tells them apart, scalars by their value.
func (e *engine) sortKeysOf(f *family) *sortKeys {
	var key string
	if f.x.t.Kind() == document.Array {
		key = e.identity(f.x)
	}
	var all sortKeys
	for _, side := range []struct {
		nodes []document.Node
		to    *[]sortKey
	}{{f.b, &all.b}, {f.o, &all.o}, {f.t, &all.t}} {
		for _, n := range side.nodes {
			k, ok := sortKeyOf(n, key)
			if !ok {
				return nil
			}
			*side.to = append(*side.to, k)
		}
	}
	for _, up := range sortings {
		for _, compare := range []func(x, y sortKey) int{up, func(x, y sortKey) int { return up(y, x) }} {
			if slices.IsSortedFunc(all.o, compare) && slices.IsSortedFunc(all.t, compare) {
				all.compare = compare
				return &all
			}
		}
	}
	return nil
}

// sortKeyOf returns the key of one element or member; false where it has none.
func sortKeyOf(n document.Node, key string) (sortKey, bool) {
	if n.NameSource() != nil {
		return sortKey{text: n.Name()}, true
	}
	if key != "" {
		n, _ = n.Member(key)
	}
	switch n.Kind() {
	case document.String:
		return sortKey{text: n.Text()}, true
	case document.Number:
		// One that is too big for it is infinite, and sorts as such.
		number, _ := strconv.ParseFloat(string(n.Source()), 64)
		return sortKey{number: number}, true
	}
	return sortKey{}, false
}
