package merge

import (
	"fmt"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/document"
	"pgregory.net/rapid"
)

func mergedOf(t interface{ Fatal(...any) }, base, ours, theirs string) Result {
	var d [3]*document.Document
	for i, s := range []string{base, ours, theirs} {
		var err error
		if d[i], err = document.Parse([]byte(s), document.JSON); err != nil {
			t.Fatal(s, err)
		}
	}
	r, err := Merge(Revisions{d[0], d[1], d[2]}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// suggested lists suggestions, by place.
func suggested(r Result) string {
	var out []string
	for _, s := range r.Suggestions() {
		out = append(out, fmt.Sprintf("%s %s", r.Conflicts[s.Index].Pointer, map[Side]string{Ours: "ours", Theirs: "theirs"}[s.Take]))
	}
	return strings.Join(out, ", ")
}

func TestSuggestions(t *testing.T) {
	for _, c := range []struct{ name, base, ours, theirs, want string }{
		{
			"each dependency by itself",
			`{"d":{"a":"^1.0.0","b":"~2.0.0","c":"1.0.0","e":"x"}}`,
			`{"d":{"a":"^1.2.0","b":"~2.1.0","c":"git://h/c","e":"y"}}`,
			`{"d":{"a":"^1.1.0","b":"~2.2.0","c":"1.1.0","e":"z"}}`,
			"/d/a ours, /d/b theirs",
		},
		{
			"an entry of a lock file, as a whole",
			`{"a":{"version":"1.0.0","resolved":"http://h/a-1.0.0","integrity":"p"}}`,
			`{"a":{"version":"1.2.0","resolved":"http://h/a-1.2.0","integrity":"q"}}`,
			`{"a":{"version":"1.1.0","resolved":"http://h/a-1.1.0","integrity":"r"}}`,
			"/a/version ours, /a/resolved ours, /a/integrity ours",
		},
		{
			"and all that is in it",
			`{"a":{"version":"1.0.0","integrity":"p","requires":{"b":"^1.0.0"},"bin":"x"}}`,
			`{"a":{"version":"1.2.0","integrity":"q","requires":{"b":"^1.1.0"},"bin":"y"}}`,
			`{"a":{"version":"1.1.0","integrity":"r","requires":{"b":"^1.2.0"},"bin":"z"}}`,
			"/a/version ours, /a/integrity ours, /a/requires/b ours, /a/bin ours",
		},
		{
			"the lower one added something to its entry alone",
			`{"a":{"version":"1.0.0","integrity":"p"}}`,
			`{"a":{"version":"1.2.0","integrity":"q"}}`,
			`{"a":{"version":"1.1.0","integrity":"r","deprecated":true}}`,
			"",
		},
		{
			"the higher one did",
			`{"a":{"version":"1.0.0","integrity":"p"}}`,
			`{"a":{"version":"1.2.0","integrity":"q","deprecated":true}}`,
			`{"a":{"version":"1.1.0","integrity":"r"}}`,
			"/a/version ours, /a/integrity ours",
		},
		{
			"only the lower one has another checksum",
			`{"a":{"version":"1.0.0","integrity":"p"}}`,
			`{"a":{"version":"1.2.0","integrity":"p"}}`,
			`{"a":{"version":"1.1.0","integrity":"r"}}`,
			"",
		},
		{
			"only the higher one has",
			`{"a":{"version":"1.0.0","integrity":"p"}}`,
			`{"a":{"version":"1.2.0","integrity":"q"}}`,
			`{"a":{"version":"1.1.0","integrity":"p"}}`,
			"/a/version ours",
		},
		{
			"two versions in it go two ways",
			`{"a":{"version":"1.0.0","apiVersion":"1.0","integrity":"p"}}`,
			`{"a":{"version":"1.2.0","apiVersion":"1.1","integrity":"q"}}`,
			`{"a":{"version":"1.1.0","apiVersion":"1.2","integrity":"r"}}`,
			"",
		},
		{
			"one entry does not bind another, nor the file around them",
			`{"version":"1.0.0","packages":{"a":{"version":"1.0.0","integrity":"p"},"b":{"version":"1.0.0","integrity":"p"},"c":{"version":"1.0.0"}}}`,
			`{"version":"1.1.0","packages":{"a":{"version":"1.2.0","integrity":"q"},"b":{"version":"1.1.0","integrity":"q"},"c":{"version":"1.1.0"}}}`,
			`{"version":"1.2.0","packages":{"a":{"version":"1.1.0","integrity":"r"},"b":{"version":"1.2.0","integrity":"r"},"c":{"version":"1.2.0"}}}`,
			"/version theirs, /packages/a/version ours, /packages/a/integrity ours, /packages/b/version theirs, /packages/b/integrity theirs, /packages/c/version theirs",
		},
		{
			"a checksum further in",
			`{"version":"1.0.0","arch":{"64":{"url":"a","hash":"p"}}}`,
			`{"version":"1.2.0","arch":{"64":{"url":"b","hash":"q"}}}`,
			`{"version":"1.1.0","arch":{"64":{"url":"c","hash":"r"}}}`,
			"/version ours, /arch/64/url ours, /arch/64/hash ours",
		},
		{
			"an entry in an entry goes with the outer one",
			`{"a":{"version":"1.0.0","integrity":"p","in":{"b":{"version":"1.0.0","integrity":"p"}}}}`,
			`{"a":{"version":"1.2.0","integrity":"q","in":{"b":{"version":"1.1.0","integrity":"q"}}}}`,
			`{"a":{"version":"1.1.0","integrity":"r","in":{"b":{"version":"1.2.0","integrity":"r"}}}}`,
			"/a/version ours, /a/integrity ours, /a/in/b/version ours, /a/in/b/integrity ours",
		},
		{
			"a package that is called hash",
			`{"d":{"a":"^1.0.0","hash":"^1.0.0"}}`,
			`{"d":{"a":"^1.1.0","hash":"^1.2.0"}}`,
			`{"d":{"a":"^1.2.0","hash":"^1.1.0"}}`,
			"/d/a theirs, /d/hash ours",
		},
		{
			"an entry that names its version otherwise",
			`{"a":{"resolved":"1.0.0","contentHash":"p"}}`,
			`{"a":{"resolved":"1.1.0","contentHash":"q"}}`,
			`{"a":{"resolved":"1.2.0","contentHash":"r"}}`,
			"/a/resolved theirs, /a/contentHash theirs",
		},
		{"no versions", `{"n":1,"integrity":"p"}`, `{"n":2,"integrity":"q"}`, `{"n":3,"integrity":"r"}`, ""},
		{"nothing collides", `{"v":"1.0.0"}`, `{"v":"1.1.0"}`, `{"v":"1.0.0"}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := suggested(mergedOf(t, c.base, c.ours, c.theirs)); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
			other := strings.NewReplacer("ours", "theirs", "theirs", "ours").Replace(c.want)
			if got := suggested(mergedOf(t, c.base, c.theirs, c.ours)); got != other {
				t.Errorf("with the sides changed: %s\nwant %s", got, other)
			}
		})
	}
}

// A text has lines, and no versions.
func TestNoSuggestionsInText(t *testing.T) {
	var d [3]*document.Document
	for i, s := range []string{"\"1.0.0\"\n", "\"1.1.0\"\n", "\"1.2.0\"\n"} {
		d[i], _ = document.Parse([]byte(s), document.Text)
	}
	r, err := Merge(Revisions{d[0], d[1], d[2]}, Options{})
	if err != nil || r.Clean() || r.Suggestions() != nil {
		t.Errorf("%v, %v, %v", r.Conflicts, r.Suggestions(), err)
	}
}

// What somebody else has settled otherwise is not mixed with either.
func TestSuggestionsBesideResolutions(t *testing.T) {
	r := mergedOf(t,
		`{"a":{"version":"1.0.0","integrity":"p"}}`,
		`{"a":{"version":"1.2.0","integrity":"q"}}`,
		`{"a":{"version":"1.1.0","integrity":"r"}}`)
	for _, c := range []struct {
		settle Resolution
		want   string
	}{
		{Resolution{Index: 1, Take: Ours}, "/a/version ours"},
		{Resolution{Index: 1, Take: Theirs}, ""},
		{Resolution{Index: 1, Take: Custom, Value: []byte(`"s"`)}, ""},
		{Resolution{Index: 0, Take: Ours}, "/a/integrity ours"},
		{Resolution{Index: 0, Take: Theirs}, "/a/integrity theirs"},
		{Resolution{Index: 0, Take: Base}, ""},
	} {
		now, err := r.Resolve(c.settle)
		if err != nil {
			t.Fatal(err)
		}
		if got := suggested(now); got != c.want {
			t.Errorf("%v: %s, want %s", c.settle, got, c.want)
		}
	}
}

// Of generated lock files: each entry that is suggested is one side's, whole.
func TestSuggestionsNeverMix(t *testing.T) {
	entry := rapid.Custom(func(t *rapid.T) string {
		pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
		e := fmt.Sprintf(`"version":"1.%s.0","integrity":"%s","requires":{"x":"%s"}`, pick("version", "0", "1", "2"), pick("sum", "p", "q", "r"), pick("x", "^1.0.0", "^1.1.0", "^1.2.0"))
		return "{" + e + pick("more", "", `,"dev":true`, `,"dev":false`) + "}"
	})
	rapid.Check(t, func(t *rapid.T) {
		var side [3]string
		for i := range side {
			side[i] = fmt.Sprintf(`{"a":%s,"b":%s}`, entry.Draw(t, "a"), entry.Draw(t, "b"))
		}
		r := mergedOf(t, side[0], side[1], side[2])
		rs := r.Suggestions()
		touched := map[document.Pointer]Side{}
		for _, s := range rs {
			c := r.Conflicts[s.Index]
			of := c.Pointer[:2]
			if _, differs := changed(r, of+"/integrity"); !differs {
				continue // the checksum is the same: nothing to mix
			}
			if before, known := touched[of]; known && before != s.Take {
				t.Fatalf("%s is mixed", of)
			}
			touched[of] = s.Take
		}
		now, err := r.Resolve(rs...)
		if err != nil {
			t.Fatal(err)
		}
		for at, take := range touched {
			from := r.input.r.Theirs
			if take == Ours {
				from = r.input.r.Ours
			}
			got, _ := now.Document.At(at)
			want, _ := from.At(at)
			if !document.Same(got, want) {
				t.Fatalf("%s: %s, want %s", at, got.Source(), want.Source())
			}
		}
	})
}

// changed returns what r lists at p.
func changed(r Result, p document.Pointer) (Change, bool) {
	for _, c := range r.Changes {
		if c.Pointer == p {
			return c, true
		}
	}
	return Change{}, false
}
