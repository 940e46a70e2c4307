package merge

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
	"pgregory.net/rapid"
)

func TestInsertSorted(t *testing.T) {
	run(t, []mergeCase{
		{"numbers by value", `[2,10]`, `[2,9,10]`, `[2,8,10]`, `[2,8,9,10]`, ``},
		{"strings by their bytes", `["B","a"]`, `["B","Z","a"]`, `["B","Y","a"]`, `["B","Y","Z","a"]`, ``},
		{"or whatever their case", `["a","B","c"]`, `["a","B","bz","c"]`, `["a","B","Ba","c"]`, `["a","B","Ba","bz","c"]`, ``},
		{"downwards", `["c","a"]`, `["d","c","a"]`, `["e","c","a"]`, `["e","d","c","a"]`, ``},
		{"records by identity", `[{"id":1},{"id":2}]`, `[{"id":1},{"id":2},{"id":4}]`, `[{"id":1},{"id":2},{"id":3}]`, `[{"id":1},{"id":2},{"id":3},{"id":4}]`, ``},
		{"members by name", `{"a":1,"b":1}`, `{"a":1,"b":1,"d":1}`, `{"a":1,"b":1,"c":1}`, `{"a":1,"b":1,"c":1,"d":1}`, ``},
		{"beside one that is removed", `["a","c","e"]`, `["a","d","e"]`, `["a","b","c","e"]`, `["a","b","d","e"]`, ``},
		{"that base was is not needed", `["b","a"]`, `["a","b","d"]`, `["a","b","c"]`, `["a","b","c","d"]`, ``},
		{"both made the list", `[0]`, `[0,2,4]`, `[0,1,3]`, `[0,1,2,3,4]`, ``},
		{"too short to tell", `["a"]`, `["a","c"]`, `["a","b"]`, `["a","c","b"]`, ``},
		{"one side is", `["a"]`, `["a","c","d"]`, `["a","b"]`, `["a","c","d","b"]`, ``},
		{"and the other", `["a"]`, `["a","c"]`, `["a","b","bb"]`, `["a","c","b","bb"]`, ``},
		{"ours is not", `["a","b"]`, `["a","b","z","d"]`, `["a","b","c"]`, `["a","b","z","d","c"]`, ``},
		{"theirs is not", `["a","b"]`, `["a","b","d"]`, `["a","b","z","c"]`, `["a","b","d","z","c"]`, ``},
		{"upwards and downwards", `[1,1]`, `[1,1,3]`, `[2,1,1]`, `[2,1,1,3]`, ``},
		{"nothing to sort by", `[null,null]`, `[null,null,true]`, `[null,null,false]`, `[null,null,true,false]`, ``},
		{"records without identity", `[{"a":1},{"b":2}]`, `[{"a":1},{"b":2},{"z":1}]`, `[{"a":1},{"b":2},{"y":[]}]`, `[{"a":1},{"b":2},{"z":1},{"y":[]}]`, ``},
	})
}

// A sorted list stays sorted, whatever both sides add, and remove where another element
// in its place is not taken for a new value of it.
func TestSortedStaysSorted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		removed := rapid.SampledFrom([]int{0, 2}).Draw(t, "removed")
		number := rapid.IntRange(10, 40)
		base := rapid.MapOfN(number, rapid.Just(true), 2, 12).Draw(t, "base")
		edit := func(side string) map[int]bool {
			all := maps.Clone(base)
			for _, n := range rapid.SliceOfN(number, 0, 4).Draw(t, side+" adds") {
				all[n] = true
			}
			for _, n := range rapid.SliceOfN(number, 0, removed).Draw(t, side+" removes") {
				delete(all, n)
			}
			return all
		}
		ours, theirs := edit("ours"), edit("theirs")
		if len(ours) < sortedFrom || len(theirs) < sortedFrom {
			return
		}
		want := maps.Clone(base)
		for n := range 50 {
			if ours[n] != base[n] {
				want[n] = ours[n]
			}
			if theirs[n] != base[n] {
				want[n] = theirs[n]
			}
		}
		maps.DeleteFunc(want, func(_ int, in bool) bool { return !in })
		formats := []string{"[%s]:{\"id\":%d}", "{%s}:\"%d\":0"}
		if removed == 0 {
			formats = append(formats, "[%s]:%d", "[%s]:\"%d\"")
		}
		for _, format := range formats {
			brackets, item, _ := strings.Cut(format, ":")
			write := func(set map[int]bool) string {
				var items []string
				for _, n := range slices.Sorted(maps.Keys(set)) {
					items = append(items, fmt.Sprintf(item, n))
				}
				return fmt.Sprintf(brackets, strings.Join(items, ","))
			}
			b, o, th := write(base), write(ours), write(theirs)
			r, err := Merge(Revisions{plain(t, b), plain(t, o), plain(t, th)}, Options{})
			if err != nil || !r.Clean() || string(r.Document.Source()) != write(want) {
				t.Fatalf("base %s ours %s theirs %s: %s, want %s; %s %v", b, o, th, r.Document.Source(), write(want), conflicts(r), err)
			}
		}
	})
}

// plain parses without a *testing.T.
func plain(t *rapid.T, source string) *document.Document {
	d, err := document.Parse([]byte(source), document.JSON)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
