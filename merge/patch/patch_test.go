package patch

import (
	"errors"
	"strings"
	"testing"

	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
)

// parse is document.Parse of JSON in a test.
func parse(t testing.TB, source string) *document.Document {
	t.Helper()
	d, err := document.Parse([]byte(source), document.JSON)
	if err != nil {
		t.Fatalf("Parse(%q): %v", source, err)
	}
	return d
}

func TestMakeMerge(t *testing.T) {
	for _, c := range []struct{ name, base, wanted, patch string }{
		{"a member", `{"a": 1, "b": 2}`, `{"a": 1, "b": 3}`, `{"b":3}`},
		{"a member of a member", `{"a":{"b":{"c":1,"d":2}},"e":0}`, `{"a":{"b":{"c":1,"d":3}},"e":0}`, `{"a":{"b":{"d":3}}}`},
		{"removed", `{"a":1,"b":2}`, `{"a":1}`, `{"b":null}`},
		{"a null removed", `{"a":null,"b":2}`, `{"b":2}`, `{"a":null}`},
		{"a null untouched", `{"a":null,"b":2}`, `{"a":null,"b":3}`, `{"b":3}`},
		{"added, in the order of wanted, behind the rest", `{"z":1}`, `{"b":{"x":[1, 2]},"z":2,"a":0}`, `{"z":2,"b":{"x":[1,2]},"a":0}`},
		{"an array is replaced whole", `{"a":[1,{"b":2}]}`, `{"a":[1,{"b":3}]}`, `{"a":[1,{"b":3}]}`},
		{"null inside an array", `{"a":[]}`, `{"a":[null,{"b":null}]}`, `{"a":[null,{"b":null}]}`},
		{"big numbers", `{"id":9007199254740993}`, `{"id":9007199254740992}`, `{"id":9007199254740992}`},
		{"another spelling of a number", `{"n":1.0,"m":1e2}`, `{"n":1,"m":1e2}`, `{"n":1}`},
		{"the spelling of wanted", `{"n":1}`, `{"n": 12345678901234567890.0, "\u0061": "\u00e9<&>"}`, `{"n":12345678901234567890.0,"\u0061":"\u00e9<&>"}`},
		{"a name that is only spelled anew", `{"a":1}`, `{"\u0061":2}`, `{"\u0061":2}`},
		{"names with / and ~ and none", `{"a/b":1,"m~n":1,"":1}`, `{"a/b":2,"m~n":2,"":2}`, `{"a/b":2,"m~n":2,"":2}`},
		{"an object becomes a value", `{"a":{"b":1}}`, `{"a":1}`, `{"a":1}`},
		{"a value becomes an object", `{"a":1}`, `{"a":{}}`, `{"a":{}}`},
		{"white space changes, too", `{"a":1,"b":[1,2]}`, "{\n  \"b\": [1, 2],\n  \"a\": 2\n}", `{"a":2}`},
		{"an emptied object", `{"a":{"b":1,"c":2}}`, `{"a":{}}`, `{"a":{"b":null,"c":null}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Make(Merge, parse(t, c.base), parse(t, c.wanted))
			if err != nil {
				t.Fatal(err)
			}
			if string(p.Body) != c.patch || p.MediaType != Merge {
				t.Errorf("got %s as %s, want %s", p.Body, p.MediaType, c.patch)
			}
			// Under another name it is the same patch, but nothing says there that null removes.
			p, err = Make("application/x+json", parse(t, c.base), parse(t, c.wanted))
			var cannot *InexpressibleError
			if removes := strings.Contains(c.patch, ":null") && !strings.Contains(c.patch, "["); removes != errors.As(err, &cannot) {
				t.Errorf("under another name: %s, %v", p.Body, err)
			} else if !removes && string(p.Body) != c.patch {
				t.Errorf("under another name: %s", p.Body)
			}
		})
	}
}

func TestMergeCannotExpress(t *testing.T) {
	const why = "null would remove the member"
	for _, c := range []struct{ name, base, wanted, at, reason string }{
		{"null set", `{"a":{"b":1}}`, `{"a":{"b":null}}`, "/a/b", why},
		{"null added", `{}`, `{"a/b":null}`, "/a~1b", why},
		{"null in an added object", `{}`, `{"a":{"b":{"c":null}}}`, "/a/b/c", why},
		{"null beside an array", `{"a":1}`, `{"a":{"b":[null],"c":null}}`, "/a/c", why},
		{"an array at the root", `[1]`, `[2]`, "", "both must be objects"},
		{"the root becomes a value", `{"a":1}`, `1`, "", "both must be objects"},
		{"the root becomes an object", `1`, `{"a":1}`, "", "both must be objects"},
		{"nothing", `{"a":1}`, `{"a":1}`, "", "nothing changes"},
		{"only white space", `{"a":1}`, `{"a": 1}`, "", "only white space, escapes or the order of members change, which no patch carries"},
		{"only the order", `{"a":1,"b":2}`, `{"b":2,"a":1}`, "", "only white space, escapes or the order of members change, which no patch carries"},
		{"one of two members of one name", `{"a":1,"a":2}`, `{"a":3,"a":2}`, "", "applied to the document, the patch does not give the wanted one"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Make(Merge, parse(t, c.base), parse(t, c.wanted))
			want := InexpressibleError{Merge, document.Pointer(c.at), c.reason}
			var got *InexpressibleError
			if !errors.As(err, &got) || *got != want {
				t.Errorf("got %s, %v; want %v", p.Body, err, &want)
			}
		})
	}
	d := parse(t, "{}")
	text, _ := document.Parse([]byte("x"), document.Text)
	for _, mediaType := range []string{Merge, JSON} {
		for _, pair := range [][2]*document.Document{{nil, d}, {d, nil}, {text, d}, {d, text}} {
			var got *InexpressibleError
			if _, err := Make(mediaType, pair[0], pair[1]); !errors.As(err, &got) {
				t.Errorf("Make(%s, %s, %s): %v", mediaType, pair[0].Source(), pair[1].Source(), err)
			}
		}
	}
}

func TestApply(t *testing.T) {
	const pretty = "{\r\n  \"a\": [1.0, 2],\r\n  \"b\": {\"c\": 1e2},\r\n  \"d\" : \"\\u00e9\"\r\n}\r\n"
	for _, c := range []struct{ name, mediaType, patch, source, want string }{
		{
			"merge: all else keeps its bytes", Merge, `{"b":{"c":null,"x":{"y":null,"z":1}}}`, pretty,
			"{\r\n  \"a\": [1.0, 2],\r\n  \"b\": {\"x\": {\"z\":1}},\r\n  \"d\" : \"\\u00e9\"\r\n}\r\n",
		},
		{
			"merge: removed and added", Merge, `{"d":null,"e":1}`, pretty,
			"{\r\n  \"a\": [1.0, 2],\r\n  \"b\": {\"c\": 1e2},\r\n  \"e\": 1\r\n}\r\n",
		},
		{"merge: all members of a name go", Merge, `{"a":null}`, `{"a":1,"b":2,"a":3}`, `{"b":2}`},
		{"merge: the last of a name in the patch counts", Merge, `{"a":null,"a":4}`, `{"a":1}`, `{"a":4}`},
		{"merge: nothing is there", Merge, `{"a":{"b":null,"c":1}}`, ``, `{"a":{"c":1}}`},
		{"merge: another name for it", "application/json", `{"a":2}`, `{"a":1}`, `{"a":2}`},
		{"merge: a value", Merge, `[null]`, ` {"a":1} `, ` [null] `},
		{
			"json: all else keeps its bytes", JSON, `[{"op":"replace","path":"/a/1","value":9007199254740993}]`, pretty,
			"{\r\n  \"a\": [1.0, 9007199254740993],\r\n  \"b\": {\"c\": 1e2},\r\n  \"d\" : \"\\u00e9\"\r\n}\r\n",
		},
		{
			"json: parameters of the media type", "Application/JSON-Patch+json; charset=utf-8", `[{"op":"remove","path":"/b"}]`, pretty,
			"{\r\n  \"a\": [1.0, 2],\r\n  \"d\" : \"\\u00e9\"\r\n}\r\n",
		},
		{
			"json: add in front, append", JSON, `[{"op":"add","path":"/a/0","value":0},{"op":"add","path":"/a/-","value":3}]`, pretty,
			"{\r\n  \"a\": [0, 1.0, 2, 3],\r\n  \"b\": {\"c\": 1e2},\r\n  \"d\" : \"\\u00e9\"\r\n}\r\n",
		},
		{"json: add replaces a member", JSON, `[{"op":"add","path":"/b/c","value":null}]`, `{"b":{"c":1}}`, `{"b":{"c":null}}`},
		{"json: move within an array", JSON, `[{"op":"move","from":"/0","path":"/2"}]`, `[1.0, 2, 3]`, `[2, 3, 1.0]`},
		{"json: move to where it is", JSON, `[{"op":"move","from":"/a","path":"/a"}]`, `{"a":1,"b":2}`, `{"a":1,"b":2}`},
		{"json: move to another name", JSON, `[{"op":"move","from":"/a","path":"/b"}]`, `{"a":{"x" : 1}}`, `{"b":{"x" : 1}}`},
		{"json: copy keeps the spelling", JSON, `[{"op":"copy","from":"/a","path":"/b"}]`, `{"a":1.50}`, `{"a":1.50,"b":1.50}`},
		{"json: copy into itself", JSON, `[{"op":"copy","from":"","path":"/b"}]`, `{"a":1}`, `{"a":1,"b":{"a":1}}`},
		{"json: test by value", JSON, `[{"op":"test","path":"/a","value":1},{"op":"test","path":"","value":{"b":"\u0061","a":1e0}}]`, `{"a":1.0,"b":"a"}`, `{"a":1.0,"b":"a"}`},
		{"json: members that are unknown", JSON, `[{"op":"remove","path":"/a","value":1,"x":2,"x":3}]`, `{"a":1}`, `{}`},
		{"json: into what an operation before has added", JSON, `[{"op":"add","path":"/a","value":{"b":[]}},{"op":"add","path":"/a/b/-","value":1}]`, `{}`, `{"a":{"b":[1]}}`},
		{"json: a member removed and added again", JSON, `[{"op":"remove","path":"/a"},{"op":"add","path":"/a","value":3}]`, `{"a":1,"b":2,"a":1}`, `{"b":2,"a":3}`},
		{"json: a member added and removed again", JSON, `[{"op":"add","path":"/a","value":3},{"op":"remove","path":"/a"}]`, `{"b":2}`, `{"b":2}`},
		{"json: removed and added again", JSON, `[{"op":"remove","path":""},{"op":"add","path":"","value": [1] }]`, `{}`, `[1]`},
		{"json: no operation", JSON, `[]`, `{ }`, `{ }`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var d *document.Document
			if c.source != "" {
				d = parse(t, c.source)
			}
			got, err := Apply(Patch{MediaType: c.mediaType, Body: []byte(c.patch)}, d)
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Source()) != c.want {
				t.Errorf("got  %q\nwant %q", got.Source(), c.want)
			}
		})
	}
}

func TestApplyFails(t *testing.T) {
	text, _ := document.Parse([]byte("x"), document.Text)
	if _, err := Apply(Patch{Merge, []byte("{}")}, text); !errors.As(err, new(*ApplyError)) {
		t.Errorf("a patch of a text: %v", err)
	}
	for _, body := range []string{"", "{", `{"a":1,}`} {
		for _, mediaType := range []string{JSON, Merge} {
			if _, err := Apply(Patch{mediaType, []byte(body)}, text); !errors.As(err, new(*document.SyntaxError)) {
				t.Errorf("the patch %q: %v", body, err)
			}
		}
	}
	for _, c := range []struct {
		patch string
		op    int
		at    document.Pointer
	}{
		{`{}`, -1, ""},
		{`[1]`, 0, ""},
		{`[{}]`, 0, ""},
		{`[{"op":1,"path":"/a"}]`, 0, ""},
		{`[{"op":"spam","path":"/a"}]`, 0, ""},
		{`[{"op":"add","op":"test","path":"/a","value":1}]`, 0, ""},
		{`[{"op":"remove","path":"a"}]`, 0, ""},
		{`[{"op":"remove","path":"/~2"}]`, 0, ""},
		{`[{"op":"remove"}]`, 0, ""},
		{`[{"op":"add","path":"/x"}]`, 0, "/x"},
		{`[{"op":"add","path":"/x","value":1,"value":1}]`, 0, "/x"},
		{`[{"op":"move","path":"/x"}]`, 0, "/x"},
		{`[{"op":"test","path":"/a","value":[1]},{"op":"remove","path":"/x"}]`, 1, "/x"},
		{`[{"op":"replace","path":"/x","value":1}]`, 0, "/x"},
		{`[{"op":"add","path":"/x/y","value":1}]`, 0, "/x/y"},
		{`[{"op":"add","path":"/a/2","value":1}]`, 0, "/a/2"},
		{`[{"op":"add","path":"/a/00","value":1}]`, 0, "/a/00"},
		{`[{"op":"replace","path":"/a/-","value":1}]`, 0, "/a/-"},
		{`[{"op":"remove","path":"/a/00"}]`, 0, "/a/00"},
		{`[{"op":"move","from":"/x","path":"/a"}]`, 0, "/x"},
		{`[{"op":"copy","from":"/a/1","path":"/a"}]`, 0, "/a/1"},
		{`[{"op":"move","from":"/a","path":"/a/0"}]`, 0, "/a/0"},
		{`[{"op":"move","from":"/b/0","path":"/b/0/x"}]`, 0, "/b/0/x"},
		{`[{"op":"remove","path":""},{"op":"add","path":"/a","value":1}]`, 1, "/a"},
	} {
		got, err := Apply(Patch{JSON, []byte(c.patch)}, parse(t, `{"a":[1],"b":[{},{}]}`))
		var apply *ApplyError
		if !errors.As(err, &apply) || apply.Op != c.op || apply.Pointer != c.at || apply.Reason == "" {
			t.Errorf("%s gives %v, %v; want an error of operation %d at %q", c.patch, got, err, c.op, c.at)
		}
	}
	for body, at := range map[string]TestError{
		`[{"op":"test","path":"/a","value":1},{"op":"test","path":"/a","value":[2]}]`: {1, "/a"},
		`[{"op":"test","path":"/x","value":null}]`:                                    {0, "/x"},
	} {
		var test *TestError
		if _, err := Apply(Patch{JSON, []byte(body)}, parse(t, `{"a":1}`)); !errors.As(err, &test) || *test != at {
			t.Errorf("%s: %v, want %v", body, err, &at)
		}
	}
}

func TestMakeJSON(t *testing.T) {
	for _, c := range []struct{ name, base, wanted, patch string }{
		{"a member", `{"a": 1, "b": 2}`, `{"a": 1, "b": 3}`, `[{"op":"replace","path":"/b","value":3}]`},
		{"null set", `{"a":1}`, `{"a":null}`, `[{"op":"replace","path":"/a","value":null}]`},
		{"null added and removed", `{"a":null}`, `{"b": {"c" : null}}`, `[{"op":"remove","path":"/a"},{"op":"add","path":"/b","value":{"c":null}}]`},
		{"an element", `{"a":[1,{"b":2}]}`, `{"a":[1,{"b":3}]}`, `[{"op":"replace","path":"/a/1/b","value":3}]`},
		{"another spelling of a number", `[1.0]`, `[1]`, `[{"op":"replace","path":"/0","value":1}]`},
		{"big numbers", `{"id":9007199254740993}`, `{"id":9007199254740992}`, `[{"op":"replace","path":"/id","value":9007199254740992}]`},
		{
			"names with / and ~ and \" and none", `{"a/b":1,"m~n":1,"":1,"\"":1}`, `{"a/b":2,"m~n":2,"":2,"\"":2}`,
			`[{"op":"replace","path":"/a~1b","value":2},{"op":"replace","path":"/m~0n","value":2},{"op":"replace","path":"/","value":2},{"op":"replace","path":"/\"","value":2}]`,
		},
		{"the root", `[1]`, ` "x" `, `[{"op":"replace","path":"","value":"x"}]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Make(JSON, parse(t, c.base), parse(t, c.wanted))
			if err != nil {
				t.Fatal(err)
			}
			if string(p.Body) != c.patch || p.MediaType != JSON {
				t.Errorf("got %s as %s, want %s", p.Body, p.MediaType, c.patch)
			}
		})
	}
}

func TestMaker(t *testing.T) {
	base := `{"l":[{"n":1,"v":1},{"n":2,"v":1}]}`
	wanted := `{"l":[{"n":2,"v":1},{"n":1,"v":2}]}`
	for _, c := range []struct {
		name, patch string
		maker       Maker
	}{
		{"identity", `[{"op":"remove","path":"/l/0"},{"op":"add","path":"/l/1","value":{"n":1,"v":2}}]`, Maker{Diff: diff.Options{Keys: map[document.Pointer]string{"/l": "n"}}}},
	} {
		p, err := c.maker.Make(JSON, parse(t, base), parse(t, wanted))
		if err != nil || string(p.Body) != c.patch {
			t.Errorf("%s: got %s, want %s (%v)", c.name, p.Body, c.patch, err)
		}
	}
	p, err := Maker{Test: true}.Make(JSON, parse(t, `{"a":1,"b":2}`), parse(t, `{"a":2,"c":3}`))
	want := `[{"op":"test","path":"","value":{"a":1,"b":2}},{"op":"replace","path":"/a","value":2},{"op":"remove","path":"/b"},{"op":"add","path":"/c","value":3}]`
	if err != nil || string(p.Body) != want {
		t.Errorf("with tests: got %s, want %s (%v)", p.Body, want, err)
	}
}

// TestMakeReuses: a large value that stands elsewhere is moved or copied from there.
func TestMakeReuses(t *testing.T) {
	v := `{"text":"` + strings.Repeat("x", 80) + `","n":1}`
	for _, c := range []struct{ name, base, wanted, patch string }{
		{"renamed", `{"a":` + v + `}`, `{"b":` + v + `}`, `[{"op":"move","from":"/a","path":"/b"}]`},
		{"to another list", `{"p":[` + v + `],"q":[]}`, `{"p":[],"q":[` + v + `]}`, `[{"op":"move","from":"/p/0","path":"/q/0"}]`},
		{"copied", `{"a":` + v + `}`, `{"a":` + v + `,"b":` + v + `}`, `[{"op":"copy","from":"/a","path":"/b"}]`},
		{
			"the other changes, too", `{"a":` + v + `}`, `{"a":` + strings.Replace(v, ":1", ":2", 1) + `,"b":` + v + `}`,
			`[{"op":"replace","path":"/a/n","value":2},{"op":"add","path":"/b","value":` + v + `}]`,
		},
	} {
		p, err := Make(JSON, parse(t, c.base), parse(t, c.wanted))
		if err != nil || string(p.Body) != c.patch {
			t.Errorf("%s: got %s, want %s (%v)", c.name, p.Body, c.patch, err)
		}
	}
}

// Where null is a value it is set like any other, at any depth, and nothing can be removed.
func TestNulls(t *testing.T) {
	m := Maker{Nulls: true}
	base := parse(t, `{"a":1,"b":{"c":2},"d":[1]}`)
	for _, tc := range []struct{ wanted, body string }{
		{`{"a":null,"b":{"c":2},"d":[1]}`, `{"a":null}`},
		{`{"a":1,"b":{"c":null},"d":[1]}`, `{"b":{"c":null}}`},
		{`{"a":1,"b":{"c":2},"d":[1],"e":{"f":null}}`, `{"e":{"f":null}}`},
		{`{"a":1,"b":{"c":2}}`, ""},
		{`{"a":1,"b":{},"d":[1]}`, ""},
	} {
		p, err := m.Make("application/json", base, parse(t, tc.wanted))
		if tc.body == "" {
			if e := (*InexpressibleError)(nil); !errors.As(err, &e) {
				t.Errorf("%s: %s, %v; want none", tc.wanted, p.Body, err)
			}
			continue
		}
		if err != nil || string(p.Body) != tc.body {
			t.Errorf("%s: %s, %v; want %s", tc.wanted, p.Body, err, tc.body)
		}
	}
}
