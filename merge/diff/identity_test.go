package diff

import (
	"fmt"
	"strings"
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
		want   bool
	}{
		{`[{"id":1},{"id":2},{"id":3}]`, false},
		{`[{"id":1},{"id":2},{"id":1}]`, true},
		{`[{"id":"1"},{"id":1}]`, false},
		{`[{"id":"a"},{"id":"\u0061"}]`, true},
		{`[{"x":1},{"x":1}]`, false},
		{`[]`, false},
	} {
		d, err := document.Parse([]byte(c.source), document.JSON)
		if err != nil {
			t.Fatal(err)
		}
		if got := Repeats(nodes(d.Root()), "id"); got != c.want {
			t.Errorf("%s: %v", c.source, got)
		}
	}
}

// Elements are found by their identity, however that is spelled, and by nothing else:
// in a small array, and in one that two goroutines look at.
func TestRoll(t *testing.T) {
	for _, n := range []int{3, 2*many + 10} {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `{"x":%d,"id":"n%d"},`, i%2, i)
		}
		base, err := document.Parse([]byte("["+strings.TrimSuffix(b.String(), ",")+"]"), document.JSON)
		if err != nil {
			t.Fatal(err)
		}
		m := NewMatcher(Options{})
		if key := m.Identity("", base.Root()); key != "id" {
			t.Fatalf("%d: %q", n, key)
		}
		r := m.Roll(base.Root(), "id")
		for source, want := range map[string]int{
			`{"id":"n0"}`: 0, `{"id":"\u006e2"}`: 2, fmt.Sprintf(`{"id":"n%d"}`, n-1): n - 1, fmt.Sprintf(`{"id":"n%d"}`, n): -1,
			`{"id":1}`: -1, `{"x":"n0"}`: -1, `1`: -1,
		} {
			d, err := document.Parse([]byte(source), document.JSON)
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Find(d.Root()); got != want {
				t.Errorf("%d: %s: %d, want %d", n, source, got, want)
			}
		}
	}
	// One without it, or one that repeats another's, wherever it stands.
	for i := 0; i < 2*many; i += many / 2 {
		for _, odd := range []string{`{"x":1}`, `{"id":"n7"}`, `{"id":null}`} {
			var b strings.Builder
			for k := range 2 * many {
				if k == i {
					b.WriteString(odd + ",")
				} else {
					fmt.Fprintf(&b, `{"id":"n%d"},`, k)
				}
			}
			d, err := document.Parse([]byte("["+strings.TrimSuffix(b.String(), ",")+"]"), document.JSON)
			if err != nil {
				t.Fatal(err)
			}
			if key := NewMatcher(Options{}).Identity("", d.Root(), d.Root()); key != "" {
				t.Errorf("%s at %d: %q", odd, i, key)
			}
		}
	}
}
