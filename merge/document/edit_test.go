package document

import (
	"errors"
	"strings"
	"testing"
)

// parse is Parse of JSON in a test.
func parse(t testing.TB, source string) *Document {
	t.Helper()
	d, err := Parse([]byte(source), JSON)
	if err != nil {
		t.Fatalf("Parse(%q): %v", source, err)
	}
	return d
}

// show makes white space visible in a failure.
func show(s string) string { return strings.ReplaceAll(s, "\r", "\\r") }

const pretty = "{\n  \"name\": \"x\",\n  \"tags\": [\n    \"a\",\n    \"b\"\n  ],\n  \"meta\": {\n    \"n\": 1.0\n  }\n}\n"

func TestSet(t *testing.T) {
	for _, c := range []struct{ name, source, at, value, want string }{
		{"the whole document keeps what stands around it", " 1\n", "", "2", " 2\n"},
		{"the whole document keeps its BOM", "\ufeff{}", "", "[]", "\ufeff[]"},
		{"a member", `{"a":1.0,"b":1e2}`, "/a", "2", `{"a":2,"b":1e2}`},
		{"white space around the new value is not its own", `{"a": 1}`, "/a", " \n2\n ", `{"a": 2}`},
		{"an element", "[1, 2 ,3]", "/1", "x2", ""},
		{"an element, valid", "[1, 2 ,3]", "/1", "20", "[1, 20 ,3]"},
		{"the last of two members of one name", `{"a":1,"a":2}`, "/a", "3", `{"a":1,"a":3}`},
		{"a name with escapes", `{"\u0061/~":1}`, "/a~1~0", "2", `{"\u0061/~":2}`},
		{"the empty name", `{"":1}`, "/", "2", `{"":2}`},
		{"a new member, one line, no spaces", `{"a":1}`, "/b", "2", `{"a":1,"b":2}`},
		{"a new member, one line, spaces", `{"a": 1}`, "/b", "2", `{"a": 1, "b": 2}`},
		{"a new member, spaces inside the braces", `{ "a": 1 }`, "/b", "2", `{ "a": 1, "b": 2 }`},
		{"a new member, its name escaped", `{"a":1}`, "/q\"\n", "2", `{"a":1,"q\"\n":2}`},
		{"a new member, several lines", pretty, "/meta/m", "2", strings.Replace(pretty, "1.0\n", "1.0,\n    \"m\": 2\n", 1)},
		{"a new last member", pretty, "/z", "2", strings.Replace(pretty, "  }\n}", "  },\n  \"z\": 2\n}", 1)},
		{"a new member, tabs and CRLF", "{\r\n\t\"a\" : 1\r\n}\r\n", "/b", "2", "{\r\n\t\"a\" : 1,\r\n\t\"b\" : 2\r\n}\r\n"},
		{"appended by -", pretty, "/tags/-", `"c"`, strings.Replace(pretty, "\"b\"\n", "\"b\",\n    \"c\"\n", 1)},
		{"appended by the length", "[1,2]", "/2", "3", "[1,2,3]"},
		{"commas in front", "[ 1\n, 2\n]", "/-", "3", "[ 1\n, 2\n, 3\n]"},
		{"blank lines are not repeated", "[\n  1,\n\n  2\n]", "/-", "3", "[\n  1,\n\n  2,\n  3\n]"},
		{"one line within several", "{\n  \"a\": [1, 2],\n  \"b\": [3]\n}", "/b/-", "4", "{\n  \"a\": [1, 2],\n  \"b\": [3, 4]\n}"},
		{"into an empty object on one line", `{"a":{}}`, "/a/b", "1", `{"a":{"b":1}}`},
		{"into an empty object, spaces around", `{ "a": {} }`, "/a/b", "1", `{ "a": { "b": 1 } }`},
		{"into an empty object on several lines", "{\n    \"a\": {}\n}", "/a/b", "1", "{\n    \"a\": {\n        \"b\": 1\n    }\n}"},
		{"into an empty array on several lines, tabs, CRLF", "{\r\n\t\"a\": []\r\n}", "/a/0", "1", "{\r\n\t\"a\": [\r\n\t\t1\r\n\t]\r\n}"},
		{"into an empty array as its neighbours", "[\n  [1, 2],\n  []\n]", "/1/-", "3", "[\n  [1, 2],\n  [3]\n]"},
		{"into the empty document", "{}", "/a", "1", `{"a":1}`},
		{"into the empty document of two lines", "{\n}\n", "/a", "1", "{\n  \"a\": 1\n}\n"},
		{
			"several lines are indented", pretty, "/meta/m", "{\n\t\"x\": \"\\n  y\"\n}",
			strings.Replace(pretty, "1.0\n", "1.0,\n    \"m\": {\n    \t\"x\": \"\\n  y\"\n    }\n", 1),
		},
		{"several lines are indented less", pretty, "/name", "      [\n        1\n      ]", strings.Replace(pretty, `"x"`, "[\n    1\n  ]", 1)},
		{"several lines become one in a document of one", `{"a": 1, "b": 2}`, "/c", "{\n  \"x\":[1,\n 2],\n  \"y\":\" : , \"\n}", `{"a": 1, "b": 2, "c": {"x": [1, 2], "y": " : , "}}`},
		{"blank lines stay blank", pretty, "/meta/n", "{\n\n  \"x\": 1\n}", strings.Replace(pretty, "1.0", "{\n\n      \"x\": 1\n    }", 1)},
		{"under the bracket of the old value", "{\n  \"a\": [\n         1\n       ]\n}", "/a", "[\n  2\n]", "{\n  \"a\": [\n         2\n       ]\n}"},
		{"where it is not known how far it was indented", pretty, "/name", "[1,\n  2]", strings.Replace(pretty, `"x"`, "[1,\n  2]", 1)},
		{"line breaks become those of the document", "{\r\n  \"a\": 1\r\n}", "/a", "[\n  1\n]", "{\r\n  \"a\": [\r\n    1\r\n  ]\r\n}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := parse(t, c.source).Set(Pointer(c.at), []byte(c.value))
			if c.want == "" {
				if err == nil {
					t.Fatalf("Set(%q) made %s", c.value, got.Source())
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Source()) != c.want {
				t.Errorf("got\n%s\nwant\n%s", show(string(got.Source())), show(c.want))
			}
		})
	}
}

func TestInsert(t *testing.T) {
	for _, c := range []struct{ name, source, at, value, want string }{
		{"in front", "[1, 2]", "/0", "0", "[0, 1, 2]"},
		{"in front, several lines", "[\n  1,\n  2\n]", "/0", "0", "[\n  0,\n  1,\n  2\n]"},
		{"in front of one, several lines", "[\n  1\n]", "/0", "0", "[\n  0,\n  1\n]"},
		{"between", "[1,2]", "/1", "9", "[1,9,2]"},
		{"between, a blank line stays where it is", "[\n  1,\n\n  2\n]", "/1", "9", "[\n  1,\n  9,\n\n  2\n]"},
		{"in a table of rows", "[\n  1, 2,\n  3, 4\n]", "/1", "9", "[\n  1, 9, 2,\n  3, 4\n]"},
		{"a member that is there is replaced", `{"a":1}`, "/a", "2", `{"a":2}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := parse(t, c.source).Insert(Pointer(c.at), []byte(c.value))
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Source()) != c.want {
				t.Errorf("got\n%s\nwant\n%s", got.Source(), c.want)
			}
		})
	}
}

func TestRemove(t *testing.T) {
	for _, c := range []struct{ name, source, at, want string }{
		{"the first", "[1, 2, 3]", "/0", "[2, 3]"},
		{"one between", "[1, 2, 3]", "/1", "[1, 3]"},
		{"the last", "[1, 2, 3]", "/2", "[1, 2]"},
		{"the only one", `{ "a": 1 }`, "/a", "{}"},
		{"the only one, several lines", "{\r\n  \"a\": 1\r\n}\r\n", "/a", "{}\r\n"},
		{"the first line", "{\n  \"a\": 1,\n  \"b\": 2\n}", "/a", "{\n  \"b\": 2\n}"},
		{"the last line", "{\r\n  \"a\": 1,\r\n  \"b\": 2\r\n}", "/b", "{\r\n  \"a\": 1\r\n}"},
		{"commas in front", "[ 1\n, 2\n, 3\n]", "/1", "[ 1\n, 3\n]"},
		{"the first of a paragraph", "[\n  1,\n\n  2,\n  3\n]", "/1", "[\n  1,\n\n  3\n]"},
		{"the last of a paragraph", "[\n  1,\n  2,\n\n  3\n]", "/1", "[\n  1,\n\n  3\n]"},
		{"the end of a row", "[\n  1, 2,\n  3, 4\n]", "/1", "[\n  1,\n  3, 4\n]"},
		{"the start of a row", "[\n  1, 2,\n  3, 4\n]", "/2", "[\n  1, 2,\n  4\n]"},
		{"all members of one name", `{"a":1,"b":2,"a":3}`, "/a", `{"b":2}`},
		{"a value with brackets in strings", `{"a":"},]","b":2}`, "/a", `{"b":2}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := parse(t, c.source).Remove(Pointer(c.at))
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Source()) != c.want {
				t.Errorf("got\n%s\nwant\n%s", show(string(got.Source())), show(c.want))
			}
		})
	}
	if got, err := parse(t, "1").Remove(""); got != nil || err != nil {
		t.Errorf("without its root: %v, %v; want the absent document", got, err)
	}
}

func TestEditsThatCannotBeMade(t *testing.T) {
	d := parse(t, `{"a":[1],"s":"x"}`)
	var place *PlaceError
	for _, p := range []Pointer{"/b/c", "/a/2", "/a/01", "/a/x", "/a/-1", "/s/0", "/a/-/b", "/a/1e0", "/a/99999999999999999999"} {
		if got, err := d.Set(p, []byte("1")); !errors.As(err, &place) || place.Pointer != p {
			t.Errorf("Set(%q) = %v, %v", p, got, err)
		}
	}
	for _, p := range []Pointer{"/b", "/a/1", "/a/-", "/s/0"} {
		if got, err := d.Remove(p); !errors.As(err, &place) || place.Pointer != p {
			t.Errorf("Remove(%q) = %v, %v", p, got, err)
		}
	}
	var syntax *SyntaxError
	for _, value := range []string{"", "1,2", "1]", `"a":1`, "x", "{"} {
		if got, err := d.Set("/a/0", []byte(value)); !errors.As(err, &syntax) {
			t.Errorf("Set to %q = %v, %v", value, got, err)
		}
	}
	var absent *Document
	if _, err := absent.Set("", []byte("1")); !errors.As(err, &place) {
		t.Errorf("Set of the absent document: %v", err)
	}
	if _, err := absent.Remove(""); !errors.As(err, &place) {
		t.Errorf("Remove of the absent document: %v", err)
	}
}
