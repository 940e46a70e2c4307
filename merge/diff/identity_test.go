package diff

import (
	"fmt"
	"testing"

	"github.com/etch-http/etch/merge/document"
)

func TestIdentity(t *testing.T) {
	array := func(source string) document.Node {
		d, err := document.Parse([]byte(source), document.JSON)
		if err != nil {
			t.Fatal(err)
		}
		return d.Root()
	}
	for _, key := range Identities() {
		two := fmt.Sprintf(`[{"x":0,%[1]q:1},{"x":0,%[1]q:2}]`, key)
		for _, c := range []struct{ name, other, want string }{
			{"in all", fmt.Sprintf(`[{%q:"3"}]`, key), key},
			{"an empty array", `[]`, key},
			{"absent in one", `[{"x":0}]`, ""},
			{"absent in one element", fmt.Sprintf(`[{%q:1},{"x":0}]`, key), ""},
			{"twice in one", fmt.Sprintf(`[{%[1]q:1},{%[1]q:1}]`, key), ""},
			{"no scalar", fmt.Sprintf(`[{%q:[1]}]`, key), ""},
			{"null", fmt.Sprintf(`[{%q:null}]`, key), ""},
		} {
			if got := NewMatcher(Options{}).Identity("", array(two), array(two), array(c.other)); got != c.want {
				t.Errorf("%s, %s: %q, want %q", key, c.name, got, c.want)
			}
		}
	}
	// The likelier one is taken where there are several.
	all := Identities()
	for i, key := range all[1:] {
		both := fmt.Sprintf(`[{%q:1,%q:1}]`, key, all[i])
		if got := NewMatcher(Options{}).Identity("", array(both)); got != all[i] {
			t.Errorf("%s: %q", both, got)
		}
	}
}

func TestRepeats(t *testing.T) {
	for _, c := range []struct {
		source string
		some   []int
		want   bool
	}{
		{`[{"id":1},{"id":2},{"id":3}]`, []int{0, 2}, false},
		{`[{"id":1},{"id":2},{"id":1}]`, []int{2}, true},
		{`[{"id":1},{"id":2},{"id":1}]`, []int{0}, true},
		{`[{"id":1},{"id":2},{"id":1}]`, []int{0, 2}, true},
		{`[{"id":1},{"id":2},{"id":1}]`, []int{1}, false},
		{`[{"id":1},{"id":2},{"id":1}]`, nil, false},
		{`[{"id":"1"},{"id":1}]`, []int{0}, false},
		{`[{"id":"a"},{"id":"\u0061"}]`, []int{0}, true},
		{`[{"x":1},{"x":1}]`, []int{0}, false},
	} {
		d, err := document.Parse([]byte(c.source), document.JSON)
		if err != nil {
			t.Fatal(err)
		}
		if got := Repeats(nodes(d.Root()), "id", c.some); got != c.want {
			t.Errorf("%s, %v: %v", c.source, c.some, got)
		}
	}
}
