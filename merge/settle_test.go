package merge

import (
	"errors"
	"testing"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

func TestResolve(t *testing.T) {
	for _, c := range []struct {
		why, base, ours, theirs string
		take                    Resolution
		want                    string
	}{
		{"ours", `{"a": 1, "b":1}`, `{"a": 2, "b":5}`, `{"a": 3, "b":1}`, Resolution{Take: Ours}, `{"a": 2, "b":5}`},
		{"theirs", `{"a":1}`, `{"a":2}`, `{"a":3}`, Resolution{Take: Theirs}, `{"a":3}`},
		{"base", `{"a":1}`, `{"a":2}`, `{"a":3}`, Resolution{Take: Base}, `{"a":1}`},
		{"custom", `{"a":1}`, `{"a":2}`, `{"a":3}`, Resolution{Take: Custom, Value: []byte(`[4]`)}, `{"a":[4]}`},
		{"ours, which is absent", `{"a":1, "b":2}`, `{"b":2}`, `{"a":3, "b":2}`, Resolution{Take: Ours}, `{"b":2}`},
		{"ours, absent in theirs", `{"a":1, "b":2}`, `{"a":5, "b":2}`, `{"b":2}`, Resolution{Take: Ours}, `{"a":5, "b":2}`},
		{"base, which is absent", `{}`, `{"a":1}`, `{"a":2}`, Resolution{Take: Base}, `{}`},
		{"both, in a list", `["a"]`, `["o"]`, `["t"]`, Resolution{Take: Both}, `["o","t"]`},
		{"the order of ours", `["a","b","c","d"]`, `["b","a","c","d"]`, `["b","c","d","a"]`, Resolution{Take: Ours}, `["b","a","c","d"]`},
		{"the order of theirs", `["a","b","c","d"]`, `["b","a","c","d"]`, `["b","c","d","a"]`, Resolution{Take: Theirs}, `["b","c","d","a"]`},
		{"another order", `["a","b","c","d"]`, `["b","a","c","d"]`, `["b","c","d","a"]`, Resolution{Take: Custom, Value: []byte(`[]`)}, `[]`},
	} {
		r, err := mergeOf(t, c.base, c.ours, c.theirs).Resolve(c.take)
		if err != nil || !r.Clean() || string(r.Document.Source()) != c.want {
			t.Errorf("%s: %v %s, want %s", c.why, err, r.Document.Source(), c.want)
		}
	}
}

func TestResolveOneOfTwo(t *testing.T) {
	r := mergeOf(t, `{"a":1,"b":1}`, `{"a":2,"b":2}`, `{"a":3,"b":3}`)
	r, err := r.Resolve(Resolution{Index: 0, Take: Ours})
	if err != nil || conflicts(r) != `/b both-modified 1|2|3` || string(r.Document.Source()) != `{"a":2,"b":3}` {
		t.Errorf("%v %s %s", err, conflicts(r), r.Document.Source())
	}
	if r.Changes[0].Who != Ours || r.Changes[1].Who != None {
		t.Errorf("%+v", r.Changes)
	}
}

func TestResolveText(t *testing.T) {
	for take, want := range map[Side]string{
		Ours: "1\nx\n3", Theirs: "1\ny\n3", Base: "1\n2\n3", Both: "1\nx\ny\n3", Custom: "1\nany }\n3",
	} {
		r, err := textOf(t, "1\n2\n3", "1\nx\n3", "1\ny\n3").Resolve(Resolution{Take: take, Value: []byte("any }\n")})
		if err != nil || string(r.Document.Source()) != want {
			t.Errorf("%v: %v %q", take, err, r.Document.Source())
		}
	}
	r, err := textOf(t, "1", "2", "3").Resolve(Resolution{Take: Both})
	if err != nil || string(r.Document.Source()) != "2\n3" {
		t.Errorf("a line without an end was glued to the next: %v %q", err, r.Document.Source())
	}
}

func TestResolutionsThatDoNotFit(t *testing.T) {
	r := mergeOf(t, `{"a":1}`, `{"a":2}`, `{"a":3}`)
	for _, s := range []Resolution{
		{Index: 1, Take: Ours},
		{Index: -1, Take: Ours},
		{Take: None},
		{Take: Both},
		{Take: Custom, Value: []byte(`{`)},
		{Take: Custom},
		{Take: Custom, Value: []byte(`1,"b":2`)},
	} {
		var want *ResolutionError
		if _, err := r.Resolve(s); !errors.As(err, &want) {
			t.Errorf("%+v: %v", s, err)
		}
	}
}

func TestMarked(t *testing.T) {
	r := mergeOf(t, "{\n  \"a\": 1,\n  \"b\": 1,\n  \"c\": 1\n}\n", "{\n  \"a\": 5,\n  \"b\": 2,\n  \"c\": 1\n}\n", "{\n  \"a\": 1,\n  \"b\": 3,\n  \"c\": 6\n}\n")
	want := "{\n  \"a\": 5,\n<<<<<<< ours\n  \"b\": 2,\n||||||| base\n  \"b\": 1,\n=======\n  \"b\": 3,\n>>>>>>> theirs\n  \"c\": 6\n}\n"
	if got := string(r.Marked(Markers{})); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	r = mergeOf(t, `{"a":1}`, `{"a":2}`, `{"a":3}`)
	want = "<<<<<<< ours\n{\"a\":2}\n||||||| base\n{\"a\":1}\n=======\n{\"a\":3}\n>>>>>>> theirs\n"
	if got := string(r.Marked(Markers{})); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := string(textOf(t, "1\n2\n3\n", "1\n3\n", "1\ny\n3\n").Marked(Markers{})); got != "1\n<<<<<<< ours\n||||||| base\n2\n=======\ny\n>>>>>>> theirs\n3\n" {
		t.Errorf("%q", got)
	}
	if got := string(textOf(t, "1\r\n2\r\n", "1\r\nx\r\n", "1\r\ny\r\n").Marked(Markers{})); got != "1\r\n<<<<<<< ours\r\nx\r\n||||||| base\r\n2\r\n=======\r\ny\r\n>>>>>>> theirs\r\n" {
		t.Errorf("the markers' lines end as the others do: %q", got)
	}
	if got := string(mergeOf(t, `{"a":1}`, `{"a":2}`, `{"a":1}`).Marked(Markers{})); got != `{"a":2}` {
		t.Errorf("nothing to mark: %q", got)
	}
}

func TestAbsentDocuments(t *testing.T) {
	one, two, three := parse(t, `{"a":1}`), parse(t, `{"a":2}`), parse(t, `{"a":3}`)
	for _, c := range []struct {
		why       string
		r         Revisions
		want      *document.Document
		conflicts string
	}{
		{"both created alike", Revisions{nil, one, one}, one, ``},
		{"both created", Revisions{nil, one, two}, two, ` add/add -|{"a":1}|{"a":2}`},
		{"ours created", Revisions{nil, one, nil}, one, ``},
		{"ours deleted", Revisions{one, nil, one}, nil, ``},
		{"ours deleted, theirs changed", Revisions{one, nil, two}, two, ` delete/modify {"a":1}|-|{"a":2}`},
		{"theirs deleted", Revisions{one, one, nil}, nil, ``},
		{"theirs deleted, ours changed", Revisions{one, three, nil}, nil, ` delete/modify {"a":1}|{"a":3}|-`},
		{"both deleted", Revisions{one, nil, nil}, nil, ``},
	} {
		r := must(t)(Merge(c.r, Options{}))
		if !r.Document.Equal(c.want) || conflicts(r) != c.conflicts {
			t.Errorf("%s: %s %q", c.why, r.Document.Source(), conflicts(r))
		}
		if !r.Clean() {
			if s := must(t)(r.Resolve(Resolution{Take: Ours})); !s.Document.Equal(c.r.Ours) {
				t.Errorf("%s: settled as ours: %s", c.why, s.Document.Source())
			}
			if len(r.Marked(Markers{})) == 0 {
				t.Errorf("%s: nothing is marked", c.why)
			}
		}
	}
	x, y := parseAs(t, "x\n", document.Text), parseAs(t, "y\n", document.Text)
	r := must(t)(Merge(Revisions{nil, x, y}, Options{}))
	if s := must(t)(r.Resolve(Resolution{Take: Both})); string(s.Document.Source()) != "x\ny\n" {
		t.Errorf("%q", s.Document.Source())
	}
}

func TestManagedPlacesAreTheirs(t *testing.T) {
	o := Options{Managed: []document.Pointer{"/version", "/meta/at"}}
	r := must(t)(Merge(Revisions{
		parse(t, `{"version":1,"meta":{"at":1,"by":"a"},"v":1}`),
		parse(t, `{"version":9,"meta":{"at":8,"by":"b"},"v":2}`),
		parse(t, `{"version":2,"meta":{"at":1,"by":"a"},"v":1}`),
	}, o))
	if got := string(r.Document.Source()); !r.Clean() || got != `{"version":2,"meta":{"at":1,"by":"b"},"v":2}` {
		t.Errorf("%s %s", got, conflicts(r))
	}
}

func TestConfiguredKeys(t *testing.T) {
	o := Options{Diff: diff.Options{Keys: map[document.Pointer]string{"/l": "k"}}}
	r := must(t)(Merge(Revisions{
		parse(t, `{"l":[{"k":"a","v":1},{"k":"b","v":1}]}`),
		parse(t, `{"l":[{"k":"b","v":1},{"k":"a","v":7}]}`),
		parse(t, `{"l":[{"k":"a","v":1},{"k":"b","v":8}]}`),
	}, o))
	if got := string(r.Document.Source()); !r.Clean() || got != `{"l":[{"k":"b","v":8},{"k":"a","v":7}]}` {
		t.Errorf("%s %s", got, conflicts(r))
	}
}

func TestChangesSayWho(t *testing.T) {
	r := mergeOf(t, `{"a":1,"b":1,"c":1,"d":1,"l":[1,2]}`, `{"a":2,"b":1,"c":5,"d":7,"l":[1,2,3]}`, `{"a":1,"b":2,"c":5,"d":8,"l":[0,1,2]}`)
	want := []struct {
		p   document.Pointer
		who Side
	}{{"/a", Ours}, {"/b", Theirs}, {"/c", Both}, {"/d", None}, {"/l/0", Theirs}, {"/l/3", Ours}}
	if len(r.Changes) != len(want) {
		t.Fatalf("%+v", r.Changes)
	}
	for i, c := range r.Changes {
		if c.Pointer != want[i].p || c.Who != want[i].who {
			t.Errorf("%q %v, want %v", c.Pointer, c.Who, want[i])
		}
	}
}

func TestLanded(t *testing.T) {
	for _, c := range []struct {
		why, base, ours, theirs string
		there, untouched        bool
	}{
		{"nothing to land", `{"a":1}`, `{"a":1}`, `{"a":2}`, true, true},
		{"white space is nothing", `{"a":1}`, `{"a": 1}`, `{"a":2}`, true, true},
		{"there", `{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"a":2,"b":9}`, true, false},
		{"not there", `{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"a":1,"b":9}`, false, true},
		{"half", `{"a":1,"b":1}`, `{"a":2,"b":2}`, `{"a":2,"b":1}`, false, false},
		{"written over", `{"a":1}`, `{"a":2}`, `{"a":3}`, false, false},
		{"the server spells it anew", `{"a":1}`, `{"a":2.0}`, `{"a":2}`, true, false},
		{"or keeps its spelling", `{"a":1,"b":1}`, `{"a":1.0,"b":2}`, `{"a":1,"b":2}`, true, false},
		{"removed", `{"a":1,"b":1}`, `{"b":1}`, `{"b":1}`, true, false},
		{"not removed", `{"a":1}`, `{}`, `{"a":1}`, false, true},
		{"appended, below a rival's", `["a"]`, `["a","o"]`, `["t","a","o"]`, true, false},
		{"not appended", `["a"]`, `["a","o"]`, `["t","a"]`, false, true},
		{"in an element that moved", `[{"id":1,"v":1}]`, `[{"id":1,"v":2}]`, `[{"id":0,"v":1},{"id":1,"v":2}]`, true, false},
		{"and in one that was not changed", `[{"id":1,"v":1}]`, `[{"id":1,"v":2}]`, `[{"id":0,"v":2},{"id":1,"v":1}]`, false, true},
		{"moved", `["a","b","c"]`, `["c","a","b"]`, `["c","a","b","d"]`, true, false},
		{"in a list that the server sorts", `["a","z"]`, `["a","z","c"]`, `["a","c","z"]`, false, false},
		{"in another order", `[]`, `["c","b"]`, `["b","c"]`, false, false},
		{"an element that the server gave an identity", `[{"id":1,"n":"a"}]`, `[{"id":1,"n":"a"},{"n":"b"}]`, `[{"id":1,"n":"a"},{"id":2,"n":"b"}]`, true, false},
		{"an element that a rival edited since", `[]`, `[{"x":1,"y":1}]`, `[{"x":1,"y":2}]`, false, false},
		{"an unlike one of a rival's", `[]`, `[{"x":1,"y":1}]`, `[{"x":2,"y":2}]`, false, true},
		{"an object that the server filled in", `{}`, `{"o":{"x":1}}`, `{"o":{"x":1,"at":7}}`, true, false},
		{"an object that a rival made", `{}`, `{"o":{"x":1}}`, `{"o":{}}`, false, false},
		{"one more, of equal ones, by whom is not known", `[0]`, `[0,0]`, `[1,0,0]`, false, false},
		{"one fewer, and more", `[0,0,1]`, `[0,1]`, `[0,2]`, false, false},
		{"a line, and a rival's line in the same string", `{"s":"1\n2\n3"}`, `{"s":"x\n2\n3"}`, `{"s":"x\n2\ny"}`, true, false},
		{"no line, but a rival's", `{"s":"1\n2\n3"}`, `{"s":"x\n2\n3"}`, `{"s":"1\n2\ny"}`, false, true},
		{"inside of one element, and a rival's edit there", `[{"x":1,"y":1}]`, `[{"x":2,"y":1}]`, `[{"x":1,"y":2}]`, false, true},
		{"moved, and the rest gone", `["a","b"]`, `["b","a"]`, `["b"]`, true, false},
		{"not moved", `["a","b","c"]`, `["c","a","b"]`, `["a","b","c","d"]`, false, true},
	} {
		there, untouched, err := Landed(Revisions{parse(t, c.base), parse(t, c.ours), parse(t, c.theirs)}, Options{})
		if err != nil || there != c.there || untouched != c.untouched {
			t.Errorf("%s: %v %v %v", c.why, there, untouched, err)
		}
	}
}

func TestManagedPlacesNeedNotLand(t *testing.T) {
	o := Options{Managed: []document.Pointer{"/version"}}
	r := Revisions{parse(t, `{"version":1,"v":1}`), parse(t, `{"version":1.5,"v":2}`), parse(t, `{"version":2,"v":2}`)}
	if there, untouched, err := Landed(r, o); !there || untouched || err != nil {
		t.Errorf("%v %v %v", there, untouched, err)
	}
	r.Theirs = parse(t, `{"version":2,"v":1}`)
	if there, untouched, err := Landed(r, o); there || !untouched || err != nil {
		t.Errorf("%v %v %v", there, untouched, err)
	}
}

func TestLandedOfText(t *testing.T) {
	for _, c := range []struct {
		why, base, ours, theirs string
		there, untouched        bool
	}{
		{"there", "1\n2\n3\n", "x\n2\n3\n", "x\n2\ny\n", true, false},
		{"not there", "1\n2\n3\n", "x\n2\n3\n", "1\n2\ny\n", false, true},
		{"written over", "1\n", "2\n", "3\n", false, false},
		{"a number is text", "1\n2\n", "1.0\n2\n", "1\n2\n3\n", false, true},
		{"a line doubled, by whom is not known", "a\nb\n", "a\na\nb\n", "c\na\na\nb\n", false, false},
		{"a line removed, and come back", "a\nb\n", "a\n", "b\nb\na\n", false, false},
	} {
		text := func(s string) *document.Document { return parseAs(t, s, document.Text) }
		there, untouched, err := Landed(Revisions{text(c.base), text(c.ours), text(c.theirs)}, Options{})
		if err != nil || there != c.there || untouched != c.untouched {
			t.Errorf("%s: %v %v %v", c.why, there, untouched, err)
		}
	}
}
